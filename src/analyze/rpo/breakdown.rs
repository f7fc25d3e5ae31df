//! The loss of a backup set, term by term.

mod inputs;

use super::survival::StoreCopy;
use super::{LAG, LAG_INSIDE};
use crate::analyze::backup::cost::{
    self, CHANGE, FILE_START, MOVER_START, SNAPSHOT_READY, TOUCHED,
};
use crate::analyze::backup::demand::{Alike, Volume, Volumes, count};
use crate::analyze::backup::queue::TICK;
use crate::analyze::breakdown::{Breakdown, Input, Quantity, TermKind};
use crate::analyze::origin::Origin;
use crate::analyze::quantities::{Seconds, plural};
use crate::analyze::rpo;
use crate::analyze::rpo::worst_case::WorstCase;
use crate::analyze::sets::BackupSet;
use crate::model::Scope;
use crate::repository::schedules::Writer;
use crate::schema::rows;
use inputs::{accept, lives, rates, spread};

/// The loss of a set, term by term; `None` where no copy outlives the loss.
pub fn of_set(set: &BackupSet, scope: Scope) -> Option<Breakdown> {
    let (schedule, worst_case) = (set.schedule.as_ref()?, set.worst_case.as_ref()?);
    let lag = rpo::replicate(set, scope)?;
    let tolerated = set.members.first().map_or(0, |member| member.tolerate);
    let mut sum = Breakdown::default();
    let gap = Input {
        quantity: Quantity::Statement(&rows::EVERY),
        value: schedule.cron.clone(),
        origin: schedule.pinned.map_or(Origin::Computed, Origin::Declared),
    };
    let how = match tolerated {
        _ if worst_case.tick == Seconds::ZERO => {
            let runs = match tolerated {
                0 => "the distance between two runs".to_owned(),
                n => format!("{} distances between runs", n.saturating_add(1)),
            };
            format!(
                "{runs} of `{}`, each up to the next look of Velero at its schedules",
                schedule.cron
            )
        }
        0 => format!("the longest between two runs of `{}`", schedule.cron),
        n => format!(
            "{} distances between runs of `{}`, as {n} may be missed",
            n.saturating_add(1),
            schedule.cron
        ),
    };
    sum.push(TermKind::Gap, worst_case.span, how, vec![gap]);
    let tick = Input {
        quantity: Quantity::BuiltIn("schedule loop"),
        value: TICK.to_string(),
        origin: Origin::Velero,
    };
    sum.push(
        TermKind::Tick,
        worst_case.tick,
        "Velero looks at its schedules once a minute".to_owned(),
        vec![tick],
    );
    let others = others(set);
    let waited = |what: &str| {
        format!("the worst wait for {what}, over all schedules of the cluster{others}")
    };
    let assumed = set.beside.counted.iter().filter(|one| one.assumed);
    let assumed = assumed.map(|one| Input::assumed("a Schedule of others", one.job.hold));
    sum.push(
        TermKind::Queue,
        worst_case.waits.slowest.queue,
        waited("a slot"),
        assumed.chain(spread(set)).collect(),
    );
    slot(&mut sum, set, worst_case);
    sum.push(
        TermKind::Lanes,
        worst_case.waits.slowest.lanes,
        waited("a data mover, which file backups wait for too"),
        spread(set).into_iter().collect(),
    );
    moved(&mut sum, set, worst_case);
    if lag > Seconds::ZERO {
        let (how, input) = match set.survivor(scope) {
            Some(StoreCopy::Replica) => {
                let stated = set.store.replica.as_ref();
                let stated = stated.and_then(|replica| replica.bucket.lag.as_ref());
                (
                    "how far the replica of the bucket may be behind",
                    Input::declared(&rows::LAG, stated, LAG),
                )
            }
            Some(StoreCopy::Main) | None => (
                "how far the bucket may be behind outside of the region",
                Input::declared(&rows::BUCKET_LAG, set.store.bucket.lag.as_ref(), LAG_INSIDE),
            ),
        };
        sum.push(TermKind::Replicate, lag, how.to_owned(), vec![input]);
    }
    Some(sum)
}

/// Whose Schedules are counted beside those of the plan.
fn others(set: &BackupSet) -> String {
    let mut whose: Vec<String> = Vec::new();
    for one in &set.beside.counted {
        let of = match &one.of {
            Writer::Plan(plan) => format!("plan `{plan}`"),
            Writer::Author(file) => format!("`{file}`"),
        };
        if !whose.contains(&of) {
            whose.push(of);
        }
    }
    if whose.is_empty() {
        return String::new();
    }
    format!(", with those of {}", whose.join(", "))
}

