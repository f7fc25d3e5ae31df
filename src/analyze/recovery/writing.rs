//! What is written on the nodes of a cluster that recovers, beside the Restore or the archive that is asked about: what
//! operators fetch of archives, the loads of dumps, and what Restores bring.
//!
//! All of it may be on one node, and shares what that writes. A writer gets an equal share at least, so that while it
//! writes its bytes each of the others writes no more than as many, and never more than it has.

mod later;

use super::archives::What;
use super::{Engine, RecoverySide, loaded, replay, tiers_in_order};
use crate::analyze::backup::cost::{LARGE, SIZE};
use crate::analyze::backup::restore::{self, Around, Written};
use crate::analyze::effective::{Member, MemberId};
use crate::analyze::facts::Facts;
use crate::model::value::Size;
use crate::model::{BlockId, NamespaceId, Recover, TierId};
use crate::repository::schedules::recovering::Recovering;
use std::collections::BTreeMap;

/// What writes on the nodes of one cluster while it recovers.
#[derive(Debug, Clone, Default)]
pub(in crate::analyze) struct Writing {
    writers: Vec<Writer>,
    /// How many writers the stages have that may run at one time beside one that holds a worker, and beside one that
    /// does not.
    beside_a_stage: u64,
    at_once: u64,
    restored: Vec<Restoring>,
    /// The tiers, in the order in which they are restored.
    tiers: Vec<TierId>,
    /// What other plans write on the same nodes.
    others: OfOthers,
}

/// What an operator fetches, or what a load writes.
#[derive(Debug, Clone, Copy)]
struct Writer {
    member: MemberId,
    what: What,
    stage: Option<InStage>,
    /// The first of the tiers, in the order in which they are restored, beside whose Restores it may write.
    from: usize,
    count: u64,
    usual: u64,
    large: u64,
}

/// Which stage waits for a writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum InStage {
    Apps(BlockId),
    Load(NamespaceId),
}

/// The most that the Restores of a tier write on one node.
#[derive(Debug, Clone, Copy)]
struct Restoring {
    tier: usize,
    usual: u64,
    large: u64,
    spread: bool,
}

/// What other plans write.
#[derive(Debug, Clone, Copy, Default)]
struct OfOthers {
    fetched: u64,
    fetches: u64,
    restored: u64,
}

impl Writer {
    fn bytes(&self, size: Size) -> u64 {
        if size > SIZE { self.large } else { self.usual }
    }
}

impl Writing {
    /// What writes on a side, without its Restores.
    pub(super) fn of(facts: Facts<'_>, side: &RecoverySide) -> Self {
        let tiers: Vec<TierId> = tiers_in_order(facts.model)
            .into_iter()
            .map(|tier| tier.id)
            .collect();
        let mut writing = Self {
            tiers,
            ..Self::default()
        };
        let mut stages = BTreeMap::new();
        for member in facts.members_of(&side.primary) {
            // What waits for no Restore may write beside each of them.
            let waits = side.restores_member(member);
            let mut tiers = writing.tiers.iter();
            let tier = tiers.position(|tier| member.is_in(*tier));
            let tier = tier.filter(|_| waits);
            let after = tier.map_or(0, |tier| tier + 1);
            let path = member.block.apps.as_ref();
            let path = path.map(|apps| side.overlay(apps).value.as_str());
            // Blocks of one path are in one stage.
            let stage = path.map(|path| *stages.entry(path).or_insert(member.block.id));
            let apps = stage.is_some();
            let (count, usual, large) = replay::fetched(member);
            if count > 0 {
                writing.writers.push(Writer {
                    member: member.id,
                    what: What::Archives,
                    stage: stage.map(InStage::Apps),
                    // Without a stage its pods begin while the Restore that makes them goes on.
                    from: if apps { after } else { tier.unwrap_or(0) },
                    count,
                    usual,
                    large,
                });
            }
            if waits && loaded(member) {
                let (usual, large) = (loads(member, SIZE), loads(member, LARGE));
                writing.writers.push(Writer {
                    member: member.id,
                    what: What::Load,
                    stage: Some(InStage::Load(member.id.namespace)),
                    from: after,
                    count: 1,
                    usual,
                    large,
                });
            }
        }
        for takes in facts.recoveries_on(&side.cluster, LARGE) {
            writing.others.add(takes);
        }
        let workers = Engine::of_plan(facts.model).workers(&side.cluster);
        writing.at_once = writing.of_stages(workers);
        writing.beside_a_stage = writing.of_stages(workers.saturating_sub(1));
        writing
    }

