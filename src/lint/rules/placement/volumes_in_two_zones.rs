//! volumes-in-two-zones: data movers may restore the volumes of one pod into several zones.
//!
//! With `ignoreDelayBinding` each mover has its volume made where the scheduler puts its own pod (generic_restore.go,
//! node-agent v1.18.3). A pod that mounts disks of two zones fits on no node. From 1.17 on `loadAffinity` keeps the
//! movers of restores in one zone.

use crate::analyze::drivers;
use crate::analyze::recovery::RecoverySide;
use crate::diag::{Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::Workload;
use crate::model::value::Version;

pub(super) static LINT: Lint = Lint {
    finding: &findings::VOLUMES_IN_TWO_ZONES,
    check,
};

/// The first version whose movers of restores stay in the zone.
const KEEPS_TO_A_ZONE: Version = Version::new(1, 17, 0);

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut drivers = cx.model.snapshots.values();
    let Some(snapshots) = drivers.find(|snapshots| drivers::is_zonal(&snapshots.driver.value))
    else {
        return;
    };
    let target = cx.model.plan.velero.as_ref();
    let old = target.filter(|target| target.value.lowest() < KEEPS_TO_A_ZONE);
    for side in cx.analysis.rehearsed() {
        let (cluster, name) = (&side.cluster, &side.cluster.name.value);
        if cluster.zone.is_some() && old.is_none() {
            continue;
        }
        let several = spread(cx, side);
        let Some(((first, volumes), others)) = several.split_first() else {
            continue;
        };
        let diag = LINT
            .diag(
                cluster.name.span,
                format!(
                    "`{}` may not start on `{name}`: its volumes may be restored into several zones",
                    first.label()
                ),
            )
            .about([subjects::of_cluster(cluster.id)])
            .label("each data mover makes its volume in the zone of its own node")
            .because(format!(
                "a pod of `{}` mounts {volumes} volumes, and those of `{}` can be used in one zone alone",
                first.label(),
                snapshots.driver.value
            ));
        let diag = match others {
            [] => diag,
            [(other, _)] => diag.because(format!("so does a pod of `{}`", other.label())),
            more => diag.because(format!("so do those of {} other workloads", more.len())),
        };
        out.push(match old {
            Some(target) => diag.help(format!(
                "upgrade Velero {} to 1.17, and write `zone ZONE` in the cluster: movers of restores then stay in it",
                target.value
            )),
            None => diag.help("write `zone ZONE` in the cluster: data movers then stay in it"),
        });
    }
}

/// The workloads of which one pod mounts several volumes that data movers restore, with how many.
fn spread<'s>(cx: &LintCx<'_>, side: &'s RecoverySide) -> Vec<(&'s Workload, usize)> {
    let mut all: Vec<(&Workload, usize)> = Vec::new();
    for restore in side.restores.iter().filter(|restore| restore.volumes > 0) {
        for member in &restore.members {
            for workload in &member.block.workloads {
                let moved = |volume: &&crate::model::Volume| member.copies(workload, volume);
                let volumes = workload.volumes.iter().filter(moved).count();
                let known = all.iter().any(|(other, _)| other.id == workload.id);
                // Not every pod of an operator mounts all of them.
                let known = known || workload.name.kind.operator().is_some();
                if volumes > 1 && !known && !cx.analysis.reads_files(member, workload) {
                    all.push((workload, volumes));
                }
            }
        }
    }
    all
}
