//! volumes-not-wired: volumes that only an annotation puts into the backup, which no Kustomization applies.

use crate::analyze::hooks::{Selection, selection};
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::walk::wiring::unwired;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::VOLUMES_NOT_WIRED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for one in unwired(cx) {
        let selection = selection(cx.model, one.member, one.workload);
        if selection == Selection::Default || !once.first(one.workload.id) {
            continue;
        }
        let label = one.workload.label();
        let cluster = one.member.cluster.stated_name();
        let Selection::Only(names) = selection else {
            out.push(
                LINT.diag(
                    one.workload.name.span,
                    format!("no Kustomization of `{cluster}` applies the annotation that keeps volumes of `{label}` out of the backup"),
                )
                .about(subjects::of_workload(one.workload.id))
                .label("Velero copies the files of these volumes too, and no promise of this plan computes with them")
                .related(one.apps.path.span, "the path of its manifests")
                .help(one.help),
            );
            continue;
        };
        out.push(
            LINT.diag(
                one.workload.name.span,
                format!("no Kustomization of `{cluster}` applies the annotation that puts the volumes of `{label}` into the backup"),
            )
            .about(subjects::of_workload(one.workload.id))
            .label(format!("`{}` would not be copied, and every backup would complete", names.join("`, `")))
            .because("Velero copies the files of a volume in this namespace only where an annotation of the pod names it")
            .related(one.apps.path.span, "the path of its manifests")
            .help(one.help),
        );
    }
}
