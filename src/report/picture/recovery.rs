//! A recovery as a Gantt chart, with the longest path through it.

use super::{Axis, Bar, Picture, ROWS};
use crate::analyze::quantities::Seconds;
use crate::analyze::quantities::plural;
use crate::analyze::rto::Recovery;
use std::collections::BTreeMap;

/// Letters of the name of a tier beside its mark; the text below the picture has all of it.
const LONGEST: usize = 16;

/// Draws a recovery; `promises` are the times by which tiers are to be back.
pub(in crate::report) fn recovery(recovery: &Recovery, promises: &[(&str, Seconds)]) -> Picture {
    // A promise far behind the end would press everything else to the left.
    let near = recovery.finish.plus(recovery.finish.over(2));
    let shown = || promises.iter().filter(|(_, rto)| *rto <= near);
    let end = shown().map(|(_, rto)| *rto).max().unwrap_or(Seconds::ZERO);
    let axis = Axis(recovery.finish.max(end).plus(Seconds::new(1)));
    let title = format!(
        "{} recovers {}: from the loss to the last stage",
        recovery.cluster.name.value, recovery.primary.name.value
    );
    let mut picture = Picture::new("recovery", title, axis, false);
    let mut marks: BTreeMap<Seconds, Vec<&str>> = BTreeMap::new();
    for (tier, rto) in shown() {
        marks.entry(*rto).or_default().push(tier);
    }
    for (rto, tiers) in marks {
        let name: String = tiers
            .first()
            .map_or("", |name| name)
            .chars()
            .take(LONGEST)
            .collect();
        let label = match tiers.len() {
            1 => format!("rto {rto} {name}"),
            count => format!("rto {rto} {name} and {} more", count - 1),
        };
        picture.mark(axis, rto, label);
    }
    for (term, begin, done) in recovery.lead() {
        let bars = axis.bar(begin, done, "critical").into_iter().collect();
        picture.row(term.kind.name().to_owned(), term.value.to_string(), bars);
    }
    let critical = recovery.critical();
    let mut order: Vec<usize> = (0..recovery.nodes.len()).collect();
    order.sort_by_key(|at| {
        recovery
            .nodes
            .get(*at)
            .map(|node| (node.start, node.finish, *at))
    });
    let few = order.len() <= ROWS;
    let mut folded: BTreeMap<&str, (u64, Seconds, Seconds)> = BTreeMap::new();
    for at in order {
        let Some(node) = recovery.nodes.get(at) else {
            continue;
        };
        let on_path = critical.contains(&at);
        if few || on_path {
            let kind = if on_path { "critical" } else { "other" };
            let bars = span(axis, node.start, node.finish, kind);
            let note = format!("{}, done after {}", node.time, node.finish);
            picture.row(node.name.clone(), note, bars);
        } else {
            let (count, from, to) = folded
                .entry(node.what)
                .or_insert((0, node.start, node.finish));
            *count += 1;
            *from = (*from).min(node.start);
            *to = (*to).max(node.finish);
        }
    }
    // What is not on the path is many alike in a large plan, and shown as one.
    for (kind, (count, from, to)) in folded {
        let note = format!("{}, done after {to}", plural(count, "stage"));
        picture.row(format!("other {kind}"), note, span(axis, from, to, "other"));
    }
    picture
}

/// A stage that takes no time still shows.
fn span(axis: Axis, from: Seconds, to: Seconds, kind: &'static str) -> Vec<Bar> {
    let least = axis.0.over(400);
    let from = from.min(axis.0.less(least));
    axis.bar(from, to.max(from.plus(least)), kind)
        .into_iter()
        .collect()
}
