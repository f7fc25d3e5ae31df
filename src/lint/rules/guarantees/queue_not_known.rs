//! queue-not-known: Schedules of others in the queue of a cluster, of which it is not known what they take.

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Store};
use crate::repository::schedules::{OtherSchedule, Writer};

pub(super) static LINT: Lint = Lint {
    finding: &findings::QUEUE_NOT_KNOWN,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for folder in &cx.inventory.schedules.unread {
        out.push(unread(cx, folder));
    }
    for plan in &cx.inventory.schedules.unlinked {
        let theirs = cx.inventory.other_locations.iter();
        let mut theirs = theirs.filter(|other| other.plan == *plan);
        let mut stores = cx.model.stores.values();
        if let Some(store) =
            stores.find(|store| theirs.any(|other| other.location.is_in_bucket_of(store)))
        {
            out.push(unlinked(store, plan));
        }
    }
    let mut once = Once::new();
    for set in cx.analysis.sets() {
        if once.first(set.cluster.id) {
            for (schedule, why) in &set.beside.unknown {
                out.push(unknown(&set.cluster, schedule, why));
            }
        }
    }
}

fn unread(cx: &LintCx<'_>, folder: &str) -> Diag {
    let folder = if folder.is_empty() { "." } else { folder };
    LINT.diag(
        cx.model.plan.name.span,
        format!("cannot compute the queue of any cluster: the plan in `{folder}` cannot be read"),
    )
    .label("Schedules of that plan may be on the same clusters, and every backup may wait for them")
    .help(format!(
        "run `drplan check {folder}`, and fix what it reports"
    ))
}

fn unlinked(store: &Store, plan: &str) -> Diag {
    let bucket = &store.bucket.name;
    LINT.diag(
        bucket.span,
        format!(
            "cannot compute the copies to `{}`: plan `{plan}` writes to this bucket too",
            bucket.value
        ),
    )
    .label("both share its link, and it is not known how much the other one takes of it")
    .because("its `guarantees.lock` is of an earlier version of drplan")
    .help(format!("run `drplan build` for plan `{plan}`"))
}

fn unknown(cluster: &Cluster, schedule: &OtherSchedule, why: &str) -> Diag {
    let name = &cluster.name.value;
    let diag = LINT.diag(
        cluster.name.span,
        format!(
            "cannot compute the queue of `{name}`: Schedule `{}` is in it",
            schedule.name
        ),
    );
    let diag = diag
        .label("every backup of this cluster may wait for it, and it is not known for how long");
    match &schedule.of {
        Writer::Plan(plan) => diag
            .because(format!("it is of plan `{plan}`: {why}"))
            .help(format!("run `drplan build` for plan `{plan}`")),
        Writer::Author(file) => diag.because(format!("it stands in `{file}`: {why}")).help(
            "write its cron line into the manifest, in a form that every parser of Velero reads alike, or back up its namespaces with this plan",
        ),
    }
}
