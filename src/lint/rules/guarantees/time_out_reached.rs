//! time-out-reached: copies that take longer than a time-out which stops them every time (node-agent: `--data-mover-prepare-timeout`, data_upload_controller.go).

use crate::analyze::backup::cost::RATE;
use crate::analyze::backup::restore::nodes;
use crate::analyze::effective::Member;
use crate::analyze::node_agent::knows_queue;
use crate::analyze::quantities::{Bytes, Seconds, plural};
use crate::analyze::rpo::remedies::bears_dump;
use crate::diag::{Diags, findings};
use crate::lint::walk::movers::{self, PREPARED, most_late};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::{Dump, Recover, Workload};
use crate::source::Span;
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    finding: &findings::TIME_OUT_REACHED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    restores(cx, out);
    dumps(cx, out);
    attached(cx, out);
    for cluster in cx.model.clusters.values() {
        let Some(start) = &cluster.mover_start else {
            continue;
        };
        if Seconds::from(start.value) > PREPARED {
            let label = if cluster.recovers.is_some() {
                "no volume is ever restored there: each restore fails, and fails again"
            } else {
                "no volume is ever copied: each copy fails and starts again with the next run"
            };
            out.push(
                LINT.diag(
                    start.span,
                    format!(
                        "the data mover of a volume starts after {} on `{}`, but node-agent stops waiting for it after {PREPARED}",
                        start.value,
                        cluster.stated_name()
                    ),
                )
                .label(label)
                .because("the flag `--data-mover-prepare-timeout` of node-agent is 30m unless it is set, and the plan does not set it")
                .help(format!("write `mover-start {PREPARED}` or less if that is what a volume takes"))
                .alternative("write `recover file-backup` for the volumes that cannot be attached faster"),
            );
        }
    }
    for set in cx.analysis.sets() {
        let worst = set.time_outs.too_long();
        if cx.analysis.overloaded(&set.cluster) || !worst {
            continue;
        }
        out.push(
            LINT.diag(
                set.tier.name.span,
                format!(
                    "the first copy of {} takes longer than the longest time-out that Velero reads",
                    set.label()
                ),
            )
            .about(subjects::not_sized(set))
            .label("Velero stops this copy at its time-out, so there is never a backup")
            .because("the waits for other first copies of the same cluster are included")
            .help("write the real `size` of the volumes, and measure and write `upload` in the store and `read` in the cluster"),
        );
    }
}

/// Data movers that wait for a node until they are cancelled, where the plan states how many a node attaches and its
/// Velero has no queue that keeps the others waiting.
fn attached(cx: &LintCx<'_>, out: &mut Diags) {
    if knows_queue(cx.model) {
        return;
    }
    for cluster in cx.model.clusters.values().filter(|one| one.leads()) {
        let Some(stated) = &cluster.mover_attachments else {
            continue;
        };
        let places = stated.value.saturating_mul(nodes(cluster));
        let prepared = movers::prepared(cx, cluster);
        let all = movers::backups(cx, cluster).into_iter();
        let all = all.chain(movers::restores(cx, cluster));
        let Some((waiting, volumes)) = most_late(all, places, prepared) else {
            continue;
        };
        out.push(
            LINT.diag(
                stated.span,
                format!(
                    "{waiting} of {volumes} data movers on `{}` wait for a node until they are cancelled after {prepared}",
                    cluster.stated_name()
                ),
            )
            .label(format!("its {} attach {places} of them", plural(nodes(cluster), "node")))
            .because("a Velero older than 1.17 prepares all volumes at once: it does not know `prepareQueueLength`")
            .help("upgrade to Velero 1.17, and write it as `velero` in the plan: the others then wait for their turn")
            .alternative("start node-agent with a `--data-mover-prepare-timeout` that is longer than the whole copy"),
        );
    }
}

/// Restores that no time-out is long enough for, once for each tier of a cluster.
fn restores(cx: &LintCx<'_>, out: &mut Diags) {
    for side in cx.analysis.rehearsed() {
        let mut seen = BTreeSet::new();
        let late = side.restores.iter().filter(|one| one.time_outs.too_long());
        for one in late.filter(|one| seen.insert(one.tier.id)) {
            let mut sets = cx.analysis.sets().iter();
            let set = sets.find(|set| set.schedule_name == one.schedule);
            out.push(
                LINT.diag(
                    one.tier.name.span,
                    format!(
                        "the restore of tier `{}` on `{}` takes longer than the longest time-out that Velero reads",
                        one.tier.name.value, side.cluster.name.value
                    ),
                )
                .about(set.map_or_else(Vec::new, |set| subjects::not_sized(set)))
                .label("Velero stops this restore at its time-out, so the data is never restored")
                .because("the waits for other volumes of the same tier, and for other recoveries that the same loss starts, are included")
                .help(format!(
                    "write the real `size` of the volumes, and measure and write `download` in store `{}` and `write` in cluster `{}`",
                    one.store.name.value,
                    side.cluster.stated_name()
                )),
            );
        }
    }
}

/// Dumps that cannot be written within their own time-out, once for each workload.
fn dumps(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once: Once<Span> = Once::new();
    for member in cx.analysis.sets().iter().flat_map(|set| &set.members) {
        for workload in &member.block.workloads {
            let (Some(Recover::Dump(dump)), Some(hook)) =
                (member.recover_of(workload), member.hook(workload))
            else {
                continue;
            };
            let Some(most) = most_dumped(member, workload, dump) else {
                continue;
            };
            let read = member.cluster.read.as_ref();
            let rate = read.map_or(RATE, |read| read.value);
            let (takes, stopped) = (most.at(rate, 1), Seconds::from(hook.pre.timeout));
            let stated = dump.hook.timeout.as_ref();
            let span = stated.map_or(workload.name.span, |timeout| timeout.span);
            if takes <= stopped || !once.first(workload.name.span) {
                continue;
            }
            let (assumed, other) = match read {
                Some(_) => ("", "write the real `size` of the volumes"),
                None => (" (assumed)", "measure and write `read` in the cluster"),
            };
            let diag = LINT
                .diag(
                    span,
                    format!(
                        "the dump of `{}/{}` may take {takes}, but its hook is stopped after {stopped}",
                        member.name.value.as_str(),
                        workload.label()
                    ),
                )
                .label("every run whose dump is that large is stopped, and is not a recovery point")
                .because(format!(
                    "up to {} are dumped into volume `{}`, and they are read at {rate}{assumed}",
                    most.about(),
                    dump.into.value
                ))
                .about(subjects::of_workload(workload.id));
            out.push(match bears_dump(cx.analysis, dump, takes) {
                true => diag
                    .help(format!("write `timeout {takes}` or more in `recover dump`"))
                    .alternative(other),
                false => diag.help(other).because(format!(
                    "with a time-out of {takes} its RPO is not met: Velero waits for the hook before it copies"
                )),
            });
        }
    }
}

/// The most that a dump can write: what fits into its volume, and not more than the data where all of it is known.
fn most_dumped(member: &Member, workload: &Workload, dump: &Dump) -> Option<Bytes> {
    let mut volumes = workload.volumes.iter();
    let into = volumes.find(|volume| volume.name == dump.into)?;
    let into = member.size_of(into)?.value.as_bytes();
    let data = workload
        .volumes
        .iter()
        .filter(|volume| volume.name != dump.into);
    let sizes = data.map(|volume| Some(member.size_of(volume)?.value.as_bytes()));
    let data = sizes.sum::<Option<u64>>().filter(|data| *data > 0);
    Some(Bytes::new(data.map_or(into, |data| into.min(data))))
}
