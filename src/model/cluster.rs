//! The `cluster` block.

use super::gitops::SourceRef;
use super::id::{ClusterId, StoreId, TierId};
use super::value::region::is_one_region;
use super::value::zone::is_one_zone;
use super::value::{Duration, Name, Rate, RepoPath};
use crate::source::{Span, Spanned};

/// Where workloads run or are recovered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Which cluster it is.
    pub id: ClusterId,
    /// Its name.
    pub name: Spanned<Name>,
    /// Where the block stands.
    pub span: Span,
    /// The region.
    pub region: Spanned<Box<str>>,
    /// The zone.
    pub zone: Option<Spanned<Box<str>>>,
    /// The path that Flux was bootstrapped with.
    pub path: Option<Spanned<RepoPath>>,
    /// The source that holds the output.
    pub source: Option<Spanned<SourceRef>>,
    /// The ServiceAccount that every stage acts as.
    pub service_account: Option<Spanned<Name>>,
    /// Where it recovers one of several clusters, what it shares with its recoveries of the others.
    pub site: Option<Site>,
    /// The cluster that it recovers.
    pub recovers: Option<Spanned<ClusterId>>,
    /// Cold or warm.
    pub standby: Option<Spanned<Standby>>,
    /// Where its backups go.
    pub store: Option<Spanned<StoreId>>,
    /// Time to create an empty cluster.
    pub provision: Option<Spanned<Duration>>,
    /// From an empty cluster to Flux.
    pub bootstrap: Option<Spanned<Duration>>,
    /// kustomize-controller's --concurrent.
    pub workers: Option<Spanned<u64>>,
    /// kustomize-controller's --requeue-dependency.
    pub requeue: Option<Spanned<Duration>>,
    /// Velero's --concurrent-backups.
    pub concurrent_backups: Option<Spanned<u64>>,
    /// Nodes on which node-agent moves data.
    pub nodes: Option<Spanned<u64>>,
    /// Volumes that one node moves at once.
    pub node_agent_load: Option<Spanned<u64>>,
    /// Volumes of data movers that one node attaches at once, beside those of its pods.
    pub mover_attachments: Option<Spanned<u64>>,
    /// Settings of node-agent, in a file of the repository.
    pub node_agent_config: Option<Spanned<RepoPath>>,
    /// What one node reads from a volume.
    pub read: Option<Spanned<Rate>>,
    /// What one node writes to volumes.
    pub write: Option<Spanned<Rate>>,
    /// Whether Velero is there as soon as the cluster is.
    pub brings_velero: bool,
    /// From a snapshot's request to its handle.
    pub snapshot_ready: Option<Spanned<Duration>>,
    /// Until the data mover of one volume moves data.
    pub mover_start: Option<Spanned<Duration>>,
    /// Storage classes and what they become here.
    pub storage_classes: Vec<(Spanned<Box<str>>, Box<str>)>,
    /// Image prefixes and what they become here.
    pub images: Vec<(Spanned<Box<str>>, Box<str>)>,
    /// What Restores change on this cluster, in a file of the repository.
    pub modifiers: Option<Spanned<RepoPath>>,
    /// Namespaces and what they become here.
    pub maps: Vec<(Spanned<Box<str>>, Box<str>)>,
    /// The key with which Flux decrypts secrets here.
    pub decrypt: Option<Spanned<Decrypt>>,
    /// Objects whose values Flux substitutes.
    pub substitute_from: Vec<Spanned<(Box<str>, Box<str>)>>,
    /// Images that are pulled beforehand.
    pub prepull: Vec<Spanned<Box<str>>>,
    /// The mode it is in.
    pub mode: Option<Spanned<Mode>>,
}

/// What the recoveries of several clusters have in common that one `cluster` block states: each of them is a
/// [`Cluster`] of its own, with a name, a mode and a graph of its own, and all of them are on one cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The name in the block.
    pub name: Spanned<Name>,
    /// The first of them, for which what they share is written.
    pub lead: ClusterId,
    /// The name of the cluster that this one recovers.
    pub of: Name,
}

impl Cluster {
    /// The name in its block, which the recoveries of several clusters share.
    pub fn stated_name(&self) -> &Name {
        let site = self.site.as_ref();
        site.map_or(&self.name.value, |site| &site.name.value)
    }

    /// The options that name it on the command line.
    pub fn options(&self) -> String {
        let name = self.stated_name();
        match &self.site {
            Some(site) => format!("--cluster {name} --from {}", site.of),
            None => format!("--cluster {name}"),
        }
    }

    /// What stands for the cluster where several recoveries are on it.
    pub fn site_id(&self) -> ClusterId {
        self.site.as_ref().map_or(self.id, |site| site.lead)
    }

    /// Whether another one is on the same cluster, or is the same.
    pub fn shares_site(&self, other: &Self) -> bool {
        self.site_id() == other.site_id()
    }

