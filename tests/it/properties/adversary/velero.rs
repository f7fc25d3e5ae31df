//! Velero and node-agent on all clusters at once: the loop over the Schedules, the queue, the slot,
//! the one load that file backups and data movers of a node share, and the link of each store.
//!
//! From the sources of Velero: a Schedule waits for a run of its own that is New or in progress, and
//! from 1.18 on not for one that is queued; a slot is held for objects, hooks, snapshots and all file
//! copies; data movers run after it; whoever finds a node busy asks again after 5 s, in no order.

mod loads;
mod slots;

use super::cron::Line;
use super::declared::Plan;
use super::fluid::Fluid;
use super::jobs::{Job, Unit};
use super::scenario::{At, Order, Scenario};
use crate::support::rng::Rng;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A run whose copy is complete.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    pub due: f64,
    pub captured: f64,
    pub completed: f64,
    pub expires: f64,
}

/// What was seen of each job.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    pub points: Vec<Point>,
    pub starts: Vec<f64>,
    pub timed_out: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    HoldEnds(usize),
    Prepared(usize),
    Place(usize),
    SetUp(usize),
    Deadline(usize),
    SlotDeadline(usize),
    Grant(usize),
    Look(usize),
    Tick(u64, usize),
}

#[derive(Debug)]
struct Run {
    job: usize,
    due: f64,
    captured: f64,
    quick: bool,
    missed: bool,
    failed: bool,
    in_slot: bool,
    next_file: usize,
    left: usize,
    waited: bool,
}

#[derive(Debug)]
struct Task {
    run: usize,
    unit: Unit,
    node: Option<usize>,
    state: State,
    /// Whether it has a place in the queue of preparing, and no node yet.
    preparing: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Running,
    Done,
}

struct Server {
    queue: Vec<usize>,
    running: Vec<usize>,
    look: f64,
    busy: Vec<usize>,
    waiting: Vec<usize>,
    /// How many volumes are prepared at once, where that is limited: those that are, and those that wait for a place.
    places: Option<usize>,
    preparing: usize,
    unaccepted: Vec<usize>,
    read: Vec<usize>,
}

struct World<'w> {
    plan: &'w Plan,
    jobs: &'w [Job],
    scenario: &'w Scenario,
    rng: Rng,
    now: f64,
    events: BinaryHeap<Reverse<(At, Event)>>,
    fluid: Fluid,
    upload: Vec<usize>,
    servers: Vec<Server>,
    runs: Vec<Run>,
    tasks: Vec<Task>,
    due: Vec<Vec<u64>>,
    /// Runs of a job that keep it from the next.
    own: Vec<usize>,
    /// The newest capture that is complete: what the next copy is compared with.
    last: Vec<Option<f64>>,
    /// Runs of the target that failed.
    missed: usize,
    seen: Vec<Seen>,
}

/// How long a volume waits for the next look at a node that was busy.
const REQUEUE: f64 = 5.0;

/// So much happens at most in one simulation.
const EVENTS: usize = 120_000;

/// Steps through the time between two moments.
pub fn simulate(
    plan: &Plan,
    jobs: &[Job],
    (from, to): (u64, u64),
    scenario: &Scenario,
) -> Vec<Seen> {
    let mut fluid = Fluid::default();
    let places = |server: usize| jobs.iter().find(|job| job.cluster == server)?.places;
    let servers = plan
        .clusters
        .iter()
        .enumerate()
        .map(|(at, cluster)| Server {
            queue: Vec::new(),
            running: Vec::new(),
            look: 0.0,
            busy: vec![0; cluster.nodes],
            waiting: Vec::new(),
            places: places(at),
            preparing: 0,
            unaccepted: Vec::new(),
            read: (0..cluster.nodes)
                .map(|_| fluid.resource(cluster.read))
                .collect(),
        });
    let servers = servers.collect();
    let mut world = World {
        plan,
        jobs,
        scenario,
        rng: Rng::new(scenario.seed),
        now: from as f64,
        events: BinaryHeap::new(),
        upload: plan
            .stores
            .iter()
            .map(|store| fluid.resource(store.upload))
            .collect(),
        fluid,
        servers,
        runs: Vec::new(),
        tasks: Vec::new(),
        due: jobs
            .iter()
            .map(|job| {
                let mut runs = match &job.line {
                    Line::Every(interval) => vec![from + interval],
                    line => line.runs(from, to),
                };
                runs.reverse();
                runs
            })
            .collect(),
        own: vec![0; jobs.len()],
        last: vec![None; jobs.len()],
        missed: 0,
        seen: vec![Seen::default(); jobs.len()],
    };
    for job in 0..jobs.len() {
        world.plan_next(job);
    }
    world.go(to as f64);
    world.seen
}

