//! What operators fetch of their archives and what loads write: on one node, whose disks data movers and file restores
//! use too.

use super::{Event, World};
use crate::properties::adversary::scenario::Place;
use crate::properties::adversary::stages;

/// Numbers of transfers from here on are fetches.
const FIRST: usize = 1 << 40;

/// Who waits for a fetch.
pub(super) enum Waits {
    /// A stage, which takes so long after it.
    Stage(usize, f64),
    /// The pods of a namespace that no stage waits for.
    Pods(String),
}

pub(super) struct Fetch {
    side: usize,
    waits: Waits,
    left: usize,
}

impl Fetch {
    pub(super) fn done(&self) -> bool {
        self.left == 0
    }
}

impl World<'_> {
    /// Begins to write some bytes on a node; where there are none it is done at once.
    pub(super) fn fetch(&mut self, side: usize, waits: Waits, sources: &[(f64, f64)]) {
        let fetch = self.fetches.len();
        self.fetches.push(Fetch {
            side,
            waits,
            left: sources.len(),
        });
        if sources.is_empty() {
            self.fetched_all(fetch);
            return;
        }
        let nodes = self.states[side].write.len() as u64;
        for (rate, size) in sources {
            // The largest volumes are on the first node.
            let random = matches!(self.order, super::Order::Random(2)) && self.place == Place::Even;
            let node = if random { self.rng.below(nodes) } else { 0 };
            let write = self.states[side].write[node as usize];
            let source = self.fluid.resource(*rate);
            let number = FIRST + self.flows.len();
            self.flows.push(fetch);
            self.fluid
                .begin(number, vec![(source, *size), (write, *size)]);
        }
    }

    /// Whether a transfer that ended was one of these.
    pub(super) fn fetched(&mut self, flow: usize) -> bool {
        let Some(fetch) = flow.checked_sub(FIRST).map(|at| self.flows[at]) else {
            return false;
        };
        self.fetches[fetch].left -= 1;
        if self.fetches[fetch].left == 0 {
            self.fetched_all(fetch);
        }
        true
    }

    fn fetched_all(&mut self, fetch: usize) {
        let side = self.fetches[fetch].side;
        match &self.fetches[fetch].waits {
            Waits::Stage(stage, then) => {
                let (at, stage) = (self.now + then, *stage);
                self.at(at, Event::Ends(side, stage));
            }
            Waits::Pods(namespace) => {
                let name = namespace.clone();
                self.states[side].ready.fetched.insert(name, self.now);
            }
        }
    }

    /// Where no stage waits for the pods of a namespace, its operators begin as soon as they are restored.
    pub(super) fn fetches_of_pods(&mut self, side: usize, restore: usize) {
        let spec = self.restores[restore].restore;
        let plan = self.plan;
        for one in plan.namespaces.iter().filter(|one| !one.apps) {
            let named = spec.included.contains(&one.name);
            let known = self.states[side].ready.fetched.contains_key(&one.name);
            let sources = stages::fetched(one);
            if named && !known && !sources.is_empty() {
                let waits = Waits::Pods(one.name.clone());
                self.states[side]
                    .ready
                    .fetched
                    .insert(one.name.clone(), f64::INFINITY);
                self.fetch(side, waits, &sources);
            }
        }
    }
}
