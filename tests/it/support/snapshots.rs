//! A folder of snapshots: what is compared, what is accepted, and what nothing writes any more.

use drplan::emit::{Applied, Wire};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

pub struct Snapshots {
    root: PathBuf,
    /// `INSTA_UPDATE` asks to write what differs.
    accept: bool,
    claimed: BTreeSet<PathBuf>,
    /// One text for each file that differs.
    faults: Vec<String>,
}

impl Snapshots {
    /// The snapshots in a folder; `INSTA_UPDATE` says whether they are accepted.
    pub fn new(root: PathBuf) -> Self {
        let update = std::env::var("INSTA_UPDATE").unwrap_or_default();
        Self::accepting(root, matches!(&*update, "always" | "force"))
    }

    fn accepting(root: PathBuf, accept: bool) -> Self {
        Self {
            root,
            accept,
            claimed: BTreeSet::new(),
            faults: Vec::new(),
        }
    }

    /// A text, in the format of insta.
    pub fn text(&mut self, name: &str, text: &str) {
        let path = self.root.join(name);
        self.claimed.insert(self.root.join(format!("{name}.snap")));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            insta::assert_snapshot!(name, text);
        });
    }

    /// A file of its own, byte for byte.
    pub fn file(&mut self, name: &str, text: &str) {
        let path = self.root.join(name);
        let known = std::fs::read_to_string(&path).ok();
        if known.as_deref() != Some(text) {
            if self.accept {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, text).unwrap();
            } else {
                let known = known.unwrap_or_default();
                let diff = similar::TextDiff::from_lines(&known, text);
                let diff = diff.unified_diff().header("reviewed", "now").to_string();
                self.faults.push(format!("{name} differs:\n{diff}"));
            }
        }
        self.claimed.insert(path);
    }

    /// Fails on what differs and on what nothing writes any more, or removes the latter.
    #[track_caller]
    pub fn finish(mut self) {
        let mut files = Vec::new();
        walk(&self.root, &mut files);
        for path in files {
            if self.claimed.contains(&path) {
                continue;
            }
            if self.accept {
                std::fs::remove_file(&path).unwrap();
                remove_empty(&self.root, path.parent().unwrap());
            } else {
                let fault = format!("no plan writes {}", path.display());
                self.faults.push(fault);
            }
        }
        assert!(
            self.faults.is_empty(),
            "{}\n{} snapshots differ; INSTA_UPDATE=always accepts them",
            self.faults.join("\n"),
            self.faults.len()
        );
    }
}

/// Which applications get which hook Components, a line each.
pub fn components(wires: &[Wire]) -> String {
    let line = |wire: &Wire| {
        let applied = match &wire.applied {
            Applied::Path(path) => path.clone(),
            Applied::Namespace(name) => format!("namespace {name}"),
        };
        format!("{applied}: {}\n", wire.component())
    };
    wires.iter().map(line).collect()
}

fn walk(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}

/// Removes a folder and those above it, as far as nothing is left in them.
fn remove_empty(root: &Path, directory: &Path) {
    let mut at = directory;
    while at != root && std::fs::remove_dir(at).is_ok() {
        at = at.parent().unwrap();
    }
}

/// What differs and what is left over fail, and accepting puts both right.
#[test]
fn a_difference_and_a_leftover_fail_until_they_are_accepted() {
    let dir = tempfile::TempDir::new().unwrap();
    let run = |accept: bool, files: &[(&str, &str)]| {
        let mut snapshots = Snapshots::accepting(dir.path().to_owned(), accept);
        for (name, text) in files {
            snapshots.file(name, text);
        }
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| snapshots.finish())).is_ok()
    };
    let before = [("p/a/x.yaml", "x\n"), ("p/b.yaml", "b\n")];
    assert!(!run(false, &before), "nothing is there yet");
    assert!(run(true, &before));
    assert!(run(false, &before));
    assert!(!run(false, &[("p/a/x.yaml", "x"), ("p/b.yaml", "b\n")]));
    assert!(!run(false, &[("p/b.yaml", "b\n")]), "x.yaml is left over");
    assert!(run(true, &[("p/b.yaml", "b\n")]));
    assert!(run(false, &[("p/b.yaml", "b\n")]));
    assert!(!dir.path().join("p/a").exists(), "no empty folder stays");
}
