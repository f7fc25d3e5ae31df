//! hooks-not-wired: hooks that no Kustomization applies, where the repository shows the Kustomizations.

use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::walk::wiring::unwired;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOKS_NOT_WIRED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for one in unwired(cx) {
        let hook = one.member.hook(one.workload);
        let hooked = hook.is_some_and(|hook| hook.via_schedule.is_none());
        if !hooked || !once.first((one.apps.path.span, one.folder.clone())) {
            continue;
        }
        let cluster = one.member.cluster.stated_name();
        out.push(
            LINT.diag(
                one.apps.path.span,
                format!(
                    "no Kustomization of `{cluster}` applies the hooks of `{}`",
                    one.folder
                ),
            )
            .about([subjects::of_block(one.member.id.namespace.block)])
            .label("backups would be made without the hooks of its pods")
            .help(one.help),
        );
    }
}
