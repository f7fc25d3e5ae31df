//! The queue in which node-agent prepares volumes: how many places it has, and what to state for it.

use crate::analyze::backup::restore::nodes;
use crate::model::value::Version;
use crate::model::{Cluster, Model};
use serde_json::Value;

/// How many volumes are prepared at once on all nodes of a cluster: what its nodes attach for data movers, without those
/// that are moved. Velero counts a volume from the moment in which it is accepted until it is moved, on all nodes, and a
/// volume that is moved stays attached (Velero 1.18.1, `pkg/exposer/vgdp_counter.go`, `pkg/controller/data_upload_controller.go`).
/// `None` where nothing limits it, or where the target does not know the limit.
pub fn prepared(model: &Model, cluster: &Cluster) -> Option<u64> {
    let attached = cluster.mover_attachments.as_ref()?.value;
    let waiting = attached.saturating_sub(cluster.loads_per_node()).max(1);
    knows_queue(model).then(|| waiting.saturating_mul(nodes(cluster)))
}

/// The first Velero that knows `prepareQueueLength`.
const QUEUE_SINCE: Version = Version::new(1, 17, 0);

/// Whether node-agent of every patch of the target knows `prepareQueueLength`: it is there from 1.17.0 on, and an
/// older one leaves it out without a word.
pub fn knows_queue(model: &Model) -> bool {
    model.plan.velero().lowest() >= QUEUE_SINCE
}

/// What to state in a cluster so that it prepares so many volumes at once; `None` where no number of volumes for each
/// node leads to it.
pub fn attachments_of(cluster: &Cluster, places: u64) -> Option<u64> {
    let (nodes, loads) = (nodes(cluster), cluster.loads_per_node());
    let each = places / nodes;
    (places.is_multiple_of(nodes) && each >= loads).then(|| each.saturating_add(loads))
}

/// How many volumes may be prepared at once on all nodes, where a file limits that.
pub fn queue(file: &str) -> Option<u64> {
    let settings: Value = serde_json::from_str(file).ok()?;
    let length = settings
        .get("loadConcurrency")?
        .get("prepareQueueLength")?
        .as_u64()?;
    (length > 0).then_some(length)
}
