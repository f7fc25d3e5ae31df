//! velero-outdated: a version of Velero with faults that can make a recovery fail.

use crate::diag::{Diags, Subject, findings};
use crate::lint::{Lint, LintCx};
use crate::model::value::Version;

pub(super) static LINT: Lint = Lint {
    finding: &findings::VELERO_OUTDATED,
    check,
};

const SOUND: Version = Version::new(1, 18, 3);

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let Some(target) = &cx.model.plan.velero else {
        return;
    };
    // Where the plan names no version the newest is meant, and nothing is reported.
    if target.value.lowest() < SOUND {
        let (message, label) = if target.value.highest() < SOUND {
            ("has", "fixed in 1.18.3".to_owned())
        } else {
            let lowest = target.value.lowest();
            (
                "may have",
                format!("this includes {lowest}; the faults are fixed in 1.18.3"),
            )
        };
        out.push(
            LINT.diag(
                target.span,
                format!(
                    "Velero {} {message} faults that can make a recovery fail",
                    target.value
                ),
            )
            .about([Subject::Velero])
            .label(label)
            .because("it runs unfinished backups that it finds in the bucket")
            .because("one time-out of a file backup loses all of its volumes")
            .because("a restore hook without a time-out blocks every later restore")
            .help("upgrade Velero, and write `velero 1.18.3` in the plan block"),
        );
    }
}
