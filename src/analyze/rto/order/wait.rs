//! How long a stage waits for a worker, behind all stages that may be ahead of it.

use super::places::{Graph, Places};
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::beside::Beside;

/// In plans of so few stages all of them are looked at.
const FEW: usize = 400;

/// A stage, and what may be ahead of it.
pub(super) struct Ahead<'a> {
    pub(super) at: usize,
    /// Stages that are surely before it, as far as they were looked at.
    pub(super) earlier: &'a [usize],
    /// Stages that are surely after it.
    pub(super) later: &'a [usize],
    pub(super) graph: &'a Graph,
    pub(super) places: &'a Places,
    pub(super) times: &'a [Seconds],
    pub(super) workers: u64,
    pub(super) beside: &'a Beside,
}

impl Ahead<'_> {
    /// The wait where what follows this place, or an earlier one, may be ahead; `None` where that is less than there are
    /// workers.
    pub(super) fn wait(&self, to: usize) -> Option<Seconds> {
        let time_of = |at: usize| self.times.get(at).copied().unwrap_or_default();
        let from = self.places.after(self.at);
        let counts = |at: usize| self.places.counts(at, from, to);
        let (mut count, mut work) = self.places.between_places(from, to);
        let own = [self.at];
        for at in own.iter().chain(self.earlier).chain(self.later) {
            if counts(*at) {
                (count, work) = (count.saturating_sub(1), work.less(time_of(*at)));
            }
        }
        if count < self.workers {
            return None;
        }
        if self.graph.order.len() > FEW {
            return Some(work.over(self.workers));
        }
        let others = self.graph.order.iter().copied().filter(|other| {
            *other != self.at
                && !self.earlier.contains(other)
                && !self.later.contains(other)
                && counts(*other)
        });
        let chains = self.beside.chains.iter().copied();
        let rest = self.beside.work.less(chains.clone().sum());
        let times = others.map(time_of).chain(chains).collect();
        Some(longest_wait(times, rest, self.workers))
    }
}

/// For how long all workers may be busy with stages: each of them is on one worker only, so that a long one alone
/// keeps no other worker busy.
fn longest_wait(mut times: Vec<Seconds>, more: Seconds, workers: u64) -> Seconds {
    times.sort_unstable_by(|a, b| b.cmp(a));
    let mut rest = times.iter().copied().sum::<Seconds>().plus(more);
    let mut longest = rest.over(workers);
    for (time, left) in times.into_iter().zip((1..workers).rev()) {
        rest = rest.less(time);
        longest = longest.min(rest.over(left));
    }
    longest
}
