//! Runs that may meet any other: those of lines without fixed times.

use super::{Delay, Job, RECHECK, Run, Times, Waits};
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
            copy: known.copy.max(job.copy),
            files: known.files.max(job.files),
            reads: known.reads.max(job.reads),
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
        let lanes = self.lane(at..at, now.plus(largest.hold), largest)?;
        self.any_time.node = self.any_time.node.max(node);
        self.any_time.lanes = self.any_time.lanes.max(lanes);
        Some(())
    }

    /// It waits for a slot until all that may be ahead of it has ended, and for a load as long as it
    /// would beside any run of the period.
    pub(super) fn at_any_time(&self, own: usize) -> Waits {
        let others = || {
            let all = self.jobs.iter().enumerate();
            all.filter(move |(index, _)| *index != own)
                .map(|(_, job)| job)
        };
        let floating = others()
            .filter(|job| matches!(job.times, Times::Any(_)))
            .map(|job| {
                job.hold
                    .plus(self.any_time.node)
                    .plus(RECHECK)
                    .plus(job.copy)
            })
            .sum();
        let queue = if (others().count() as u64) < self.places.slots {
            Seconds::ZERO
        } else {
            self.longest.plus(floating).plus(RECHECK)
        };
        let mut waits = Waits::default();
        waits.add(Delay {
            queue,
            ..self.any_time
        });
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
