//! rpo-below-loop: an RPO below the minute in which Velero looks at its schedules.

use crate::analyze::effective::Origin;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    name: "rpo-below-loop",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut said = Vec::new();
    for member in &cx.facts.effective {
        let (rpo, Origin::Said(_, span)) = member.rpo else {
            continue;
        };
        if rpo.as_seconds() < 60 && member.set_method().copies_volumes() && !said.contains(&span) {
            said.push(span);
            out.push(
                Diag::new("rpo-below-loop", span, format!("no backup keeps an RPO of {rpo}"))
                    .label("Velero looks at its schedules once a minute")
                    .help("write `recover replication ENGINE { … }` for the workload, or an RPO of 10m or more"),
            );
        }
    }
}
