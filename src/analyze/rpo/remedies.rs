//! What would keep a promise that is broken: single changes, the cheapest first, each computed again.
//!
//! Cheap is a change of words (a number that is not declared, a line that is not needed), dear is
//! what needs machines, another pattern of recovery, or a weaker promise.

mod changed;
mod lag;
mod trials;
mod troubled;

use crate::analyze::Analysis;
use crate::analyze::backup::cost::{RATE, TOUCHED, runs_several};
use crate::analyze::backup::demand::Demand;
use crate::analyze::backup::queue::{self, Job, Places, Waits};
use crate::analyze::backup::solve::{self, Task};
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo;
use crate::analyze::sets::BackupSet;
use crate::model::value::{Rate, Share, Size};
use crate::model::{Dump, Model, Scope};
use changed::{Change, Trial};
use std::sync::Arc;
pub use trials::Trials;

/// One change that would keep a promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remedy {
    /// What to write, as an imperative.
    pub write: String,
    /// What would be lost then; `None` where that is another pattern's own lag.
    pub total: Option<Seconds>,
}

/// Whether no promise breaks that holds, if the hook of a dump may take longer.
pub fn bears_dump(analysis: &Analysis, dump: &Dump, timeout: Seconds) -> bool {
    changed::bears_dump(analysis, dump, timeout)
}

