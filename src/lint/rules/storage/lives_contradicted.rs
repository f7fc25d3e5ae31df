//! lives-contradicted: snapshots are declared to survive more than their driver can keep.

use crate::analyze::drivers;
use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::LIVES_CONTRADICTED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for snapshots in cx.model.snapshots.values() {
        let known = drivers::kept(snapshots);
        let (Some(stated), Some(known)) = (&snapshots.lives, known) else {
            continue;
        };
        if stated.value <= known {
            continue;
        }
        let (driver, word) = (&snapshots.driver.value, known.word());
        out.push(
            LINT.diag(
                stated.span,
                format!("the snapshots of `{driver}` are lost with the {word}"),
            )
            .label("a promise for the losses that they are declared to survive would rest on copies that are lost too")
            .related(
                snapshots.driver.span,
                format!("this driver keeps snapshots in the {word}"),
            )
            .help(match drivers::is_on_nodes(driver) {
                true => format!("write `lives {word}`: drplan counts them as lost and moves their data, whatever is stated"),
                false => format!(
                    "write `lives {word}`, or keep the statement and allow this finding with where the storage is"
                ),
            }),
        );
    }
}