fn slot(sum: &mut Breakdown, set: &BackupSet, worst_case: &WorstCase) {
    let cost = &worst_case.cost;
    let waits = worst_case.waits.slowest.total() > Seconds::ZERO;
    let moves = cost.moved.lanes > 0;
    let mut inputs = vec![Input::assumed("objects of one backup", cost.objects)];
    // That nothing waits is assumed as well, and there is no term of a wait to say so.
    inputs.extend(spread(set).filter(|_| !waits && !moves));
    sum.push(
        TermKind::Objects,
        cost.objects,
        "the objects of one backup".to_owned(),
        inputs,
    );
    sum.push(
        TermKind::Hooks,
        cost.hooks,
        "the time-outs of all hooks, on every replica".to_owned(),
        Vec::new(),
    );
    sum.push(
        TermKind::Snapshots,
        cost.snapshots,
        match set.demand.snapshots {
            0 | 1 => plural(set.demand.snapshots, "snapshot"),
            several => format!("{}, one after another", plural(several, "snapshot")),
        },
        vec![Input::declared(
            &rows::SNAPSHOT_READY,
            set.cluster.snapshot_ready.as_ref(),
            SNAPSHOT_READY,
        )],
    );
    sum.push(
        TermKind::Node,
        worst_case.waits.slowest.node,
        "the worst wait for the node of a pod while data movers or other file backups use it, over all schedules of the cluster".to_owned(),
        spread(set).into_iter().collect(),
    );
    if cost.files.time > Seconds::ZERO {
        let mut inputs = vec![Input::assumed("file-backup set-up", FILE_START)];
        inputs.extend(accept(set));
        inputs.extend(rates(set));
        let start = FILE_START.plus(set.capacity.accept);
        let how = copy_words(set, &set.demand.files, worst_case, start, 1);
        inputs.extend(volume_inputs(&set.demand.files, worst_case));
        sum.push(TermKind::Files, cost.files.time, how, inputs);
    }
}

fn moved(sum: &mut Breakdown, set: &BackupSet, worst_case: &WorstCase) {
    let lanes = worst_case.cost.moved.lanes;
    if lanes > 0 {
        let mut inputs = vec![Input::declared(
            &rows::MOVER_START,
            set.cluster.mover_start.as_ref(),
            MOVER_START,
        )];
        inputs.extend(accept(set));
        inputs.extend(lives(set));
        inputs.extend(rates(set));
        let how = copy_words(
            set,
            &set.demand.moved,
            worst_case,
            set.capacity.mover_start.plus(set.capacity.accept),
            lanes,
        );
        inputs.extend(volume_inputs(&set.demand.moved, worst_case));
        inputs.extend(spread(set));
        sum.push(TermKind::Copy, worst_case.cost.moved.time, how, inputs);
    }
}

/// The volume whose copy takes longest.
fn longest<'v>(volumes: &'v Volumes, worst_case: &WorstCase) -> Option<(&'v Volume, &'v Alike)> {
    let pace = worst_case.cost.pace();
    volumes
        .iter()
        .max_by_key(|(volume, _)| cost::bytes(volume, pace, worst_case.size))
}

/// The numbers of that volume.
fn volume_inputs(volumes: &Volumes, worst_case: &WorstCase) -> Vec<Input> {
    let Some((volume, alike)) = longest(volumes, worst_case) else {
        return Vec::new();
    };
    let span = alike.first;
    let input = |row, stated: Option<String>, default: String| Input {
        quantity: Quantity::Statement(row),
        origin: stated
            .as_ref()
            .map_or(Origin::Assumed, |_| Origin::Declared(span)),
        value: stated.unwrap_or(default),
    };
    let mut size = input(
        &rows::SIZE,
        volume.size.map(|v| v.to_string()),
        worst_case.size.to_string(),
    );
    if let Some(claim) = alike.claim {
        size.origin = Origin::Read(claim);
    }
    vec![
        size,
        input(
            &rows::TOUCHED,
            volume.touched.map(|v| v.to_string()),
            TOUCHED.to_string(),
        ),
        input(
            &rows::CHANGE,
            volume.change.map(|v| v.to_string()),
            CHANGE.to_string(),
        ),
    ]
}

fn copy_words(
    set: &BackupSet,
    volumes: &Volumes,
    worst_case: &WorstCase,
    start: Seconds,
    lanes: u64,
) -> String {
    let Some((volume, _)) = longest(volumes, worst_case) else {
        return String::new();
    };
    let between = worst_case.cost.between;
    let (read, written) = cost::bytes(volume, worst_case.cost.pace(), worst_case.size);
    let each = format!(
        "{start} set-up, then {} read at {}, touched {}, or {} written at {}, changed in the {between} between two captures",
        read.about(),
        set.capacity.read,
        match worst_case.cost.gaps {
            ..=1 => format!("between runs that are {} apart", worst_case.span),
            gaps => format!("in {gaps} gaps between runs"),
        },
        written.about(),
        set.capacity.upload_words(),
    );
    match count(volumes) {
        1 => each,
        n if lanes == 1 => format!("{n} volumes one after another, the largest {each}"),
        n => format!("{n} volumes, {lanes} side by side, the largest {each}, shared"),
    }
}
