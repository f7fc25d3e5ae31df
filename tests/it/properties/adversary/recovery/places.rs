//! The queue in which node-agent prepares volumes: a volume has a place of it until a node moves it.

use super::{Event, POLL, World};
use crate::properties::adversary::scenario::Place;

impl World<'_> {
    /// Free places are given to those that wait for one.
    pub(super) fn place(&mut self, side: usize) {
        let Some(places) = self.states[side].places else {
            return;
        };
        let mut waiting: Vec<(usize, f64)> = self.states[side]
            .unaccepted
            .iter()
            .map(|copy| (*copy, self.copies[*copy].unit.volume.size))
            .collect();
        self.sort(&mut waiting, |(_, size)| *size);
        for (copy, _) in waiting {
            let own = |one: &&super::Copy| one.side == side && one.preparing;
            if self.copies.iter().filter(own).count() >= places {
                return;
            }
            self.states[side].unaccepted.retain(|other| *other != copy);
            self.copies[copy].preparing = true;
            let files = self.copies[copy].unit.files;
            if !files && self.place == Place::Even {
                self.copies[copy].home = self.emptiest(side);
            }
            let cluster = &self.plan.clusters[self.sides[side].cluster];
            let set_up = if files { 60.0 } else { cluster.mover_start };
            self.at(self.now + set_up, Event::Prepared(copy));
        }
    }

    /// The node with the fewest data movers: a pod is placed when it is created, which is when its volume is accepted.
    fn emptiest(&self, side: usize) -> usize {
        let nodes = self.states[side].busy.len();
        let mut movers = vec![0; nodes];
        let there = self
            .copies
            .iter()
            .filter(|one| one.side == side && !one.done);
        for one in there.filter(|one| !one.unit.files) {
            if one.preparing || one.node.is_some() {
                movers[one.home] += 1;
            }
        }
        (0..nodes).min_by_key(|node| movers[*node]).unwrap_or(0)
    }

    /// It keeps its place until its node moves it.
    pub(super) fn prepared(&mut self, copy: usize) {
        if !self.copies[copy].done && !self.take(copy) {
            let side = self.copies[copy].side;
            self.states[side].waiting.push(copy);
        }
    }

    /// A place is free; who asked in vain asks again later.
    pub(super) fn leaves_place(&mut self, copy: usize) {
        let side = self.copies[copy].side;
        self.states[side].unaccepted.retain(|other| *other != copy);
        if std::mem::take(&mut self.copies[copy].preparing)
            && !self.states[side].unaccepted.is_empty()
        {
            self.at(self.now + POLL, Event::Place(side));
        }
    }
}