    /// Whether what is there once for a cluster is written for this one.
    pub fn leads(&self) -> bool {
        self.site_id() == self.id
    }

    /// A run as names of objects contain it: with the primary where several are recovered here.
    pub fn run_label(&self, run: &str) -> String {
        match &self.site {
            Some(site) => format!("{}-{run}", site.of),
            None => run.to_owned(),
        }
    }

    /// The primary in names of objects that would be the same for each of several.
    pub fn of_primary(&self) -> Option<&str> {
        self.site.as_ref().map(|site| site.of.as_str())
    }

    /// Volumes that one node moves at once: one, unless the plan says more.
    pub fn loads_per_node(&self) -> u64 {
        let loads = self.node_agent_load.as_ref();
        loads.map_or(1, |loads| loads.value).max(1)
    }

    /// Whether a name is that of its region.
    pub fn lies_in(&self, region: &str) -> bool {
        is_one_region(&self.region.value, region)
    }

    /// Whether another cluster is in its region.
    pub fn shares_region(&self, other: &Self) -> bool {
        self.lies_in(&other.region.value)
    }

    /// Whether another cluster is in its zone: `None` where a zone is not declared, or declared in another form.
    pub fn shares_zone(&self, other: &Self) -> Option<bool> {
        if !self.shares_region(other) {
            return Some(false);
        }
        let (own, other) = (self.zone.as_ref()?, other.zone.as_ref()?);
        is_one_zone(&own.value, &other.value, &self.region.value)
    }

    /// What a namespace of the plan is called here.
    pub fn called<'n>(&'n self, namespace: &'n str) -> &'n str {
        let mut maps = self.maps.iter();
        let mapped = maps.find(|(old, _)| *old.value == *namespace);
        mapped.map_or(namespace, |(_, new)| new)
    }

    /// The path in the repository.
    pub fn path(&self) -> String {
        self.path.as_ref().map_or_else(
            || format!("clusters/{}", self.stated_name()),
            |path| path.as_str().to_owned(),
        )
    }
}

/// What of a recovery cluster exists before the disaster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standby {
    /// Nothing.
    Cold,
    /// A cluster with its workloads scaled to zero.
    Warm,
}

/// How Flux decrypts secrets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decrypt {
    /// A key of a cloud's key service.
    pub kms: Option<Spanned<Box<str>>>,
    /// Where that key lies, where its address does not say.
    pub kms_region: Option<Spanned<Box<str>>>,
    /// A Secret with an age key.
    pub age: Option<Spanned<Box<str>>>,
    /// A Secret with a GPG key.
    pub gpg: Option<Spanned<Box<str>>>,
    /// A Secret with the key of Sealed Secrets.
    pub sealed: Option<Spanned<Box<str>>>,
}

/// The mode a cluster is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// It waits.
    Standby {
        /// Runs that were used here.
        runs: Vec<Spanned<Name>>,
    },
    /// A recovery is under way.
    Recover(RecoverMode),
    /// It serves.
    Active {
        /// Runs that were used here.
        runs: Vec<Spanned<Name>>,
    },
    /// It was lost and must not write.
    Fenced {
        /// Runs that were used here.
        runs: Vec<Spanned<Name>>,
        /// The cluster that takes over, where several could.
        successor: Option<Spanned<ClusterId>>,
    },
}

impl Mode {
    /// Runs that were used.
    pub fn runs(&self) -> &[Spanned<Name>] {
        match self {
            Mode::Standby { runs } | Mode::Active { runs } | Mode::Fenced { runs, .. } => runs,
            Mode::Recover(mode) => &mode.runs,
        }
    }
}

/// What a recovery run restores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoverMode {
    /// The run.
    pub run: Spanned<Name>,
    /// Only these tiers; all where empty.
    pub tiers: Vec<Spanned<TierId>>,
    /// Backups instead of the newest.
    pub backups: Vec<Spanned<Box<str>>>,
    /// Runs that were used here.
    pub runs: Vec<Spanned<Name>>,
}

impl RecoverMode {
    /// Whether a tier is restored by it.
    pub fn restores(&self, tier: TierId) -> bool {
        self.tiers.is_empty() || self.tiers.iter().any(|one| one.value == tier)
    }

    /// The backup that is taken for a Schedule instead of the newest.
    pub fn backup(&self, schedule: &str) -> Option<&str> {
        backup_of(self.backups.iter().map(|name| &*name.value), schedule)
    }
}

/// The backup of a Schedule among some: its name is the Schedule's, a hyphen and a moment.
pub fn backup_of<'b>(
    mut backups: impl Iterator<Item = &'b str>,
    schedule: &str,
) -> Option<&'b str> {
    backups.find(|name| {
        name.rsplit_once('-')
            .is_some_and(|(of, moment)| of == schedule && moment.len() == 14)
    })
}
