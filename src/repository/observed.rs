//! What the repository shows of what a plan declares and does not say.

use crate::model::value::Size;
use crate::model::{ClusterId, VolumeId, WorkloadId};
use std::collections::{BTreeMap, BTreeSet};

/// What the repository shows of what a plan declares and does not say: it stands beside the model, so
/// that a value never loses where it comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Observed {
    /// Pods of workloads.
    pub replicas: BTreeMap<WorkloadId, u64>,
    /// Claims of volumes: the most that can be stored on them.
    pub sizes: BTreeMap<VolumeId, Size>,
    /// Namespaces of a primary that other plans of the repository back up.
    pub other_plans: BTreeMap<ClusterId, BTreeSet<String>>,
}
