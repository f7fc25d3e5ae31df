//! Effective values: from the innermost of workload, namespace, tier, cluster, plan, default.

mod copies;
mod operators;
mod second;
mod stated;

pub use second::Second;
pub use stated::recover_of;

use crate::analyze::origin::Sourced;
use crate::model::value::{Duration, Size};
use crate::model::{
    Cluster, ClusterId, Method, Model, Namespace, NamespaceId, NamespaceName, Recover, Store, Tier,
    TierValues, Volume, When, Workload,
};
use crate::recipe::{self, Prepared};
use crate::repository::Observed;
use crate::source::Spanned;
use std::sync::Arc;

/// A namespace on a cluster: one name may stand for a namespace of each of several clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberId {
    /// The cluster that it runs on.
    pub cluster: ClusterId,
    /// The namespace.
    pub namespace: NamespaceId,
}

/// One namespace of one cluster with the values that hold for it.
#[derive(Debug, Clone)]
pub struct Member {
    /// Which it is.
    pub id: MemberId,
    /// The cluster that it runs on: its primary, or one that took over.
    pub cluster: Arc<Cluster>,
    /// The namespace.
    pub name: Spanned<NamespaceName>,
    /// The block that names it.
    pub block: Arc<Namespace>,
    /// Its tier; `None` where nothing of it is copied and it is in none.
    pub tier: Option<Arc<Tier>>,
    /// The most data, in time, that may be lost; what a Schedule copies has one.
    pub rpo: Option<Sourced<Duration>>,
    /// The longest time until it is restored.
    pub rto: Option<Sourced<Duration>>,
    /// How long each backup is kept; what a Schedule copies has a time.
    pub keep: Option<Sourced<Duration>>,
    /// Where the backups go; `None` where none of several stores is chosen.
    pub store: Option<Sourced<Arc<Store>>>,
    /// The method of a workload that says none.
    pub method: Sourced<Method>,
    /// The pinned schedule.
    pub every: Option<Spanned<Box<str>>>,
    /// How long damage may go unnoticed.
    pub detect: Option<Duration>,
    /// Missed runs that the promise survives.
    pub tolerate: u64,
    /// How old the backup of the objects may be, where it is stated.
    pub objects: Option<Sourced<Duration>>,
    /// What it is copied under beside its own promise, where this is not that.
    pub second: Option<Second>,
    /// Whether any value that decides the backup set is not the tier's own.
    pub overridden: bool,
    /// Promises for one loss each.
    whens: Arc<[When]>,
    /// What is known of its workloads, in their order. Every namespace of a block shares it.
    facts: Arc<[WorkloadFacts]>,
}

/// What is known of a workload beside its declaration.
#[derive(Debug, Clone)]
struct WorkloadFacts {
    /// The hook of its pods.
    hook: Option<Prepared>,
    /// Its pods.
    replicas: Sourced<u64>,
    /// What is stored on its volumes, or at most; `None` where it is not known.
    sizes: Vec<Option<Sourced<Size>>>,
    /// Claims of each of its volumes, where that is another number.
    copies: Vec<Option<u64>>,
    /// Whether each of its pods keeps a part of the data.
    parts: bool,
}

impl Member {
    /// What it is called in names of objects and folders.
    pub fn called(&self) -> String {
        self.block.called(self.name.value.as_str())
    }

    /// What it is called in lists.
    pub fn shown(&self) -> String {
        self.block.shown(self.name.value.as_str())
    }

    /// Until traffic reaches what is restored, where it is stated.
    pub fn switch(&self) -> Option<&Spanned<Duration>> {
        let own = self.block.values.switch.as_ref();
        own.or_else(|| self.tier_values()?.switch.as_ref())
    }

    /// Until its pods are healthy, where it is stated: for its application, or for all of it.
    pub fn ready(&self) -> Option<&Spanned<Duration>> {
        let apps = self.block.apps.as_ref();
        let apps = apps.and_then(|apps| apps.ready.as_ref());
        apps.or(self.block.ready.as_ref())
    }

