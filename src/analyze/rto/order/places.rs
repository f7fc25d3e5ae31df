//! The stages by index, and their places on the spine: the sequence of the storage location and the restores.

use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::{Stage, StageId, StageKind};
use std::collections::BTreeMap;

/// No place on the spine.
const NEVER: usize = usize::MAX;

/// The stages by index, each with those before and after it.
pub(super) struct Graph {
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
    /// Each behind those before it.
    pub(super) order: Vec<usize>,
}

impl Graph {
    pub(super) fn of(stages: &[Stage]) -> Self {
        let index: BTreeMap<StageId, usize> = stages
            .iter()
            .enumerate()
            .map(|(at, stage)| (stage.id, at))
            .collect();
        let mut before: Vec<Vec<usize>> = Vec::with_capacity(stages.len());
        let mut after = vec![Vec::new(); stages.len()];
        for (at, stage) in stages.iter().enumerate() {
            let known = stage.edges.iter().filter_map(|edge| index.get(&edge.to));
            let known: Vec<usize> = known.copied().collect();
            for earlier in &known {
                if let Some(list) = after.get_mut(*earlier) {
                    list.push(at);
                }
            }
            before.push(known);
        }
        let mut left: Vec<usize> = before.iter().map(Vec::len).collect();
        let mut order: Vec<usize> = (0..stages.len())
            .filter(|at| left.get(*at) == Some(&0))
            .collect();
        let mut next = 0;
        while let Some(at) = order.get(next).copied() {
            next += 1;
            for later in after.get(at).into_iter().flatten() {
                if let Some(count) = left.get_mut(*later) {
                    *count -= 1;
                    if *count == 0 {
                        order.push(*later);
                    }
                }
            }
        }
        Self {
            before,
            after,
            order,
        }
    }

    pub(super) fn before(&self, at: usize) -> &[usize] {
        self.before.get(at).map_or(&[], Vec::as_slice)
    }

    pub(super) fn after(&self, at: usize) -> &[usize] {
        self.after.get(at).map_or(&[], Vec::as_slice)
    }
}

/// Where stages are on the spine.
pub(super) struct Places {
    /// The last place that a stage waits for.
    after: Vec<usize>,
    /// The first place that waits for a stage, or is it.
    done_by: Vec<usize>,
    /// What surely passes until a place is reached: half of what is computed for each, without what others do.
    least: Vec<Seconds>,
    /// Stages that wait for this place or an earlier one: how many, and their times together.
    waiting: Vec<(u64, Seconds)>,
    /// Stages that are done by then.
    done: Vec<(u64, Seconds)>,
}

impl Places {
    pub(super) fn of(
        stages: &[Stage],
        graph: &Graph,
        (times, sure): (&[Seconds], &[Seconds]),
        others: (u64, Seconds),
    ) -> Self {
        let time = |at: usize| times.get(at).copied().unwrap_or_default();
        let sure = |at: usize| sure.get(at).copied().unwrap_or_default();
        let mut own: Vec<Option<usize>> = vec![None; stages.len()];
        let mut after = vec![0; stages.len()];
        let mut least = vec![Seconds::ZERO];
        let mut last = None;
        for at in graph.order.iter().copied() {
            let place = |before: &usize| {
                let own = own.get(*before).copied().flatten();
                own.or(after.get(*before).copied()).unwrap_or(0)
            };
            let latest = graph.before(at).iter().map(place).max().unwrap_or(0);
            let spine = stages.get(at).is_some_and(|stage| {
                matches!(stage.kind, StageKind::Storage | StageKind::Restore(_))
            });
            if spine && last.is_none_or(|last| graph.before(at).contains(&last)) {
                let passed = least.last().copied().unwrap_or_default();
                if let Some(own) = own.get_mut(at) {
                    *own = Some(least.len());
                }
                least.push(passed.plus(Seconds::new(sure(at).get() / 2)));
                last = Some(at);
            }
            if let Some(after) = after.get_mut(at) {
                *after = latest;
            }
        }
        let mut done_by = vec![NEVER; stages.len()];
        for at in graph.order.iter().rev().copied() {
            let later = graph.after(at).iter().filter_map(|at| done_by.get(*at));
            let later = later.min().copied().unwrap_or(NEVER);
            let own = own.get(at).copied().flatten();
            if let Some(done_by) = done_by.get_mut(at) {
                *done_by = own.unwrap_or(later);
            }
        }
        let mut waiting = vec![(0_u64, Seconds::ZERO); least.len()];
        let mut done = waiting.clone();
        // What others do may be ahead of any stage.
        if let Some(first) = waiting.first_mut() {
            *first = others;
        }
        let add = |list: &mut Vec<(u64, Seconds)>, place: Option<&usize>, at: usize| {
            if let Some(known) = place.and_then(|place| list.get_mut(*place)) {
                *known = (known.0 + 1, known.1.plus(time(at)));
            }
        };
        for at in graph.order.iter().copied() {
            add(&mut waiting, after.get(at), at);
            add(&mut done, done_by.get(at), at);
        }
        for list in [&mut waiting, &mut done] {
            let mut sum = (0, Seconds::ZERO);
            for known in list {
                sum = (sum.0 + known.0, sum.1.plus(known.1));
                *known = sum;
            }
        }
        Self {
            after,
            done_by,
            least,
            waiting,
            done,
        }
    }

    pub(super) fn after(&self, at: usize) -> usize {
        self.after.get(at).copied().unwrap_or(0)
    }

    pub(super) fn done_by(&self, at: usize) -> usize {
        self.done_by.get(at).copied().unwrap_or(NEVER)
    }

    /// What surely passes between two places.
    pub(super) fn between(&self, from: usize, to: usize) -> Seconds {
        let at = |place: usize| self.least.get(place).copied().unwrap_or_default();
        at(to).less(at(from))
    }

    /// The last place whose followers may be ready so soon after an earlier one.
    pub(super) fn reached(&self, from: usize, within: Seconds) -> usize {
        let limit = self.between(0, from).plus(within);
        let reached = self.least.partition_point(|least| *least <= limit);
        reached.saturating_sub(1).max(from)
    }

    /// Whether a stage is among those that may run after one place is reached, and before those behind another.
    pub(super) fn counts(&self, at: usize, from: usize, to: usize) -> bool {
        self.after(at) <= to && self.done_by(at) > from
    }

    /// How many these are, and their times together.
    pub(super) fn between_places(&self, from: usize, to: usize) -> (u64, Seconds) {
        let at =
            |list: &[(u64, Seconds)], place: usize| list.get(place).copied().unwrap_or_default();
        let (all, gone) = (at(&self.waiting, to), at(&self.done, from));
        (all.0.saturating_sub(gone.0), all.1.less(gone.1))
    }
}
