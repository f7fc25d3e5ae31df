//! velero-outdated: a Velero with faults that hurt a recovery.

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
    // Where the plan says nothing the newest is meant, and nobody is accused.
    if target.value.lowest() < SOUND {
        let (message, label) = if target.value.highest() < SOUND {
            ("has", "mended in 1.18.3".to_owned())
        } else {
            let lowest = target.value.lowest();
            (
                "may have",
                format!("this means {lowest} too; mended in 1.18.3"),
            )
        };
        out.push(
            LINT.diag(
                target.span,
                format!(
                    "Velero {} {message} faults that hurt a recovery",
                    target.value
                ),
            )
            .about([Subject::Velero])
            .label(label)
            .because("unfinished backups in the bucket are run")
            .because("a time-out of a file backup loses every volume of it")
            .because("a restore hook without a time-out blocks every later restore")
            .help("upgrade, and write `velero 1.18.3`"),
        );
    }
}
