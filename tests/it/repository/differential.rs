//! The reader builds what kubectl builds: every path of the corpus and of every plan.

use super::kustomize::{compare, kubectl};
use crate::support::kubectl::is_here;
use crate::support::trees::Disk;
use drplan::repository::kustomize::{Build, build, build_as_flux};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const LISTS: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn names(folder: &Path) -> Vec<(String, bool)> {
    let mut names: Vec<(String, bool)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, entry.file_type().unwrap().is_dir())
        })
        .collect();
    names.sort();
    names
}

fn is_listed(folder: &Path) -> bool {
    let mut names = names(folder).into_iter();
    names.any(|(name, folder)| !folder && LISTS.contains(&name.as_str()))
}

/// Every folder below one that kustomize or Flux can build: those with a list of their own, and
/// those that hold YAML themselves.
fn folders(root: &Path, below: &str, found: &mut Vec<String>) {
    let folder = root.join(below);
    let yaml = |name: &str| name.ends_with(".yaml") || name.ends_with(".yml");
    let names = names(&folder);
    if is_listed(&folder) || names.iter().any(|(name, folder)| !folder && yaml(name)) {
        found.push(below.to_owned());
    }
    for (name, is_folder) in names {
        if is_folder {
            let inner = if below.is_empty() {
                name
            } else {
                format!("{below}/{name}")
            };
            folders(root, &inner, found);
        }
    }
}

/// What Flux writes into a folder without a list.
fn generated(folder: &Path, below: &str, lines: &mut Vec<String>) {
    for (name, is_folder) in names(&folder.join(below)) {
        let inner = if below.is_empty() {
            name.clone()
        } else {
            format!("{below}/{name}")
        };
        let yaml = name.ends_with(".yaml") || name.ends_with(".yml");
        let listed = match is_folder {
            true => is_listed(&folder.join(&inner)),
            false => yaml,
        };
        if listed {
            lines.push(format!("  - {inner}"));
        } else if is_folder {
            generated(folder, &inner, lines);
        }
    }
}

/// Compares one folder; `None` where something of it is not read.
fn one(root: &Path, path: &str) -> Option<Result<usize, String>> {
    let disk = Disk(root.to_owned());
    let folder = root.join(path);
    let listed = is_listed(&folder);
    let ours = match listed {
        true => build(&disk, path),
        false => build_as_flux(&disk, path),
    };
    if !ours.unseen.is_empty() {
        return None;
    }
    let made = folder.join("kustomization.yaml");
    if !listed {
        let mut lines = vec!["resources:".to_owned()];
        generated(&folder, "", &mut lines);
        fs::write(&made, lines.join("\n")).unwrap();
    }
    let theirs = kubectl(&folder);
    if !listed {
        fs::remove_file(&made).unwrap();
    }
    Some(judge(&ours, theirs))
}

fn judge(
    ours: &Build,
    theirs: Result<Vec<drplan::repository::yaml::Node>, String>,
) -> Result<usize, String> {
    match (theirs, ours.faults.first()) {
        (Err(_), Some(_)) => Ok(0),
        (Err(said), None) => Err(format!("kubectl refuses it: {said}")),
        (Ok(_), Some(fault)) => Err(format!("only the reader refuses it: {fault:?}")),
        (Ok(expected), None) => {
            let compared = compare(ours, &expected);
            match compared.differences.is_empty() {
                true => Ok(compared.equal),
                false => Err(compared.differences.join("\n")),
            }
        }
    }
}

/// Compares every folder below one, in a copy that Flux's lists can be written to.
fn all(of: &str) -> (usize, usize) {
    let copy = tempfile::tempdir().unwrap();
    copy_all(&root().join(of), copy.path());
    let mut paths = Vec::new();
    folders(copy.path(), "", &mut paths);
    let mut faults = BTreeMap::new();
    let (mut built, mut objects) = (0, 0);
    for path in paths {
        match one(copy.path(), &path) {
            None => {}
            Some(Ok(equal)) => {
                built += 1;
                objects += equal;
            }
            Some(Err(why)) => {
                faults.insert(path, why);
            }
        }
    }
    let faults: Vec<String> = faults
        .iter()
        .map(|(path, why)| format!("{path}: {why}"))
        .collect();
    assert!(
        faults.is_empty(),
        "{} of {of}:\n{}",
        faults.len(),
        faults.join("\n")
    );
    (built, objects)
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for (name, is_folder) in names(from) {
        match is_folder {
            true => copy_all(&from.join(&name), &to.join(&name)),
            false => drop(fs::copy(from.join(&name), to.join(&name)).unwrap()),
        }
    }
}

#[test]
fn corpus() {
    if !is_here() {
        println!("skipped: no kubectl here, the reader was not compared with it");
        return;
    }
    let (built, objects) = all("tests/it/repository/corpus");
    assert!(
        built >= 70 && objects >= 300,
        "{built} folders, {objects} objects"
    );
}

#[test]
fn plans() {
    if !is_here() {
        println!("skipped: no kubectl here, the reader was not compared with it");
        return;
    }
    let (built, objects) = all("plans");
    assert!(
        built >= 40 && objects >= 60,
        "{built} folders, {objects} objects"
    );
}