    /// How the state of a workload survives.
    pub fn method_of(&self, workload: &Workload) -> Method {
        match self.recover_of(workload) {
            Some(recover) => recover.method(),
            None if workload.name.kind.operator().is_some() => Method::Operator,
            None => self.method.value,
        }
    }

    /// Whether Velero copies a volume.
    pub fn copies(&self, workload: &Workload, volume: &Volume) -> bool {
        let wanted = match self.recover_of(workload) {
            Some(Recover::Dump(dump)) => dump.into == volume.name,
            _ => self.method_of(workload).copies_volumes(),
        };
        wanted && volume.is_taken()
    }

    /// The method of the set that holds it: the first of its workloads' methods in the order of
    /// [`Method`], or its own where it has no workload.
    pub fn set_method(&self) -> Method {
        self.block
            .workloads
            .iter()
            .map(|workload| self.method_of(workload))
            .min()
            .unwrap_or(self.method.value)
    }

    /// The hook of a workload's pods.
    pub fn hook(&self, workload: &Workload) -> Option<&Prepared> {
        self.facts(workload)?.hook.as_ref()
    }

    /// Pods of a workload, and with a StatefulSet copies of every volume.
    pub fn replicas(&self, workload: &Workload) -> u64 {
        self.facts(workload).map_or(1, |facts| facts.replicas.value)
    }

    /// What is stored on a volume, or at most; `None` where it is not known.
    pub fn size_of(&self, volume: &Volume) -> Option<Sourced<Size>> {
        let facts = self.facts.get(volume.id.workload.index as usize)?;
        *facts.sizes.get(volume.id.index as usize)?
    }

    fn facts(&self, workload: &Workload) -> Option<&WorkloadFacts> {
        self.facts.get(workload.id.index as usize)
    }

    /// The same namespace on another cluster, which took over.
    pub(super) fn on(&self, cluster: &Arc<Cluster>) -> Self {
        Self {
            id: MemberId {
                cluster: cluster.id,
                ..self.id
            },
            cluster: cluster.clone(),
            ..self.clone()
        }
    }
}

fn pick<T: Copy>(namespace: &Option<Spanned<T>>, tier: &Option<Spanned<T>>) -> Option<Sourced<T>> {
    namespace.or(*tier).map(Sourced::from)
}

pub(super) fn compute(model: &Model, observed: &Observed) -> Vec<Arc<Member>> {
    let primaries: Vec<&Arc<Cluster>> = model.primaries().collect();
    let mut all = Vec::new();
    for block in &model.namespaces {
        let tier = match &block.tier {
            Some(stated) => match model.tiers.get(stated.value) {
                Some(tier) => Some(tier),
                None => continue,
            },
            None => None,
        };
        let homes: Vec<&Arc<Cluster>> = match (&block.cluster, primaries.as_slice()) {
            (Some(named), _) => primaries
                .iter()
                .copied()
                .filter(|primary| primary.id == named.value)
                .collect(),
            (None, [only]) => vec![*only],
            // The safety net is there on every primary.
            (None, several) if block.is_rest() => several.to_vec(),
            (None, _) => Vec::new(),
        };
        let facts: Arc<[WorkloadFacts]> = block
            .workloads
            .iter()
            .map(|workload| facts_of(model, observed, block, tier.map(|tier| &**tier), workload))
            .collect();
        for cluster in homes {
            let Some(first) = member(model, cluster, block, tier, &facts) else {
                continue;
            };
            for (namespace, name) in block.members() {
                all.push(Arc::new(Member {
                    id: MemberId {
                        namespace,
                        ..first.id
                    },
                    name: name.clone(),
                    ..first.clone()
                }));
            }
        }
    }
    all
}

