//! What else is in the queue of a cluster: Schedules of other plans, and those that the author wrote.
//!
//! Two plans must not wait for each other. Lines that are pinned come first, then the plans by their
//! names: a plan places its own Schedules around those that come before it, without breaking what these
//! promise, and only counts those that come after it. So each plan has the same lines in whatever order the plans are built.

use crate::analyze::backup::cost::{self, Capacity, Pace, SIZE};
use crate::analyze::backup::demand::{self, Alike, Capture, Demand, Volume};
use crate::analyze::backup::queue::{self, Job, Places, RECHECK, TICK, Waits};
use crate::analyze::backup::schedule::{self, Schedule};
use crate::analyze::effective::Member;
use crate::analyze::quantities::Seconds;
use crate::model::Model;
use crate::repository::schedules::{Computed, Copied, OtherSchedule, Takes, Writer};
use crate::source::Spanned;
use std::sync::Arc;

/// The other Schedules of one cluster.
#[derive(Debug, Default)]
pub struct Beside {
    /// Those that are counted, in the order of [`Writer`].
    pub counted: Vec<Other>,
    /// Those of which it is not known what they take, each with why.
    pub unknown: Vec<(OtherSchedule, String)>,
}

/// A Schedule of others that is counted.
#[derive(Debug)]
pub struct Other {
    /// Who wrote it.
    pub of: Writer,
    /// Its name.
    pub name: String,
    /// What is in the queue.
    pub job: Job,
    /// Whether what it takes is assumed.
    pub assumed: bool,
    /// For how long it can wait.
    spare: Option<Seconds>,
    /// Whether it comes before the Schedules of this plan.
    first: bool,
}

impl Other {
    /// How long after its line a run of it may hold loads of nodes.
    pub(in crate::analyze) fn latest(&self) -> Seconds {
        let waits = self.spare.unwrap_or_default().plus(TICK).plus(RECHECK);
        waits.plus(self.job.hold).plus(self.job.copy)
    }
}

impl Beside {
    /// What else is in the queue of a cluster: `here` are its other Schedules, and `shares` is whether one takes a namespace that another one takes.
    pub(in crate::analyze) fn of_cluster<'o>(
        model: &Model,
        here: impl Iterator<Item = &'o OtherSchedule>,
        (members, capacity): (&[Arc<Member>], &Capacity),
        shares: impl Fn(&OtherSchedule) -> bool,
    ) -> Self {
        let mut beside = Self::default();
        let plan = model.plan.name.value.as_str();
        let readers = schedule::readers(model);
        let mut here: Vec<&OtherSchedule> = here.collect();
        here.sort_by(|a, b| (&a.of, &a.name).cmp(&(&b.of, &b.name)));
        for one in here {
            let line = Spanned::new(one.cron.as_str().into(), model.plan.span);
            let read = schedule::pinned(&line, &readers, 0).filter(|read| !read.ambiguous);
            let why = match (&one.takes, &read) {
                (Takes::Unknown(why), _) => Some((*why).to_owned()),
                (_, None) => Some(format!("its cron line `{}` has no one meaning", one.cron)),
                (Takes::Computed(_) | Takes::Copied(_), Some(_)) => None,
            };
            let (Some(read), None) = (read, &why) else {
                beside.unknown.push((one.clone(), why.unwrap_or_default()));
                continue;
            };
            let first = match (&one.of, &one.takes) {
                (Writer::Plan(other), Takes::Computed(takes)) => takes.pinned || &**other < plan,
                (Writer::Plan(_) | Writer::Author(_), _) => true,
            };
            let serial = shares(one);
            let (job, spare) = match &one.takes {
                Takes::Computed(takes) => {
                    let spare = takes.spare.map(Seconds::from);
                    (computed(takes, read, serial), spare)
                }
                Takes::Copied(copied) => {
                    let job = assumed((model, copied), read, members, capacity);
                    (Job { serial, ..job }, None)
                }
                Takes::Unknown(_) => continue,
            };
            beside.counted.push(Other {
                of: one.of.clone(),
                name: one.name.clone(),
                job,
                assumed: matches!(one.takes, Takes::Copied(_)),
                spare,
                first,
            });
        }
        beside
    }

    /// Every job.
    pub(in crate::analyze) fn jobs(&self) -> impl Iterator<Item = &Job> {
        self.counted.iter().map(|one| &one.job)
    }

    /// Those before the Schedules of the plan, with what each of them can wait.
    pub(in crate::analyze) fn before(&self, shared: Places) -> Before<'_> {
        let first: Vec<&Other> = self.counted.iter().filter(|one| one.first).collect();
        let jobs: Vec<&Job> = first.iter().map(|one| &one.job).collect();
        let alone = queue::simulate(&jobs, shared);
        // What is broken without this plan is no reason to move a Schedule of it.
        let spares = first.iter().zip(&alone.waits).map(|(one, waits)| {
            let waits = waits.slowest.total();
            one.spare.filter(|spare| alone.settled && waits <= *spare)
        });
        Before {
            spares: spares.collect(),
            jobs,
        }
    }
}

