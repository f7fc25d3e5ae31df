//! standby-repeats-damage: `detect` for data whose only copy is a standby, which repeats each change, damage too.

use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Recover;

pub(super) static LINT: Lint = Lint {
    finding: &findings::STANDBY_REPEATS_DAMAGE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for member in cx.analysis.members() {
        let Some(detect) = member.detect else {
            continue;
        };
        for (_, recover) in member.recovers() {
            let (span, word) = match recover {
                Recover::Replication(replication) => (replication.engine.span, "replication"),
                Recover::Operator(operator) if operator.archive.is_none() => {
                    (operator.name.span, "operator")
                }
                Recover::Operator(_)
                | Recover::Snapshot
                | Recover::FileBackup
                | Recover::Dump(_)
                | Recover::Elsewhere(_)
                | Recover::Rebuild => continue,
            };
            if once.first(span) {
                out.push(
                    LINT.diag(
                        span,
                        format!(
                            "the standby of `{}` repeats damage before anybody detects it",
                            member.name.value.as_str()
                        ),
                    )
                    .label("a deleted table is deleted there within seconds: all data is lost")
                    .because(format!("`detect` is {detect}: so long may damage be there before anybody sees it"))
                    .help(match word {
                        "operator" => "write `archive` in place of `standby`: an archive recovers a moment before the damage",
                        _ => "write `recover dump`, which keeps copies of before, or use an operator with an `archive`",
                    })
                    .alternative("use a tier without `detect` for this namespace"),
                );
            }
        }
    }
}
