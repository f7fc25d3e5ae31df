//! cyclic-needs: namespaces or platforms that need each other, so Flux applies none of them.

use crate::analyze::recovery::loaded;
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{ClusterId, PlatformId};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CYCLIC_NEEDS,
    check,
};

/// What may need something. A namespace needs those of its own primary: one name may stand for a
/// namespace of each of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node<'a> {
    Platform(PlatformId, &'a str),
    Namespace(ClusterId, &'a str),
}

impl<'a> Node<'a> {
    fn name(self) -> &'a str {
        match self {
            Node::Platform(_, name) | Node::Namespace(_, name) => name,
        }
    }
}

/// What each of them needs, with the place of the statement.
type Needs<'a> = BTreeMap<Node<'a>, Vec<(Node<'a>, Span)>>;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut needs: Needs<'_> = BTreeMap::new();
    let platform = |id: PlatformId| {
        let platform = cx.model.platforms.get(id)?;
        Some(Node::Platform(id, platform.name.value.as_str()))
    };
    for one in cx.model.platforms.values() {
        let own = Node::Platform(one.id, one.name.value.as_str());
        let others = one.needs.iter();
        let others = others.filter_map(|need| Some((platform(need.value)?, need.span)));
        needs.entry(own).or_default().extend(others);
    }
    let together = together(cx);
    let node = |cluster: ClusterId, name: &'_ str| {
        let known = together.get_key_value(&(cluster, name));
        known.map(|(_, first)| Node::Namespace(cluster, first))
    };
    for member in cx.analysis.members() {
        let cluster = member.id.cluster;
        let name = member.name.value.as_str();
        let own = node(cluster, name).unwrap_or(Node::Namespace(cluster, name));
        for need in &member.block.needs {
            let other = need.name.as_str();
            let namespace = node(cluster, other).unwrap_or(Node::Namespace(cluster, other));
            // One stage brings both, but a dump is loaded after it.
            let mut others = cx.analysis.members().iter();
            let loads = others.any(|one| {
                one.id.cluster == cluster && one.name.value.as_str() == other && loaded(one)
            });
            if namespace == own && other != name && !loads {
                continue;
            }
            let platform = need.platform.and_then(platform);
            let edges = [Some(namespace), platform].into_iter().flatten();
            let edges = edges.map(|node| (node, need.span));
            needs.entry(own).or_default().extend(edges);
        }
    }
    let mut done = BTreeSet::new();
    let mut stated = BTreeSet::new();
    for start in needs.keys() {
        walk(*start, &needs, &mut done, &mut stated, out);
    }
}

/// The first namespace of each path, for all that come from it: one stage brings them.
fn together<'a>(cx: &LintCx<'a>) -> BTreeMap<(ClusterId, &'a str), &'a str> {
    let mut first: BTreeMap<(ClusterId, &str), &'a str> = BTreeMap::new();
    let mut all = BTreeMap::new();
    for member in cx.analysis.members() {
        let Some(apps) = &member.block.apps else {
            continue;
        };
        let (cluster, name) = (member.id.cluster, member.name.value.as_str());
        let path = apps.recovery.as_ref().unwrap_or(&apps.path).value.as_str();
        let of = first.entry((cluster, path)).or_insert(name);
        all.insert((cluster, name), *of);
    }
    all
}

/// Depth first; what was left without a cycle is never entered again. The depth is bounded by the
/// number of names, and each is entered once.
fn walk<'a>(
    start: Node<'a>,
    needs: &Needs<'a>,
    done: &mut BTreeSet<Node<'a>>,
    stated: &mut BTreeSet<Span>,
    out: &mut Diags,
) {
    let mut stack: Vec<(Node<'a>, usize)> = vec![(start, 0)];
    while let Some((node, next)) = stack.pop() {
        if next == 0 && done.contains(&node) {
            continue;
        }
        let edge = needs.get(&node).and_then(|edges| edges.get(next)).copied();
        let Some((target, span)) = edge else {
            done.insert(node);
            continue;
        };
        stack.push((node, next + 1));
        if let Some(at) = stack.iter().position(|(open, _)| *open == target) {
            let round: Vec<&str> = stack.iter().skip(at).map(|(open, _)| open.name()).collect();
            // A block on several primaries states it once.
            if stated.insert(span) {
                out.push(cycle(span, &round, target.name()));
            }
            // One cycle is one finding: the edge that closes it is treated as if it were not there.
            continue;
        }
        if !done.contains(&target) {
            stack.push((target, 0));
        }
    }
}

fn cycle(span: Span, round: &[&str], target: &str) -> Diag {
    let chain = format!("{} -> {target}", round.join(" -> "));
    LINT.diag(span, format!("`{target}` needs itself: {chain}"))
        .label("closes the cycle")
        .help("remove one of the `needs`: in a recovery nothing in this cycle would ever start")
}
