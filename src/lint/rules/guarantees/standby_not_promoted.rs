//! standby-not-promoted: a recovery time for data whose standby nothing promotes.

use crate::analyze::rto;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Recover;

pub(super) static LINT: Lint = Lint {
    finding: &findings::STANDBY_NOT_PROMOTED,
    check,
};

/// Engines whose copies take writes already.
const WRITABLE: [&str; 2] = ["cassandra-datacenter", "kafka-mirrormaker2"];

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for member in cx.analysis.members() {
        let Some(promise) = rto::promises(cx.model, member).next() else {
            continue;
        };
        for (_, recover) in member.recovers() {
            let Recover::Replication(replication) = recover else {
                continue;
            };
            let engine = &replication.engine;
            let writable = WRITABLE.contains(&&*engine.value) || replication.promote.is_some();
            if !writable && once.first(engine.span) {
                out.push(
                    LINT.diag(
                        engine.span,
                        format!(
                            "nothing promotes the standby of `{}`",
                            member.name.value.as_str()
                        ),
                    )
                    .label("it takes no writes until somebody promotes it, and no recovery time counts that")
                    .related(promise.span, format!("the rto is {}", promise.rto))
                    .help("write `promote` with the statement that promotes it")
                    .alternative("remove `rto` where a person promotes it"),
                );
            }
        }
    }
}
