//! dependency-not-met: an object of Flux that waits for another one which its cluster does not get, or which comes after
//! it, or for itself.

mod through_stages;

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::brought::may_be_restored;
use crate::lint::walk::once::Once;
use crate::lint::walk::recovered::recovered;
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, ClusterId};
use crate::repository::contents::{Contents, Ordered};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static LINT: Lint = Lint {
    finding: &findings::DEPENDENCY_NOT_MET,
    check,
};

/// How many objects are named.
const NAMED: usize = 3;

/// What a cluster gets.
struct Got<'a> {
    cluster: &'a Cluster,
    /// Each object with the path that brings it, as the plan writes it.
    all: Vec<(Span, &'a Ordered)>,
    /// Whether that is everything that it gets.
    whole: bool,
}

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for got in clusters(cx) {
        // What waits for the same object is one cause.
        let mut lacking: BTreeMap<(Span, &str), Vec<&Ordered>> = BTreeMap::new();
        let plan = format!("{}-", cx.model.plan.name.value);
        for (at, one) in got.all.iter().filter(|(_, one)| !one.suspended) {
            for (namespace, name) in &one.needs {
                let there = |other: &Ordered| other.is(one.kind, namespace, name);
                let brought = got.all.iter().any(|(_, other)| there(other));
                // What another cluster of the plan gets is no doubt: it is known what it is, and who has it.
                let primary = got.cluster.recovers.map(|primary| primary.value);
                let known = got.whole || primary.is_some_and(|id| has(cx, id, &there));
                if !brought && known && !name.starts_with(&plan) {
                    lacking.entry((*at, name)).or_default().push(one);
                }
            }
        }
        for ((at, name), all) in &lacking {
            out.extend_one(missing(&got, *at, all, name));
        }
        circles(&got, &mut once, out);
    }
    healths(cx, out);
    through_stages::through_stages(cx, out);
}

/// Objects by whose health a Kustomization of a recovery waits, and that only the primary gets.
fn healths(cx: &LintCx<'_>, out: &mut Diags) {
    for one in &recovered(cx) {
        let Some(primary) = one.primary else { continue };
        let mut once = Once::new();
        for stage in &one.stages {
            let early = one.by_path(stage);
            if !early.is_whole() {
                continue;
            }
            for watched in &stage.contents.watched {
                let (kind, namespace, name) = &watched.object;
                let there = one.all().any(|all| all.objects.contains(&watched.object));
                let filled =
                    |(own, _, name): &(String, String, String)| own == kind && name.contains("${");
                let comes = there
                    || one.all().any(|all| all.objects.iter().any(filled))
                    || early.may_make(name)
                    || may_be_restored(
                        cx,
                        one.side,
                        namespace,
                        &format!("{}s", kind.to_lowercase()),
                    );
                if comes
                    || !primary.objects.contains(&watched.object)
                    || !once.first(&watched.object)
                {
                    continue;
                }
                let cluster = &one.side.cluster.name.value;
                out.push(
                    LINT.diag(
                        stage.path.span,
                        format!("`{}` waits for the health of {kind} {namespace}/{name}, which `{cluster}` does not get", watched.by),
                    )
                    .label("Flux never reports it ready there, and applies nothing that waits for it")
                    .because(format!("`{}` or a patch of it names it in `healthChecks`", watched.file))
                    .related(one.side.primary.name.span, "this cluster gets it")
                    .help(format!("move `{name}` into a path that the plan names, or remove it from `healthChecks` in the overlay for `{cluster}`")),
                );
            }
        }
    }
}

