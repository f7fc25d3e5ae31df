//! Runs that may meet any other: those of lines without fixed times.

use super::{Ahead, Delay, Job, RECHECK, Run, TICK, Times, Waits};
use crate::analyze::quantities::Seconds;
use std::sync::Arc;

/// One that asks for as much as any of them.
pub(super) fn largest(jobs: &[&Job]) -> Option<Job> {
    let of_any = |job: &&&Job| matches!(job.times, Times::Any(_));
    jobs.iter().filter(of_any).fold(None, |known, job| {
        let Some(known) = known else {
            return Some(Job {
                avoid: Arc::default(),
                ..(*job).clone()
            });
        };
        Some(Job {
            times: known.times,
            hold: known.hold.max(job.hold),
            work: known.work.max(job.work),
            width: known.width.max(job.width),
            longest: known.longest.max(job.longest),
            shortest: known.shortest.min(job.shortest),
            copy: known.copy.max(job.copy),
            files: known.files.max(job.files),
            reads: known.reads.max(job.reads),
            serial: known.serial || job.serial,
            avoid: known.avoid,
        })
    })
}

impl Run<'_> {
    /// Has one of them begin just before an event.
    pub(super) fn meet_any_time(&mut self, at: usize, now: Seconds) -> Option<()> {
        let Some(largest) = &self.virtual_job else {
            return Some(());
        };
        let node = self.node(at..at, now, largest)?;
        let lanes = self.lane(at..at, now.plus(largest.hold), largest, Ahead::default())?;
        self.any_time.node = self.any_time.node.max(node);
        self.any_time.lanes = self.any_time.lanes.max(lanes);
        Some(())
    }

    /// What they take of the slots, each once, with the wait for a node that reads files.
    pub(super) fn floating_in_slots(&self) -> Ahead {
        let mut ahead = self.floating.slots;
        let waits = self.any_time.node.times(self.floating.files.count);
        ahead.work = ahead.work.plus(waits);
        ahead
    }

    /// Has one of them be submitted after an event, before anything has ended.
    pub(super) fn meet_in_queue(&mut self, now: Seconds) {
        if self.floating.count == 0 {
            return;
        }
        let mut ahead = Ahead::default();
        for active in &self.running {
            // Those before it may have been submitted a tick after their lines.
            let left = active.end.plus(TICK).less(now);
            ahead.add(1, active.work.min(left));
        }
        self.any_ahead = Ahead {
            count: self.any_ahead.count.max(ahead.count),
            work: self.any_ahead.work.max(ahead.work),
        };
    }

    /// It waits for a slot until all that may be ahead of it has ended, and for a load as long as it
    /// would beside any run of the period.
    pub(super) fn at_any_time(&self, own: usize) -> Waits {
        let all = self.jobs.iter().enumerate();
        let others = all.filter(|(index, _)| *index != own).map(|(_, job)| job);
        let mut ahead = self.any_ahead;
        for job in others.filter(|job| matches!(job.times, Times::Any(_))) {
            let hold = job.hold.plus(self.any_time.node.times(job.reads.min(1)));
            ahead.add(1, hold.plus(RECHECK));
        }
        let many = self.jobs.len() as u64;
        let slots = self.jobs.get(own).map_or(1, |job| self.slots_for(job));
        let queue = match ahead.count.min(many.saturating_sub(1)) < slots {
            true => Seconds::ZERO,
            false => ahead.work.over(slots).plus(RECHECK),
        };
        // One without files or without data movers waits for none of those that the largest has.
        let (reads, moves) = self
            .jobs
            .get(own)
            .map_or((true, true), |job| (job.reads > 0, job.width > 0));
        let waited = |wait: Seconds, does: bool| if does { wait } else { Seconds::ZERO };
        let mut waits = Waits::default();
        let delay = Delay {
            queue,
            node: waited(self.any_time.node, reads),
            lanes: waited(self.any_time.lanes, moves),
        };
        waits.add(delay, delay);
        if let Some(job) = self.jobs.get(own).filter(|job| !job.avoid.is_empty()) {
            // Sooner or later it begins at any time of the day.
            waits.intrusion = job
                .avoid
                .first()
                .map(|window| Seconds::minutes(window.from.into()));
        }
        waits
    }
}
