//! map-not-possible: namespaces that would be restored into one, or a mapping of a namespace that the plan does not have.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::MAP_NOT_POSSIBLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let names = || cx.model.namespaces.iter().flat_map(|block| &block.names);
    let known = |name: &str| names().any(|known| known.value.as_str() == name);
    for cluster in cx.model.clusters.values() {
        for (index, (old, new)) in cluster.maps.iter().enumerate() {
            let message = if !known(&old.value) {
                format!("the plan has no namespace `{}`", old.value)
            } else if let Some((other, _)) = cluster
                .maps
                .iter()
                .take(index)
                .find(|(_, other)| other == new)
            {
                format!(
                    "`{}` and `{}` would both be restored as `{new}`",
                    other.value, old.value
                )
            } else if known(new) && !cluster.maps.iter().any(|(other, _)| *other.value == **new) {
                format!(
                    "`{}` would be restored into `{new}`, which is another namespace of the plan",
                    old.value
                )
            } else {
                continue;
            };
            out.push(
                LINT.diag(old.span, message)
                    .label("Velero would mix the objects of both, or restore nothing, and report Completed")
                    .help("map each namespace of the plan to a name of its own"),
            );
        }
    }
}
