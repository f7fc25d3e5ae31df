//! Flux, Velero and node-agent on the clusters that recover: stages that wait for each other and for a
//! worker, Restores one at a time, volumes over the load of each node, and the link of each store,
//! which all recoveries that one loss begins share.

mod fetches;
mod places;
mod uploads;

use super::declared::{Method, Namespace, Plan, Workload};
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
    /// Schedules whose backups the cluster cannot read.
    pub gone: Vec<String>,
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
    /// When the operators of a namespace that no stage waits for have what they fetch.
    pub fetched: BTreeMap<String, f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Ends(usize, usize),
    Objects(usize),
    Prepared(usize),
    Place(usize),
    SetUp(usize),
    Deadline(usize),
    Grant(usize),
    May(usize, usize),
    Backup(usize, usize),
    Uploaded(usize),
}

struct Copy {
    side: usize,
    restore: usize,
    unit: Unit,
    store: usize,
    /// Where its pod is.
    home: usize,
    /// Where it is moved, while it is.
    node: Option<usize>,
    /// Whether it has a place in the queue of preparing, and no node yet.
    preparing: bool,
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
    /// Volumes of its own backups that wait for a load.
    uploads: Vec<usize>,
    write: Vec<usize>,
    load: usize,
    places: Option<usize>,
    unaccepted: Vec<usize>,
    open: Vec<usize>,
    /// What is done side by side in each stage.
    parts: Vec<usize>,
    ready: Ready,
}

struct World<'w> {
    plan: &'w Plan,
    sides: &'w [Side<'w>],
    jobs: &'w [Job],
    order: &'w Order,
    place: Place,
    now: f64,
    events: BinaryHeap<Reverse<(At, Event)>>,
    fluid: Fluid,
    download: Vec<usize>,
    states: Vec<State>,
    restores: Vec<Task<'w>>,
    copies: Vec<Copy>,
    fetches: Vec<fetches::Fetch>,
    uploads: Vec<uploads::Upload>,
    /// Which fetch each of their transfers is of.
    flows: Vec<usize>,
    rng: Rng,
}

/// Seconds that a fresh cluster takes for each backup of a bucket, at its first sync.
const SYNC_EACH: f64 = 0.2;
const FIRST_SYNC: f64 = 60.0;
const POLL: f64 = 5.0;
const FETCH: f64 = 60.0;

/// Recovers all sides at once, from the loss at second 0.
pub fn recover<'w>(
    plan: &'w Plan,
    sides: &'w [Side<'w>],
    jobs: &'w [Job],
    (order, place): (&'w Order, Place),
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
        order,
        place,
        now: 0.0,
        events: BinaryHeap::new(),
        fluid,
        download,
        states,
        restores: Vec::new(),
        copies: Vec::new(),
        fetches: Vec::new(),
        uploads: Vec::new(),
        flows: Vec::new(),
        rng,
    };
    for (at, side) in sides.iter().enumerate() {
        world.plan_backups(at);
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
            if last[stage] {
                continue;
            }
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
        uploads: Vec::new(),
        write: (0..cluster.nodes)
            .map(|_| fluid.resource(cluster.write))
            .collect(),
        load: side.written.load.unwrap_or(1),
        places: side.written.places,
        unaccepted: Vec::new(),
        open: vec![0; stages.len()],
        parts: vec![1; stages.len()],
        ready: Ready::default(),
    }
}

