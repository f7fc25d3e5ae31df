//! target-too-old: a target version without a feature that the plan needs: an unknown field is dropped, or the backup fails.

use crate::diag::{Diags, Subject, findings};
use crate::lint::{Lint, LintCx};
use crate::model::value::Version;

pub(super) static LINT: Lint = Lint {
    finding: &findings::TARGET_TOO_OLD,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    check_flux(cx, out);
    let Some(target) = &cx.model.plan.velero else {
        return;
    };
    let lowest = target.value.lowest();
    let mut needs: Vec<(Version, &str)> =
        vec![(Version::new(1, 15, 0), "hooks around data movement")];
    let volumes = || {
        cx.model
            .namespaces
            .iter()
            .flat_map(|block| &block.workloads)
            .flat_map(|workload| &workload.volumes)
    };
    if volumes().any(|volume| volume.label.is_some()) {
        needs.push((Version::new(1, 16, 0), "volume policies by claim label"));
    }
    if volumes().any(|volume| volume.group.is_some()) {
        needs.push((Version::new(1, 17, 0), "volume group snapshots"));
    }
    if let Some((needed, what)) = needs
        .into_iter()
        .filter(|(needed, _)| lowest < *needed)
        .max()
    {
        out.push(
            LINT.diag(
                target.span,
                format!("Velero {} does not support {what}", target.value),
            )
            .about([Subject::Velero])
            .label(format!("this plan needs Velero {needed}"))
            .help(format!(
                "upgrade Velero, and write `velero {}.{}` in the plan block",
                needed.major, needed.minor
            )),
        );
    }
}

/// An application starts by the history of its gate, which Flux keeps since 2.7.
fn check_flux(cx: &LintCx<'_>, out: &mut Diags) {
    let needed = Version::new(2, 7, 0);
    let recovers = cx
        .analysis
        .sides()
        .iter()
        .any(|place| !place.restores.is_empty());
    if let Some(target) = &cx.model.plan.gitops.flux.version
        && recovers
        && target.value.lowest() < needed
    {
        out.push(
            LINT.diag(target.span,
                format!("Flux {} keeps no history of a Kustomization", target.value),
            )
            .label("a recovery cluster needs Flux 2.7.0: without it every later commit would close the gates again")
            .help("upgrade Flux, and write `flux 2.7`"),
        );
    }
}
