//! Plans of the corpus, compiled as the command line does, and the marks in them.

use super::trees::Disk;
use drplan::driver::{Compilation, Project};
use drplan::repository::Inventory;
use serde::Deserialize as _;
use serde_yaml::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The day on which every test happens.
pub const TODAY: &str = "2026-11-25";

/// The folder of the crate.
pub fn project_root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// One plan: its name and its texts.
pub struct Plan {
    pub name: String,
    pub files: Vec<(String, String)>,
    /// The directory that its paths are looked up in, where it has a repository.
    pub root: Option<PathBuf>,
}

/// Every plan below `plans`: each file of the case folders, and each whole plan.
pub fn plans() -> Vec<Plan> {
    let mut plans = Vec::new();
    for folder in ["cases", "broken", "recipes"] {
        walk(&project_root().join("plans").join(folder), &mut |path| {
            let name = path
                .strip_prefix(project_root().join("plans"))
                .unwrap()
                .with_extension("");
            plans.push(Plan {
                name: name.to_string_lossy().into_owned(),
                files: vec![(file_name(path), std::fs::read_to_string(path).unwrap())],
                root: None,
            });
        });
    }
    let mut wholes = ["quickstart", "shop", "lesson/classic", "lesson/corrected"]
        .map(str::to_owned)
        .to_vec();
    for folder in ["layouts", "repository"] {
        let folders = std::fs::read_dir(project_root().join("plans").join(folder));
        for entry in folders.unwrap() {
            let name = entry.unwrap().file_name();
            wholes.push(format!("{folder}/{}", name.to_string_lossy()));
        }
    }
    wholes.sort();
    for whole in wholes {
        let root = project_root().join("plans").join(&whole);
        let mut files: Vec<PathBuf> = std::fs::read_dir(&root)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ext| ext == "drplan"))
            .collect();
        files.sort();
        plans.push(Plan {
            files: files
                .iter()
                .map(|p| (file_name(p), std::fs::read_to_string(p).unwrap()))
                .collect(),
            root: (whole != "quickstart").then_some(root),
            name: whole,
        });
    }
    plans.push(Plan {
        name: "fleet".to_owned(),
        files: crate::support::fleet::Fleet {
            namespaces: 4,
            clusters: 2,
        }
        .files(),
        root: None,
    });
    plans
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn walk(directory: &Path, found: &mut dyn FnMut(&Path)) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "drplan") {
            found(&path);
        }
    }
}

/// Compiles texts that need no repository.
pub fn compile(files: &[(String, String)]) -> Compilation {
    compile_in(files, None)
}

/// Compiles texts against the repository in a directory.
pub fn compile_in(files: &[(String, String)], root: Option<&Path>) -> Compilation {
    let mut project = Project::default();
    for (name, text) in files {
        project.add(name, text.clone(), false);
    }
    project.build(TODAY.parse().unwrap(), |model| match root {
        None => Inventory::default(),
        Some(root) => {
            let named = drplan::analyze::paths::named(model);
            drplan::repository::read(
                &Disk(root.to_owned()),
                model,
                &named,
                &drplan::analyze::paths::files(model),
            )
        }
    })
}

/// Every object of every plan: the plan, the file and what a reader understands of it.
pub fn objects() -> Vec<(String, String, Value)> {
    // Many tests look at them, and every look is at the same.
    static OBJECTS: LazyLock<Vec<(String, String, Value)>> = LazyLock::new(read_objects);
    OBJECTS.clone()
}

fn read_objects() -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for plan in plans() {
        let done = compile_in(&plan.files, plan.root.as_deref());
        let files = done.bundle.into_iter().flat_map(|bundle| bundle.files);
        for (path, doc) in files.filter(|(path, _)| path.ends_with(".yaml")) {
            for document in serde_yaml::Deserializer::from_str(&doc.text) {
                let value = Value::deserialize(document).unwrap();
                all.push((plan.name.clone(), path.clone(), value));
            }
        }
    }
    all
}

/// `(file, line, name)` of every finding.
pub fn found(done: &Compilation) -> BTreeSet<(String, u32, String)> {
    done.diags
        .iter()
        .map(|diag| {
            let (path, at) = done.sources.locate(diag.primary.span);
            (path.to_owned(), at.line, diag.name().to_owned())
        })
        .collect()
}

/// `(file, line, name)` of every mark: `#~ NAME` at the end of its line, `#~^ NAME` below it.
pub fn marks(files: &[(String, String)]) -> BTreeSet<(String, u32, String)> {
    let mut marks = BTreeSet::new();
    for (path, text) in files {
        for (number, line) in text.lines().enumerate() {
            let number = u32::try_from(number + 1).unwrap();
            let Some((_, mark)) = line.split_once("#~") else {
                continue;
            };
            let (line, names) = match mark.strip_prefix('^') {
                Some(names) => (number - 1, names),
                None => (number, mark),
            };
            for name in names.split_whitespace() {
                marks.insert((path.clone(), line, name.to_owned()));
            }
        }
    }
    marks
}
