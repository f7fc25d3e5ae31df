//! Stages in time: when each of them is ready at the latest, whatever the order in which the workers take them.
//!
//! A stage waits for a worker only while all of them are busy with stages that may be ahead of it: not with those that
//! it waits for, nor with those that wait for it, nor with those that become ready surely later. So its wait is at most
//! their work divided by the workers, and there is none where they are fewer than the workers (Graham 1969). Along one
//! path the same work is waited for once.
//!
//! The spine is the sequence of the storage location and the restores. The places of a stage on it say which others may
//! be ahead, so that the bound takes a time that grows with the number of stages and not with its square.

mod places;
mod wait;

use self::places::{Graph, Places};
use self::wait::Ahead;
use super::Node;
use super::times::StageTime;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::Stage;
use crate::analyze::recovery::beside::Beside;

/// How many stages before and after one are looked at, beside its neighbours, to see that they are not ahead of it.
const LOOKED_AT: usize = 64;

/// Every stage with its latest start and finish.
pub(super) fn latest(
    stages: &[Stage],
    times: Vec<StageTime>,
    begin: Seconds,
    edge: Seconds,
    (workers, beside): (u64, &Beside),
) -> Vec<Node> {
    // What others do may be done at another time, and then no part of it passes.
    let sure: Vec<Seconds> = times
        .iter()
        .map(|time| time.value.less(time.others))
        .collect();
    let mut nodes: Vec<Node> = stages
        .iter()
        .zip(times)
        .map(|(stage, time)| Node {
            id: stage.id,
            name: stage.name.clone(),
            what: stage.kind.word(),
            time: time.value,
            how: time.how,
            inputs: time.inputs,
            start: begin,
            finish: begin,
            edge: Seconds::ZERO,
            waited: Seconds::ZERO,
            after: None,
            assumes: None,
        })
        .collect();
    let times: Vec<Seconds> = nodes.iter().map(|node| node.time).collect();
    let graph = Graph::of(stages);
    let places = Places::of(
        stages,
        &graph,
        (&times, &sure),
        (beside.stages, beside.work),
    );
    let mut bounds: Vec<Bound> = vec![Bound::default(); stages.len()];
    let mut seen = Seen::new(stages.len());
    for at in graph.order.iter().copied() {
        let stage = Moment {
            at,
            begin,
            edge,
            workers: workers.max(1),
            beside,
        };
        let before = graph.before(at).iter();
        let assumes = before.filter_map(|at| nodes.get(*at)?.assumes).next_back();
        let bound = stage.bound(&graph, &places, &times, &bounds, &mut seen);
        if let (Some(node), Some(known)) = (nodes.get_mut(at), bounds.get_mut(at)) {
            node.after = bound.after;
            node.assumes = node.spread().map(|_| at).or(assumes);
            node.edge = bound.after.map_or(Seconds::ZERO, |_| edge);
            node.finish = bound.finish;
            node.start = bound.finish.less(node.time);
            node.waited = node.start.less(bound.ready);
            *known = bound;
        }
    }
    nodes
}

/// The latest times of one stage.
#[derive(Debug, Clone, Default)]
struct Bound {
    ready: Seconds,
    finish: Seconds,
    after: Option<usize>,
    /// Until it is ready, from the moment on in which the last place before it was reached.
    since_place: Seconds,
    /// The longest path to it, in which a stage that is waited for counts without the part of its work that is in the
    /// waits.
    path: Seconds,
    /// From which place on a stage of the path may wait, and up to which place others may be ahead.
    waits: Option<(usize, usize)>,
}

/// Which stages were looked at.
struct Seen {
    round: Vec<usize>,
    now: usize,
    queue: Vec<usize>,
}

impl Seen {
    fn new(count: usize) -> Self {
        Self {
            round: vec![0; count],
            now: 0,
            queue: Vec::new(),
        }
    }

    /// The stages that are surely before or after one, as far as they are looked at.
    fn around(&mut self, at: usize, next: impl Fn(usize) -> Vec<usize>) -> Vec<usize> {
        self.now += 1;
        self.queue.clear();
        self.queue.push(at);
        let mut found = Vec::new();
        let mut front = 0;
        while let Some(one) = self.queue.get(front).copied() {
            front += 1;
            if found.len() > LOOKED_AT && one != at {
                break;
            }
            for other in next(one) {
                if let Some(round) = self.round.get_mut(other)
                    && *round != self.now
                {
                    *round = self.now;
                    self.queue.push(other);
                    found.push(other);
                }
            }
        }
        found
    }
}

