//! helm-gives-up: a HelmRelease that stays failed after its tries, until a person starts it again.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::Release;
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) static LINT: Lint = Lint {
    finding: &findings::HELM_GIVES_UP,
    check,
};

/// The flag of helm-controller with which a release without a strategy is tried without end.
const GATE: &str = "DefaultToRetryOnFailure=true";
/// This many releases are named with their place.
const NAMED: usize = 5;
/// And so many more in one list.
const LISTED: usize = 200;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut wirings = cx.inventory.flux.values();
    if wirings.any(|flux| flux.holds(GATE)) {
        return;
    }
    let mut once = Once::new();
    let mut giving_up = Vec::new();
    for applied in applied(cx) {
        for release in &applied.contents.releases {
            if let Some(tries) = release.tries
                && once.first((&release.file, &release.name))
            {
                giving_up.push((applied.path.span, release, tries));
            }
        }
    }
    // A repository installs all its charts alike: that is one finding.
    let Some((span, first, tries)) = giving_up.first() else {
        return;
    };
    let more = match giving_up.len() - 1 {
        0 => String::new(),
        1 => ", and so does 1 more".to_owned(),
        n => format!(", and so do {n} more"),
    };
    let times = if *tries == 1 { "try" } else { "tries" };
    let mut diag = LINT.diag(*span,
        format!("HelmRelease `{}` gives up after {tries} {times}{more}", first.name),
    )
    .about(cx.model.clusters.values().map(|cluster| subjects::of_cluster(cluster.id)))
    .label("in a recovery the first tries may fail because other parts are missing; then it waits until a person restarts it");
    let alike = giving_up.iter().all(|(_, _, other)| other == tries);
    for (_, release, own) in giving_up.iter().take(NAMED) {
        let own = match (alike, own) {
            (true, _) => String::new(),
            (false, 1) => ", with 1 try".to_owned(),
            (false, own) => format!(", with {own} tries"),
        };
        diag = diag.because(format!(
            "`{}`, line {}, declares `{}`{own}",
            release.file, release.line, release.name
        ));
    }
    if let Some(others) = listed(
        giving_up
            .iter()
            .skip(NAMED)
            .map(|(_, one, _)| one.name.as_str()),
    ) {
        diag = diag.because(others);
    }
    for (at, count) in paths(&giving_up) {
        if at != *span {
            diag = diag.related(at, format!("{count} of them in this path"));
        }
    }
    out.push(diag.help("write `strategy: { name: RetryOnFailure }` below `install`, or `retries: -1` below `install.remediation`"));
}

/// The names of those that no line of their own names.
fn listed<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    let shown = names.get(..LISTED).unwrap_or(&names);
    let rest = match names.len() - shown.len() {
        0 => String::new(),
        rest => format!(" and {rest} more"),
    };
    let number = names.len();
    (number > 0).then(|| format!("the other {number}: {}{rest}", shown.join(", ")))
}

/// The paths of the plan that bring them, in the order of the plan, each with the number of them.
fn paths(all: &[(Span, &Release, u64)]) -> BTreeMap<Span, usize> {
    let mut paths = BTreeMap::new();
    for (at, ..) in all {
        *paths.entry(*at).or_default() += 1;
    }
    paths
}
