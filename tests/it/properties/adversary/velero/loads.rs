//! The loads of nodes: volumes wait for one, are moved, and give up.

use super::{Event, REQUEUE, State, Task, World};
use crate::properties::adversary::jobs::Unit;
use crate::properties::adversary::scenario::{Order, Place};

impl World<'_> {
    pub(super) fn create(&mut self, run: usize, unit: Unit) -> usize {
        let server = self.jobs[self.runs[run].job].cluster;
        self.tasks.push(Task {
            run,
            unit,
            node: None,
            state: State::Waiting,
            preparing: false,
        });
        let task = self.tasks.len() - 1;
        if self.servers[server].places.is_some() {
            self.servers[server].unaccepted.push(task);
            self.place(server);
            return task;
        }
        if !self.take(server, task) {
            self.servers[server].waiting.push(task);
        }
        task
    }

    /// Free places of the queue are given to those that wait for one, in any order.
    pub(super) fn place(&mut self, server: usize) {
        for task in self.turn(self.servers[server].unaccepted.clone()) {
            let own = &mut self.servers[server];
            if own.places.is_some_and(|places| own.preparing >= places) {
                return;
            }
            own.preparing += 1;
            own.unaccepted.retain(|other| *other != task);
            self.tasks[task].preparing = true;
            let set_up = self.set_up(server, task);
            self.at(self.now + set_up, Event::Prepared(task));
        }
    }

    /// It keeps its place until a node moves it.
    pub(super) fn prepared(&mut self, task: usize) {
        let server = self.jobs[self.runs[self.tasks[task].run].job].cluster;
        if self.tasks[task].state == State::Waiting && !self.take(server, task) {
            self.servers[server].waiting.push(task);
        }
    }

    /// A place is free; who asked in vain asks again later.
    fn leaves_place(&mut self, server: usize, task: usize) {
        self.servers[server]
            .unaccepted
            .retain(|other| *other != task);
        if std::mem::take(&mut self.tasks[task].preparing) {
            self.servers[server].preparing -= 1;
            if !self.servers[server].unaccepted.is_empty() {
                self.at(self.now + REQUEUE, Event::Place(server));
            }
        }
    }

    fn set_up(&self, server: usize, task: usize) -> f64 {
        if self.tasks[task].unit.files {
            30.0
        } else {
            self.plan.clusters[server].mover_start
        }
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
        // What waited in the queue is set up already.
        let set_up = match self.servers[server].places {
            Some(_) => 0.0,
            None => self.set_up(server, task),
        };
        self.leaves_place(server, task);
        self.servers[server].busy[node] += 1;
        self.tasks[task].node = Some(node);
        self.tasks[task].state = State::Running;
        self.at(self.now + set_up, Event::SetUp(task));
        true
    }

    pub(super) fn flow(&mut self, task: usize) {
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
        let link = self.plan.stores[self.jobs[job].store].link;
        let upload = self.upload[link];
        // What is written to in one gap may be another part than in the next.
        let touched = (volume.touched * self.gaps(run) as f64).min(volume.size);
        let mut left = vec![(read, touched), (upload, changed)];
        left.retain(|(_, bytes)| *bytes > 0.0);
        self.fluid.begin(task, left);
    }

    /// Runs of its job since the copy that a run continues, itself and those that were missed among them.
    fn gaps(&self, run: usize) -> usize {
        let (job, captured) = (self.runs[run].job, self.runs[run].captured);
        let last = self.last[job].unwrap_or(captured);
        let runs = self.runs.iter().filter(|other| other.job == job);
        let since = runs.filter(|other| other.captured > last && other.captured <= captured);
        since.count().max(1)
    }

    pub(super) fn task_ends(&mut self, task: usize) {
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
        self.leaves_place(server, task);
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
    pub(super) fn grant(&mut self, server: usize) {
        for task in self.turn(self.servers[server].waiting.clone()) {
            if self.take(server, task) {
                self.servers[server].waiting.retain(|other| *other != task);
            }
        }
    }

    /// Who is first, of those that wait.
    fn turn(&mut self, mut waiting: Vec<usize>) -> Vec<usize> {
        match self.scenario.order {
            Order::First => {}
            Order::Last => waiting.reverse(),
            Order::TargetLast => waiting
                .sort_by_key(|task| self.runs[self.tasks[*task].run].job == self.scenario.target),
            Order::Random => {
                let many = waiting.len().max(1);
                waiting.rotate_left(self.rng.below(many as u64) as usize);
            }
        }
        waiting
    }

    /// An operation that is not done in time is cancelled, and its backup is not a recovery point.
    pub(super) fn cancel(&mut self, task: usize) {
        if self.tasks[task].state == State::Done {
            return;
        }
        self.fluid.stop(task);
        self.runs[self.tasks[task].run].failed = true;
        self.task_ends(task);
    }

    pub(super) fn slot_times_out(&mut self, run: usize) {
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
