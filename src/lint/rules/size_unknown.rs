//! size-unknown: a promise that holds or not, depending on a size that nobody declared.

use crate::analyze::cost::{LARGE, SIZE};
use crate::analyze::rpo::Verdict;
use crate::diag::{Diag, Diags};
use crate::lint::rules::shared::overloaded;
use crate::lint::{Lint, LintCx};
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    name: "size-unknown",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut said = BTreeSet::new();
    for set in &cx.facts.sets {
        let (Some(proof), Some(volume)) = (&set.proof, set.demand.unsized_volume) else {
            continue;
        };
        let Some(member) = set.members.first() else {
            continue;
        };
        if proof.verdict != Verdict::KeptIfSmall || overloaded(cx, set) || !said.insert(volume) {
            continue;
        }
        out.push(
            Diag::new(
                "size-unknown",
                volume,
                format!(
                    "whether `{}` keeps its RPO of {} hangs on a size that is not said",
                    set.name, member.rpo.0
                ),
            )
            .label("how much is stored here?")
            .because(format!(
                "with {SIZE} the promise holds, with {LARGE} it does not"
            ))
            .help("write `volume NAME { size SIZE }` with what is really stored"),
        );
    }
}