fn missing(got: &Got<'_>, at: Span, all: &[&Ordered], name: &str) -> Option<Diag> {
    let one = all.first()?;
    let (kind, cluster) = (one.kind.word(), &got.cluster.name.value);
    let waits = match all.len() {
        1 => "waits".to_owned(),
        2 => "and 1 more wait".to_owned(),
        n => format!("and {} more wait", n - 1),
    };
    let message = format!(
        "`{}` {waits} for the {kind} `{name}`, which `{cluster}` does not get",
        called(one)
    );
    let diag = LINT
        .diag(at, message)
        .label("Flux never applies it there, nor anything that waits for it");
    let diag = all.iter().take(NAMED).fold(diag, |diag, one| {
        diag.because(format!(
            "`{}` or a patch of it says so of `{}`",
            one.file, one.name
        ))
    });
    Some(diag.help(match got.cluster.recovers {
        Some(_) => format!("move `{name}` into a path that the plan names, or remove the `dependsOn` in the overlay for `{cluster}`"),
        None => format!("add `{name}` to what Flux applies to `{cluster}`, or remove the `dependsOn`"),
    }))
}

/// Objects that wait for each other.
fn circles<'a>(
    got: &Got<'a>,
    once: &mut Once<(ClusterId, &'a String, &'a String)>,
    out: &mut Diags,
) {
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    for start in 0..got.all.len() {
        let Some(circle) = circle(got, start).filter(|_| !seen.contains(&start)) else {
            continue;
        };
        seen.extend(&circle);
        let Some((at, one)) = got.all.get(start) else {
            continue;
        };
        if !once.first((got.cluster.id, &one.file, &one.name)) {
            continue;
        }
        let names = circle.iter().filter_map(|at| got.all.get(*at));
        let names: Vec<String> = names.map(|(_, one)| format!("`{}`", one.name)).collect();
        out.push(
            LINT.diag(*at, format!("`{}` waits for itself", called(one)))
                .label(
                    "Flux applies none of these objects, nor anything that waits for one of them",
                )
                .because(format!(
                    "each waits for the next: {}, `{}`",
                    names.join(", "),
                    one.name
                ))
                .because(format!("`{}` declares the first", one.file))
                .help("remove one of the `dependsOn`"),
        );
    }
}

/// A shortest way from an object back to it.
fn circle(got: &Got<'_>, start: usize) -> Option<Vec<usize>> {
    let mut ways = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut next = Vec::new();
        for way in ways {
            let (_, one) = way.last().and_then(|at| got.all.get(*at))?;
            for (namespace, name) in &one.needs {
                let others = got.all.iter().enumerate();
                for (at, _) in others.filter(|(_, (_, o))| o.is(one.kind, namespace, name)) {
                    if at == start {
                        return Some(way);
                    }
                    if seen.insert(at) {
                        next.push(way.iter().copied().chain([at]).collect());
                    }
                }
            }
        }
        ways = next;
    }
    None
}

fn called(one: &Ordered) -> String {
    format!("{}/{}", one.kind.word(), one.name)
}

fn has(cx: &LintCx<'_>, cluster: ClusterId, there: &dyn Fn(&Ordered) -> bool) -> bool {
    let own = cx.inventory.own(cluster);
    own.is_some_and(|own| own.ordered.iter().any(there))
}

/// What each cluster gets: a primary from its path, a recovery cluster from the stages too.
fn clusters<'a>(cx: &LintCx<'a>) -> Vec<Got<'a>> {
    let mut all = Vec::new();
    for cluster in cx.model.clusters.values() {
        let own = cx.inventory.own(cluster.id);
        let at = cluster
            .path
            .as_ref()
            .map_or(cluster.name.span, |path| path.span);
        let of =
            |at: Span, contents: &'a Contents| contents.ordered.iter().map(move |one| (at, one));
        let mut got = Got {
            cluster,
            all: own.into_iter().flat_map(|own| of(at, own)).collect(),
            whole: own.is_none_or(|own| own.whole),
        };
        let stages = applied(cx).filter(|one| one.side.cluster.id == cluster.id);
        for stage in stages.filter(|_| cluster.recovers.is_some()) {
            got.all.extend(of(stage.path.span, stage.contents));
            got.whole &= stage.contents.whole;
        }
        all.push(got);
    }
    all
}