/// One stage, and how the engine works.
struct Moment<'b> {
    at: usize,
    begin: Seconds,
    edge: Seconds,
    workers: u64,
    /// The stages of others: any of them may be ahead.
    beside: &'b Beside,
}

impl Moment<'_> {
    fn bound(
        &self,
        graph: &Graph,
        places: &Places,
        times: &[Seconds],
        bounds: &[Bound],
        seen: &mut Seen,
    ) -> Bound {
        let time_of = |at: usize| times.get(at).copied().unwrap_or_default();
        let (time, place) = (time_of(self.at), places.after(self.at));
        let mut bound = Bound {
            ready: self.begin,
            path: self.begin,
            ..Bound::default()
        };
        // How long after its place the last of those before it is done.
        let mut late = Seconds::ZERO;
        for earlier in graph.before(self.at).iter().copied() {
            let Some(known) = bounds.get(earlier) else {
                continue;
            };
            let may = known.finish.plus(self.edge);
            if bound.after.is_none() || may > bound.ready {
                bound.ready = may;
                bound.after = Some(earlier);
            }
            bound.path = bound.path.max(known.path.plus(self.edge));
            bound.waits = widest(bound.waits, known.waits);
            if places.done_by(earlier) > place {
                let passed = places.between(places.after(earlier), place);
                late = late.max(known.since_place.less(passed));
            }
        }
        let earlier = seen.around(self.at, |at| graph.before(at).to_vec());
        let later = seen.around(self.at, |at| graph.after(at).to_vec());
        let mut after_all = Seconds::ZERO;
        let ahead = Ahead {
            at: self.at,
            earlier: &earlier,
            later: &later,
            graph,
            places,
            times,
            workers: self.workers,
            beside: self.beside,
        };
        // While it waits, later places are reached, and what follows them may be ahead of it too.
        let mut to = places.reached(place, late.plus(self.edge));
        let alone = loop {
            let alone = ahead.wait(to);
            let within = late.plus(self.edge).plus(alone.unwrap_or_default());
            let reached = places.reached(place, within);
            if reached <= to {
                break alone;
            }
            to = reached;
        };
        if alone.is_some() {
            bound.waits = widest(bound.waits, Some((place, to)));
        }
        let alone = alone.unwrap_or_default();
        bound.since_place = late.plus(self.edge).plus(alone).plus(time);
        let least = bound.ready.plus(time);
        bound.finish = least.plus(alone);
        match bound.waits {
            None => bound.path = bound.path.plus(time),
            Some((from, to)) => {
                let counts = places.counts(self.at, from, to);
                let shared = if counts {
                    Seconds::new(time.get() / self.workers)
                } else {
                    Seconds::ZERO
                };
                bound.path = bound.path.plus(time.less(shared));
                for at in later {
                    if places.counts(at, from, to) {
                        after_all = after_all.plus(time_of(at));
                    }
                }
                let work = places.between_places(from, to).1.less(after_all);
                let along = bound.path.plus(work.over(self.workers));
                bound.finish = bound.finish.min(along.max(least));
            }
        }
        bound
    }
}

/// The places of both.
fn widest(one: Option<(usize, usize)>, other: Option<(usize, usize)>) -> Option<(usize, usize)> {
    match (one, other) {
        (Some((from, to)), Some((also_from, also_to))) => {
            Some((from.min(also_from), to.max(also_to)))
        }
        (one, other) => one.or(other),
    }
}

/// The longest path with a worker for each stage.
pub(super) fn longest_path(nodes: &[Node], stages: &[Stage], edge: Seconds) -> Seconds {
    let graph = Graph::of(stages);
    let mut ends = vec![Seconds::ZERO; nodes.len()];
    for at in graph.order.iter().copied() {
        let before = graph.before(at).iter();
        let before = before
            .filter_map(|at| Some(ends.get(*at)?.plus(edge)))
            .max();
        let time = nodes.get(at).map_or(Seconds::ZERO, |node| node.time);
        if let Some(end) = ends.get_mut(at) {
            *end = before.unwrap_or_default().plus(time);
        }
    }
    ends.into_iter().max().unwrap_or_default()
}
