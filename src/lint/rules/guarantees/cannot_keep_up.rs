//! cannot-keep-up: backups that do not finish before the next ones are due, so the copies fall behind without end.

use crate::analyze::backup::cost::runs_several;
use crate::analyze::backup::load::Load;
use crate::analyze::backup::queue::{FULL, Usage};
use crate::analyze::quantities::plural;
use crate::analyze::sets::BackupSet;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::value::Share;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::CANNOT_KEEP_UP,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once: Once<Span> = Once::new();
    for set in cx.analysis.sets() {
        if cx.analysis.overloaded(&set.cluster) {
            continue;
        }
        if let Some((span, diag)) = too_long(set)
            && once.first(span)
        {
            out.push(diag);
        }
    }
    for load in cx.analysis.loads() {
        out.extend_one(too_many(cx, load));
    }
}

fn too_long(set: &BackupSet) -> Option<(Span, Diag)> {
    let (worst_case, schedule) = (set.worst_case.as_ref()?, set.schedule.as_ref()?);
    if worst_case.keeps_up || !set.method.copies_volumes() {
        return None;
    }
    let whole = worst_case.cost.whole();
    let span = schedule.pinned.unwrap_or(set.tier.name.span);
    let cost = &worst_case.cost;
    let diag = LINT
        .diag(
            span,
            format!(
                "a backup of {} takes {whole}, but the next one is due after {}",
                set.label(),
                schedule.gap
            ),
        )
        .about(subjects::not_sized(set))
        .label("the newest copy gets older with every run")
        .because(format!(
            "slot {} + copy {} = {whole} > {}",
            cost.slot(),
            cost.moved.time,
            schedule.gap
        ));
    let diag = if schedule.pinned.is_some() {
        diag.help("write `every` with fewer runs, or measure and write `touched` and `change` in the volumes and `read` in the cluster")
    } else {
        diag.help("measure and write `touched` and `change` in the volumes and `read` in the cluster, or recover the largest workload by replication")
    };
    Some((span, diag))
}

/// More work than the slots or the lanes of a cluster can do.
fn too_many(cx: &LintCx<'_>, load: &Load) -> Option<Diag> {
    if load.settled {
        return None;
    }
    let cluster = &load.cluster;
    let mut sets: Vec<&BackupSet> = cx
        .analysis
        .sets()
        .iter()
        .map(|set| &**set)
        .filter(|set| set.cluster.shares_site(cluster) && set.worst_case.is_some())
        .collect();
    let lanes = load.lanes >= FULL && load.slots < FULL;
    sets.sort_by_key(|set| {
        std::cmp::Reverse(set.worst_case.as_ref().map(|worst_case| {
            if lanes {
                worst_case.cost.moved.work
            } else {
                worst_case.cost.slot()
            }
        }))
    });
    let longest = sets.first()?;
    let name = &cluster.name.value;
    let (what, span, usage, help) = if lanes {
        (
            "data movers",
            cluster.node_agent_load.as_ref().map(|stated| stated.span),
            load.lanes,
            "write the real `nodes` and `node-agent-load` in the cluster, or back up the largest sets less often",
        )
    } else {
        (
            "slots",
            cluster
                .concurrent_backups
                .as_ref()
                .map(|stated| stated.span),
            load.slots,
            match runs_several(cx.model, cluster) {
                true => {
                    "write a higher `concurrent-backups` and start Velero with the same flag, or back up the largest sets less often"
                }
                false => "back up the largest sets less often",
            },
        )
    };
    // With idle slots it is the distance of the runs that is too short for what one of them takes.
    let pinned = sets.iter().any(|set| is_pinned(set));
    let help = match usage < FULL && pinned {
        true => {
            "write `every` with fewer runs, or remove it, or measure and write `touched` and `change` in the volumes, `read` in the cluster and `upload` in the store"
        }
        false => help,
    };
    let used = if usage >= FULL {
        format!("{} of what its {what} can do", share(usage))
    } else {
        format!(
            "{} of what its {what} can do, at times so close together that the queue never empties",
            share(usage)
        )
    };
    Some(
        LINT.diag(
            span.unwrap_or(cluster.name.span),
            format!("the backups of `{name}` need {used}"),
        )
        .about(sets.iter().flat_map(|set| subjects::not_sized(set)))
        .label("every backup waits longer than the one before, without end")
        .because(format!(
            "{} on this cluster; the one that takes longest is that of {}",
            plural(sets.len() as u64, "backup set"),
            longest.label()
        ))
        .help(help),
    )
}

fn is_pinned(set: &BackupSet) -> bool {
    let schedule = set.schedule.as_ref();
    schedule.is_some_and(|schedule| schedule.pinned.is_some())
}

/// A usage in whole percents, rounded up.
fn share(usage: Usage) -> String {
    let percent = u32::try_from(usage.div_ceil(1_000)).unwrap_or(u32::MAX / 1_000);
    Share::percent(percent.min(1_000_000)).to_string()
}
