//! hook-not-rolled-out: annotations on a pod template that no running pod gets until somebody acts.
//!
//! Velero reads the annotations of the pods that run (item_hook_handler.go, v1.18.3). Kubernetes puts a new template
//! into no pod of an `OnDelete` or a paused workload, and into none below a partition.

use crate::analyze::hooks;
use crate::diag::{Diags, findings};
use crate::lint::walk::shown_pods::shown_pods;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::HeldBack;

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_NOT_ROLLED_OUT,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for shown in shown_pods(cx) {
        let (member, workload, pods) = (shown.member, shown.workload, shown.pods);
        let Some(held) = pods
            .held_back
            .filter(|_| hooks::annotated(cx.model, member, workload))
        else {
            continue;
        };
        let label = workload.label();
        let hooked = member.hook(workload);
        let (field, which, act) = match held {
            HeldBack::OnDelete => (
                "updateStrategy: { type: OnDelete }".to_owned(),
                format!("no running pod of `{label}` gets its annotations"),
                "delete its pods one after another once Flux has applied the annotations"
                    .to_owned(),
            ),
            HeldBack::Below(number) => (
                format!("partition: {number}"),
                format!("the pods of `{label}` below number {number} do not get its annotations"),
                "remove `partition`".to_owned(),
            ),
            HeldBack::Paused => (
                "paused: true".to_owned(),
                format!("no running pod of `{label}` gets its annotations"),
                "remove `paused`".to_owned(),
            ),
        };
        let diag = LINT
            .diag(hooked.map_or(workload.name.span, |hook| hook.span), which)
            .about(subjects::of_workload(workload.id).into_iter().take(1))
            .label(match hooked {
                Some(_) => "Velero reads the annotations of the pods that run: every backup completes, and the hook never runs",
                None => "Velero reads the annotations of the pods that run: the backup does not hold the volumes that the plan says",
            })
            .because(format!("`{}` has `{field}`", pods.file))
            .help(act);
        out.push(match hooked {
            Some(_) => diag.alternative(
                "write `via schedule { labels KEY=VALUE }` in the hook, which needs no annotation",
            ),
            None => diag,
        });
    }
}
