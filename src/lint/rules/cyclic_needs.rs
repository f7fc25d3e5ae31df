//! cyclic-needs: things that need each other: Flux applies none of them.

use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::NamespaceName;
use crate::model::value::Name;
use crate::source::{Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};

pub(super) static LINT: Lint = Lint {
    name: "cyclic-needs",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut needs: BTreeMap<&str, Vec<&Spanned<Name>>> = BTreeMap::new();
    for platform in cx.model.platforms.values() {
        needs
            .entry(platform.name.value.as_str())
            .or_default()
            .extend(&platform.needs);
    }
    for block in &cx.model.namespaces {
        for name in &block.names {
            if let NamespaceName::Named(name) = &name.value {
                needs.entry(name.as_str()).or_default().extend(&block.needs);
            }
        }
    }
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in needs.keys() {
        walk(start, &needs, &mut done, out);
    }
}

/// Depth first; what was left without a cycle is never entered again. The depth is bounded by the
/// number of names, and each is entered once.
fn walk<'a>(
    start: &'a str,
    needs: &BTreeMap<&'a str, Vec<&'a Spanned<Name>>>,
    done: &mut BTreeSet<&'a str>,
    out: &mut Diags,
) {
    let mut stack: Vec<(&'a str, usize)> = vec![(start, 0)];
    while let Some((name, next)) = stack.pop() {
        if next == 0 && done.contains(name) {
            continue;
        }
        let edge = needs.get(name).and_then(|edges| edges.get(next)).copied();
        let Some(edge) = edge else {
            done.insert(name);
            continue;
        };
        stack.push((name, next + 1));
        let target = edge.value.as_str();
        if let Some(at) = stack.iter().position(|(open, _)| *open == target) {
            let round: Vec<&str> = stack.iter().skip(at).map(|(open, _)| *open).collect();
            out.push(cycle(edge.span, &round, target));
            // One cycle is one finding: the edge that closes it is treated as if it were not there.
            continue;
        }
        if !done.contains(target) {
            stack.push((target, 0));
        }
    }
}

fn cycle(span: Span, round: &[&str], target: &str) -> Diag {
    let chain = format!("{} -> {target}", round.join(" -> "));
    Diag::new(
        "cyclic-needs",
        span,
        format!("`{target}` needs itself: {chain}"),
    )
    .label("closes the circle")
    .help("remove one of the `needs`: in a recovery nothing of the circle would ever start")
}
