//! exclude-too-much: a filter that removes what the backups of the namespace need.

use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::effective::Member;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Namespace, Restore, Workload};

pub(super) static LINT: Lint = Lint {
    finding: &findings::EXCLUDE_TOO_MUCH,
    check,
};

/// Kinds that carry hooks and data. Velero takes their names in singular and plural, in any case, and with their group.
const CARRIERS: [&str; 11] = [
    "namespace",
    "persistentvolume",
    "persistentvolumeclaim",
    "pod",
    "pv",
    "pvc",
    "po",
    "ns",
    "volumesnapshot",
    "volumesnapshotcontent",
    "vs",
];

/// Whether hooks or data are found through a kind.
fn carries(kind: &str) -> bool {
    is_one(kind, &CARRIERS)
}

/// Kinds without which restored pods have no owner, or do not start.
const BESIDE_PODS: [&str; 11] = [
    "cm",
    "configmap",
    "deploy",
    "deployment",
    "replicaset",
    "rs",
    "sa",
    "secret",
    "serviceaccount",
    "statefulset",
    "sts",
];

/// Whether a kind is one of a list.
fn is_one(kind: &str, of: &[&str]) -> bool {
    let lower = kind.to_lowercase();
    let name = lower.split('.').next().unwrap_or(&lower);
    let singular = name.strip_suffix('s').unwrap_or(name);
    of.contains(&name) || of.contains(&singular)
}

/// Whether pods of a namespace come from its backup: nothing brings its application from Git, everything is restored,
/// or files are written through pods.
fn restores_pods(cx: &LintCx<'_>, block: &Namespace) -> bool {
    let stated = block.restore.as_ref().map(|restore| &restore.value);
    let by_files = |member: &Member, workload: &Workload| {
        capture(cx.model, member, workload) == Some(Capture::Files)
    };
    let mut members = cx.analysis.members().iter();
    matches!(stated, Some(Restore::All))
        || stated.is_none() && block.apps.is_none()
        || members.any(|member| {
            let mut workloads = member.block.workloads.iter();
            member.block.id == block.id && workloads.any(|one| by_files(member, one))
        })
}

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for block in &cx.model.namespaces {
        for kind in &block.exclude {
            let carrier = carries(&kind.value) && !block.workloads.is_empty();
            let beside = is_one(&kind.value, &BESIDE_PODS)
                && !block.workloads.is_empty()
                && restores_pods(cx, block);
            if kind.value.contains('*') || carrier || beside {
                out.push(
                    LINT.diag(
                        kind.span,
                        format!(
                            "`exclude {}` leaves out objects that a recovery needs",
                            kind.value
                        ),
                    )
                    .label(if carrier {
                        "hooks and volume data are found through these objects"
                    } else if beside {
                        "the pods of this namespace are restored, and without these objects they have no owner or do not start"
                    } else {
                        "this matches every kind, or kinds that are not named one by one"
                    })
                    .help(if beside {
                        format!("remove `{}` from `exclude`", kind.value)
                    } else {
                        "name each kind in plural, such as `events`".to_owned()
                    }),
                );
            }
        }
    }
}
