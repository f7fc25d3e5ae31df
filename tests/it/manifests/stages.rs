//! A stage over a path in Git is the author's own Kustomization, elsewhere: kubectl builds both to the same.

use super::hooks::flux::{apply, at, documents, text};
use super::hooks::{copy, write};
use crate::support::harness::{compile_in, plans};
use crate::support::kubectl;
use serde_yaml::Value;

/// What an object is called.
fn name(object: &Value) -> [&str; 3] {
    let meta = |key: &str| text(object, &["metadata", key]);
    [text(object, &["kind"]), meta("namespace"), meta("name")]
}

#[test]
fn stages_bring_what_the_primary_has() {
    if !kubectl::is_here() {
        println!("skipped: no kubectl here, stages were not compared");
        return;
    }
    let plan = plans()
        .into_iter()
        .find(|plan| plan.name == "repository/carried")
        .unwrap();
    let root = plan.root.unwrap();
    let dir = tempfile::TempDir::new().unwrap();
    copy(&root, dir.path());
    let primary = apply(dir.path(), "clusters/prod", &Value::Null).unwrap();
    let bundle = compile_in(&plan.files, Some(&root)).bundle.unwrap();
    for (path, doc) in &bundle.files {
        write(dir.path(), path, &doc.text);
    }
    let (_, doc) = bundle
        .files
        .iter()
        .find(|(path, _)| path.starts_with("clusters/dr/drplan-"))
        .unwrap();
    let mut compared = 0;
    for stage in documents(&doc.text).unwrap() {
        let path = text(&stage, &["spec", "path"]).trim_start_matches("./");
        if !path.starts_with("apps/") {
            continue;
        }
        for object in apply(dir.path(), path, &stage["spec"]).unwrap() {
            let own = primary.iter().find(|one| name(one) == name(&object));
            let own = own.unwrap_or_else(|| panic!("only the stage has {:?}", name(&object)));
            // The cluster has a value of its own for this one.
            let region = |object: &Value| at(object, &["data", "region"]).cloned();
            if region(own).is_some() {
                assert_ne!(region(own), region(&object));
                assert_eq!(at(own, &["data", "title"]), at(&object, &["data", "title"]));
            } else {
                assert_eq!(*own, object);
            }
            compared += 1;
        }
    }
    assert!(compared >= 3, "{compared} objects");
}
