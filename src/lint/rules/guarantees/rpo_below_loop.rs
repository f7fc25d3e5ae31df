//! rpo-below-loop: an RPO below the minute in which Velero looks at its schedules.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::RPO_BELOW_LOOP,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut stated = Vec::new();
    for member in cx.analysis.members() {
        let rpo = member.rpo.value;
        let Some(span) = member.rpo.origin.span() else {
            continue;
        };
        if rpo.as_seconds() < 60 && member.set_method().copies_volumes() && !stated.contains(&span)
        {
            stated.push(span);
            out.push(
                LINT.diag(span, format!("no backup can keep an RPO of {rpo}"))
                    .label("Velero looks at its schedules once a minute")
                    .help("write `recover replication ENGINE { … }` for the workload, or an RPO of 10m or more"),
            );
        }
    }
}
