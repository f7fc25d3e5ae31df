//! Stages in time: which of them begins when, with so many workers.
//!
//! Stages with their own times go in, nodes with start and finish come out. Nothing here knows what
//! a stage applies.

use super::Node;
use super::times::StageTime;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::{Stage, StageId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// List scheduling over the workers: the stage that may begin first begins first.
pub(super) fn schedule(
    stages: &[Stage],
    times: Vec<StageTime>,
    begin: Seconds,
    edge: Seconds,
    workers: u64,
) -> Vec<Node> {
    let index: BTreeMap<StageId, usize> = stages
        .iter()
        .enumerate()
        .map(|(at, stage)| (stage.id, at))
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
        })
        .collect();
    let mut left: Vec<usize> = Vec::new();
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); stages.len()];
    for (at, stage) in stages.iter().enumerate() {
        let known = stage.edges.iter().filter_map(|edge| index.get(&edge.to));
        let mut count = 0;
        for before in known {
            if let Some(list) = followers.get_mut(*before) {
                list.push(at);
                count += 1;
            }
        }
        left.push(count);
    }
    let mut ready: BinaryHeap<Reverse<(Seconds, usize)>> = left
        .iter()
        .enumerate()
        .filter(|(_, count)| **count == 0)
        .map(|(at, _)| Reverse((begin, at)))
        .collect();
    let workers = usize::try_from(workers)
        .unwrap_or(usize::MAX)
        .clamp(1, stages.len().max(1));
    let mut free: BinaryHeap<Reverse<Seconds>> = (0..workers).map(|_| Reverse(begin)).collect();
    while let Some(Reverse((since, at))) = ready.pop() {
        let worker = free.pop().map_or(begin, |Reverse(worker)| worker);
        let start = since.max(worker);
        let Some(node) = nodes.get_mut(at) else {
            continue;
        };
        node.start = start;
        node.waited = start.less(since);
        node.finish = start.plus(node.time);
        let finish = node.finish;
        free.push(Reverse(finish));
        for next in followers.get(at).into_iter().flatten() {
            let may = finish.plus(edge);
            if let Some(node) = nodes.get_mut(*next) {
                // Until it begins, `start` holds when the last of those before it lets it begin.
                if node.after.is_none() || may > node.start {
                    node.after = Some(at);
                    node.start = may;
                    node.edge = edge;
                }
            }
            if let Some(count) = left.get_mut(*next) {
                *count -= 1;
                if *count == 0 {
                    let may = nodes.get(*next).map_or(may, |node| node.start);
                    ready.push(Reverse((may, *next)));
                }
            }
        }
    }
    nodes
}

/// The longest path with a worker for each stage.
pub(super) fn longest_path(nodes: &[Node], stages: &[Stage], edge: Seconds) -> Seconds {
    let mut ends: BTreeMap<StageId, Seconds> = BTreeMap::new();
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|at| nodes.get(*at).map(|node| (node.start, node.finish)));
    let mut longest = Seconds::ZERO;
    for at in order {
        let (Some(node), Some(stage)) = (nodes.get(at), stages.get(at)) else {
            continue;
        };
        let before = stage
            .edges
            .iter()
            .filter_map(|edge| ends.get(&edge.to))
            .max();
        let end = before
            .map_or(Seconds::ZERO, |end| end.plus(edge))
            .plus(node.time);
        longest = longest.max(end);
        ends.insert(stage.id, end);
    }
    longest
}
