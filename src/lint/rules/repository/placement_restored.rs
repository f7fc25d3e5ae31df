//! placement-restored: pods that are restored for their files with the node labels of the primary, which the overlay of the
//! recovery takes from them too late.

use crate::diag::{Diags, findings};
use crate::lint::walk::kept_places::kept_places;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::PLACEMENT_RESTORED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for one in kept_places(cx) {
        let (kind, name) = (&one.of.before.kind, &one.of.before.name);
        // A zone that is lost is an error of its own.
        let Some(first) = one.labels.first().filter(|_| one.zones.is_empty()) else {
            continue;
        };
        if !once.first((one.of.path.span, kind, name)) {
            continue;
        }
        out.push(
            LINT.diag(
                one.of.path.span,
                format!("the restored pods of the {kind} `{name}` need a node with `{first}`"),
            )
            .label(format!(
                "where `{}` has no such node, they wait for it, the Restore waits for them, and this overlay is applied after the Restore",
                one.of.side.cluster.stated_name()
            ))
            .because(format!("`{}` asks for it, and `{}` does not", one.of.before.file, one.of.after.file))
            .help(format!("give nodes of the recovery this label, or write `modifiers FILE` in cluster `{}` with a rule for `pods` that removes it", one.of.side.cluster.stated_name())),
        );
    }
}
