//! cluster-not-named: a namespace that does not say in which of several primaries it lives.

use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::Namespace;

pub(super) static LINT: Lint = Lint {
    finding: &findings::CLUSTER_NOT_NAMED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let primaries: Vec<&str> = cx
        .model
        .primaries()
        .map(|cluster| cluster.name.value.as_str())
        .collect();
    let clusters = &cx.model.clusters;
    for block in &cx.model.namespaces {
        match &block.cluster {
            None if primaries.len() > 1 && !block.is_rest() => {
                out.push(not_named(block, &primaries))
            }
            Some(primary) => {
                let named = clusters.get(primary.value);
                let Some(other) = named.filter(|cluster| cluster.recovers.is_some()) else {
                    continue;
                };
                out.push(
                    LINT.diag(
                        primary.span,
                        format!("`{}` recovers another cluster", other.name.value),
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
    LINT.diag(
        block.head,
        "this plan has several primaries, and this namespace names none",
    )
    .label("in which cluster is it backed up?")
    .help(format!("write `in {}`", primaries.join("` or `in ")))
}
