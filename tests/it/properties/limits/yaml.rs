//! The YAML of a repository: files that stand for far more than they hold.

use super::{findings, limited, write};
use std::fmt::Write as _;
use tempfile::TempDir;

const PLAN: &str = "plan p { velero 1.18.3; flux 2.9 }
cluster prod { region us-east-1 }
cluster dr { recovers prod; brings velero; region us-west-2 }
store main { s3 b1 { region us-east-1 }; replica b2 { region us-west-2 } }
tier critical { rpo 8h; keep 7d; recover file-backup }
namespace ledger { tier critical; apps apps/ledger; workload statefulset/ledger { volume data { size 1Gi } } }
";

/// A repository whose plan names `apps/ledger`, with these files in it.
fn repository(files: &[(String, String)]) -> TempDir {
    let home = TempDir::new().unwrap();
    std::fs::create_dir(home.path().join(".git")).unwrap();
    write(home.path(), "dr/p.drplan", PLAN);
    write(
        home.path(),
        "clusters/prod/apps.yaml",
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ledger}\nspec: {path: ./apps/ledger}\n",
    );
    for (path, text) in files {
        write(home.path(), path, text);
    }
    home
}

fn lists(count: usize, text: impl Fn(usize) -> String) -> Vec<(String, String)> {
    let name = |n: usize| format!("apps/ledger/b{n}.yaml");
    (0..count).map(|n| (name(n), text(n))).collect()
}

#[test]
fn a_text_that_is_named_150_000_times() {
    let aliases = vec!["*a"; 150_000].join(",");
    let text = format!("a: &a \"{}\"\nb: [{aliases}]\n", "x".repeat(300_000));
    let home = repository(&lists(1, |_| text.clone()));
    assert_eq!(findings(home.path()), ["files-not-read"]);
}

#[test]
fn many_small_files_with_aliases() {
    let (items, aliases) = (vec!["x"; 400].join(","), vec!["*a"; 480].join(","));
    let text = format!("a: &a [{items}]\nb: [{aliases}]\n");
    let object = |n| format!("kind: ConfigMap\nmetadata: {{name: b{n}}}\n{text}");
    let home = repository(&lists(300, object));
    assert_eq!(findings(home.path()), ["files-not-read"]);
    let output = limited(home.path(), super::MEMORY, 60, &["check"]);
    let text = String::from_utf8_lossy(&output.stdout);
    // The first of them fit, and those that do not are counted.
    assert!(text.contains("29"), "{text}");
    assert!(text.contains("`apps/ledger/b"), "{text}");
    assert!(text.contains("1500000 values"), "{text}");
}

#[test]
fn merges_of_merges() {
    let mut text = String::from("kind: ConfigMap\nm0: &m0 {k: v}\n");
    for n in 1..64 {
        let below = n - 1;
        writeln!(text, "m{n}: &m{n} {{<<: [*m{below}, *m{below}]}}").unwrap();
    }
    text.push_str("metadata: {<<: *m63}\nspec: {<<: *m63}\n");
    let home = repository(&lists(1, |_| text.clone()));
    assert_eq!(findings(home.path()), ["files-not-read"]);
}

#[test]
fn more_files_than_one_run_reads() {
    let long = "x".repeat(1_000_000);
    let text = |n| format!("kind: ConfigMap\nmetadata: {{name: a{n}}}\ndata: {{a: \"{long}\"}}\n");
    let home = repository(&lists(70, text));
    assert_eq!(findings(home.path()), ["files-not-read"]);
}

#[test]
fn one_patch_that_is_named_over_and_over() {
    let object = "kind: ConfigMap\nmetadata: {name: a}\n";
    let mut files = lists(1, |_| object.to_owned());
    let long = "y".repeat(1_000_000);
    let patch = format!("{object}data: {{a: {long}}}\n");
    files.push(("apps/patch.yaml".to_owned(), patch));
    let patches = "- path: ../patch.yaml\n".repeat(20_000);
    files.push((
        "apps/ledger/kustomization.yaml".to_owned(),
        format!("resources: [b0.yaml]\npatches:\n{patches}"),
    ));
    assert_eq!(
        findings(repository(&files).path()),
        ["workload-not-found"],
        "the patch is read once, and names no workload"
    );
}

#[test]
fn a_row_of_directories() {
    let mut files = vec![(
        "apps/ledger/kustomization.yaml".to_owned(),
        "resources: [../d0]\n".to_owned(),
    )];
    for n in 0..2_000 {
        files.push((
            format!("apps/d{n}/kustomization.yaml"),
            format!("resources: [../d{}]\n", n + 1),
        ));
    }
    assert_eq!(findings(repository(&files).path()), ["files-not-read"]);
}

/// What is read as before, however often its parts are named.
#[test]
fn shared_parts_are_read() {
    let text = "kind: StatefulSet
metadata: {name: ledger}
spec:
  template: &pod {spec: {containers: [{name: a}], volumes: [{name: data}]}}
  other: [*pod, *pod]
";
    let home = repository(&lists(1, |_| text.to_owned()));
    assert_eq!(findings(home.path()), [""; 0]);
}
