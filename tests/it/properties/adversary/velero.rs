//! Velero and node-agent on all clusters at once: the loop over the Schedules, the queue, the slot,
//! the one load that file backups and data movers of a node share, and the link of each store.
//!
//! From the sources of Velero: a Schedule waits for a run of its own that is New or in progress, and
//! from 1.18 on not for one that is queued; a slot is held for objects, hooks, snapshots and all file
//! copies; data movers run after it; whoever finds a node busy asks again after 5 s, in no order.

use super::cron::Line;
use super::declared::Plan;
use super::fluid::Fluid;
use super::jobs::{Job, Unit};
use super::scenario::{At, Order, Place, Scenario};
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
    let servers = plan.clusters.iter().map(|cluster| Server {
        queue: Vec::new(),
        running: Vec::new(),
        look: 0.0,
        busy: vec![0; cluster.nodes],
        waiting: Vec::new(),
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
        let missed = self.scenario.missed.is_some_and(|(from, to)| {
            job == self.scenario.target && (from..to).contains(&(due as f64))
        });
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

    fn slots(&self, server: usize) -> usize {
        if self.newer() {
            self.plan.clusters[server].concurrent
        } else {
            1
        }
    }

    /// Gives free slots to those that wait, the first first.
    fn start(&mut self, server: usize) {
        let waiting = std::mem::take(&mut self.servers[server].queue);
        let (mut left, mut held) = (Vec::new(), false);
        for run in waiting {
            let job = self.runs[run].job;
            let scope = &self.jobs[job].scope;
            let others = self.servers[server].running.iter().chain(&left);
            let blocked = others
                .map(|other: &usize| self.runs[*other].job)
                .any(|other| self.jobs[other].scope.overlaps(scope));
            let may = !self.runs[run].waited || self.now >= self.servers[server].look;
            let free = self.servers[server].running.len() < self.slots(server);
            if free && may && !held && !blocked {
                self.begin(server, run);
                continue;
            }
            held |= !blocked;
            self.runs[run].waited = true;
            left.push(run);
        }
        // Those that came while the others were looked at.
        left.append(&mut self.servers[server].queue);
        self.servers[server].queue = left;
    }

    fn begin(&mut self, server: usize, run: usize) {
        let job = self.runs[run].job;
        self.servers[server].running.push(run);
        if self.newer() {
            self.own[job] += 1;
        }
        let quick = self.runs[run].quick;
        self.runs[run].captured = self.now;
        self.runs[run].in_slot = true;
        self.seen[job].starts.push(self.now);
        let hold = if quick { 1.0 } else { self.jobs[job].hold };
        if !self.jobs[job].files.is_empty() && !quick {
            let end = self.now + self.jobs[job].files_timeout;
            self.at(end, Event::SlotDeadline(run));
        }
        self.at(self.now + hold, Event::HoldEnds(run));
    }

    fn next_file(&mut self, run: usize) {
        let job = self.runs[run].job;
        if !self.runs[run].in_slot {
            return;
        }
        let next = self.runs[run].next_file;
        if self.runs[run].quick || next >= self.jobs[job].files.len() {
            self.leave(run);
            return;
        }
        self.runs[run].next_file += 1;
        let unit = self.jobs[job].files[next].clone();
        self.create(run, unit);
    }

    /// The run leaves its slot, and its data movers begin.
    fn leave(&mut self, run: usize) {
        let job = self.runs[run].job;
        let server = self.jobs[job].cluster;
        self.runs[run].in_slot = false;
        self.servers[server].running.retain(|other| *other != run);
        self.own[job] -= 1;
        if self.servers[server].look <= self.now {
            let wait = if self.newer() && self.now >= self.scenario.quick_until {
                60.0
            } else {
                0.0
            };
            self.servers[server].look = self.now + wait;
        }
        let look = self.servers[server].look;
        self.at(look, Event::Look(server));
        self.plan_next(job);
        if self.runs[run].failed || self.runs[run].quick || self.jobs[job].moves.is_empty() {
            self.completes(run);
            return;
        }
        self.runs[run].left = self.jobs[job].moves.len();
        for unit in self.jobs[job].moves.clone() {
            let task = self.create(run, unit);
            let end = self.now + self.jobs[job].operation_timeout;
            self.at(end, Event::Deadline(task));
        }
    }

    fn completes(&mut self, run: usize) {
        let Run {
            job,
            due,
            captured,
            missed,
            failed,
            ..
        } = self.runs[run];
        self.seen[job].timed_out += usize::from(failed);
        if missed || failed {
            return;
        }
        self.last[job] = Some(self.last[job].map_or(captured, |last| last.max(captured)));
        let expires = captured + self.jobs[job].ttl;
        self.seen[job].points.push(Point {
            due,
            captured,
            completed: self.now,
            expires,
        });
    }

    fn create(&mut self, run: usize, unit: Unit) -> usize {
        let server = self.jobs[self.runs[run].job].cluster;
        self.tasks.push(Task {
            run,
            unit,
            node: None,
            state: State::Waiting,
        });
        let task = self.tasks.len() - 1;
        if !self.take(server, task) {
            self.servers[server].waiting.push(task);
        }
        task
    }

    /// Takes a place on a node, if there is one for it.
    fn take(&mut self, server: usize, task: usize) -> bool {
        let cluster = &self.plan.clusters[server];
        let unit = &self.tasks[task].unit;
        let busy = &self.servers[server].busy;
        let node = match self.scenario.place {
            Place::Pile => 0,
            Place::Even if unit.files => unit.pod % cluster.nodes,
            Place::Even => (0..busy.len()).min_by_key(|node| busy[*node]).unwrap_or(0),
        };
        if busy[node] >= cluster.load {
            return false;
        }
        let set_up = if unit.files {
            30.0
        } else {
            cluster.mover_start
        };
        self.servers[server].busy[node] += 1;
        self.tasks[task].node = Some(node);
        self.tasks[task].state = State::Running;
        self.at(self.now + set_up, Event::SetUp(task));
        true
    }

    fn flow(&mut self, task: usize) {
        if self.tasks[task].state == State::Done {
            return;
        }
        let run = self.tasks[task].run;
        let job = self.runs[run].job;
        let server = self.jobs[job].cluster;
        let volume = &self.tasks[task].unit.volume;
        let since = self.last[job].map_or(0.0, |last| self.runs[run].captured - last);
        let changed = (volume.change * since).clamp(0.0, volume.size);
        let node = self.tasks[task].node.unwrap_or(0);
        let read = self.servers[server].read[node];
        let upload = self.upload[self.jobs[job].store];
        let mut left = vec![(read, volume.touched), (upload, changed)];
        left.retain(|(_, bytes)| *bytes > 0.0);
        self.fluid.begin(task, left);
    }

    fn task_ends(&mut self, task: usize) {
        self.release(task);
        let run = self.tasks[task].run;
        if self.tasks[task].unit.files {
            self.next_file(run);
            return;
        }
        self.runs[run].left -= 1;
        if self.runs[run].left == 0 {
            self.completes(run);
        }
    }

    fn release(&mut self, task: usize) {
        let server = self.jobs[self.runs[self.tasks[task].run].job].cluster;
        self.servers[server].waiting.retain(|other| *other != task);
        if self.tasks[task].state == State::Running {
            let node = self.tasks[task].node.unwrap_or(0);
            self.servers[server].busy[node] -= 1;
            if !self.servers[server].waiting.is_empty() {
                self.at(self.now + REQUEUE, Event::Grant(server));
            }
        }
        self.tasks[task].state = State::Done;
    }

    /// One of those that wait finds the free place.
    fn grant(&mut self, server: usize) {
        let mut waiting = self.servers[server].waiting.clone();
        match self.scenario.order {
            Order::First => {}
            Order::Last => waiting.reverse(),
            Order::TargetLast => waiting
                .sort_by_key(|task| self.runs[self.tasks[*task].run].job == self.scenario.target),
            Order::Random => {
                let many = waiting.len();
                waiting.rotate_left(self.rng.below(many as u64) as usize);
            }
        }
        for task in waiting {
            if self.take(server, task) {
                self.servers[server].waiting.retain(|other| *other != task);
            }
        }
    }

    /// An operation that is not done in time is cancelled, and its backup is not a recovery point.
    fn cancel(&mut self, task: usize) {
        if self.tasks[task].state == State::Done {
            return;
        }
        self.fluid.stop(task);
        self.runs[self.tasks[task].run].failed = true;
        self.task_ends(task);
    }

    fn slot_times_out(&mut self, run: usize) {
        if !self.runs[run].in_slot {
            return;
        }
        self.runs[run].failed = true;
        let open = self.tasks.iter().enumerate();
        let open = open.filter(|(_, task)| task.run == run && task.state != State::Done);
        let open: Vec<usize> = open.map(|(at, _)| at).collect();
        for task in open {
            self.fluid.stop(task);
            self.release(task);
        }
        self.leave(run);
    }
}
