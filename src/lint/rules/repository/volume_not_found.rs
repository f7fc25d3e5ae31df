//! volume-not-found: a volume that the pods do not have: what is said of it holds for nothing.

use crate::diag::near::nearest;
use crate::diag::{Diags, Safety, findings};
use crate::lint::walk::{declared_workloads, subjects};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::VOLUME_NOT_FOUND,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (shown, workload, declared) in declared_workloads(cx) {
        for volume in &workload.volumes {
            let name = volume.name.value.as_str();
            if shown.patches_name(name) || declared.volumes.iter().any(|known| known == name) {
                continue;
            }
            let diag = LINT
                .diag(
                    volume.name.span,
                    format!("pods of `{}` have no volume `{name}`", workload.label()),
                )
                .about(subjects::of_volume(volume.id).into_iter().take(1))
                .label("whatever is said of it holds for no volume")
                .because(format!("`{}` declares the pods", declared.file));
            let known = declared.volumes.iter().map(String::as_str);
            out.push(match (nearest(name, known), declared.volumes.as_slice()) {
                (Some(near), _) => diag
                    .help(format!("did you mean `{near}`? write `volume {near}`"))
                    .fix(volume.name.span, near, Safety::Review),
                (None, []) => diag.help("remove it: these pods have no volume"),
                (None, known) => diag.help(format!(
                    "write one of `{}`: the name in the pod, not of the claim",
                    known.join("`, `")
                )),
            });
        }
    }
}
