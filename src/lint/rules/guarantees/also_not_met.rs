//! also-not-met: a second Schedule that does not keep the `rpo` of the tier that it is of: the promise is that of the
//! first one, and the backups of the second are older than its tier says.

use crate::analyze::rpo::broken::{self, Cause};
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::ALSO_NOT_MET,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for broken in broken::broken_seconds(cx.analysis) {
        let (set, promise, sum) = (broken.set, broken.promise, &broken.breakdown);
        let second = set
            .members
            .first()
            .and_then(|member| member.second.as_ref());
        let Some(second) = second.filter(|second| once.first(second.stated)) else {
            continue;
        };
        // What never keeps up is `cannot-keep-up`.
        if broken.cause == Cause::FallsBehind {
            continue;
        }
        let mut diag = LINT
            .diag(
                second.stated,
                format!(
                    "the second backups of {} may be {} old when the {} is lost; the rpo of `{}` is {}",
                    set.label(),
                    sum.total(),
                    promise.scope.word(),
                    set.tier.name.value,
                    promise.rpo
                ),
            )
            .label("the first Schedule keeps the promise; these backups are older than their tier says")
            .because(format!("{} > {}", sum.line(), promise.rpo));
        if let Some(span) = promise.span {
            diag = diag.related(span, "the rpo of the second tier");
        }
        let remedies = broken.remedies(cx.analysis);
        let mut ways = remedies.iter().map(|remedy| remedy.write.clone());
        let Some(first) = ways.next() else { continue };
        diag = diag.help(first);
        for other in ways {
            diag = diag.alternative(other);
        }
        out.push(diag);
    }
}
