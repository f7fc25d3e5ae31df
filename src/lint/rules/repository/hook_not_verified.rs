//! hook-not-verified: hooks by the post-renderer of a HelmRelease, for a workload that its values do not show.

use crate::analyze::hooks::Carrier;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::walk::wiring::reached;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_NOT_VERIFIED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for (_, member, workload, found) in reached(cx) {
        let Carrier::Release { object, makes, .. } = &found.carrier else {
            continue;
        };
        let Some(release) = &workload.release else {
            continue;
        };
        if *makes == Some(true) || !once.first(workload.id) {
            continue;
        }
        let label = workload.label();
        out.push(
            LINT.diag(
                release.span,
                format!("cannot verify that the HelmRelease `{}` makes `{label}`", object.name),
            )
            .about(subjects::of_workload(workload.id).into_iter().take(1))
            .label("a post-renderer that meets no workload does nothing: the backups would complete without the hooks")
            .because(match makes {
                Some(_) => format!("the values in `{}` make no workload of this name", found.file),
                None => format!("`{}` names a chart whose workloads drplan does not know", found.file),
            })
            .help(format!(
                "run `kubectl get {} --namespace {}`, and accept this once the name is right",
                workload.name.value.kind.word(),
                member.name.value.as_str()
            ))
            .alternative("write `via schedule { labels KEY=VALUE }` in the hook"),
        );
    }
}
