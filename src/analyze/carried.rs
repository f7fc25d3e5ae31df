//! What stages over a path in Git take over from the primary's Kustomization over it.

use crate::analyze::Analysis;
use crate::model::Cluster;
pub use crate::repository::carried::{
    Carried, CarriedPatch, Deletion, HealthExpr as CarriedHealth,
};

/// What a stage of a cluster takes over; `None` where the repository shows nothing that applies the path on the
/// primary.
pub fn carried<'a>(analysis: &'a Analysis, cluster: &Cluster, path: &str) -> Option<&'a Carried> {
    let key = (cluster.id, path.to_owned());
    analysis.observed().carried.get(&key)
}

/// Where a stage of a cluster puts all that a path brings: a namespace that the cluster has under another name.
pub fn moved<'a>(analysis: &'a Analysis, cluster: &Cluster, path: &str) -> Option<&'a str> {
    let key = (cluster.id, path.to_owned());
    analysis.observed().moved.get(&key).map(String::as_str)
}