    /// The same with what Restores write.
    pub(super) fn with_restores(mut self, facts: Facts<'_>, side: &RecoverySide) -> Self {
        if self.writers.is_empty() && self.others.fetches == 0 {
            return self;
        }
        for (at, tier) in tiers_in_order(facts.model).into_iter().enumerate() {
            let of = |size: Size| {
                let own = side.restores.iter().filter(|one| one.tier.id == tier.id);
                let alone = Around::default();
                restore::together(own.map(super::Restored::part), &side.cluster, alone, size)
            };
            let usual = of(SIZE);
            if usual.written > 0 {
                self.restored.push(Restoring {
                    tier: at,
                    usual: usual.written,
                    large: of(LARGE).written,
                    spread: usual.movers > 1 && restore::nodes(&side.cluster) > 1,
                });
            }
        }
        self
    }

    /// The same without what other plans write.
    pub(in crate::analyze) fn alone(mut self) -> Self {
        self.others = OfOthers::default();
        self
    }

    /// How many writers so many stages have at most.
    fn of_stages(&self, stages: u64) -> u64 {
        let mut counts: Vec<u64> = Vec::new();
        let mut last = None;
        // Members of one block follow one another.
        let in_stages = self.writers.iter().filter(|one| one.stage.is_some());
        let mut sorted: Vec<(Option<InStage>, u64)> =
            in_stages.map(|one| (one.stage, one.count)).collect();
        sorted.sort_unstable();
        for (stage, count) in sorted {
            match counts.last_mut().filter(|_| last == Some(stage)) {
                Some(known) => *known = known.saturating_add(count),
                None => counts.push(count),
            }
            last = Some(stage);
        }
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let stages = usize::try_from(stages).unwrap_or(usize::MAX);
        counts.into_iter().take(stages).fold(0, u64::saturating_add)
    }

    fn without_stage(&self) -> impl Iterator<Item = &Writer> {
        self.writers.iter().filter(|one| one.stage.is_none())
    }

    /// What may be written beside the Restores of a tier.
    pub(super) fn beside_tier(&self, tier: TierId, size: Size) -> Written {
        let tier = self.tiers.iter().position(|one| *one == tier);
        let tier = tier.unwrap_or(usize::MAX);
        let may = |one: &&Writer| one.from <= tier;
        let bytes = self.writers.iter().filter(may).map(|one| one.bytes(size));
        let streams = self.without_stage().filter(may).map(|one| one.count);
        let streams = streams.fold(self.beside_a_stage, u64::saturating_add);
        Written {
            bytes: bytes.fold(self.others.fetched, u64::saturating_add),
            streams: streams.saturating_add(self.others.fetches),
        }
    }
}

impl Restoring {
    fn of_size(&self, size: Size) -> u64 {
        if size > SIZE { self.large } else { self.usual }
    }
}

impl OfOthers {
    fn add(&mut self, takes: &Recovering) {
        self.fetched = self.fetched.saturating_add(takes.fetched);
        self.fetches = self.fetches.saturating_add(takes.fetches);
        self.restored = self.restored.saturating_add(takes.written);
    }
}

/// What the loads of a namespace write: the volumes of its dumps, with a size for those that have none.
fn loads(member: &Member, size: Size) -> u64 {
    let mut sum = 0_u64;
    for workload in &member.block.workloads {
        let Some(Recover::Dump(dump)) = member.recover_of(workload) else {
            continue;
        };
        let mut volumes = workload.volumes.iter();
        let volume = volumes.find(|volume| volume.name == dump.into);
        let known = volume.and_then(|volume| member.size_of(volume));
        let bytes = known.map_or(size, |known| known.value).as_bytes();
        sum = sum.saturating_add(bytes);
    }
    sum
}
