//! size-unknown: a promise that cannot be verified, because the size of a volume is not declared.

use crate::analyze::backup::cost::{LARGE, SIZE};
use crate::analyze::rpo::worst_case::Verdict;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::SIZE_UNKNOWN,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for set in cx.analysis.sets() {
        let (Some(worst_case), Some(volume)) = (&set.worst_case, set.demand.unsized_volume) else {
            continue;
        };
        let Some(member) = set.members.first() else {
            continue;
        };
        if worst_case.verdict != Verdict::KeptIfSmall
            || cx.analysis.overloaded(&set.cluster)
            || !once.first(volume)
        {
            continue;
        }
        out.push(
            LINT.diag(
                volume,
                format!(
                    "cannot verify the RPO of {} ({}): the size of a volume is not declared",
                    set.label(),
                    member.rpo.value
                ),
            )
            .about(subjects::not_sized(set))
            .label("the size of this is not declared")
            .because(format!(
                "with {SIZE} the promise holds, with {LARGE} it does not"
            ))
            .help("write `volume NAME { size SIZE }` with the amount of data that is stored"),
        );
    }
}
