//! Effective values: from the innermost of workload, namespace, tier, cluster, plan, default.

use crate::model::value::{Duration, Name, Window};
use crate::model::{
    Cluster, Method, Model, Namespace, NamespaceName, Recover, Store, Tier, Volume, When, Workload,
};
use crate::recipe::{self, Prepared};
use crate::source::{Span, Spanned};
use std::rc::Rc;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A statement, in a block of this kind.
    Said(&'static str, Span),
    /// Silence.
    Assumed,
}

/// One namespace of one primary with the values that hold for it.
#[derive(Debug, Clone)]
pub struct Effective<'a> {
    /// The primary.
    pub cluster: &'a Cluster,
    /// The namespace.
    pub name: &'a Spanned<NamespaceName>,
    /// The block that names it.
    pub block: &'a Namespace,
    /// Its tier.
    pub tier: &'a Tier,
    /// The most data, in time, that may be lost.
    pub rpo: (Duration, Origin),
    /// The longest until it is back.
    pub rto: Option<(Duration, Origin)>,
    /// How long each backup is kept.
    pub keep: (Duration, Origin),
    /// Where the backups go; `None` where nothing says which of several.
    pub store: Option<(&'a Store, Origin)>,
    /// The method of a workload that says none.
    pub method: (Method, Origin),
    /// The pinned schedule.
    pub every: Option<&'a Spanned<Box<str>>>,
    /// Windows without a start.
    pub avoid: &'a [Spanned<Window>],
    /// How long damage may go unnoticed.
    pub detect: Option<Duration>,
    /// Missed runs that the promise survives.
    pub tolerate: u64,
    /// Promises for smaller losses.
    pub when: &'a [When],
    /// Whether any value that decides the backup set is not the tier's own.
    pub overridden: bool,
    /// The hooks of its workloads, in their order: shared, since rules and manifests ask for them.
    pub hooks: Rc<[Option<Prepared>]>,
}

impl<'a> Effective<'a> {
    /// How the state of a workload survives.
    pub fn method_of(&self, workload: &Workload) -> Method {
        workload
            .recover
            .as_ref()
            .map_or(self.method.0, |recover| recover.method())
    }

    /// The full statement of a workload's method, where it is said for it.
    pub fn recover_of<'w>(&self, workload: &'w Workload) -> Option<&'w Recover>
    where
        'a: 'w,
    {
        recover_of(self.block, self.tier, workload)
    }

    /// Whether Velero copies a volume.
    pub fn copies(&self, workload: &Workload, volume: &Volume) -> bool {
        let wanted = match self.recover_of(workload) {
            Some(Recover::Dump(dump)) => dump.into == volume.name,
            _ => self.method_of(workload).copies_volumes(),
        };
        wanted && volume.skip.is_none()
    }

    /// The method of the set that holds it: the first of its workloads' methods in the order of
    /// [`Method`], or its own where it has no workload.
    pub fn set_method(&self) -> Method {
        self.block
            .workloads
            .iter()
            .map(|workload| self.method_of(workload))
            .min()
            .unwrap_or(self.method.0)
    }
}

/// The statement of how a workload's state survives: its own, else its namespace's, else the tier's.
pub fn recover_of<'w>(
    block: &'w Namespace,
    tier: &'w Tier,
    workload: &'w Workload,
) -> Option<&'w Recover> {
    [
        &workload.recover,
        &block.values.recover,
        &tier.values.recover,
    ]
    .into_iter()
    .flatten()
    .next()
    .map(|recover| &recover.value)
}

fn pick<T: Copy>(namespace: &Option<Spanned<T>>, tier: &Option<Spanned<T>>) -> Option<(T, Origin)> {
    namespace
        .as_ref()
        .map(|v| (v.value, Origin::Said("namespace", v.span)))
        .or_else(|| {
            tier.as_ref()
                .map(|v| (v.value, Origin::Said("tier", v.span)))
        })
}

pub(super) fn compute(model: &Model) -> Vec<Effective<'_>> {
    let primaries: Vec<&Cluster> = model.primaries().collect();
    let mut all = Vec::new();
    for block in &model.namespaces {
        let Some(tier) = model.tiers.get(&block.tier.value) else {
            continue;
        };
        let homes: Vec<&Cluster> = match (&block.cluster, primaries.as_slice()) {
            (Some(named), _) => primaries
                .iter()
                .copied()
                .filter(|c| c.name == *named)
                .collect(),
            (None, [only]) => vec![*only],
            // The safety net is there on every primary.
            (None, several) if block.is_rest() => several.to_vec(),
            (None, _) => Vec::new(),
        };
        for cluster in homes {
            for name in &block.names {
                all.extend(one(model, cluster, name, block, tier));
            }
        }
    }
    all
}

fn one<'a>(
    model: &'a Model,
    cluster: &'a Cluster,
    name: &'a Spanned<NamespaceName>,
    block: &'a Namespace,
    tier: &'a Tier,
) -> Option<Effective<'a>> {
    let (own, shared) = (&block.values, &tier.values);
    let method = [("namespace", &own.recover), ("tier", &shared.recover)]
        .into_iter()
        .find_map(|(kind, r)| {
            r.as_ref()
                .map(|r| (r.value.method(), Origin::Said(kind, r.span)))
        })
        .unwrap_or_else(|| {
            let assumed = if model.snapshots.is_empty() {
                Method::FileBackup
            } else {
                Method::Snapshot
            };
            (assumed, Origin::Assumed)
        });
    let avoid = if own.avoid.is_empty() {
        &shared.avoid
    } else {
        &own.avoid
    };
    let overridden = own.rpo.is_some()
        || own.keep.is_some()
        || own.store.is_some()
        || own.every.is_some()
        || own.tolerate.is_some()
        || own.detect.is_some()
        || own.rto.is_some()
        || own.order.is_some()
        || !own.when.is_empty()
        || !own.avoid.is_empty()
        || !block.exclude.is_empty()
        || !block.labels.is_empty();
    let hooks = block
        .workloads
        .iter()
        .map(|workload| recipe::expand_for(model, recover_of(block, tier, workload), workload))
        .collect();
    Some(Effective {
        hooks,
        cluster,
        name,
        block,
        tier,
        rpo: pick(&own.rpo, &shared.rpo)?,
        rto: pick(&own.rto, &shared.rto),
        keep: pick(&own.keep, &shared.keep)?,
        store: store_of(model, cluster, block, tier),
        method,
        every: own.every.as_ref().or(shared.every.as_ref()),
        avoid,
        detect: pick(&own.detect, &shared.detect).map(|d| d.0),
        tolerate: pick(&own.tolerate, &shared.tolerate).map_or(0, |t| t.0),
        when: if own.when.is_empty() {
            &shared.when
        } else {
            &own.when
        },
        overridden,
    })
}

fn store_of<'a>(
    model: &'a Model,
    cluster: &'a Cluster,
    block: &'a Namespace,
    tier: &'a Tier,
) -> Option<(&'a Store, Origin)> {
    let said: [(&'static str, &Option<Spanned<Name>>); 3] = [
        ("namespace", &block.values.store),
        ("tier", &tier.values.store),
        ("cluster", &cluster.store),
    ];
    for (kind, name) in said {
        if let Some(name) = name {
            return Some((
                model.stores.get(&name.value)?,
                Origin::Said(kind, name.span),
            ));
        }
    }
    match model.stores.len() {
        1 => model
            .stores
            .values()
            .next()
            .map(|store| (store, Origin::Assumed)),
        _ => None,
    }
}
