//! worse-after-failover: a cluster that would have to keep the promises after a failover, and cannot.

use crate::analyze::quantities::plural;
use crate::analyze::weaker::{self, Weaker};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::WORSE_AFTER_FAILOVER,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for weaker in weaker::weaker(cx.analysis) {
        out.extend_one(worse(cx, &weaker));
    }
}

fn worse(cx: &LintCx<'_>, weaker: &Weaker<'_>) -> Option<Diag> {
    let cluster = weaker.cluster;
    let name = &cluster.name.value;
    let span = cluster.recovers.map_or(cluster.name.span, |id| id.span);
    let ((first, sum), rest) = weaker.broken.split_first()?;
    let more = match rest.len() as u64 {
        0 => String::new(),
        n => format!(" and of {}", plural(n, "other backup set")),
    };
    let why = if weaker.settled {
        format!("{sum} > {}", first.rpo()?)
    } else {
        format!(
            "its slots or data movers cannot do {} of backups",
            plural(weaker.broken.len() as u64, "set")
        )
    };
    let served = cx
        .model
        .primary_of(cluster)
        .filter(|primary| primary.id != cluster.id);
    let moment = match served {
        Some(primary) => format!("it takes over from `{}`", primary.name.value),
        None => "it serves again".to_owned(),
    };
    Some(
        LINT.diag(
            span,
            format!("`{name}` cannot keep the RPO of {}{more} after {moment}", first.label()),
        )
        .about(subjects::not_sized(first))
        .label("its backups are slower than those of the cluster that serves now")
        .because(why)
        .help(format!(
            "measure and write `read`, `nodes`, `concurrent-backups` and `mover-start` in cluster `{}`, or give it more nodes",
            cluster.stated_name()
        )),
    )
}
