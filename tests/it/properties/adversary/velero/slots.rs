//! The queue of a cluster and its slots.

use super::{Event, Point, Run, World};

impl World<'_> {
    fn slots(&self, server: usize) -> usize {
        if self.newer() {
            self.plan.clusters[server].concurrent
        } else {
            1
        }
    }

    /// Gives free slots to those that wait, the first first.
    pub(super) fn start(&mut self, server: usize) {
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

    pub(super) fn next_file(&mut self, run: usize) {
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
    pub(super) fn leave(&mut self, run: usize) {
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

    pub(super) fn completes(&mut self, run: usize) {
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
}
