//! What the repository shows of what a plan declares and does not say.

use super::carried::Carried;
use super::certificates;
use super::contents::{Awaited, Copier};
use super::reach::Reaches;
use super::schedules::OtherSchedule;
use super::schedules::links::OtherLinks;
use super::schedules::recovering::OtherRecovery;
use super::unread::Unread;
use super::velero_stage::FluxName;
use crate::model::value::Size;
use crate::model::{BlockId, ClusterId, Namespace, SourceRef, VolumeId, WorkloadId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Why the number of pods, and so of claims, is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenReplicas {
    /// Flux fills it in, and the value is not shown: the text, and its file.
    Filled(String, String),
    /// The workload is scaled to zero: the claims of the pods that it had are still there.
    Zero(String),
}

/// Which place of [`Observed`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceId(u32);

/// Where a value of a manifest stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file, below the root of the repository.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The bytes of the value in the file: the first, and the one after the last.
    pub bytes: (u32, u32),
}

/// A value of a manifest, with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation<T> {
    /// The value.
    pub value: T,
    /// Where it stands.
    pub place: PlaceId,
}

/// Which claim a volume of a workload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimName {
    /// One of this name, for all pods.
    Named(String),
    /// One of each pod of a StatefulSet, named after the volume and the pod.
    Each,
}

/// What the repository shows of what a plan declares and does not say: it stands beside the model, so
/// that a value never loses where it comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Observed {
    /// Pods of workloads.
    pub replicas: BTreeMap<WorkloadId, Observation<u64>>,
    /// Workloads of which it is not known how many pods they have, and so how many claims.
    pub open_replicas: BTreeMap<WorkloadId, OpenReplicas>,
    /// Claims of volumes: the most that can be stored on them.
    pub sizes: BTreeMap<VolumeId, Observation<Size>>,
    /// Claims of volumes, where an operator makes another number of them than there are pods.
    pub copies: BTreeMap<VolumeId, u64>,
    /// Workloads of which each pod keeps a part of the data.
    pub parts: BTreeSet<WorkloadId>,
    /// Volumes that are claims.
    pub claims: BTreeSet<VolumeId>,
    /// The claims that volumes are, where a manifest shows the pods.
    pub claim_names: BTreeMap<VolumeId, ClaimName>,
    /// The Kustomization of the author's that brings Velero to a cluster.
    pub velero_stages: BTreeMap<ClusterId, FluxName>,
    /// Namespaces of a primary that other plans of the repository back up.
    pub other_plans: BTreeMap<ClusterId, BTreeSet<String>>,
    /// Schedules of others on clusters of the plan.
    pub schedules: Vec<OtherSchedule>,
    /// Recoveries of other plans on clusters of the plan.
    pub recoveries: Vec<OtherRecovery>,
    /// What other plans take of the links of their buckets.
    pub links: Vec<OtherLinks>,
    /// How many Flux Kustomizations of the author's wait until what they apply is ready, by cluster.
    pub waiting: BTreeMap<ClusterId, u64>,
    /// The source of the repository on each cluster, as its own Kustomizations name it.
    pub sources: BTreeMap<ClusterId, SourceRef>,
    /// The texts of files that statements of the plan name, by path.
    pub files: BTreeMap<String, Arc<str>>,
    /// How annotations reach the pods of each workload.
    pub reaches: Reaches,
    /// The workloads of each path on each cluster, where all of it was read.
    pub awaited: BTreeMap<(ClusterId, String), Vec<Awaited>>,
    /// Namespaces of each cluster whose pods open no connection.
    pub closed: BTreeSet<(ClusterId, String)>,
    /// What a Restore calls the kinds of objects that pods of a block do not start without.
    pub beside_pods: BTreeMap<BlockId, BTreeSet<&'static str>>,
    /// Objects with which other tools copy claims of a block.
    pub copiers: BTreeMap<BlockId, Vec<Copier>>,
    /// What the stages of each cluster take over from the Kustomizations of its primary, by path.
    pub carried: BTreeMap<(ClusterId, String), Carried>,
    /// Where stages put what they apply, by path: a namespace that the cluster has under another name.
    pub moved: BTreeMap<(ClusterId, String), String>,
    /// What was not read of the paths of the plan, by cluster.
    pub unread: BTreeMap<(ClusterId, String), BTreeSet<Unread>>,
    /// Clusters on which something of the author's brings the ConfigMap that node-agent is started with.
    pub node_agents: BTreeSet<ClusterId>,
    places: Vec<Place>,
}

impl Observed {
    /// A place of a value.
    pub fn place(&self, id: PlaceId) -> Option<&Place> {
        self.places.get(id.0 as usize)
    }

    /// What the repository shows with which a tool copies claims of a block, by kind and name. Of a tool that is not known
    /// every object counts.
    pub fn copiers_of(&self, block: &Namespace, tool: &str) -> Vec<String> {
        let known = self.copiers.get(&block.id).into_iter().flatten();
        let own: Vec<&Copier> = known.collect();
        let named = own.iter().any(|one| one.tool == tool);
        let wanted = own.iter().filter(|one| !named || one.tool == tool);
        wanted
            .map(|one| format!("{} `{}`", one.kind, one.name))
            .collect()
    }

    /// The certificates in a file that the plan names, as a field of bytes holds them.
    pub fn certificates(&self, path: &str) -> Option<String> {
        let text = self.files.get(path)?;
        certificates::certificates(text)
            .ok()
            .map(|blocks| certificates::encoded(&blocks))
    }

    /// Keeps the place of a value.
    pub(super) fn note<T>(&mut self, value: T, place: Place) -> Observation<T> {
        let place_id = PlaceId(u32::try_from(self.places.len()).unwrap_or(u32::MAX));
        self.places.push(place);
        Observation {
            value,
            place: place_id,
        }
    }
}
