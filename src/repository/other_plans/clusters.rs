//! What other plans of the repository say of clusters that they share with this one.

use crate::model::{Cluster, Model, Standby};

/// A cluster as another plan declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignCluster {
    /// The plan.
    pub plan: String,
    /// The path of the cluster, which is what tells clusters of two plans apart.
    pub path: String,
    /// What it declares.
    pub declared: Vec<Value>,
}

/// A statement about a cluster, and its value; `None` where it is not stated.
type Value = (&'static str, Option<String>);

/// Every cluster of a plan.
pub fn clusters_of(model: &Model) -> Vec<ForeignCluster> {
    let clusters = model.clusters.values().filter(|cluster| cluster.leads());
    let declared = clusters.map(|cluster| ForeignCluster {
        plan: model.plan.name.value.to_string(),
        path: cluster.path(),
        declared: declared(model, cluster),
    });
    declared.collect()
}

/// What a plan declares of a cluster, as far as it is the same for every plan on it. The time of an empty cluster counts
/// for one that is made in a recovery.
pub fn declared(model: &Model, cluster: &Cluster) -> Vec<Value> {
    fn text<T: ToString>(stated: Option<&crate::source::Spanned<T>>) -> Option<String> {
        stated.map(|stated| stated.value.to_string())
    }
    let mut all = vec![
        ("velero", Some(model.plan.velero().to_string())),
        ("region", Some(cluster.region.value.to_string())),
        ("zone", text(cluster.zone.as_ref())),
        (
            "concurrent-backups",
            text(cluster.concurrent_backups.as_ref()),
        ),
        ("nodes", text(cluster.nodes.as_ref())),
        ("node-agent-load", text(cluster.node_agent_load.as_ref())),
        (
            "mover-attachments",
            text(cluster.mover_attachments.as_ref()),
        ),
        ("read", text(cluster.read.as_ref())),
        ("snapshot-ready", text(cluster.snapshot_ready.as_ref())),
        ("mover-start", text(cluster.mover_start.as_ref())),
    ];
    if cluster.recovers.is_some() {
        let standby = cluster.standby.map(|standby| match standby.value {
            Standby::Cold => "cold".to_owned(),
            Standby::Warm => "warm".to_owned(),
        });
        all.extend([
            ("standby", standby),
            ("provision", text(cluster.provision.as_ref())),
            ("bootstrap", text(cluster.bootstrap.as_ref())),
            ("workers", text(cluster.workers.as_ref())),
            ("requeue", text(cluster.requeue.as_ref())),
            ("write", text(cluster.write.as_ref())),
        ]);
    }
    all
}
