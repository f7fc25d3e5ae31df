//! cyclic-needs: namespaces or platforms that need each other, so Flux applies none of them.

use crate::analyze::effective::Member;
use crate::analyze::recovery::loaded;
use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{BlockId, ClusterId, PlatformId};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static LINT: Lint = Lint {
    finding: &findings::CYCLIC_NEEDS,
    check,
};

/// What may need something. A namespace needs those of its own primary: one name may stand for a
/// namespace of each of several, and a namespace in several blocks has a stage for each of their paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Node<'a> {
    Platform(PlatformId, &'a str),
    Namespace(ClusterId, &'a str, BlockId),
}

impl<'a> Node<'a> {
    fn name(self) -> &'a str {
        match self {
            Node::Platform(_, name) | Node::Namespace(_, name, _) => name,
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
    let firsts = firsts(cx);
    let stage = |member: &'_ Member| {
        let path = path(member).and_then(|path| firsts.get(&(member.id.cluster, path)));
        let (name, block) = path.copied()?;
        Some(Node::Namespace(member.id.cluster, name, block))
    };
    // A namespace has a member for each of its blocks.
    let mut named: BTreeMap<(ClusterId, &str), Vec<&Member>> = BTreeMap::new();
    for member in cx.analysis.members() {
        let key = (member.id.cluster, member.name.value.as_str());
        named.entry(key).or_default().push(member);
    }
    for member in cx.analysis.members() {
        let cluster = member.id.cluster;
        let name = member.name.value.as_str();
        let own = stage(member).unwrap_or(Node::Namespace(cluster, name, member.block.id));
        for need in &member.block.needs {
            let others = named.get(&(cluster, need.name.as_str()));
            for one in others.into_iter().flatten() {
                let other = one.name.value.as_str();
                let node = stage(one).unwrap_or(Node::Namespace(cluster, other, one.block.id));
                // One stage brings both, but a dump is loaded after it.
                if node != own || other == name || loaded(one) {
                    needs.entry(own).or_default().push((node, need.span));
                }
            }
            if let Some(platform) = need.platform.and_then(platform) {
                needs.entry(own).or_default().push((platform, need.span));
            }
        }
    }
    let mut done = BTreeSet::new();
    let mut stated = BTreeSet::new();
    for start in needs.keys() {
        walk(*start, &needs, &mut done, &mut stated, out);
    }
}

/// Where a recovery finds the manifests of a block.
fn path(member: &Member) -> Option<&str> {
    let apps = member.block.apps.as_ref()?;
    Some(apps.recovery.as_ref().unwrap_or(&apps.path).value.as_str())
}

/// The first namespace of each path, for all that come from it: one stage brings them.
fn firsts<'a>(cx: &LintCx<'a>) -> BTreeMap<(ClusterId, &'a str), (&'a str, BlockId)> {
    let mut firsts = BTreeMap::new();
    for member in cx.analysis.members() {
        if let Some(path) = path(member) {
            let first = (member.name.value.as_str(), member.block.id);
            firsts.entry((member.id.cluster, path)).or_insert(first);
        }
    }
    firsts
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