/// The Schedules that others placed already.
pub(in crate::analyze) struct Before<'b> {
    jobs: Vec<&'b Job>,
    spares: Vec<Option<Seconds>>,
}

impl Before<'_> {
    /// Gives up what the others promise: no line of this plan keeps it, and its own promises count then.
    pub(in crate::analyze) fn give_up(&mut self) {
        self.spares.iter_mut().for_each(|spare| *spare = None);
    }

    /// Their jobs.
    pub(in crate::analyze) fn jobs(&self) -> &[&Job] {
        &self.jobs
    }

    /// Whether they keep what they promise with these waits.
    pub(in crate::analyze) fn kept(&self, waits: &[Waits]) -> bool {
        let mut each = waits.iter().zip(&self.spares);
        each.all(|(waits, spare)| spare.is_none_or(|spare| waits.slowest.total() <= spare))
    }
}

fn computed(takes: &Computed, read: Schedule, serial: bool) -> Job {
    Job {
        times: read.times,
        hold: takes.slot.into(),
        files: takes.files.into(),
        reads: takes.reads,
        work: takes.work.into(),
        width: takes.width,
        longest: takes.longest.into(),
        // One volume takes as long as the longest; of several the lock does not say.
        shortest: match takes.width == 1 && takes.longest == takes.copy {
            true => takes.longest.into(),
            false => Seconds::ZERO,
        },
        copy: takes.copy.into(),
        serial,
        avoid: Arc::new([]),
    }
}

/// What a template copies: the volumes that the plan declares in its namespaces, those that the plan skips too, and one
/// of the assumed size where the plan does not name the namespace. Hooks that stand in the pods run in every backup.
fn assumed(
    (model, copied): (&Model, &Copied),
    read: Schedule,
    members: &[Arc<Member>],
    capacity: &Capacity,
) -> Job {
    let mut demand = Demand::default();
    let taken = |name: &str| {
        let named = copied.namespaces.is_empty() || copied.namespaces.contains(name);
        named && !copied.without.contains(name)
    };
    let mut known = std::collections::BTreeSet::new();
    for member in members
        .iter()
        .filter(|member| taken(member.name.value.as_str()))
    {
        if !member.block.workloads.is_empty() {
            known.insert(member.name.value.as_str());
        }
        for workload in &member.block.workloads {
            let hook = member.hook(workload);
            if hook.is_some_and(|hook| hook.via_schedule.is_none()) {
                let hooks = demand::hook_time(member, workload);
                let hooks = hooks.times(demand::hooked(member, workload));
                demand.hooks = demand.hooks.plus(hooks);
            }
            // Its pods may say that these volumes are read as files, whatever the template says.
            let files = demand::capture(model, member, workload) == Some(Capture::Files);
            for volume in &workload.volumes {
                let count = member.copies_of(workload, volume);
                let volume = Volume {
                    size: member.size_of(volume).map(|size| size.value),
                    from_claim: false,
                    change: volume.change.as_ref().map(|change| change.value),
                    touched: volume.touched.as_ref().map(|touched| touched.value),
                };
                add(&mut demand, (copied, files), volume, count);
            }
        }
    }
    let strangers = copied
        .namespaces
        .iter()
        .filter(|name| !known.contains(name.as_str()));
    // Of every namespace, one more than the plan names may have a volume.
    let silent = members
        .iter()
        .filter(|member| taken(member.name.value.as_str()) && member.block.workloads.is_empty());
    let strangers = match copied.namespaces.len() {
        0 => silent.count() as u64 + 1,
        _ => strangers.count() as u64,
    };
    if strangers > 0 {
        let volume = Volume {
            size: None,
            from_claim: false,
            change: None,
            touched: None,
        };
        add(&mut demand, (copied, false), volume, strangers);
    }
    // Others may read on the same node at all times.
    let capacity = Capacity {
        readers: capacity.loads,
        ..*capacity
    };
    let cost = cost::cost_of(
        &demand,
        &capacity,
        Pace::Steady(read.gap.plus(TICK), 1),
        SIZE,
    );
    Job {
        hold: cost.slot(),
        files: cost.files.work,
        reads: demand::count(&demand.files),
        work: cost.moved.work,
        width: cost.moved.lanes,
        longest: cost.moved.longest,
        shortest: cost.moved.shortest,
        copy: cost.moved.time,
        ..Job::idle(read.times)
    }
}

fn add(demand: &mut Demand, (copied, files): (&Copied, bool), volume: Volume, count: u64) {
    let alike = Alike {
        count,
        first: crate::source::Span::start_of(crate::source::FileId::new(0)),
        claim: None,
    };
    let mut into = Vec::new();
    if copied.files || files {
        into.push(&mut demand.files);
    }
    if copied.snapshots && !copied.files {
        demand.snapshots = demand.snapshots.saturating_add(count);
        if copied.moved {
            into.push(&mut demand.moved);
        }
    }
    for volumes in into {
        let known = volumes.entry(volume).or_insert(Alike { count: 0, ..alike });
        known.count = known.count.saturating_add(count);
    }
}
