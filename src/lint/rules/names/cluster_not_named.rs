//! cluster-not-named: a namespace that does not name its primary, where the plan has several.

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
                        format!(
                            "`{}` is a recovery cluster, so no namespace can be declared in it",
                            other.stated_name()
                        ),
                    )
                    .label("a namespace is backed up on a primary")
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
        "this plan has several primaries, but this namespace names none of them",
    )
    .label("it is not known on which cluster to back it up")
    .help(format!("write `in {}`", primaries.join("` or `in ")))
}
