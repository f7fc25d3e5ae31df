//! The backups that a cluster makes of its own while it recovers another one: their volumes use the loads of its nodes.

use super::{Event, World};
use crate::properties::adversary::cron::Line;
use crate::properties::adversary::scenario::Place;

/// Monday, 2027-01-04, and how long Schedules are followed.
const MONDAY: u64 = 1_799_020_800;
const DAYS: u64 = 6;

/// One volume that is copied.
pub(super) struct Upload {
    side: usize,
    home: usize,
    seconds: f64,
    /// The volume of its backup that is read after it.
    next: Option<usize>,
    pub(super) begun: bool,
}

impl World<'_> {
    /// Plans the runs of all Schedules of a side. The loss is at some time of a day.
    pub(super) fn plan_backups(&mut self, side: usize) {
        let cluster = self.sides[side].cluster;
        let shift = match self.order {
            super::Order::Listed | super::Order::Last(_) => 0,
            super::Order::Reversed => 7_200,
            super::Order::Random(_) => self.rng.below(86_400),
        };
        let from = MONDAY + shift;
        for (number, job) in self.jobs.iter().enumerate() {
            if job.cluster != cluster || (job.files.is_empty() && job.moves.is_empty()) {
                continue;
            }
            let runs = match &job.line {
                Line::Every(interval) => (1..DAYS * 86_400 / interval)
                    .map(|run| from + run * interval)
                    .collect(),
                line => line.runs(from, from + DAYS * 86_400),
            };
            for run in runs {
                self.at((run - from) as f64 + job.hold, Event::Backup(side, number));
            }
        }
    }

    /// A run has left its slot or reads its files: its volumes ask for loads.
    pub(super) fn backup(&mut self, side: usize, job: usize) {
        let cluster = &self.plan.clusters[self.sides[side].cluster];
        let job = &self.jobs[job];
        let upload = self.plan.stores[job.store].upload;
        let nodes = self.states[side].busy.len();
        let mut next = None;
        let mut first = Vec::new();
        for unit in job.files.iter().rev().chain(&job.moves) {
            let set_up = if unit.files {
                30.0
            } else {
                cluster.mover_start
            };
            let volume = &unit.volume;
            let gap = 300.0;
            let moving = (volume.touched / cluster.read).max(volume.change * gap / upload);
            let home = match self.place {
                Place::Pile => 0,
                Place::Even if unit.files => unit.pod % nodes,
                Place::Even => first.len() % nodes,
            };
            self.uploads.push(Upload {
                side,
                home,
                seconds: set_up + moving,
                next: if unit.files { next } else { None },
                begun: false,
            });
            let number = self.uploads.len() - 1;
            if unit.files {
                next = Some(number);
            } else {
                first.push(number);
            }
        }
        for number in next.into_iter().chain(first) {
            self.ask(number);
        }
    }

    fn ask(&mut self, number: usize) {
        let side = self.uploads[number].side;
        if !self.take_upload(number) {
            self.states[side].uploads.push(number);
        }
    }

    pub(super) fn take_upload(&mut self, number: usize) -> bool {
        let Upload {
            side,
            home,
            seconds,
            begun,
            ..
        } = self.uploads[number];
        let state = &mut self.states[side];
        if begun || state.busy[home] >= state.load {
            return begun;
        }
        state.busy[home] += 1;
        self.uploads[number].begun = true;
        self.at(self.now + seconds, Event::Uploaded(number));
        true
    }

    pub(super) fn uploaded(&mut self, number: usize) {
        let Upload {
            side, home, next, ..
        } = self.uploads[number];
        self.states[side].busy[home] -= 1;
        if let Some(next) = next {
            self.ask(next);
        }
        self.at(self.now, Event::Grant(side));
    }

    /// Those that wait for a node of a side get its free loads, before Restores or after them.
    pub(super) fn grant_uploads(&mut self, side: usize) {
        let waiting = std::mem::take(&mut self.states[side].uploads);
        let left = waiting
            .into_iter()
            .filter(|number| !self.take_upload(*number));
        let left: Vec<usize> = left.collect();
        self.states[side].uploads = left;
    }
}
