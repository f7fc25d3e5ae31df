//! Flux, Velero and node-agent on the clusters that recover: stages that wait for each other and for a
//! worker, Restores one at a time, volumes over the load of each node, and the link of each store,
//! which all recoveries that one loss begins share.

use super::declared::Plan;
use super::emitted::{self, Restore};
use super::fluid::Fluid;
use super::jobs::{Job, Unit};
use super::scenario::{At, Place};
use crate::support::rng::Rng;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// One recovery: the cluster, and what is written for it.
pub struct Side<'p> {
    pub cluster: usize,
    pub written: &'p emitted::Cluster,
}

/// Who is served first.
#[derive(Clone, Debug)]
pub enum Order {
    Listed,
    Reversed,
    Random(u64),
    /// This stage, and all that it waits for, after all others.
    Last(String),
}

/// When each stage was ready; what is not there never was.
#[derive(Clone, Debug, Default)]
pub struct Ready {
    pub stages: BTreeMap<String, f64>,
    pub timed_out: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Ends(usize, usize),
    Objects(usize),
    SetUp(usize),
    Deadline(usize),
    Grant(usize),
    May(usize, usize),
}

struct Copy {
    side: usize,
    restore: usize,
    unit: Unit,
    store: usize,
    node: Option<usize>,
    done: bool,
}

struct Task<'p> {
    side: usize,
    stage: usize,
    restore: &'p Restore,
    job: Option<&'p Job>,
    files_left: usize,
    moves_left: usize,
    failed: bool,
}

struct State {
    free: usize,
    may: Vec<usize>,
    left: Vec<usize>,
    begun: Vec<f64>,
    rank: Vec<u64>,
    restores: Vec<usize>,
    worker: Option<usize>,
    busy: Vec<usize>,
    waiting: Vec<usize>,
    write: Vec<usize>,
    load: usize,
    open: Vec<usize>,
    ready: Ready,
}

struct World<'w> {
    plan: &'w Plan,
    sides: &'w [Side<'w>],
    jobs: &'w [Job],
    place: Place,
    now: f64,
    events: BinaryHeap<Reverse<(At, Event)>>,
    fluid: Fluid,
    download: Vec<usize>,
    states: Vec<State>,
    restores: Vec<Task<'w>>,
    copies: Vec<Copy>,
    rng: Rng,
}

/// Seconds that a fresh cluster takes for each backup of a bucket, at its first sync.
const SYNC_EACH: f64 = 0.05;
const FIRST_SYNC: f64 = 60.0;
const POLL: f64 = 5.0;
const FETCH: f64 = 60.0;

/// Recovers all sides at once, from the loss at second 0.
pub fn recover<'w>(
    plan: &'w Plan,
    sides: &'w [Side<'w>],
    jobs: &'w [Job],
    (order, place): (&Order, Place),
) -> Vec<Ready> {
    let mut fluid = Fluid::default();
    let download = plan
        .stores
        .iter()
        .map(|store| fluid.resource(store.download))
        .collect();
    let mut rng = Rng::new(if let Order::Random(seed) = order {
        *seed
    } else {
        1
    });
    let states = sides
        .iter()
        .map(|side| state(plan, side, order, &mut fluid, &mut rng))
        .collect();
    let mut world = World {
        plan,
        sides,
        jobs,
        place,
        now: 0.0,
        events: BinaryHeap::new(),
        fluid,
        download,
        states,
        restores: Vec::new(),
        copies: Vec::new(),
        rng,
    };
    for (at, side) in sides.iter().enumerate() {
        let cluster = &plan.clusters[side.cluster];
        let first = if cluster.warm {
            FETCH
        } else {
            cluster.provision + cluster.bootstrap
        };
        for (stage, one) in side.written.stages.iter().enumerate() {
            if one.needs.is_empty() && !one.suspended {
                world.at(plan.declare + first, Event::May(at, stage));
            }
        }
    }
    world.go();
    world.states.into_iter().map(|state| state.ready).collect()
}

