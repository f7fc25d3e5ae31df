//! What is lost at worst of a backup set under a schedule, and how its promises stand.
//!
//! After Keeton and Merchant (DSN 2004): just before a run is complete elsewhere, the newest copy is
//! as old as the distance between two runs, the start delays of the second, and the time from its
//! start until it can be restored from.

use crate::analyze::backup::cost::Cost;
use crate::analyze::backup::queue::{Delay, Waits};
use crate::analyze::backup::schedule::Schedule;
use crate::analyze::quantities::Seconds;
use crate::model::value::Size;

/// How a promise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It holds, and holds with one missed run more.
    Kept,
    /// It holds as long as no run more is missed than is tolerated.
    KeptWithoutMissedRun,
    /// It holds for volumes of the assumed size, and not for ten times that.
    KeptIfSmall,
    /// It does not hold.
    Broken,
    /// Nothing of the kind is promised: only objects are copied.
    NotPromised,
}

impl Verdict {
    /// That of a set with another line or with waits: what is not promised stays so, and what holds for small volumes
    /// alone is proved for these alone.
    pub(in crate::analyze) fn with(self, proved: Self) -> Self {
        match (self, proved) {
            (Self::NotPromised, _) => Self::NotPromised,
            (_, Self::Broken) => Self::Broken,
            (Self::KeptIfSmall, _) => Self::KeptIfSmall,
            (Self::Kept | Self::KeptWithoutMissedRun | Self::Broken, proved) => proved,
        }
    }
}

/// The worst case of a set under its schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorstCase {
    /// The longest span between the runs that count.
    pub span: Seconds,
    /// The same with one missed run more.
    pub missed: Seconds,
    /// How much later than its line says a run may be submitted.
    pub tick: Seconds,
    /// What it waits for: the run that waits longest, and the longest of each wait.
    pub waits: Waits,
    /// What one backup takes.
    pub cost: Cost,
    /// The size that was used for volumes without a declared size.
    pub size: Size,
    /// How the promises stand, all of them.
    pub verdict: Verdict,
    /// Whether a run is over before the next begins.
    pub keeps_up: bool,
}

impl WorstCase {
    /// Whether it breaks no promise: a line that does gets another one first.
    pub fn stands(&self) -> bool {
        self.verdict != Verdict::Broken
    }

    /// What is lost at worst, before the copy is replicated.
    pub fn loss(&self) -> Seconds {
        self.loss_with(self.waits.slowest)
    }

    /// The same with other waits.
    pub fn loss_with(&self, delay: Delay) -> Seconds {
        loss(self.span.plus(self.tick), delay, &self.cost)
    }

    /// How much older than damage the last copy from before it may be: that of the last run may have been captured just
    /// after the damage, and the one before is as old as the time between two captures. A run may capture long after it
    /// has begun, behind its hooks and other files.
    pub fn older_than_damage(&self) -> Seconds {
        let apart = self.span.plus(self.latest_begin());
        apart.max(self.cost.between)
    }

    /// From the line of a run until it may begin.
    pub fn latest_begin(&self) -> Seconds {
        self.tick.plus(self.waits.most.queue)
    }
}

/// Gap and tick, queue, slot with its wait for a node, lanes and copy.
pub(in crate::analyze) fn loss(apart: Seconds, delay: Delay, cost: &Cost) -> Seconds {
    apart.plus(delay.total()).plus(cost.whole())
}

/// What a backup costs after the longest distances, after one, and after one missed run more.
#[derive(Debug, Clone, Copy)]
pub(in crate::analyze) struct Costs {
    pub(in crate::analyze) usual: Cost,
    pub(in crate::analyze) one: Cost,
    pub(in crate::analyze) missed: Cost,
}

/// The worst case of a set under a schedule.
pub(in crate::analyze) fn prove(
    room: Seconds,
    schedule: &Schedule,
    costs: Costs,
    waits: Waits,
    size: Size,
) -> WorstCase {
    let keeps_up = costs.one.whole() <= schedule.shortest;
    let lost = |span: Seconds, cost: &Cost| loss(span.plus(schedule.tick), waits.slowest, cost);
    let kept = keeps_up && lost(schedule.span, &costs.usual) <= room;
    let verdict = if !kept {
        Verdict::Broken
    } else if lost(schedule.missed, &costs.missed) <= room {
        Verdict::Kept
    } else {
        Verdict::KeptWithoutMissedRun
    };
    WorstCase {
        span: schedule.span,
        missed: schedule.missed,
        tick: schedule.tick,
        waits,
        cost: costs.usual,
        size,
        verdict,
        keeps_up,
    }
}
