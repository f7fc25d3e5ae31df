//! rpo-not-met: a promise that no schedule keeps, or a copy that is further behind than promised.

use crate::analyze::effective::{Effective, Origin};
use crate::analyze::schedule::SMALLEST;
use crate::analyze::sets::BackupSet;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::Recover;
use crate::model::value::Duration;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    name: "rpo-not-met",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut said: Vec<Span> = Vec::new();
    for set in &cx.facts.sets {
        let Some(member) = set.members.first() else {
            continue;
        };
        let (rpo, Origin::Said(_, span)) = member.rpo else {
            continue;
        };
        if rpo.as_seconds() < 60 || said.contains(&span) {
            continue;
        }
        let diag = match (&set.schedule, member.every) {
            (Some(schedule), Some(every))
                if !schedule.ambiguous
                    && schedule.gap * (member.tolerate + 1) + 60 > rpo.as_seconds() =>
            {
                Some(pinned(every.span, schedule.gap, member.tolerate, rpo, span))
            }
            (None, None) if set.method.copies_volumes() => Some(no_interval(set, rpo, span)),
            _ => None,
        };
        if let Some(diag) = diag {
            said.push(span);
            out.push(diag);
        }
    }
    for member in &cx.facts.effective {
        for workload in &member.block.workloads {
            out.extend_one(behind(member, member.recover_of(workload)));
        }
    }
}

fn pinned(every: Span, gap: u64, tolerate: u64, rpo: Duration, promise: Span) -> Diag {
    let gap = Duration::seconds(gap);
    // Velero does not retry: each missed run makes the data one gap older.
    let gaps = match tolerate {
        0 => format!("gap {gap}"),
        n => format!("{} gaps of {gap}, for `tolerate {n}`,", n + 1),
    };
    Diag::new("rpo-not-met", every, format!("runs {gap} apart do not keep an RPO of {rpo}"))
        .label("the schedule is pinned here")
        .related(promise, "the promise")
        .because(format!("{gaps} + schedule loop 1m > {rpo}"))
        .help("pin a shorter interval, or leave `every` out: the longest interval that keeps the promise is taken")
}

fn no_interval(set: &BackupSet<'_>, rpo: Duration, span: Span) -> Diag {
    let avoids = set
        .members
        .first()
        .is_some_and(|member| !member.avoid.is_empty());
    let diag = Diag::new(
        "rpo-not-met",
        span,
        format!("no schedule of `{}` keeps an RPO of {rpo}", set.name),
    )
    .label("half of it is for the gap between runs, half for the run");
    if avoids {
        diag.help("shorten the `avoid` windows: no run may begin in them, so the gap is longer than half of the RPO")
    } else {
        diag.because(format!(
            "the shortest interval is {}, and half of {rpo} is less",
            Duration::seconds(SMALLEST)
        ))
        .help("write `recover replication ENGINE { … }` for the workload, or an RPO of 10m or more")
    }
}

fn behind(member: &Effective<'_>, recover: Option<&Recover>) -> Option<Diag> {
    let lag = match recover? {
        Recover::Replication(replication) => &replication.lag,
        Recover::Operator(operator) => &operator.lag,
        Recover::Snapshot | Recover::FileBackup | Recover::Dump(_) | Recover::Rebuild => {
            return None;
        }
    };
    let Origin::Said(_, promise) = member.rpo.1 else {
        return None;
    };
    (lag.value > member.rpo.0).then(|| {
        Diag::new(
            "rpo-not-met",
            lag.span,
            format!(
                "a copy that is {} behind does not keep an RPO of {}",
                lag.value, member.rpo.0
            ),
        )
        .label("as much is lost")
        .related(promise, "the promise")
        .help("make the copy follow faster, or promise less")
    })
}
