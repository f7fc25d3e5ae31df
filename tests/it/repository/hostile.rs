//! Files of unknown people: the reader ends soon, and never panics.

use crate::support::trees::Memory;
use drplan::repository::cluster::read;
use drplan::repository::kustomize::{build, build_as_flux};
use std::time::{Duration, Instant};

fn memory(files: &[(&str, String)]) -> Memory {
    let files = files.iter();
    Memory(
        files
            .map(|(path, text)| ((*path).to_owned(), text.clone()))
            .collect(),
    )
}

/// What ends after work that doubles with each level would not end within years, so the limit is wide: a build without
/// optimisation on a machine that does other work must not reach it.
fn soon<T>(run: impl FnOnce() -> T) -> T {
    let began = Instant::now();
    let result = run();
    let took = began.elapsed();
    assert!(took < Duration::from_secs(1200), "{took:?}");
    result
}

const MAP: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n";

#[test]
fn a_patch_that_copies_an_object_into_itself() {
    let operations: Vec<String> = (0..60)
        .map(|n| format!("      - {{op: copy, from: '', path: /data/c{n}}}"))
        .collect();
    let list = format!(
        "resources: [a.yaml]\npatches:\n  - target: {{kind: ConfigMap}}\n    patch: |\n{}\n",
        operations.join("\n")
    );
    let tree = memory(&[("p/kustomization.yaml", list), ("p/a.yaml", MAP.to_owned())]);
    assert!(!soon(|| build(&tree, "p")).faults.is_empty());
}

#[test]
fn bases_that_double_at_each_level() {
    let mut files = vec![(
        "d0/kustomization.yaml".to_owned(),
        "resources: [a.yaml]\n".to_owned(),
    )];
    files.push(("d0/a.yaml".to_owned(), MAP.to_owned()));
    for n in 1..40 {
        let below = n - 1;
        for side in ["l", "r"] {
            let list = format!("resources: [../d{below}]\nnamePrefix: {side}-\n");
            files.push((format!("{side}{n}/kustomization.yaml"), list));
        }
        let both = format!("resources: [../l{n}, ../r{n}]\n");
        files.push((format!("d{n}/kustomization.yaml"), both));
    }
    let tree = Memory(files.into_iter().collect());
    let built = soon(|| build(&tree, "d39"));
    assert!(!built.unseen.is_empty(), "more objects than are read");
    // A level that takes a path twice says once what was not read of it.
    assert!(built.unseen.len() < 100, "{}", built.unseen.len());
}

#[test]
fn a_kustomization_that_applies_itself_under_other_names() {
    let text = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: a, namespace: n}\nspec: {path: ./p, namePrefix: x-, sourceRef: {kind: GitRepository, name: g}}\n";
    let tree = memory(&[("c/a.yaml", text.to_owned()), ("p/a.yaml", text.to_owned())]);
    let cluster = soon(|| read(&tree, "c"));
    assert!(cluster.kustomizations.len() < 100);
}

#[test]
fn lists_of_lists_and_paths_of_many_parts() {
    let deep = "a.".repeat(100_000);
    let list = format!(
        "resources: [a.yaml]\nreplacements:\n  - source: {{kind: ConfigMap}}\n    targets: [{{select: {{kind: ConfigMap}}, fieldPaths: ['{deep}b'], options: {{create: true}}}}]\n"
    );
    let nested = format!("{}x", "- ".repeat(400_000));
    let slashes = format!(
        "labels: [{{pairs: {{a: b}}, fields: [{{path: {}b, create: true}}]}}]\nresources: [a.yaml]\n",
        "a/".repeat(100_000)
    );
    for list in [list, nested, slashes] {
        let tree = memory(&[("p/kustomization.yaml", list), ("p/a.yaml", MAP.to_owned())]);
        soon(|| build(&tree, "p"));
    }
}

#[test]
fn ten_thousand_patches_of_ten_thousand_objects() {
    let objects: String = (0..10_000)
        .map(|n| format!("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a{n}}}\n"))
        .collect();
    let patch = "  - target: {kind: ConfigMap, name: a.*b}\n    patch: '[{\"op\": \"remove\", \"path\": \"/data\"}]'\n";
    let list = format!("resources: [a.yaml]\npatches:\n{}", patch.repeat(9_000));
    let tree = memory(&[("p/kustomization.yaml", list), ("p/a.yaml", objects)]);
    soon(|| build(&tree, "p"));
}

#[test]
fn any_words_in_any_field() {
    let odd = [
        "",
        "[]",
        "{}",
        "[[]]",
        "[{}]",
        "{a: {b: [c]}}",
        "null",
        "-1",
        "'$[('",
        "[null, {patch: '['}, {path: ..}]",
    ];
    let fields = [
        "resources",
        "bases",
        "components",
        "patches",
        "patchesStrategicMerge",
        "patchesJson6902",
        "images",
        "replicas",
        "labels",
        "commonLabels",
        "commonAnnotations",
        "namespace",
        "namePrefix",
        "configMapGenerator",
        "secretGenerator",
        "replacements",
        "configurations",
        "generatorOptions",
        "openapi",
        "vars",
    ];
    for field in fields {
        for text in odd {
            let list = format!("resources: [a.yaml]\n{field}: {text}\n");
            let list = if field == "resources" {
                format!("resources: {text}\n")
            } else {
                list
            };
            let tree = memory(&[("p/kustomization.yaml", list), ("p/a.yaml", MAP.to_owned())]);
            build(&tree, "p");
            build_as_flux(&tree, "p");
            read(&tree, "p");
        }
    }
}
