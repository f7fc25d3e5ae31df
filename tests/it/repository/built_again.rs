//! What a build leaves in the repository is the plan's own: the next check says nothing new of it.

use crate::support::harness::project_root;
use crate::support::test::Test;
use std::collections::BTreeSet;
use std::path::Path;

/// The findings of a check, as name and line.
fn findings(test: &Test) -> BTreeSet<(String, u64)> {
    let output = test.run(&["check", "--format", "json"]).stdout;
    let value: serde_json::Value = serde_json::from_str(&output).unwrap();
    let list = value["findings"].as_array().unwrap();
    list.iter()
        .map(|one| {
            let line = one["line"].as_u64().unwrap_or_default();
            (one["name"].as_str().unwrap().to_owned(), line)
        })
        .collect()
}

/// What is said until a person has wired the output.
const WIRING: [&str; 4] = [
    "hooks-not-wired",
    "not-built-yet",
    "stage-not-listed",
    "volumes-not-wired",
];

#[test]
fn a_build_is_nothing_new_to_the_next_check() {
    let folder = project_root().join("plans/repository");
    let mut plans: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    plans.sort();
    let mut built = 0;
    for plan in plans {
        let test = Test::git();
        copy(&plan, &plan, &test);
        let before = findings(&test);
        if test.run(&["build"]).code != Some(0) {
            continue;
        }
        built += 1;
        let after = findings(&test);
        let new: Vec<_> = after
            .difference(&before)
            .filter(|(name, _)| !WIRING.contains(&name.as_str()))
            .collect();
        assert!(new.is_empty(), "{}: {new:?}", plan.display());
    }
    assert!(built >= 8, "only {built} plans build");
}

#[test]
fn a_name_of_a_stage_that_is_there_already_is_taken() {
    let folder = project_root().join("plans/repository/taken");
    let test = Test::git();
    copy(&folder, &folder, &test);
    let before = findings(&test);
    for (cluster, name) in [("prod", "taken-backup"), ("dr", "taken-storage")] {
        let stage = format!(
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {name}\n  namespace: flux-system\n  labels:\n    app.kubernetes.io/managed-by: drplan\n    drplan.dev/plan: taken\nspec:\n  interval: 10m\n  prune: true\n  path: ./dr/taken/{cluster}/x\n  sourceRef: {{ kind: GitRepository, name: flux-system }}\n"
        );
        test.write(&format!("clusters/{cluster}/drplan-taken.yaml"), stage);
    }
    assert_eq!(findings(&test), before);
}

fn copy(root: &Path, at: &Path, test: &Test) {
    for entry in std::fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            copy(root, &path, test);
        } else {
            let below = path.strip_prefix(root).unwrap();
            test.write(below.to_str().unwrap(), std::fs::read(&path).unwrap());
        }
    }
}
