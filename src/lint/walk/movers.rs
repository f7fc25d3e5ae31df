//! What data movers of a cluster are prepared at one time, and after which time node-agent gives them up.

use super::applied::installed;
use crate::analyze::backup::cost::{MOVER_START, SIZE};
use crate::analyze::backup::exposed::{Exposed, by_backups};
use crate::analyze::backup::restore::nodes;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::RecoverySide;
use crate::lint::LintCx;
use crate::model::Cluster;
use crate::model::value::Duration;
use std::sync::Arc;

/// Node-agent gives up a volume that is not prepared by then, unless its flag says otherwise.
pub(in crate::lint) const PREPARED: Seconds = Seconds::minutes(30);

/// The most volumes that find no place on a node in time, where there are places for so many, with how many are prepared.
pub(in crate::lint) fn most_late(
    exposed: impl IntoIterator<Item = Exposed>,
    places: u64,
    prepared: Seconds,
) -> Option<(u64, u64)> {
    let late = exposed.into_iter();
    late.filter_map(|one| Some((one.late(places, prepared)?, one.volumes)))
        .max()
}

/// What the backups of a cluster prepare.
pub(in crate::lint) fn backups(cx: &LintCx<'_>, cluster: &Cluster) -> Vec<Exposed> {
    let sets: Vec<_> = cx.analysis.sets().iter().collect();
    let own: Vec<_> = sets
        .into_iter()
        .filter(|set| set.cluster.shares_site(cluster))
        .collect();
    by_backups(&own)
}

/// What the Restores of a tier prepare on a cluster, with those of the other primaries that it recovers.
pub(in crate::lint) fn restores(cx: &LintCx<'_>, cluster: &Cluster) -> Vec<Exposed> {
    let stage = |side: &RecoverySide| {
        let tiers = side.restores.iter().map(|one| &one.tier);
        let times = tiers.map(|tier| side.restore_time(tier, SIZE));
        times.max_by_key(|time| time.movers)
    };
    let stages: Vec<_> = sides_of(cx, cluster)
        .filter_map(|side| stage(side))
        .collect();
    let volumes = stages
        .iter()
        .fold(0_u64, |sum, time| sum.saturating_add(time.movers));
    let lanes = nodes(cluster).saturating_mul(cluster.loads_per_node());
    let start = cluster.mover_start.as_ref();
    let start = start.map_or(MOVER_START, |start| start.value.into());
    let exposed = stages.iter().map(|time| Exposed {
        volumes,
        // Those that are attached are set up side by side.
        time: time.bytes.plus(start),
        first: time
            .bytes
            .over(time.movers.div_ceil(lanes).max(1))
            .plus(start),
        start,
    });
    exposed.collect()
}

/// The recoveries on the site of a cluster.
pub(in crate::lint) fn sides_of<'a>(
    cx: &LintCx<'a>,
    cluster: &'a Cluster,
) -> impl Iterator<Item = &'a Arc<RecoverySide>> {
    let sides = cx.analysis.rehearsed().iter();
    sides.filter(|side| side.cluster.shares_site(cluster))
}

/// After which time node-agent of a cluster gives up a volume.
pub(in crate::lint) fn prepared(cx: &LintCx<'_>, cluster: &Cluster) -> Seconds {
    let shown = installed(cx)
        .into_iter()
        .filter(|one| one.is_for(cluster))
        .find_map(|one| {
            let flag = one.velero.agent.pace.get("data-mover-prepare-timeout")?;
            flag.parse::<Duration>().ok()
        });
    shown.map_or(PREPARED, Seconds::from)
}
