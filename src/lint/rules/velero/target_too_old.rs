//! target-too-old: a target version without a feature that the plan needs: an unknown field is dropped, or the backup fails.

use crate::analyze::sets::BackupSet;
use crate::diag::{Diags, Subject, findings};
use crate::lint::walk::least_flux;
use crate::lint::{Lint, LintCx};
use crate::model::value::Version;
use crate::model::{Bucket, Ca};

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
    let mut stores = cx.model.stores.values();
    let by_secret = |bucket: &Bucket| {
        let ca = bucket.ca.as_ref().map(|ca| &ca.value);
        matches!(ca, Some(Ca::Secret { .. }))
    };
    if stores.any(|store| {
        let replica = store.replica.as_ref();
        by_secret(&store.bucket) || replica.is_some_and(|replica| by_secret(&replica.bucket))
    }) {
        let what = "a certificate of an authority in a Secret (`caCertRef`)";
        needs.push((Version::new(1, 18, 0), what));
    }
    if waits_for_pods(cx) {
        let what = "restoring the data of a volume before a pod uses it (`ignoreDelayBinding`)";
        needs.push((Version::new(1, 16, 0), what));
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

/// Whether data movers restore claims whose pods wait for the gate of that restore. Below 1.16 node-agent
/// does not know the key, and both wait for each other (pkg/types/node_agent.go).
fn waits_for_pods(cx: &LintCx<'_>) -> bool {
    let mut sides = cx.analysis.sides().iter();
    sides.any(|side| {
        let moved = |set: &std::sync::Arc<BackupSet>| {
            set.moves_data && set.members.iter().any(|member| member.block.apps.is_some())
        };
        !side.at_home() && cx.analysis.sets_of(&side.primary).any(moved)
    })
}

/// Which Flux runs is what the repository shows, and else what the plan says.
fn check_flux(cx: &LintCx<'_>, out: &mut Diags) {
    let (Some(target), Some(needed)) = (&cx.model.plan.gitops.flux.version, least_flux(cx)) else {
        return;
    };
    if target.value.lowest() >= needed {
        return;
    }
    let shown = cx.inventory.flux.values();
    let shown: Vec<&(Version, String)> = shown.filter_map(|flux| flux.version.as_ref()).collect();
    let oldest = shown.iter().min_by_key(|(version, _)| *version);
    let diag = LINT
        .diag(
            target.span,
            format!("Flux {} keeps no history of a Kustomization", target.value),
        )
        .about([Subject::Flux])
        .label("a recovery cluster needs Flux 2.7.0: without it every later commit would close the gates again");
    out.push(match oldest {
        Some((version, file)) if *version >= needed => diag
            .because(format!("`{file}` installs Flux {version}"))
            .help(format!("write `flux {}.{}`", version.major, version.minor)),
        Some((version, file)) => diag
            .because(format!("`{file}` installs Flux {version}"))
            .help("upgrade Flux, and write `flux 2.7`"),
        None => diag.help("upgrade Flux, and write `flux 2.7`"),
    });
}
