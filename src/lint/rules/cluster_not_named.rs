//! cluster-not-named: a namespace that does not say in which of several primaries it lives.

use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::Namespace;

pub(super) static LINT: Lint = Lint {
    name: "cluster-not-named",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let primaries: Vec<&str> = cx
        .model
        .primaries()
        .map(|cluster| cluster.name.value.as_str())
        .collect();
    for block in &cx.model.namespaces {
        match &block.cluster {
            None if primaries.len() > 1 && !block.is_rest() => {
                out.push(not_named(block, &primaries))
            }
            Some(home) if !primaries.contains(&home.value.as_str()) => {
                out.push(
                    Diag::new(
                        "cluster-not-named",
                        home.span,
                        format!("`{}` recovers another cluster", home.value),
                    )
                    .label("namespaces live in a primary")
                    .help(format!("write one of `{}`", primaries.join("`, `"))),
                );
            }
            _ => {}
        }
    }
}

fn not_named(block: &Namespace, primaries: &[&str]) -> Diag {
    Diag::new(
        "cluster-not-named",
        block.head,
        "this plan has several primaries, and this namespace names none",
    )
    .label("in which cluster is it backed up?")
    .help(format!("write `in {}`", primaries.join("` or `in ")))
}
