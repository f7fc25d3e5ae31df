//! operator-pods-restored: a namespace whose pods are restored for their files, with a resource whose operator makes pods
//! there too. Velero restores the pods, StatefulSets and claims of the primary before Git brings the resource, without their
//! owner (restore.go, `resetMetadata`, v1.18.3), and the claims are empty. What makes the pods of CloudNativePG known by
//! labels is left out of the Restore (`OF_CNPG` in src/emit/velero/restore.rs); the labels of others are also on their Secrets,
//! which a recovery needs.

use crate::analyze::effective::Member;
use crate::analyze::recovery::Content;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::{OperatorName, Workload};
use crate::repository::operators::starts_by_fields;

pub(super) static LINT: Lint = Lint {
    finding: &findings::OPERATOR_PODS_RESTORED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    let sides = cx.analysis.rehearsed().iter();
    for restore in sides.flat_map(|side| &side.restores) {
        let Content::Kinds(kinds) = &restore.content else {
            continue;
        };
        if !kinds.contains("pods") {
            continue;
        }
        for member in &restore.members {
            for workload in &member.block.workloads {
                let operator = member.operator_of(workload).filter(|one| is_mixed(*one));
                if let Some(operator) = operator.filter(|_| once.first(workload.id)) {
                    out.push(report(member, workload, operator));
                }
            }
        }
    }
}

/// Whether the operator starts its resource from a copy only where there is nothing yet, and its pods cannot be left out.
fn is_mixed(operator: OperatorName) -> bool {
    operator != OperatorName::Cnpg && starts_by_fields(operator)
}

fn report(member: &Member, workload: &Workload, operator: OperatorName) -> Diag {
    let (name, word) = (member.name.value.as_str(), operator.word());
    LINT.diag(
        workload.name.span,
        format!(
            "the pods of `{}` are restored too, before its operator knows of it",
            workload.label()
        ),
    )
    .about(subjects::of_workload(workload.id))
    .label("they start a new database on empty claims, and the operator does not start its resource from the copy where pods and claims of its name are there already")
    .because(format!("the files of other pods of `{name}` are restored through pods, so that the Restore brings all pods and StatefulSets of the namespace"))
    .because(format!("the pods of `{word}` have no label that its Secrets do not have, by which the Restore could leave them out"))
    .help("move what is recovered by `file-backup` into a namespace of its own")
    .alternative("write `recover snapshot` for the other workloads")
}
