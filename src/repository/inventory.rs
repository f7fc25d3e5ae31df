//! What was read of a repository, for those who ask.

use super::alike::Alike;
use super::bootstrap::Bootstrap;
use super::bootstrapped::NotReached;
use super::built::Built;
use super::carried::Carried;
use super::cluster::Applied;
use super::contents::{Awaited, Contents, Refusal};
use super::files::{NamedFile, NotRead};
use super::flux::FluxManifests;
use super::ignored::{Ignored, Lists};
use super::other_plans::{
    CatchAll, ForeignCluster, ForeignConfig, ForeignLocation, ForeignNamespace, ForeignStage,
};
use super::reach::Reaches;
use super::schedules::Schedules;
use super::snapshot_classes::SnapshotClass;
use super::spelling::Spelling;
use super::spots::Spots;
use super::standing::{Standing, StandingStage};
use super::synced::Synced;
use super::unread::Reading;
use super::velero_stage::{self, FluxName};
use crate::model::{ClusterId, Model};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Paths below the repository root, and whether they are there.
    pub paths: BTreeMap<String, bool>,
    /// By cluster, what Flux applies there; a cluster of which nothing was found is not there.
    pub flux: BTreeMap<ClusterId, FluxManifests>,
    /// For a primary at whose path nothing of Flux is, the folders that Flux applies elsewhere.
    pub synced: BTreeMap<ClusterId, Synced>,
    /// The clusters whose path Flux does not reach from where it begins.
    pub bootstrapped: BTreeMap<ClusterId, NotReached>,
    /// Snapshot classes that others declare, by name.
    pub classes: BTreeMap<String, SnapshotClass>,
    /// The Kustomization of the author's that brings Velero to a cluster.
    pub(super) velero_stages: BTreeMap<ClusterId, FluxName>,
    /// Names that something of a platform must name (Secrets that open buckets, what node-agent is
    /// started with), each with whether it does; empty where no platform shows a file.
    pub references: BTreeMap<String, bool>,
    /// Namespaces that other plans back up on clusters of this one.
    pub other_plans: Vec<ForeignNamespace>,
    /// Buckets that they write to.
    pub other_locations: Vec<ForeignLocation>,
    /// Paths that their stages apply to clusters of this plan.
    pub other_stages: Vec<ForeignStage>,
    /// Stages over paths of the author's that the plan has written there already.
    pub standing: Vec<StandingStage>,
    /// Schedules and locations that it has written already.
    pub written: Standing,
    /// Plugins of Velero that they configure there.
    pub other_configs: Vec<ForeignConfig>,
    /// What they declare of their clusters.
    pub other_clusters: Vec<ForeignCluster>,
    /// Their Schedules that take every namespace which they do not leave out.
    pub catch_alls: Vec<CatchAll>,
    /// Schedules of others on clusters of this plan.
    pub schedules: Schedules,
    /// What is installed on a new cluster before Flux is.
    pub bootstrap: Bootstrap,
    /// What paths of platforms and applications bring to each cluster.
    pub(super) contents: BTreeMap<(ClusterId, String), Rc<Contents>>,
    /// What the objects of paths say, on clusters that recover several.
    pub(super) alike: BTreeMap<(ClusterId, String), Alike>,
    /// What Flux applies from the path of each cluster of which the repository shows anything.
    pub(super) own: BTreeMap<ClusterId, Contents>,
    /// What the stages of each cluster take over from the Kustomizations of its primary.
    pub(super) carried: BTreeMap<(ClusterId, String), Carried>,
    /// Where stages put what they apply: a namespace that the cluster has under another name.
    pub(super) moved: BTreeMap<(ClusterId, String), String>,
    /// Files that statements of the plan name, by path.
    pub files: BTreeMap<String, NamedFile>,
    /// Files that were there and were not read, by path.
    pub not_read: Vec<NotRead>,
    /// Names that are there, for those that the plan spells otherwise.
    pub spelling: Spelling,
    /// How annotations reach the pods of each workload.
    pub reaches: Reaches,
    /// What of its applications and platforms was read, and what was not.
    pub reading: Reading,
    /// Where lines are added by hand.
    pub spots: Spots,
    /// Files that each cluster needs and its source leaves out.
    pub ignored: BTreeMap<ClusterId, Vec<Ignored>>,
    /// What decides about single files that drplan writes.
    pub lists: Lists,
    /// Files and folders that are there and cannot be read, each with why.
    pub unreadable: BTreeMap<String, String>,
}