/// What is declared of a workload, else what the repository shows, else what is assumed.
fn facts_of(
    model: &Model,
    observed: &Observed,
    block: &Namespace,
    tier: Option<&Tier>,
    workload: &Workload,
) -> WorkloadFacts {
    let replicas = workload.replicas.map(Sourced::from);
    let shown = || observed.replicas.get(&workload.id).copied();
    let sizes = workload.volumes.iter().map(|volume| {
        let shown = || observed.sizes.get(&volume.id).copied();
        let stated = volume.size.map(Sourced::from);
        stated.or_else(|| shown().map(Sourced::read))
    });
    WorkloadFacts {
        hook: recipe::expand_for(model, recover_of(block, tier, workload), workload),
        replicas: replicas
            .or_else(|| shown().map(Sourced::read))
            .unwrap_or(Sourced::assumed(1)),
        sizes: sizes.collect(),
        copies: workload
            .volumes
            .iter()
            .map(|volume| observed.copies.get(&volume.id).copied())
            .collect(),
        parts: observed.parts.contains(&workload.id),
    }
}

/// The first namespace of a block on a cluster.
fn member(
    model: &Model,
    cluster: &Arc<Cluster>,
    block: &Arc<Namespace>,
    tier: Option<&Arc<Tier>>,
    facts: &Arc<[WorkloadFacts]>,
) -> Option<Member> {
    let none = TierValues::default();
    let (own, shared) = (&block.values, tier.map_or(&none, |tier| &tier.values));
    let stated = own.recover.as_ref().or(shared.recover.as_ref());
    let method = match stated {
        Some(stated) => Sourced::from(Spanned::new(stated.value.method(), stated.span)),
        None if model.snapshots.is_empty() => Sourced::assumed(Method::FileBackup),
        None => Sourced::assumed(Method::Snapshot),
    };
    let (namespace, name) = block.members().next()?;
    Some(Member {
        id: MemberId {
            cluster: cluster.id,
            namespace,
        },
        name: name.clone(),
        cluster: cluster.clone(),
        block: block.clone(),
        tier: tier.cloned(),
        rpo: pick(&own.rpo, &shared.rpo),
        rto: pick(&own.rto, &shared.rto),
        keep: pick(&own.keep, &shared.keep),
        store: store_of(model, cluster, own, shared),
        method,
        every: own.every.clone().or_else(|| shared.every.clone()),
        detect: pick(&own.detect, &shared.detect).map(|d| d.value),
        tolerate: pick(&own.tolerate, &shared.tolerate).map_or(0, |t| t.value),
        objects: pick(&own.objects, &shared.objects),
        second: None,
        overridden: overridden(block),
        whens: stated::whens(&own.when, &shared.when),
        facts: facts.clone(),
    })
}

/// Whether a namespace states anything that its backup set depends on. Every value of a tier is named
/// here, so that a new one cannot be forgotten.
fn overridden(block: &Namespace) -> bool {
    let TierValues {
        rpo,
        rto,
        keep,
        store,
        // The method has a part of the set's name of its own.
        recover: _,
        tolerate,
        every,
        avoid,
        detect,
        order,
        // What passes after a recovery changes no Schedule.
        switch: _,
        objects,
        // A second Schedule changes nothing of the first.
        also: _,
        when,
    } = &block.values;
    rpo.is_some()
        || objects.is_some()
        || rto.is_some()
        || keep.is_some()
        || store.is_some()
        || tolerate.is_some()
        || every.is_some()
        || !avoid.is_empty()
        || detect.is_some()
        || order.is_some()
        || !when.is_empty()
        || !block.exclude.is_empty()
        || !block.labels.is_empty()
}

fn store_of(
    model: &Model,
    cluster: &Cluster,
    own: &TierValues,
    shared: &TierValues,
) -> Option<Sourced<Arc<Store>>> {
    let stated = [&own.store, &shared.store, &cluster.store];
    if let Some(id) = stated.into_iter().flatten().next() {
        let store = model.stores.get(id.value)?;
        return Some(Sourced::from(Spanned::new(store.clone(), id.span)));
    }
    let mut stores = model.stores.values();
    match (stores.next(), stores.next()) {
        (Some(only), None) => Some(Sourced::assumed(only.clone())),
        _ => None,
    }
}
