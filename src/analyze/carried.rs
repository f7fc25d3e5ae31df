//! What stages over a path in Git take over from the primary's Kustomization over it.

use crate::analyze::Analysis;
use crate::model::Cluster;
pub use crate::repository::carried::{Carried, CarriedPatch};

/// What a stage of a cluster takes over; `None` where the repository shows nothing that applies the path on the
/// primary.
pub fn carried<'a>(analysis: &'a Analysis, cluster: &Cluster, path: &str) -> Option<&'a Carried> {
    let key = (cluster.id, path.to_owned());
    analysis.observed().carried.get(&key)
}