fn state(plan: &Plan, side: &Side<'_>, order: &Order, fluid: &mut Fluid, rng: &mut Rng) -> State {
    let cluster = &plan.clusters[side.cluster];
    let stages = &side.written.stages;
    let index = |name: &String| stages.iter().position(|stage| stage.name == *name);
    let mut last = vec![false; stages.len()];
    if let Order::Last(name) = order {
        let mut open: Vec<usize> = index(name).into_iter().collect();
        while let Some(stage) = open.pop() {
            last[stage] = true;
            open.extend(stages[stage].needs.iter().filter_map(index));
        }
    }
    let rank = (0..stages.len() as u64).map(|at| match order {
        Order::Listed => at,
        Order::Reversed => 1_000 - at,
        Order::Random(_) => rng.below(1_000),
        Order::Last(_) => u64::from(last[at as usize]) * 1_000 + at,
    });
    State {
        free: cluster.workers,
        may: Vec::new(),
        left: stages
            .iter()
            .map(|stage| stage.needs.iter().filter_map(index).count())
            .collect(),
        begun: vec![0.0; stages.len()],
        rank: rank.collect(),
        restores: Vec::new(),
        worker: None,
        busy: vec![0; cluster.nodes],
        waiting: Vec::new(),
        write: (0..cluster.nodes)
            .map(|_| fluid.resource(cluster.write))
            .collect(),
        load: side.written.load.unwrap_or(1),
        open: vec![0; stages.len()],
        ready: Ready::default(),
    }
}

impl<'w> World<'w> {
    fn go(&mut self) {
        for _ in 0..50_000 {
            let timer = self.events.peek().map(|Reverse((at, _))| at.0);
            let moved = self.fluid.next().map(|time| self.now + time);
            let Some(next) = [timer, moved].into_iter().flatten().min_by(f64::total_cmp) else {
                return;
            };
            let ended = self.fluid.advance(next - self.now);
            self.now = next;
            for copy in ended {
                self.copied(copy);
            }
            while let Some(Reverse((at, event))) = self.events.peek().copied() {
                if at.0 > self.now {
                    break;
                }
                self.events.pop();
                self.happens(event);
            }
            for side in 0..self.sides.len() {
                self.dispatch(side);
            }
        }
    }

