//! What is lost at worst of a backup set under a schedule, and how its promises stand.
//!
//! After Keeton and Merchant (DSN 2004): just before a run is complete elsewhere, the newest copy is
//! as old as the distance between two runs, the start delays of the second, and the time from its
//! start until it can be restored from.

use crate::analyze::backup::cost::Cost;
use crate::analyze::backup::queue::{Delay, TICK};
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

/// The worst case of a set under its schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorstCase {
    /// The longest span between the runs that count.
    pub span: Seconds,
    /// The same with one missed run more.
    pub missed: Seconds,
    /// What it waits for.
    pub delay: Delay,
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
    /// What is lost at worst, before the copy is replicated.
    pub fn loss(&self) -> Seconds {
        loss(self.span, self.delay, &self.cost)
    }
}

/// Gap, tick, queue, slot, lanes and copy.
pub(in crate::analyze) fn loss(span: Seconds, delay: Delay, cost: &Cost) -> Seconds {
    let wait = TICK.plus(delay.queue).plus(delay.lanes);
    span.plus(wait).plus(cost.whole())
}

/// The worst case of a set under a schedule.
pub(in crate::analyze) fn prove(
    room: Seconds,
    schedule: &Schedule,
    (cost, one): (Cost, Cost),
    delay: Delay,
    size: Size,
) -> WorstCase {
    let keeps_up = one.whole() <= schedule.shortest;
    let kept = keeps_up && loss(schedule.span, delay, &cost) <= room;
    let verdict = if !kept {
        Verdict::Broken
    } else if loss(schedule.missed, delay, &cost) <= room {
        Verdict::Kept
    } else {
        Verdict::KeptWithoutMissedRun
    };
    WorstCase {
        span: schedule.span,
        missed: schedule.missed,
        delay,
        cost,
        size,
        verdict,
        keeps_up,
    }
}