/// What the promises of a set leave for its hooks, where they are broken by those alone.
pub(in crate::analyze) fn left_for_hooks(model: &Model, set: &BackupSet) -> Option<Seconds> {
    let input = RemedyInput::of_set(model, set).filter(|_| set.demand.hooks > Seconds::ZERO)?;
    let kept = |hooks: u64| {
        let demand = Demand {
            hooks: Seconds::new(hooks),
            ..set.demand.clone()
        };
        let task = Task {
            demand: &demand,
            ..input.task
        };
        input.total(&task, input.waits).is_some()
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

/// Whether a volume whose size is not declared would keep the promises if it were small.
pub(in crate::analyze) fn is_kept_if_small(model: &Model, set: &BackupSet) -> bool {
    let input = RemedyInput::of_set(model, set).filter(|_| set.demand.unsized_volume.is_some());
    input.is_some_and(|input| {
        let small = RemedyInput {
            size: Size::bytes(1 << 30),
            ..input
        };
        small.total(&small.task, small.waits).is_some()
    })
}

/// The changes that would keep all promises of a set, the cheapest first. The schedules of a cluster are chosen
/// together, so that each change is tried on the whole plan where it is not too large for that.
pub fn remedies_of(analysis: &Analysis, set: &BackupSet) -> Vec<Remedy> {
    let (model, sets) = (&**analysis.model(), analysis.sets());
    let Some(input) = RemedyInput::of_set(model, set) else {
        return Vec::new();
    };
    let trial = Trial::of(analysis, &input);
    let mut remedies = Vec::new();
    remedies.extend(unpinned(&input, &trial));
    remedies.extend(no_windows(&input, &trial));
    remedies.extend(shorter_hooks(model, &input));
    remedies.extend(more_slots(model, &input, sets, &trial));
    remedies.extend(read_faster(&input, &trial));
    remedies.extend(touch_less(&input, &trial));
    remedies.extend(write_faster(&input, &trial));
    remedies.extend(lag::turbo(&input));
    remedies.extend(lag::no_replica(model, &input));
    if remedies.is_empty() && set.demand.copies() {
        remedies.push(Remedy {
            write:
                "write `recover replication ENGINE { … }` for the data that cannot wait for a copy"
                    .to_owned(),
            total: None,
        });
    }
    remedies.push(promise_less(&input, &trial));
    remedies
}

struct RemedyInput<'s> {
    set: &'s BackupSet,
    task: Task<'s>,
    waits: Waits,
    size: Size,
    lag: Seconds,
    /// The loss of the promise that is broken.
    scope: Scope,
    /// What is lost now.
    worst: Seconds,
}

impl<'s> RemedyInput<'s> {
    fn of_set(model: &Model, set: &'s BackupSet) -> Option<Self> {
        let (promise, worst) = rpo::first_broken(model, set)?;
        let worst_case = set.worst_case.as_ref()?;
        Some(Self {
            set,
            task: solve::task(model, set)?,
            waits: worst_case.waits,
            size: worst_case.size,
            lag: rpo::replicate(set, promise.scope)?,
            scope: promise.scope,
            worst,
        })
    }

    /// What is lost with a task that was changed; `None` where the promise is still broken.
    fn total(&self, task: &Task<'_>, waits: Waits) -> Option<Seconds> {
        let pinned = self.set.schedule.as_ref().filter(|s| s.pinned.is_some());
        let worst_case = match pinned {
            Some(schedule) => task.prove(schedule, waits, self.size),
            None => self.chosen(task, waits)?.1,
        };
        (worst_case.stands()).then(|| worst_case.loss().plus(self.lag))
    }

    fn chosen(
        &self,
        task: &Task<'_>,
        waits: Waits,
    ) -> Option<(Seconds, rpo::worst_case::WorstCase)> {
        // The waits count against the promise already while the interval is chosen.
        let wait = waits.slowest.total();
        let tighter = Task {
            room: task.room.less(wait),
            ..*task
        };
        let schedule = tighter.longest(self.size)?.schedule(task.tolerate);
        Some((schedule.gap, task.prove(&schedule, waits, self.size)))
    }

    fn cluster(&self) -> &str {
        self.set.cluster.stated_name().as_str()
    }
}

/// The dearest change: what is true in whole minutes, or hours where it is several.
fn promise_less(input: &RemedyInput<'_>, trial: &Trial<'_>) -> Remedy {
    let what = match input.set.has_objects_alone() {
        true => "objects",
        false => "rpo",
    };
    match trial.promise(input.worst) {
        Some((promise, total)) => Remedy {
            write: format!("write `{what} {promise}` or more"),
            total: Some(total),
        },
        None => Remedy {
            write: format!("write a longer `{what}`"),
            total: None,
        },
    }
}

fn unpinned(input: &RemedyInput<'_>, trial: &Trial<'_>) -> Option<Remedy> {
    let pinned = input.set.schedule.as_ref()?.pinned?;
    let (gap, worst_case) = input.chosen(&input.task, input.waits)?;
    let total = worst_case.loss().plus(input.lag);
    let (gap, total) = trial.unpinned(pinned, (gap, total))?;
    worst_case.stands().then(|| Remedy {
        write: format!("remove `every`: then drplan chooses a run every {gap}"),
        total: Some(total),
    })
}

fn shorter_hooks(model: &Model, input: &RemedyInput<'_>) -> Option<Remedy> {
    // To the minute below, since people write minutes.
    let left = left_for_hooks(model, input.set)?;
    let hooks = Seconds::minutes(left.get() / 60);
    let demand = Demand {
        hooks,
        ..input.set.demand.clone()
    };
    let task = Task {
        demand: &demand,
        ..input.task
    };
    let total = input.total(&task, input.waits)?;
    (hooks > Seconds::ZERO).then(|| Remedy {
        write: format!(
            "write a `timeout` in the hooks, of at most {hooks} for all of them together"
        ),
        total: Some(total),
    })
}

fn no_windows(input: &RemedyInput<'_>, trial: &Trial<'_>) -> Option<Remedy> {
    if input.task.avoid.is_empty() {
        return None;
    }
    let task = Task {
        avoid: &[],
        ..input.task
    };
    let total = trial.kept(&Change::NoWindows, input.total(&task, input.waits)?)?;
    Some(Remedy {
        write: "shorten the `avoid` windows, or remove them".to_owned(),
        total: Some(total),
    })
}

fn more_slots(
    model: &Model,
    input: &RemedyInput<'_>,
    sets: &[Arc<BackupSet>],
    trial: &Trial<'_>,
) -> Option<Remedy> {
    if input.waits.most.queue == Seconds::ZERO || !runs_several(model, &input.set.cluster) {
        return None;
    }
    let jobs: Vec<(bool, Job)> = sets
        .iter()
        .filter(|set| set.cluster.shares_site(&input.set.cluster))
        .filter_map(|set| {
            Some((
                set.schedule_name == input.set.schedule_name,
                solve::job(set)?,
            ))
        })
        .collect();
    let own = jobs.iter().position(|(own, _)| *own)?;
    let beside = input.set.beside.jobs();
    let all: Vec<&Job> = jobs.iter().map(|(_, job)| job).chain(beside).collect();
    let capacity = input.task.capacity;
    (capacity.slots.saturating_add(1)..=capacity.slots.saturating_add(6)).find_map(|slots| {
        let places = Places {
            slots,
            ..capacity.places()
        };
        let outcome = queue::simulate(&all, places);
        let waits = *outcome.waits.get(own).filter(|_| outcome.settled)?;
        let total = trial.kept(&Change::Slots(slots), input.total(&input.task, waits)?)?;
        Some(Remedy {
            write: format!(
                "write `concurrent-backups {slots}` in cluster `{}`, and start Velero with the same flag",
                input.cluster()
            ),
            total: Some(total),
        })
    })
}

/// Twice, four times, … sixteen times a rate.
fn faster(rate: Rate) -> impl Iterator<Item = Rate> {
    (1..=4).filter_map(move |power| rate.as_bytes().checked_shl(power).map(Rate::bytes))
}

fn read_faster(input: &RemedyInput<'_>, trial: &Trial<'_>) -> Option<Remedy> {
    let cluster = input.cluster();
    let declared = input.set.cluster.read.is_some();
    faster(input.task.capacity.read).find_map(|read| {
        let mut task = input.task;
        task.capacity.read = read;
        let total = trial.kept(&Change::Read(read), input.total(&task, input.waits)?)?;
        let write = if declared {
            format!("read volumes at {read} in cluster `{cluster}`")
        } else {
            format!(
                "measure what one node reads and write it in cluster `{cluster}`: `read {read}` is enough, {RATE} is assumed"
            )
        };
        Some(Remedy {
            write,
            total: Some(total),
        })
    })
}

fn touch_less(input: &RemedyInput<'_>, trial: &Trial<'_>) -> Option<Remedy> {
    let silent = |volumes: &crate::analyze::backup::demand::Volumes| {
        volumes.keys().any(|volume| volume.touched.is_none())
    };
    if !silent(&input.set.demand.moved) && !silent(&input.set.demand.files) {
        return None;
    }
    [50, 20, 10, 5, 2, 1].into_iter().find_map(|percent| {
        let touched = Share::percent(percent);
        let demand = input.set.demand.with_touched(touched);
        let task = Task {
            demand: &demand,
            ..input.task
        };
        let total = trial.kept(&Change::Touched(touched), input.total(&task, input.waits)?)?;
        Some(Remedy {
            write: format!(
                "write `touched {touched}` in the volume if no more of its bytes lie in files that are written to; {TOUCHED} is assumed"
            ),
            total: Some(total),
        })
    })
}

fn write_faster(input: &RemedyInput<'_>, trial: &Trial<'_>) -> Option<Remedy> {
    let store = input.set.store.name.value.as_str();
    faster(input.task.capacity.upload).find_map(|upload| {
        let mut task = input.task;
        task.capacity.upload = upload;
        let total = trial.kept(&Change::Upload(upload), input.total(&task, input.waits)?)?;
        Some(Remedy {
            write: format!("upload to store `{store}` at {upload}"),
            total: Some(total),
        })
    })
}
