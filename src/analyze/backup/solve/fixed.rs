//! Waits and costs together: what waits longer has more to copy, and what copies longer is waited for
//! longer. The least pair of both that agrees is found from below.

use super::job_of;
use super::placed::Placed;
use crate::analyze::backup::queue::{self, Job, Outcome, Places, Waits};
use crate::analyze::rpo::worst_case::WorstCase;
use std::collections::BTreeMap;

/// Rounds after which copies that still grow count as growing without end.
const ROUNDS: usize = 48;

/// The schedules of a cluster, with waits and costs that agree.
pub(super) struct Settled {
    pub(super) outcome: Outcome,
    /// What the Schedules of others wait for.
    pub(super) others: Vec<Waits>,
    /// One for each place.
    pub(super) proofs: Vec<WorstCase>,
    /// What all rounds took, as [`Outcome::looks`] counts.
    pub(super) looks: u64,
}

/// The Schedules of others come first; what they take is what their own plans computed.
pub(super) fn settle(places: &[&Placed<'_>], others: &[&Job], shared: Places) -> Settled {
    let mut grown: BTreeMap<usize, Job> = BTreeMap::new();
    let (mut rounds, mut looks) = (0, 0_u64);
    loop {
        let own = places
            .iter()
            .enumerate()
            .map(|(at, place)| grown.get(&at).unwrap_or(&place.job));
        let jobs: Vec<&Job> = others.iter().copied().chain(own).collect();
        let mut outcome = queue::simulate(&jobs, shared);
        looks = looks.saturating_add(outcome.looks);
        let before = others.len().min(outcome.waits.len());
        let before: Vec<Waits> = outcome.waits.drain(..before).collect();
        let mut proofs = Vec::with_capacity(places.len());
        let mut more = Vec::new();
        for (at, (place, waits)) in places.iter().zip(&outcome.waits).enumerate() {
            if *waits == Waits::default() {
                proofs.push(place.worst_case.clone());
                continue;
            }
            let proved = place
                .task
                .prove(&place.schedule, *waits, place.worst_case.size);
            let asked = grown.get(&at).unwrap_or(&place.job);
            let asks = job_of(
                &place.schedule,
                &proved.cost,
                (place.job.reads, place.job.serial),
                place.task.avoid,
            );
            if let Some(job) = larger(asked, asks) {
                more.push((at, job));
            }
            proofs.push(proved);
        }
        rounds += 1;
        if more.is_empty() || !outcome.settled || rounds > ROUNDS {
            outcome.settled &= more.is_empty();
            return Settled {
                outcome,
                others: before,
                proofs,
                looks,
            };
        }
        grown.extend(more);
    }
}

/// The larger of two demands of one schedule, where that is not the first.
fn larger(asked: &Job, asks: Job) -> Option<Job> {
    let largest = Job {
        hold: asked.hold.max(asks.hold),
        work: asked.work.max(asks.work),
        longest: asked.longest.max(asks.longest),
        shortest: asked.shortest.min(asks.shortest),
        copy: asked.copy.max(asks.copy),
        files: asked.files.max(asks.files),
        ..asks
    };
    (largest != *asked).then_some(largest)
}
