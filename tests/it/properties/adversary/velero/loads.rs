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