impl World<'_> {
    fn go(&mut self, to: f64) {
        for _ in 0..EVENTS {
            let timer = self.events.peek().map(|Reverse((at, _))| at.0);
            let moved = self.fluid.next().map(|time| self.now + time);
            let Some(next) = [timer, moved].into_iter().flatten().min_by(f64::total_cmp) else {
                return;
            };
            if next > to {
                return;
            }
            let ended = self.fluid.advance(next - self.now);
            self.now = next;
            for task in ended {
                self.task_ends(task);
            }
            while let Some(Reverse((at, event))) = self.events.peek().copied() {
                if at.0 > self.now {
                    break;
                }
                self.events.pop();
                self.happens(event);
            }
        }
    }

    fn at(&mut self, time: f64, event: Event) {
        self.events.push(Reverse((At(time), event)));
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::HoldEnds(run) => self.next_file(run),
            Event::Prepared(task) => self.prepared(task),
            Event::Place(server) => self.place(server),
            Event::SetUp(task) => self.flow(task),
            Event::Deadline(task) => self.cancel(task),
            Event::SlotDeadline(run) => self.slot_times_out(run),
            Event::Grant(server) => self.grant(server),
            Event::Look(server) => self.start(server),
            Event::Tick(_, job) => self.tick(job),
        }
    }

    fn newer(&self) -> bool {
        self.plan.velero >= (1, 18, 0)
    }

    fn plan_next(&mut self, job: usize) {
        let Some(due) = self.due[job].last() else {
            return;
        };
        let tick = self.scenario.tick((*due as f64).max(self.now));
        let rank = match self.scenario.order {
            Order::TargetLast => u64::from(job == self.scenario.target) * 100 + job as u64,
            Order::Random => self.rng.below(1_000),
            Order::First => job as u64,
            Order::Last => 1_000 - job as u64,
        };
        self.at(tick, Event::Tick(rank, job));
    }

    fn tick(&mut self, job: usize) {
        // It looks again when its own run has left the slot.
        if self.own[job] > 0 {
            return;
        }
        let Some(due) = self.due[job]
            .last()
            .copied()
            .filter(|due| *due as f64 <= self.now)
        else {
            return;
        };
        while self.due[job]
            .last()
            .is_some_and(|due| *due as f64 <= self.now)
        {
            self.due[job].pop();
        }
        if let Line::Every(interval) = self.jobs[job].line {
            self.due[job].push(self.now.ceil() as u64 + interval);
        }
        let missed = self.scenario.missed.is_some_and(|(from, to, most)| {
            let own = job == self.scenario.target && (from..to).contains(&(due as f64));
            own && self.missed < most
        });
        self.missed += usize::from(missed);
        self.runs.push(Run {
            job,
            due: due as f64,
            captured: self.now,
            quick: (due as f64) < self.scenario.quick_until,
            missed,
            failed: self.jobs[job].dead.is_some(),
            in_slot: false,
            next_file: 0,
            left: 0,
            waited: false,
        });
        let run = self.runs.len() - 1;
        let server = self.jobs[job].cluster;
        self.servers[server].queue.push(run);
        if !self.newer() {
            self.own[job] += 1;
        }
        self.plan_next(job);
        self.start(server);
    }
}
