//! The output of every plan is as it was reviewed: findings, pages, and each manifest in its own file.
//!
//! `snapshots/manifests/<plan>/<path>` holds the bytes of a manifest, and nothing else. `diag` and
//! `report` are snapshots of insta. `INSTA_UPDATE=always` accepts all three, and removes the files
//! that no plan writes any more; without it both a difference and such a file fail.

use crate::support::harness::{compile_in, plans, project_root};
use crate::support::snapshots::{Snapshots, components};
use drplan::diag::render::{Style, render};
use drplan::driver::Compilation;

#[test]
fn snapshots_are_reviewed() {
    let mut snapshots = Snapshots::new(project_root().join("snapshots"));
    for plan in plans() {
        let done = compile_in(&plan.files, plan.root.as_deref());
        if !done.diags.is_empty() {
            snapshots.text(&format!("diag/{}", plan.name), &drawn(&done));
        }
        let Some(bundle) = done.bundle else { continue };
        for (path, doc) in &bundle.files {
            if path.ends_with(".html") {
                page(&plan.name, &doc.text, &mut snapshots);
            } else {
                snapshots.file(&format!("manifests/{}/{path}", plan.name), &doc.text);
            }
        }
        if !bundle.wires.is_empty() {
            let list = components(&bundle.wires);
            snapshots.file(&format!("manifests/{}/components", plan.name), &list);
        }
    }
    snapshots.finish();
}

/// The pages of the plans that ship are read; those of cases show nothing that these do not.
fn page(name: &str, text: &str, snapshots: &mut Snapshots) {
    if ["shop", "quickstart", "lesson"]
        .iter()
        .any(|ships| name.starts_with(ships))
    {
        snapshots.text(&format!("report/{name}"), text);
    }
    assert!(text.ends_with("</html>\n"), "the page of {name} is whole");
    let fetches = ["<script", "src=", "@import", "url(", "href=\"http"];
    assert!(
        !fetches.iter().any(|word| text.contains(word)),
        "the page of {name} needs nothing else"
    );
}

fn drawn(done: &Compilation) -> String {
    let draw = |diag| {
        render(
            &done.sources,
            diag,
            Style::Graphical {
                colour: false,
                width: drplan::diag::render::WIDTH,
            },
        )
    };
    done.diags.iter().map(draw).collect::<Vec<_>>().join("\n")
}
