//! replica-without-claim: a StatefulSet with more pods in the recovery than on the primary: the claims of the others
//! are not in any backup.

use crate::analyze::backup::demand::capture;
use crate::diag::{Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::walk::shown_pods::pods_of;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::{Contents, Pods, VolumeSource};

pub(super) static LINT: Lint = Lint {
    finding: &findings::REPLICA_WITHOUT_CLAIM,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied(cx) {
        let Some(member) = applied.member else {
            continue;
        };
        let primary = member.block.apps.as_ref().and_then(|apps| {
            let path = apps.path.value.as_str();
            cx.inventory.contents(applied.side.primary.id, path)
        });
        let Some(primary) = primary else {
            continue;
        };
        for workload in &member.block.workloads {
            let namespace = member.name.value.as_str();
            let own = pods_of(primary, workload, namespace);
            let there = pods_of(applied.contents, workload, namespace);
            let (Some(own), Some(there)) = (own, there) else {
                continue;
            };
            let copied = capture(cx.model, member, workload).is_some();
            let templates = |pods: &Pods| {
                let mut volumes = pods.volumes.iter();
                volumes.any(|volume| matches!(volume.source, VolumeSource::Template(_)))
            };
            if !copied
                || !templates(there)
                || scaled(primary, own)
                || scaled(applied.contents, there)
            {
                continue;
            }
            let before = workload.replicas.map_or_else(
                || own.ordinals(),
                |stated| own.first_ordinal..own.first_ordinal.saturating_add(stated.value),
            );
            let after = there.ordinals();
            // Numbers that have nothing in common are `claim-not-restored`.
            let overlap = before.start < after.end && after.start < before.end;
            if !overlap
                || (after.start >= before.start && after.end <= before.end)
                || !once.first((applied.path.span, workload.id))
            {
                continue;
            }
            let list = |range: &std::ops::Range<u64>| match range.end - range.start {
                1 => format!("pod {}", range.start),
                _ => format!("pods {} to {}", range.start, range.end - 1),
            };
            out.push(
                LINT.diag(
                    applied.path.span,
                    format!("`{}` has {} here, but {} on `{}`", workload.label(), list(&after), list(&before), applied.side.primary.name.value),
                )
                .about(subjects::of_workload(workload.id))
                .label("the claims of the other pods are in no backup: these pods start empty")
                .help("state the same `replicas` and `ordinals` in both overlays, and scale up once the data is restored"),
            );
        }
    }
}

/// Whether something else decides how many pods there are.
fn scaled(contents: &Contents, pods: &Pods) -> bool {
    let mut scalers = contents.scalers.iter();
    scalers.any(|scaler| scaler.of_kind == pods.kind && scaler.of_name == pods.name)
}
