//! replicas-unknown: a workload of which the manifests do not show how many pods it has: each pod of a StatefulSet has claims
//! of its own, and each pod runs the hook.

use crate::analyze::backup::demand;
use crate::diag::{Diags, findings};
use crate::lint::walk::{subjects, workloads};
use crate::lint::{Lint, LintCx};
use crate::model::WorkloadKind;
use crate::repository::OpenReplicas;

pub(super) static LINT: Lint = Lint {
    finding: &findings::REPLICAS_UNKNOWN,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let open = &cx.analysis.observed().open_replicas;
    for (member, workload) in workloads(cx) {
        let Some(open) = open.get(&workload.id) else {
            continue;
        };
        let each = workload.name.kind == WorkloadKind::StatefulSet;
        let copied = each && demand::capture(cx.model, member, workload).is_some();
        let hooked = member.hook(workload).is_some() && matches!(open, OpenReplicas::Filled(..));
        if workload.replicas.is_some() || !(copied || hooked) {
            continue;
        }
        let name = workload.label();
        let (what, label, help) = match open {
            OpenReplicas::Filled(text, file) => (
                format!("it is not known how many pods `{name}` has: `{file}` says `{text}`"),
                match copied {
                    true => {
                        "each pod has claims that are copied and restored: with one pod all times would be too short"
                    }
                    false => {
                        "the hook runs in each pod: with one pod the backup would be too short"
                    }
                },
                "write `replicas N` in the workload with the most pods that it has",
            ),
            OpenReplicas::Zero(file) if copied => (
                format!("`{name}` has zero replicas in `{file}`, and its volumes are backed up"),
                "the claims of pods that it had are still there and are copied: it is not known how many there are",
                "write `replicas N` in the workload with the number of its claims, or `recover rebuild` if nothing of it must survive",
            ),
            OpenReplicas::Zero(_) => continue,
        };
        out.push(
            LINT.diag(workload.name.span, what)
                .about(subjects::of_workload(workload.id))
                .label(label)
                .help(help),
        );
    }
}