impl Inventory {
    /// Keeps what brings Velero to a cluster.
    pub(super) fn find_velero(
        &mut self,
        model: &Model,
        cluster: ClusterId,
        (all, own): (&[Applied], &Built),
    ) {
        let path = model.clusters.get(cluster).map(|one| one.path());
        let waiting = FluxName {
            namespace: model.plan.gitops.flux.namespace().to_owned(),
            name: format!("{}-backup", model.plan.name.value),
        };
        let path = path.unwrap_or_default();
        if let Some(found) = velero_stage::find(all, own, &path, &waiting) {
            self.velero_stages.insert(cluster, found);
        }
    }

    /// Adds the charts of releases that a helmfile takes from the HelmReleases of the repository.
    pub(super) fn complete_bootstrap(&mut self) {
        let paths = self.contents.values().map(|contents| &**contents);
        let all = paths.chain(self.own.values());
        let releases = all.flat_map(|contents| &contents.releases);
        self.bootstrap.complete(releases);
    }

    /// Whether a path was looked for and not found.
    pub fn lacks(&self, path: &str) -> bool {
        self.paths.get(path) == Some(&false)
    }

    /// What a path brings to a cluster, with what its Kustomization there says.
    pub fn contents(&self, cluster: ClusterId, path: &str) -> Option<&Contents> {
        let found = self.contents.get(&(cluster, path.to_owned()));
        found.map(|contents| &**contents)
    }

    /// What the objects of a path say on a cluster that recovers several.
    pub fn alike(&self, cluster: ClusterId, path: &str) -> Option<&Alike> {
        self.alike.get(&(cluster, path.to_owned()))
    }

    /// What a path brings to the first cluster that has it.
    pub fn contents_anywhere(&self, path: &str) -> Option<&Contents> {
        let mut all = self.contents.iter();
        let found = all.find(|((_, own), _)| own == path);
        found.map(|(_, contents)| &**contents)
    }

    /// What every path brings to every cluster.
    pub fn all_contents(&self) -> impl Iterator<Item = (ClusterId, &str, &Contents)> {
        let all = self.contents.iter();
        all.map(|((cluster, path), contents)| (*cluster, path.as_str(), &**contents))
    }

    /// What every path brings to a cluster, with what the author's Flux applies there.
    pub fn contents_on(&self, cluster: ClusterId) -> impl Iterator<Item = &Contents> {
        let paths = self.all_contents().filter(move |(on, ..)| *on == cluster);
        let paths = paths.map(|(_, _, contents)| contents);
        paths.chain(self.own(cluster))
    }

    /// Everything that the author's Flux applies to a cluster; `None` where the repository shows nothing of it.
    pub fn own(&self, cluster: ClusterId) -> Option<&Contents> {
        self.own.get(&cluster)
    }

    /// What a stage of a path takes over; `None` where nothing is shown that applies it on the primary.
    pub fn carried(&self, cluster: ClusterId, path: &str) -> Option<&Carried> {
        self.carried.get(&(cluster, path.to_owned()))
    }

    /// The workloads of every path that was read as a whole, by cluster.
    pub(super) fn awaited(&self) -> BTreeMap<(ClusterId, String), Vec<Awaited>> {
        let paths = self.all_contents();
        let whole = paths.filter(|(_, _, contents)| contents.whole);
        whole
            .map(|(cluster, path, contents)| ((cluster, path.to_owned()), contents.awaited.clone()))
            .collect()
    }

    /// The namespaces of each cluster in which a policy keeps every pod from opening connections.
    pub(super) fn closed(&self, model: &Model) -> BTreeSet<(ClusterId, String)> {
        let clusters = model.clusters.values().map(|cluster| cluster.id);
        let refused = clusters.flat_map(|cluster| {
            let all = self.contents_on(cluster);
            let all = all.flat_map(|contents| &contents.refused);
            all.map(move |refused| (cluster, refused))
        });
        let closed = refused.filter(|(_, one)| matches!(one.by, Refusal::Egress { .. }));
        closed
            .map(|(cluster, one)| (cluster, one.namespace.clone()))
            .collect()
    }

    /// Whether the platforms show files and none of them names something that they must.
    pub fn never_named(&self, name: &str) -> bool {
        self.references.get(name) == Some(&false)
    }
}
