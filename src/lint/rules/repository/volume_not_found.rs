//! volume-not-found: a volume that the pods do not have, so its statements have no effect.

use crate::diag::near::nearest;
use crate::diag::{Diags, Safety, findings};
use crate::lint::walk::{declared_workloads, subjects};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::VOLUME_NOT_FOUND,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (place, workload, declared) in declared_workloads(cx) {
        for volume in &workload.volumes {
            let name = volume.name.value.as_str();
            if place.patches_name(name) || declared.volumes.iter().any(|known| known == name) {
                continue;
            }
            let diag = LINT
                .diag(
                    volume.name.span,
                    format!("the pods of `{}` have no volume `{name}`", workload.label()),
                )
                .about(subjects::of_volume(volume.id).into_iter().take(1))
                .label("the statements in this block have no effect on any volume")
                .because(format!("`{}` declares the pods", declared.file));
            let known = declared.volumes.iter().map(String::as_str);
            out.push(match (nearest(name, known), declared.volumes.as_slice()) {
                (Some(near), _) => diag
                    .help(format!("did you mean `{near}`? write `volume {near}`"))
                    .fix(volume.name.span, near, Safety::Review),
                (None, []) => diag.help("remove it: these pods have no volume"),
                (None, [only]) => diag.help(format!(
                    "write `volume {only}`: the name of the volume in the pod, not of the claim"
                )),
                (None, known) => diag.help(format!(
                    "write one of `{}`: the name of the volume in the pod, not of the claim",
                    known.join("`, `")
                )),
            });
        }
    }
}
