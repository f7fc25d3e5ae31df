//! What stretches of the events of a period take together, so that a run does not walk over all that
//! may be ahead of it: a cluster may have a hundred thousand runs a day.

use super::{Ahead, Job, RECHECK};
use crate::analyze::quantities::Seconds;
use std::ops::Range;

/// Sums over the first events, one more than there are events.
#[derive(Debug, Clone, Default)]
pub(super) struct Sums {
    slots: Vec<u64>,
    lanes: Vec<u64>,
    widths: Vec<u64>,
    files: Vec<u64>,
    reads: Vec<u64>,
}

impl Sums {
    /// Sums up the events, in their order, each with what it waits for a node.
    pub(super) fn of_events(jobs: &[&Job], events: &[(u64, usize)], nodes: &[Seconds]) -> Self {
        let mut sums = Self::default();
        let (mut slots, mut lanes, mut widths) = (0_u64, 0_u64, 0_u64);
        let (mut files, mut reads) = (0_u64, 0_u64);
        let mut push = |slots, lanes, widths, files, reads| {
            sums.slots.push(slots);
            sums.lanes.push(lanes);
            sums.widths.push(widths);
            sums.files.push(files);
            sums.reads.push(reads);
        };
        push(0, 0, 0, 0, 0);
        for ((_, index), node) in events.iter().zip(nodes) {
            if let Some(job) = jobs.get(*index) {
                slots = slots.saturating_add(job.hold.plus(*node).plus(RECHECK).get());
                lanes = lanes.saturating_add(job.work.get());
                widths = widths.saturating_add(job.width);
                files = files.saturating_add(job.files.get());
                reads = reads.saturating_add(job.reads.min(1));
            }
            push(slots, lanes, widths, files, reads);
        }
        sums
    }

    /// What the runs of some stretches take of the slots.
    pub(super) fn slots(&self, stretches: [Range<usize>; 2]) -> Ahead {
        let mut ahead = Ahead::default();
        for stretch in stretches {
            let work = Seconds::new(between(&self.slots, &stretch));
            ahead.add(stretch.len() as u64, work);
        }
        ahead
    }

    /// What their file backups hold of nodes, one volume at a time.
    pub(super) fn files(&self, stretches: [Range<usize>; 2]) -> Ahead {
        let mut ahead = Ahead::default();
        for stretch in stretches {
            let work = Seconds::new(between(&self.files, &stretch));
            ahead.add(between(&self.reads, &stretch), work);
        }
        ahead
    }

    /// What they take of the lanes.
    pub(super) fn lanes(&self, stretches: [Range<usize>; 2]) -> Ahead {
        let mut ahead = Ahead::default();
        for stretch in stretches {
            let work = Seconds::new(between(&self.lanes, &stretch));
            ahead.add(between(&self.widths, &stretch), work);
        }
        ahead
    }
}

/// The sum of a stretch. Sums that reached their limit are taken for that limit: no promise holds
/// with them.
fn between(sums: &[u64], stretch: &Range<usize>) -> u64 {
    let at = |index: usize| sums.get(index).copied().unwrap_or(u64::MAX);
    match at(stretch.end) {
        u64::MAX if stretch.start < stretch.end => u64::MAX,
        end => end.saturating_sub(at(stretch.start)),
    }
}
