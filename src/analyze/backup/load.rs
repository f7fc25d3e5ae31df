//! How busy a cluster is with its backups.

use crate::analyze::backup::queue::Usage;
use crate::model::Cluster;
use std::sync::Arc;

/// How busy a primary is with its backups.
#[derive(Debug)]
pub struct Load {
    /// The primary.
    pub cluster: Arc<Cluster>,
    /// How much of the slots is used.
    pub slots: Usage,
    /// How much of the lanes is used.
    pub lanes: Usage,
    /// Whether every wait ends.
    pub settled: bool,
}
