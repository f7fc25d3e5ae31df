//! The loads of nodes, which data movers and file backups share: how long they wait for one.
//!
//! There is no queue for a load: each asks for it every five seconds, and any of them may get it. So all
//! that is there, and all that comes while one waits, may be ahead of it.

use super::{Ahead, Delay, Floating, Job, Places, Run, TICK, standing};
use crate::analyze::backup::cost::{HANDOVER, last_of};
use crate::analyze::quantities::Seconds;
use std::ops::Range;

/// Looks at a wait after which it counts as one that does not end.
const LOOKS: u32 = 256;
/// Sets of file backups for each node from which on their pods are taken to be spread evenly over the nodes.
const CROWD: u64 = 16;

/// Whether there are so many sets of file backups that their pods are taken to be spread over the nodes.
pub fn is_crowd(sets: u64, places: Places) -> bool {
    sets >= CROWD.saturating_mul(places.nodes)
}

/// From the start of a run until it asks for the load of its first file backup: the slot ends with the last byte,
/// and what the files hold of their node ends a hand-over later.
fn before_files(job: &Job) -> Seconds {
    job.hold.plus(HANDOVER).less(job.files)
}

impl Run<'_> {
    /// How long the file backups of a run wait, one after another, when they begin at `now`. The run is
    /// `own` of the events; an empty range is one that is none of them.
    pub(super) fn node(&self, own: Range<usize>, now: Seconds, job: &Job) -> Option<Seconds> {
        if job.reads == 0 {
            return Some(Seconds::ZERO);
        }
        let before = before_files(job);
        // A later volume asks for its load when those before it are read.
        let reading = match job.reads {
            1 => Seconds::ZERO,
            _ => job.files,
        };
        let standing = self.standing_movers(now);
        self.fixed(|wait| {
            let until = now.plus(before).plus(wait).plus(reading);
            let own_movers = Ahead {
                count: job.width,
                work: job.work,
            };
            self.of_node(&own, (now, until), own_movers.plus(standing), job.reads)
        })
    }

    /// How long so many files wait for their node, behind some data movers, those that are there among them, and all that
    /// others ask for from a moment to another.
    fn of_node(
        &self,
        own: &Range<usize>,
        (now, until): (Seconds, Seconds),
        movers: Ahead,
        reads: u64,
    ) -> Seconds {
        let movers = self.coming_movers(own, now, until).plus(movers);
        let files = match self.places.slots {
            1 => Ahead::default(),
            _ => self.files(own, now, until),
        };
        if movers.count.saturating_add(files.count) < self.places.loads {
            return Seconds::ZERO;
        }
        self.behind(movers.work, files.work, reads)
    }

    /// What a run waits for that both reads files and moves data, where that is less than one after the other: the
    /// data movers are made in the slot, so while a file waits for one of them, they move. Once they are done, the
    /// files wait for others alone.
    pub(super) fn beside_own(
        &self,
        own: Range<usize>,
        now: Seconds,
        job: &Job,
        delay: Delay,
    ) -> Option<Delay> {
        if job.reads == 0 || job.width == 0 {
            return Some(delay);
        }
        let before = now.plus(before_files(job));
        let until = before.plus(delay.node).plus(job.files);
        let node = self.of_node(&own, (now, until), self.standing_movers(now), job.reads);
        let read = Ahead {
            count: 1,
            work: job.files,
        };
        let together = Delay {
            queue: delay.queue,
            node,
            lanes: self.lane(own, before, job, read)?,
        };
        Some(match together.total() < delay.total() {
            true => together,
            false => delay,
        })
    }

    /// The least of two bounds. Whatever node it is, all of this work may be on it. And while a data
    /// mover waits, no load of any node is free, so all nodes work; then what runs on this node ends.
    /// The pods of a few sets may be on one node, those of a crowd are spread but for one run of each slot.
    fn behind(&self, movers: Seconds, files: Seconds, reads: u64) -> Seconds {
        let (loads, lanes) = (self.places.loads, self.places.lanes());
        let (longest, sets) = self.longest_files;
        let files = match is_crowd(sets, self.places) {
            true => {
                let others = longest.times((self.places.slots - 1).div_ceil(self.places.nodes));
                files.min(files.over(lanes).plus(others).times(loads))
            }
            false => files,
        };
        let here = movers.plus(files).over(loads);
        let last = self.longest_mover.times(reads);
        let spread = movers.over(lanes).plus(last).plus(files.over(loads));
        here.min(spread)
    }

    /// How long the data movers of a run that are made until `now` take longer than alone, where it also reads
    /// so much.
    pub(super) fn lane(
        &self,
        own: Range<usize>,
        now: Seconds,
        job: &Job,
        read: Ahead,
    ) -> Option<Seconds> {
        if job.width == 0 {
            return Some(Seconds::ZERO);
        }
        let lanes = self.places.lanes();
        let standing = self.standing_movers(now);
        self.fixed(|wait| {
            // The last volume begins so late: it is no shorter than the shortest.
            let until = now.plus(wait).plus(job.copy).less(job.shortest);
            let others = self.coming_movers(&own, now, until).plus(standing);
            let files = self.files(&own, now, until).plus(read);
            let others = others.plus(self.places.before_movers(files));
            if others.count.saturating_add(job.width) <= lanes {
                return Seconds::ZERO;
            }
            let all = others.work.plus(job.work);
            last_of(all, job.longest, lanes).less(job.copy)
        })
    }

    /// What data movers of others hold that are there, which no wait changes.
    fn standing_movers(&self, now: Seconds) -> Ahead {
        let left = self.copying.iter();
        let left = left.filter(|active| active.end.plus(TICK) > now);
        standing(left, now, self.places.lanes())
    }

    /// What those hold that come from `now` until `until`.
    fn coming_movers(&self, own: &Range<usize>, now: Seconds, until: Seconds) -> Ahead {
        let following = self.following(own.end, own.start, until.plus(TICK));
        let floating = self.floating_beside(own, until.less(now));
        let floating =
            floating.map_or_else(Ahead::default, |(all, often)| all.lanes.repeated(often));
        self.sums.lanes(following).plus(floating)
    }

    /// What file backups of others hold.
    fn files(&self, own: &Range<usize>, now: Seconds, until: Seconds) -> Ahead {
        let mut ahead = Ahead::default();
        for active in self
            .running
            .iter()
            .filter(|active| active.files > Seconds::ZERO)
        {
            if active.end.plus(TICK) > now {
                ahead.add(1, active.files.min(active.end.less(now)));
            }
        }
        let following = self.following(own.end, own.start, until.plus(TICK));
        let floating = self.floating_beside(own, until.less(now));
        let floating =
            floating.map_or_else(Ahead::default, |(all, often)| all.files.repeated(often));
        ahead.plus(self.sums.files(following)).plus(floating)
    }

    /// The schedules without fixed times beside a run, and how often each of them runs in so long a time.
    fn floating_beside(&self, own: &Range<usize>, window: Seconds) -> Option<(&Floating, u64)> {
        let alone = own.is_empty() && self.floating.count <= 1;
        (!alone).then(|| (&self.floating, self.floating.times_in(window)))
    }

    /// The wait in which no more comes than it is long enough for; `None` where there is none within a
    /// period.
    fn fixed(&self, next: impl Fn(Seconds) -> Seconds) -> Option<Seconds> {
        let mut wait = Seconds::ZERO;
        for _ in 0..LOOKS {
            self.look();
            let longer = next(wait);
            if longer <= wait {
                return Some(wait);
            }
            if longer > self.period {
                return None;
            }
            wait = longer;
        }
        None
    }
}
