//! The first copy of everything, which is made once and is far longer than those after it.
//!
//! Data movers copy outside of the slot; a file backup holds its slot until the last byte, and
//! a set that waits for a slot makes no backup during this time.

use crate::analyze::backup::cost::{self, Pace};
use crate::analyze::backup::queue::{self, Delay, Job, Places, RECHECK};
use crate::analyze::backup::solve;
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo;
use crate::analyze::rpo::worst_case::{Verdict, WorstCase};
use crate::analyze::sets::BackupSet;
use crate::model::Model;
use std::sync::Arc;

/// A first copy that breaks promises of others while it lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The set that is copied, as an index of the sets.
    pub seeder: usize,
    /// How long it holds its slot.
    pub hold: Seconds,
    /// The sets whose promise it breaks.
    pub victims: Vec<Victim>,
    /// The number of backups at once with which no set waits.
    pub slots: u64,
}

/// A set whose promise a first copy of others breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Victim {
    /// The set, as an index of the sets.
    pub set: usize,
    /// How long it waits for a slot.
    pub wait: Seconds,
    /// What it may lose then.
    pub loss: Seconds,
    /// What its tightest promise leaves for that.
    pub room: Seconds,
}

/// The time in the slot of the first backup of a set.
pub fn first_hold(set: &BackupSet, worst_case: &WorstCase) -> Seconds {
    cost::cost_of(&set.demand, &set.capacity, Pace::First, worst_case.size).slot()
}

/// The first copies of a plan that break a promise, at most one for each cluster: the longest.
pub fn blocks(model: &Model, sets: &[Arc<BackupSet>]) -> Vec<Block> {
    let mut blocks = Vec::new();
    for range in solve::clusters(sets) {
        let proved: Vec<(usize, &BackupSet, &WorstCase)> = range
            .filter_map(|at| {
                let set = sets.get(at)?.as_ref();
                Some((at, set, set.worst_case.as_ref()?))
            })
            .collect();
        let mut seeders: Vec<(Seconds, usize)> = proved
            .iter()
            .filter(|(_, set, _)| !set.demand.files.is_empty())
            .map(|(at, set, worst_case)| (first_hold(set, worst_case), *at))
            .collect();
        seeders.sort_by(|a, b| b.cmp(a));
        let Some(&(hold, seeder)) = seeders.first() else {
            continue;
        };
        let slots = proved.first().map_or(1, |(_, set, _)| set.capacity.slots);
        let waits = waits(&proved, &seeders, slots);
        let mut victims: Vec<Victim> = Vec::new();
        for ((at, set, worst_case), wait) in proved.iter().zip(waits) {
            let kept = matches!(
                worst_case.verdict,
                Verdict::Kept | Verdict::KeptWithoutMissedRun
            );
            let Some(room) = rpo::room(model, set).filter(|_| kept) else {
                continue;
            };
            let usual = worst_case.waits.slowest;
            let delay = Delay {
                queue: usual.queue.max(wait),
                ..usual
            };
            let loss = worst_case.loss_with(delay);
            if loss > room {
                victims.push(Victim {
                    set: *at,
                    wait: delay.queue,
                    loss,
                    room,
                });
            }
        }
        if !victims.is_empty() {
            blocks.push(Block {
                seeder,
                hold,
                victims,
                slots: (seeders.len() as u64)
                    .saturating_add(1)
                    .max(slots.saturating_add(1)),
            });
        }
    }
    blocks
}

/// How long each set waits while all others make their first copies at one time.
fn waits(
    proved: &[(usize, &BackupSet, &WorstCase)],
    seeders: &[(Seconds, usize)],
    slots: u64,
) -> Vec<Seconds> {
    // Each set that makes its first copy holds a slot; with one slot left the others share it.
    let others: Vec<(usize, Job)> = proved
        .iter()
        .filter(|(at, _, _)| !seeders.iter().any(|(_, seeder)| seeder == at))
        .filter_map(|(at, set, _)| Some((*at, solve::job(set)?)))
        .collect();
    let beside = proved
        .first()
        .map(|(_, set, _)| set.beside.clone())
        .unwrap_or_default();
    let left = slots.saturating_sub(seeders.len() as u64);
    let jobs: Vec<&Job> = others
        .iter()
        .map(|(_, job)| job)
        .chain(beside.jobs())
        .collect();
    let places = proved.first().map(|(_, set, _)| set.capacity.places());
    let places = places.filter(|_| left > 0);
    let shared = places.map(|places| {
        let places = Places {
            slots: left,
            ..places
        };
        queue::simulate(&jobs, places).waits
    });
    proved
        .iter()
        .map(|(at, _, _)| {
            let before: Vec<Seconds> = seeders
                .iter()
                .filter(|(_, seeder)| seeder != at)
                .map(|(hold, _)| *hold)
                .collect();
            // The longest first copies go on; a slot is free when the shortest of them ends.
            let slot = usize::try_from(slots)
                .unwrap_or(usize::MAX)
                .saturating_sub(1);
            if let Some(hold) = before.get(slot) {
                return hold.plus(RECHECK);
            }
            let own = others.iter().position(|(other, _)| other == at);
            let delay = own.and_then(|own| shared.as_ref()?.get(own).copied());
            delay.map_or(Seconds::ZERO, |waits| waits.most.queue)
        })
        .collect()
}
