//! helm-gives-up: a HelmRelease that stays failed after its tries, until a person starts it again.

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::applied;
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::HELM_GIVES_UP,
    check,
};

/// The flag of helm-controller with which a release without a strategy is tried without end.
const GATE: &str = "DefaultToRetryOnFailure=true";
/// This many releases are named.
const NAMED: usize = 5;

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
            "`{}` declares `{}`{own}",
            release.file, release.name
        ));
    }
    out.push(diag.help("write `strategy: { name: RetryOnFailure }` below `install`, or `retries: -1` below `install.remediation`"));
}
