//! What would keep a promise that is broken: single changes, the cheapest first, each reckoned anew.
//!
//! Cheap is what costs words (a number that nobody declared, a line that nobody needed), dear is
//! what costs machines, another pattern of recovery, or a weaker promise.

use super::cost::{RATE, TOUCHED, has_queue};
use super::demand::Demand;
use super::queue::{self, Delay, Job};
use super::rpo::{self, Promise, Verdict};
use super::sets::BackupSet;
use super::solve::{self, Task};
use super::units::Seconds;
use crate::model::Model;
use crate::model::value::{Rate, Share};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What to write, as an imperative.
    pub write: String,
    /// What would be lost then; `None` where that is another pattern's own lag.
    pub total: Option<Seconds>,
}

/// The first promise of a set that does not hold, and what is lost at worst.
pub fn broken(model: &Model, set: &BackupSet<'_>) -> Option<(Promise, Seconds)> {
    let proof = set.proof.as_ref()?;
    let member = set.members.first()?;
    rpo::promises(model, member)
        .into_iter()
        .find_map(|promise| {
            let lag = rpo::replicate(set.store, set.cluster, promise.scope)?;
            let total = proof.loss().plus(lag);
            (total > promise.rpo.into()).then_some((promise, total))
        })
}

/// What the promises of a set leave for its hooks, where they are broken by those alone.
pub fn left_for_hooks(model: &Model, set: &BackupSet<'_>) -> Option<Seconds> {
    let asked = Asked::of(model, set).filter(|_| set.demand.hooks > Seconds::ZERO)?;
    let kept = |hooks: u64| {
        let demand = Demand {
            hooks: Seconds::new(hooks),
            ..set.demand.clone()
        };
        let task = Task {
            demand: &demand,
            ..asked.task
        };
        asked.total(&task, asked.delay).is_some()
    };
    if !kept(0) {
        return None;
    }
    let (mut low, mut high) = (0, set.demand.hooks.get());
    while low + 1 < high {
        let middle = u64::midpoint(low, high);
        if kept(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(Seconds::new(low))
}

/// The changes that would keep all promises of a set, the cheapest first.
pub fn of(model: &Model, sets: &[BackupSet<'_>], set: &BackupSet<'_>) -> Vec<Change> {
    let Some(asked) = Asked::of(model, set) else {
        return Vec::new();
    };
    let mut changes = Vec::new();
    changes.extend(unpinned(&asked));
    changes.extend(no_windows(&asked));
    changes.extend(shorter_hooks(model, &asked));
    changes.extend(more_slots(model, &asked, sets));
    changes.extend(read_faster(&asked));
    changes.extend(touch_less(&asked));
    changes.extend(write_faster(&asked));
    changes.extend(no_replica(model, &asked));
    if changes.is_empty() && set.demand.copies() {
        changes.push(Change {
            write: "write `recover replication ENGINE { … }` for what cannot wait for a copy"
                .to_owned(),
            total: None,
        });
    }
    changes.push(promise_less(&asked));
    changes
}

struct Asked<'s, 'a> {
    set: &'s BackupSet<'a>,
    task: Task<'s>,
    delay: Delay,
    size: crate::model::value::Size,
    lag: Seconds,
    /// What is lost now.
    worst: Seconds,
}

impl<'s, 'a> Asked<'s, 'a> {
    fn of(model: &Model, set: &'s BackupSet<'a>) -> Option<Self> {
        let (promise, worst) = broken(model, set)?;
        let proof = set.proof.as_ref()?;
        Some(Self {
            set,
            task: solve::task(model, set)?,
            delay: proof.delay,
            size: proof.size,
            lag: rpo::replicate(set.store, set.cluster, promise.scope)?,
            worst,
        })
    }

    /// What is lost with a task that was changed; `None` where the promise is still broken.
    fn total(&self, task: &Task<'_>, delay: Delay) -> Option<Seconds> {
        let pinned = self.set.schedule.as_ref().filter(|s| s.pinned.is_some());
        let proof = match pinned {
            Some(schedule) => task.prove(schedule, delay, self.size),
            None => self.chosen(task, delay)?.1,
        };
        (proof.verdict != Verdict::Broken).then(|| proof.loss().plus(self.lag))
    }

    fn chosen(&self, task: &Task<'_>, delay: Delay) -> Option<(Seconds, rpo::Proof)> {
        // The waits count against the promise already while the interval is chosen.
        let wait = delay.queue.plus(delay.lanes);
        let tighter = Task {
            room: task.room.less(wait),
            ..*task
        };
        let schedule = tighter.longest(self.size)?.schedule(task.tolerate);
        Some((schedule.gap, task.prove(&schedule, delay, self.size)))
    }

    fn cluster(&self) -> &str {
        self.set.cluster.name.value.as_str()
    }
}

/// The dearest change: what is true in whole minutes, or hours where it is several.
fn promise_less(asked: &Asked<'_, '_>) -> Change {
    let unit = if asked.worst > Seconds::minutes(600) {
        3_600
    } else {
        60
    };
    let true_one = asked.worst.over(unit).times(unit);
    Change {
        write: format!("promise no less than `rpo {true_one}`"),
        total: Some(asked.worst),
    }
}

fn unpinned(asked: &Asked<'_, '_>) -> Option<Change> {
    asked.set.schedule.as_ref()?.pinned?;
    let (gap, proof) = asked.chosen(&asked.task, asked.delay)?;
    (proof.verdict != Verdict::Broken).then(|| Change {
        write: format!("leave `every` out: a run every {gap} is chosen then"),
        total: Some(proof.loss().plus(asked.lag)),
    })
}

fn shorter_hooks(model: &Model, asked: &Asked<'_, '_>) -> Option<Change> {
    // To the minute below, since people write minutes.
    let left = left_for_hooks(model, asked.set)?;
    let hooks = Seconds::minutes(left.get() / 60);
    let demand = Demand {
        hooks,
        ..asked.set.demand.clone()
    };
    let task = Task {
        demand: &demand,
        ..asked.task
    };
    let total = asked.total(&task, asked.delay)?;
    (hooks > Seconds::ZERO).then(|| Change {
        write: format!(
            "write a `timeout` in the hooks, of at most {hooks} for all of them together"
        ),
        total: Some(total),
    })
}

fn no_windows(asked: &Asked<'_, '_>) -> Option<Change> {
    if asked.task.avoid.is_empty() {
        return None;
    }
    let task = Task {
        avoid: &[],
        ..asked.task
    };
    let total = asked.total(&task, asked.delay)?;
    Some(Change {
        write: "shorten the `avoid` windows, or leave them out".to_owned(),
        total: Some(total),
    })
}

fn more_slots(model: &Model, asked: &Asked<'_, '_>, sets: &[BackupSet<'_>]) -> Option<Change> {
    if asked.delay.queue == Seconds::ZERO || !has_queue(model) {
        return None;
    }
    let jobs: Vec<(bool, Job)> = sets
        .iter()
        .filter(|set| set.cluster.name == asked.set.cluster.name)
        .filter_map(|set| Some((set.name == asked.set.name, solve::job(set)?)))
        .collect();
    let own = jobs.iter().position(|(own, _)| *own)?;
    let all: Vec<&Job> = jobs.iter().map(|(_, job)| job).collect();
    let capacity = asked.task.capacity;
    (capacity.slots.saturating_add(1)..=capacity.slots.saturating_add(6)).find_map(|slots| {
        let outcome = queue::simulate(&all, slots, capacity.lanes);
        let delay = *outcome.delays.get(own).filter(|_| outcome.settled)?;
        let total = asked.total(&asked.task, delay)?;
        Some(Change {
            write: format!(
                "write `concurrent-backups {slots}` in cluster `{}`, and give Velero the same flag",
                asked.cluster()
            ),
            total: Some(total),
        })
    })
}

/// Twice, four times, … sixteen times a rate.
fn faster(rate: Rate) -> impl Iterator<Item = Rate> {
    (1..=4).filter_map(move |power| rate.as_bytes().checked_shl(power).map(Rate::bytes))
}

fn read_faster(asked: &Asked<'_, '_>) -> Option<Change> {
    let cluster = asked.cluster();
    let declared = asked.set.cluster.read.is_some();
    faster(asked.task.capacity.read).find_map(|read| {
        let mut task = asked.task;
        task.capacity.read = read;
        let total = asked.total(&task, asked.delay)?;
        let write = if declared {
            format!("read volumes at {read} in cluster `{cluster}`")
        } else {
            format!(
                "measure what one node reads and write it in cluster `{cluster}`: `read {read}` is enough, {RATE} is assumed"
            )
        };
        Some(Change {
            write,
            total: Some(total),
        })
    })
}

fn touch_less(asked: &Asked<'_, '_>) -> Option<Change> {
    let silent =
        |volumes: &super::demand::Volumes| volumes.keys().any(|volume| volume.touched.is_none());
    if !silent(&asked.set.demand.moved) && !silent(&asked.set.demand.files) {
        return None;
    }
    [50, 20, 10, 5, 2, 1].into_iter().find_map(|percent| {
        let touched = Share::percent(percent);
        let demand = asked.set.demand.with_touched(touched);
        let task = Task {
            demand: &demand,
            ..asked.task
        };
        let total = asked.total(&task, asked.delay)?;
        Some(Change {
            write: format!(
                "write `touched {touched}` in the volume if no more of its bytes lie in files that are written to; {TOUCHED} is assumed"
            ),
            total: Some(total),
        })
    })
}

fn write_faster(asked: &Asked<'_, '_>) -> Option<Change> {
    let store = asked.set.store.name.value.as_str();
    faster(asked.task.capacity.upload).find_map(|upload| {
        let mut task = asked.task;
        task.capacity.upload = upload;
        let total = asked.total(&task, asked.delay)?;
        Some(Change {
            write: format!("upload to store `{store}` at {upload}"),
            total: Some(total),
        })
    })
}

fn no_replica(model: &Model, asked: &Asked<'_, '_>) -> Option<Change> {
    if asked.lag == Seconds::ZERO {
        return None;
    }
    let region = &super::copies::recovered_elsewhere(model, asked.set.cluster)?
        .region
        .value;
    let task = Task {
        room: asked.task.room.plus(asked.lag),
        ..asked.task
    };
    let total = asked.total(&task, asked.delay)?.less(asked.lag);
    Some(Change {
        write: format!(
            "write the backups to a bucket in {region} at once: no replica is behind then"
        ),
        total: Some(total),
    })
}