impl<'w> World<'w> {
    fn go(&mut self) {
        for _ in 0..200_000 {
            if self.recovered() {
                return;
            }
            let timer = self.events.peek().map(|Reverse((at, _))| at.0);
            let moved = self.fluid.next().map(|time| self.now + time);
            let Some(next) = [timer, moved].into_iter().flatten().min_by(f64::total_cmp) else {
                return;
            };
            let ended = self.fluid.advance(next - self.now);
            self.now = next;
            for copy in ended {
                if !self.fetched(copy) {
                    self.copied(copy);
                }
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

    /// Whether every stage that runs was ready, so that only backups go on.
    fn recovered(&self) -> bool {
        let mut sides = self.sides.iter().zip(&self.states);
        sides.all(|(side, state)| {
            let runs = side.written.stages.iter().filter(|one| !one.suspended);
            runs.count() == state.ready.stages.len()
        }) && self.fetches.iter().all(|fetch| fetch.done())
    }

    fn at(&mut self, time: f64, event: Event) {
        self.events.push(Reverse((At(time), event)));
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::May(side, stage) => self.states[side].may.push(stage),
            Event::Ends(side, stage) => self.stage_ends(side, stage),
            Event::Objects(restore) => self.objects_done(restore),
            Event::Prepared(copy) => self.prepared(copy),
            Event::Place(side) => self.place(side),
            Event::SetUp(copy) => self.flow(copy),
            Event::Deadline(copy) => self.gives_up(copy),
            Event::Grant(side) => self.grant(side),
            Event::Backup(side, job) => self.backup(side, job),
            Event::Uploaded(upload) => self.uploaded(upload),
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
                // Without a backup it fails, and nobody is told to try again.
                if self.sides[side].gone.contains(&restore.schedule) {
                    continue;
                }
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
        );
        if let Some(mut time) = time {
            let parts = std::mem::take(&mut time.parts);
            let then = time.seconds(FIRST_SYNC, SYNC_EACH);
            self.states[side].parts[stage] = parts.len() + 1;
            for part in parts {
                let waits = fetches::Waits::Stage(stage, part.then);
                self.fetch(side, waits, &part.fetched);
            }
            self.fetch(side, fetches::Waits::Stage(stage, then), &[]);
        }
    }

    fn stage_ends(&mut self, side: usize, stage: usize) {
        let stages = &self.sides[side].written.stages;
        let edge = self.plan.clusters[self.sides[side].cluster].requeue + POLL;
        let state = &mut self.states[side];
        state.parts[stage] -= 1;
        if state.parts[stage] > 0 {
            return;
        }
        state.free += 1;
        // On one node it takes longer than with the spread that is assumed, and Flux waits once more.
        let even = self.place == Place::Even;
        if even && self.now - state.begun[stage] > stages[stage].timeout {
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
        self.fetches_of_pods(side, restore);
        self.restores[restore].files_left = files.len();
        self.restores[restore].moves_left = moves.len();
        if files.is_empty() {
            self.release_worker(side, restore);
        }
        let store = job.map_or(0, |job| job.store);
        let mut units: Vec<(Unit, usize)> = self.placed(side, files, moves);
        self.sort(&mut units, |(unit, _)| unit.volume.size);
        for (unit, home) in units {
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
                home,
                node: None,
                preparing: false,
                done: false,
            });
            let copy = self.copies.len() - 1;
            self.at(self.now + timeout, Event::Deadline(copy));
            if self.states[side].places.is_some() {
                self.states[side].unaccepted.push(copy);
            } else if !self.take(copy) {
                self.states[side].waiting.push(copy);
            }
        }
        self.place(side);
        self.maybe_complete(restore);
    }

    /// The nodes of the pods: those of files are where the applications were, data movers go to the node with the
    /// fewest, and the largest are together.
    fn placed(
        &mut self,
        side: usize,
        files: Vec<Unit>,
        mut moves: Vec<Unit>,
    ) -> Vec<(Unit, usize)> {
        let nodes = self.states[side].busy.len();
        let random = matches!(self.order, Order::Random(_)) && self.place == Place::Even;
        let mut all = Vec::new();
        for unit in files {
            let home = if random {
                self.rng.below(nodes as u64) as usize
            } else {
                0
            };
            all.push((unit, home));
        }
        let mut movers = vec![0; nodes];
        let running = self.copies.iter();
        for copy in running.filter(|copy| copy.side == side && !copy.done && !copy.unit.files) {
            movers[copy.home] += 1;
        }
        let mut homes = Vec::new();
        for _ in &moves {
            let home = match self.place {
                Place::Pile => 0,
                Place::Even => (0..nodes).min_by_key(|node| movers[*node]).unwrap_or(0),
            };
            movers[home] += 1;
            homes.push(home);
        }
        if !matches!(self.order, Order::Reversed) {
            homes.sort_unstable();
            moves.sort_by(|a, b| b.volume.size.total_cmp(&a.volume.size));
        }
        if random {
            for at in (1..moves.len()).rev() {
                moves.swap(at, self.rng.below(at as u64 + 1) as usize);
            }
        }
        all.extend(moves.into_iter().zip(homes));
        all
    }

    /// Who is served first, of those that wait for a node.
    fn sort<T>(&mut self, waiting: &mut [T], size: impl Fn(&T) -> f64) {
        match self.order {
            Order::Reversed => waiting.sort_by(|a, b| size(b).total_cmp(&size(a))),
            Order::Random(_) => waiting.sort_by_cached_key(|_| self.rng.below(1_000)),
            Order::Listed | Order::Last(_) => {
                waiting.sort_by(|a, b| size(a).total_cmp(&size(b)));
            }
        }
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
        let node = self.copies[copy].home;
        if state.busy[node] >= state.load {
            return false;
        }
        state.busy[node] += 1;
        self.copies[copy].node = Some(node);
        if self.states[side].places.is_some() {
            self.leaves_place(copy);
            self.at(self.now, Event::SetUp(copy));
            return true;
        }
        let set_up = if self.copies[copy].unit.files {
            60.0
        } else {
            cluster.mover_start
        };
        // What waits looks again every 5 s.
        self.at(self.now + set_up.max(5.0), Event::SetUp(copy));
        true
    }

    fn flow(&mut self, copy: usize) {
        let one = &self.copies[copy];
        if one.done {
            return;
        }
        let write = self.states[one.side].write[one.node.unwrap_or(0)];
        let size = one.unit.volume.size;
        let link = self.plan.stores[one.store].link;
        self.fluid
            .begin(copy, vec![(self.download[link], size), (write, size)]);
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
        self.leaves_place(copy);
        if let Some(node) = node {
            self.states[side].busy[node] -= 1;
            let state = &self.states[side];
            if !state.waiting.is_empty() || !state.uploads.is_empty() {
                let later = state.places.map_or(0.0, |_| POLL);
                self.at(self.now + later, Event::Grant(side));
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
        if !matches!(self.order, Order::Reversed) {
            self.grant_uploads(side);
        }
        let mut waiting: Vec<(usize, f64)> = self.states[side]
            .waiting
            .iter()
            .map(|copy| (*copy, self.copies[*copy].unit.volume.size))
            .collect();
        self.sort(&mut waiting, |(_, size)| *size);
        for (copy, _) in waiting {
            if self.take(copy) {
                self.states[side].waiting.retain(|other| *other != copy);
            }
        }
        self.grant_uploads(side);
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

/// When a workload is restored: its data, its application, what is done to it after that.
pub fn back(
    namespace: &Namespace,
    workload: Option<&Workload>,
    (side, jobs): (&Side<'_>, &[Job]),
    ready: &Ready,
) -> Option<f64> {
    let name = namespace.name.as_str();
    let stages = side.written.stages.iter();
    let within = |stage: &emitted::Stage| {
        side.written
            .restores
            .get(&stage.path)
            .is_some_and(|restores| {
                restores.iter().any(|one| {
                    // What is not in the backup is not restored from it.
                    let job = jobs.iter().find(|job| job.name == one.schedule);
                    if name != "*" && job.is_some_and(|job| !job.takes(namespace)) {
                        return false;
                    }
                    let all = one.included.iter().any(|other| other == "*");
                    one.included.iter().any(|other| other == name)
                        || (all && !one.excluded.iter().any(|other| other == name))
                })
            })
    };
    let method = workload.map(|workload| &workload.method);
    let wanted = stages.filter(|stage| {
        let path = &stage.path;
        (name == "*" && within(stage))
            || (name != "*" && within(stage))
            || super::stages::of_path(namespace, stage)
            || (path.contains("/promote/")
                && path.ends_with(&format!("/{name}"))
                && matches!(method, Some(Method::Replication { .. })))
            || (path.contains("/load/")
                && path.ends_with(&format!("/{name}"))
                && matches!(method, Some(Method::Dump { .. })))
            || (path.contains("/check/")
                && path.ends_with(&format!("/{}", namespace.tier))
                && namespace.checked)
    });
    let mut last = 0.0_f64;
    for stage in wanted {
        last = last.max(*ready.stages.get(&stage.name)?);
    }
    // Nothing waits for the pods of what Velero alone brings back.
    let alone =
        !namespace.apps && !namespace.checked && !matches!(method, Some(Method::Dump { .. }));
    let (mut brought, mut pods) = (0.0, 0.0);
    if alone {
        (brought, pods) = (namespace.brought(), namespace.ready);
    }
    let mut last = last + brought;
    if let Some(fetched) = ready.fetched.get(name) {
        if fetched.is_infinite() {
            return None;
        }
        last = last.max(*fetched);
    }
    Some(last + pods + namespace.switch)
}
