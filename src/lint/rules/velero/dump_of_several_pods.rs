//! dump-of-several-pods: a dump of a StatefulSet with several pods, of which one dump is loaded.
//!
//! A hook runs in every pod (pkg/backup/backup.go, v1.18.3), and the load in one.

use crate::diag::{Diags, findings};
use crate::lint::walk::{subjects, workloads};
use crate::lint::{Lint, LintCx};
use crate::model::{Recover, WorkloadKind};
use crate::recipe;

pub(super) static LINT: Lint = Lint {
    finding: &findings::DUMP_OF_SEVERAL_PODS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload) in workloads(cx) {
        let Some(Recover::Dump(dump)) = member.recover_of(workload) else {
            continue;
        };
        let replicas = member.replicas(workload);
        let loaded = recipe::load(&dump.hook, None).is_some();
        if replicas < 2 || !loaded || workload.name.value.kind != WorkloadKind::StatefulSet {
            continue;
        }
        let label = workload.label();
        out.push(
            LINT.diag(
                dump.hook.recipe.span,
                format!("`{label}` has {replicas} pods, and the dump of its first pod alone is loaded"),
            )
            .about(subjects::of_workload(workload.id))
            .label("where each pod keeps data of its own, that of the others is lost in the recovery")
            .because("a hook of Velero runs in every pod: each writes a dump of its own server")
            .because("the first pod must take writes when the dump is loaded: a replica refuses it, or has data that its primary lacks")
            .help(format!("accept this if the first pod of `{label}` is the primary and the others copy it"))
            .alternative("declare a StatefulSet of one pod for each server with data of its own")
            .alternative("write `recover snapshot`, which restores the claims of every pod"),
        );
    }
}
