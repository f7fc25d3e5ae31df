//! Every plan keeps its promise: the marks in it are the findings, and its output is as reviewed.

use crate::support::harness::{compile_in, found, marks, plans, project_root};
use drplan::diag::render::{Style, render};
use drplan::driver::Compilation;
use std::collections::BTreeSet;

#[test]
fn marks_are_findings() {
    let mut wrong = Vec::new();
    for plan in plans() {
        let done = compile_in(&plan.files, plan.root.as_deref());
        let mut found = found(&done);
        if plan.name == "quickstart" {
            // Its five lines stand in the documentation as they are, so they carry no mark.
            let expected = (
                "quickstart.drplan".to_owned(),
                2,
                "region-not-covered".to_owned(),
            );
            assert!(found.remove(&expected), "quickstart warns of its region");
        }
        let marks = marks(&plan.files);
        let differ =
            |a: &BTreeSet<_>, b: &BTreeSet<_>| a.difference(b).cloned().collect::<Vec<_>>();
        if found != marks {
            let (unmarked, unfound) = (differ(&found, &marks), differ(&marks, &found));
            wrong.push(format!(
                "{}: found {unmarked:?}, marked {unfound:?}",
                plan.name
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn snapshots_are_reviewed() {
    let mut claimed = BTreeSet::new();
    for plan in plans() {
        let done = compile_in(&plan.files, plan.root.as_deref());
        if !done.diags.is_empty() {
            snapshot("diag", &plan.name, &drawn(&done), &mut claimed);
        }
        if let Some(bundle) = done.bundle {
            let mut text = String::new();
            for (path, doc) in &bundle.files {
                if path.ends_with(".html") {
                    page(&plan.name, &doc.text, &mut claimed);
                } else {
                    text.push_str(&format!("--- {path}\n{}", doc.text));
                }
            }
            for (apps, component) in &bundle.components {
                text.push_str(&format!("--- components of {apps}: {component}\n"));
            }
            snapshot("manifests", &plan.name, &text, &mut claimed);
        }
    }
    let mut strays = Vec::new();
    walk(&project_root().join("snapshots"), &mut strays);
    strays.retain(|path| !claimed.contains(path));
    assert!(strays.is_empty(), "no plan claims {strays:?}");
}

/// The pages of the plans that ship are read; those of cases show nothing that these do not.
fn page(name: &str, text: &str, claimed: &mut BTreeSet<std::path::PathBuf>) {
    if ["shop", "quickstart", "lesson"]
        .iter()
        .any(|ships| name.starts_with(ships))
    {
        snapshot("report", name, text, claimed);
    }
    assert!(text.ends_with("</html>\n"), "the page of {name} is whole");
    let fetches = ["<script", "src=", "@import", "url(", "href=\"http"];
    assert!(
        !fetches.iter().any(|word| text.contains(word)),
        "the page of {name} needs nothing else"
    );
}

fn drawn(done: &Compilation) -> String {
    let draw = |diag| render(&done.sources, diag, Style::Graphical { colour: false });
    done.diags.iter().map(draw).collect::<Vec<_>>().join("\n")
}

fn snapshot(view: &str, name: &str, text: &str, claimed: &mut BTreeSet<std::path::PathBuf>) {
    let path = project_root().join("snapshots").join(view).join(name);
    claimed.insert(path.with_extension("snap"));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(path.parent().unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!(
            path.file_name().unwrap().to_string_lossy().into_owned(),
            text
        );
    });
}

fn walk(directory: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(directory).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found)
        } else {
            found.push(path)
        }
    }
}
