//! Where the output of a plan comes from on a cluster.

use crate::analyze::Analysis;
use crate::model::{Cluster, ClusterId, SourceRef};

impl Analysis {
    /// The source that contains the output on a cluster: as the plan states it, else as the cluster's own
    /// Kustomizations name it, else as those of the cluster that it recovers do.
    pub fn source(&self, cluster: &Cluster) -> SourceRef {
        let of_plan = self.model.plan.gitops.flux.source.as_ref();
        let stated = cluster.source.as_ref().or(of_plan);
        let shown = |id: ClusterId| self.observed.sources.get(&id);
        let source = stated.map(|stated| &stated.value);
        let source = source.or_else(|| shown(cluster.id));
        let source = source.or_else(|| shown(cluster.recovers?.value));
        source.cloned().unwrap_or_else(SourceRef::of_bootstrap)
    }
}