    fn at(&mut self, time: f64, event: Event) {
        self.events.push(Reverse((At(time), event)));
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::May(side, stage) => self.states[side].may.push(stage),
            Event::Ends(side, stage) => self.stage_ends(side, stage),
            Event::Objects(restore) => self.objects_done(restore),
            Event::SetUp(copy) => self.flow(copy),
            Event::Deadline(copy) => self.gives_up(copy),
            Event::Grant(side) => self.grant(side),
        }
    }

    /// Free workers take stages that may begin.
    fn dispatch(&mut self, side: usize) {
        while self.states[side].free > 0 {
            let state = &mut self.states[side];
            let best = (0..state.may.len()).min_by_key(|at| state.rank[state.may[*at]]);
            let Some(best) = best else { return };
            let stage = state.may.swap_remove(best);
            state.free -= 1;
            state.begun[stage] = self.now;
            self.stage_begins(side, stage);
        }
    }

    fn stage_begins(&mut self, side: usize, stage: usize) {
        let written = self.sides[side].written;
        let path = &written.stages[stage].path;
        if path.contains("/restore/") {
            let restores = written.restores.get(path).map_or(&[][..], Vec::as_slice);
            let mut order: Vec<usize> = (0..restores.len()).collect();
            match self.states[side].rank[stage] % 3 {
                0 => {}
                1 => order.reverse(),
                _ => order.rotate_left(self.rng.below(restores.len() as u64) as usize),
            }
            self.states[side].open[stage] = restores.len();
            for at in order {
                let restore = &restores[at];
                self.restores.push(Task {
                    side,
                    stage,
                    restore,
                    job: self.jobs.iter().find(|job| job.name == restore.schedule),
                    files_left: 0,
                    moves_left: 0,
                    failed: false,
                });
                let number = self.restores.len() - 1;
                self.states[side].restores.push(number);
            }
            self.next_restore(side);
            return;
        }
        let time = super::stages::time(
            self.plan,
            self.sides[side].cluster,
            written,
            stage,
            self.jobs,
        )
        .map(|first_sync| first_sync.seconds(FIRST_SYNC, SYNC_EACH));
        if let Some(time) = time {
            self.at(self.now + time, Event::Ends(side, stage));
        }
    }

    fn stage_ends(&mut self, side: usize, stage: usize) {
        let stages = &self.sides[side].written.stages;
        let edge = self.plan.clusters[self.sides[side].cluster].requeue + POLL;
        let state = &mut self.states[side];
        state.free += 1;
        if self.now - state.begun[stage] > stages[stage].timeout {
            state.ready.timed_out.push(stages[stage].name.clone());
        }
        let name = &stages[stage].name;
        state.ready.stages.insert(name.clone(), self.now);
        for (other, one) in stages.iter().enumerate() {
            if one.needs.contains(name) {
                self.states[side].left[other] -= 1;
                if self.states[side].left[other] == 0 && !one.suspended {
                    self.at(self.now + edge, Event::May(side, other));
                }
            }
        }
    }

    /// Velero takes the next Restore, if it has none in hand.
    fn next_restore(&mut self, side: usize) {
        if self.states[side].worker.is_none() && !self.states[side].restores.is_empty() {
            let restore = self.states[side].restores.remove(0);
            self.states[side].worker = Some(restore);
            self.at(self.now + 30.0, Event::Objects(restore));
        }
    }

    fn objects_done(&mut self, restore: usize) {
        let Task {
            side,
            job,
            restore: spec,
            ..
        } = self.restores[restore];
        let namespaces = |unit: &&Unit| {
            let all = spec.included.iter().any(|name| name == "*");
            let named = spec.included.contains(&unit.namespace);
            (all || named) && !spec.excluded.contains(&unit.namespace)
        };
        let units = |units: &[Unit]| -> Vec<Unit> {
            let claims = spec.claims;
            units
                .iter()
                .filter(namespaces)
                .filter(|_| claims)
                .cloned()
                .collect()
        };
        let files = job.map_or_else(Vec::new, |job| units(&job.files));
        let moves = job.map_or_else(Vec::new, |job| units(&job.moves));
        self.restores[restore].files_left = files.len();
        self.restores[restore].moves_left = moves.len();
        if files.is_empty() {
            self.release_worker(side, restore);
        }
        let store = job.map_or(0, |job| job.store);
        for unit in files.into_iter().chain(moves) {
            let timeout = if unit.files {
                spec.files_timeout - 30.0
            } else {
                spec.operation_timeout
            };
            self.copies.push(Copy {
                side,
                restore,
                unit,
                store,
                node: None,
                done: false,
            });
            let copy = self.copies.len() - 1;
            self.at(self.now + timeout, Event::Deadline(copy));
            if !self.take(copy) {
                self.states[side].waiting.push(copy);
            }
        }
        self.maybe_complete(restore);
    }

    fn release_worker(&mut self, side: usize, restore: usize) {
        if self.states[side].worker == Some(restore) {
            self.states[side].worker = None;
            self.next_restore(side);
        }
    }

    fn maybe_complete(&mut self, restore: usize) {
        let Task {
            side,
            stage,
            files_left,
            moves_left,
            failed,
            ..
        } = self.restores[restore];
        if files_left + moves_left > 0 || failed {
            return;
        }
        self.states[side].open[stage] -= 1;
        if self.states[side].open[stage] == 0 {
            self.at(self.now, Event::Ends(side, stage));
        }
    }

    fn take(&mut self, copy: usize) -> bool {
        let side = self.copies[copy].side;
        let cluster = &self.plan.clusters[self.sides[side].cluster];
        let state = &mut self.states[side];
        let node = match self.place {
            Place::Pile => 0,
            Place::Even => (0..state.busy.len())
                .min_by_key(|node| state.busy[*node])
                .unwrap_or(0),
        };
        if state.busy[node] >= state.load {
            return false;
        }
        state.busy[node] += 1;
        self.copies[copy].node = Some(node);
        let set_up = if self.copies[copy].unit.files {
            60.0
        } else {
            cluster.mover_start
        };
        self.at(self.now + set_up, Event::SetUp(copy));
        true
    }

    fn flow(&mut self, copy: usize) {
        let one = &self.copies[copy];
        if one.done {
            return;
        }
        let write = self.states[one.side].write[one.node.unwrap_or(0)];
        let size = one.unit.volume.size;
        self.fluid
            .begin(copy, vec![(self.download[one.store], size), (write, size)]);
    }

    fn copied(&mut self, copy: usize) {
        self.copies[copy].done = true;
        let Copy {
            side,
            restore,
            node,
            ..
        } = self.copies[copy];
        self.states[side].waiting.retain(|other| *other != copy);
        if let Some(node) = node {
            self.states[side].busy[node] -= 1;
            if !self.states[side].waiting.is_empty() {
                self.at(self.now + 5.0, Event::Grant(side));
            }
        }
        if self.copies[copy].unit.files {
            self.restores[restore].files_left -= 1;
            if self.restores[restore].files_left == 0 {
                self.release_worker(side, restore);
            }
        } else {
            self.restores[restore].moves_left -= 1;
        }
        self.maybe_complete(restore);
    }

    fn grant(&mut self, side: usize) {
        for copy in self.states[side].waiting.clone().into_iter().rev() {
            if self.take(copy) {
                self.states[side].waiting.retain(|other| *other != copy);
            }
        }
    }

    fn gives_up(&mut self, copy: usize) {
        if self.copies[copy].done {
            return;
        }
        let Copy { side, restore, .. } = self.copies[copy];
        self.fluid.stop(copy);
        let spec = self.restores[restore].restore;
        self.states[side].ready.timed_out.push(spec.name.clone());
        self.restores[restore].failed = true;
        self.copied(copy);
    }
}
