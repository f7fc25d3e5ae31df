//! keep-too-short: backups that expire before the next ones are complete. Velero also removes the last good one (gc_controller.go).

use crate::analyze::backup::queue::TICK;
use crate::analyze::backup::schedule::Schedule;
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo::worst_case::WorstCase;
use crate::analyze::rto::{Recovery, declare, sync};
use crate::analyze::sets::BackupSet;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Model;
use crate::model::value::Duration;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::KEEP_TOO_SHORT,
    check,
};

/// How often a time is made longer for the backups that it keeps.
const TURNS: usize = 16;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once: Once<Span> = Once::new();
    let detects = cx
        .analysis
        .sets()
        .iter()
        .any(|set| set.members.iter().any(|m| m.detect.is_some()));
    let recoveries = if detects {
        cx.analysis.recoveries()
    } else {
        &[]
    };
    for set in cx.analysis.sets() {
        let Some(member) = set.members.first() else {
            continue;
        };
        let (Some(rpo), Some(stated)) = (member.rpo, member.keep) else {
            continue;
        };
        // Of waits without an end no age follows.
        if cx.analysis.overloaded(&set.cluster) {
            continue;
        }
        // Objects alone may be older than the data, whose copies are not Velero's.
        let objects = member.objects.filter(|_| set.has_objects_alone());
        let rpo = objects.map_or(rpo.value, |objects| objects.value.max(rpo.value));
        let keep = stated.value;
        let Some(span) = stated.origin.span() else {
            continue;
        };
        let gap = gap(set);
        let read = read(cx.model, set, recoveries);
        let (least, why) = least(set, member.detect, read, rpo);
        // A second Schedule may keep longer what is damaged.
        let kept = member.detect.is_some() && is_kept_by_second(cx, set, read);
        if kept && Seconds::from(keep) >= without_detect(set, rpo) {
            continue;
        }
        if Seconds::from(keep) < least && once.first(span) {
            let enough = enough(cx, span, recoveries);
            out.push(too_short(
                set,
                keep,
                (least.max(gap.times(3)), enough),
                why,
                span,
            ));
        } else if Seconds::from(keep) == gap.times(2) && once.first(span) {
            out.push(just_gone(set, keep, enough(cx, span, recoveries), span));
        }
    }
}

/// How long is enough for every set that the statement is about: more than two runs of each, and as long as it is
/// needed. A longer time keeps more backups, which a new cluster syncs before it restores the first one.
fn enough(cx: &LintCx<'_>, span: Span, recoveries: &[Recovery]) -> Seconds {
    let mut needed = Seconds::ZERO;
    let mut kept: Vec<(&Schedule, Duration)> = Vec::new();
    let mut detects = false;
    for set in cx.analysis.sets() {
        let Some((member, keep)) = set.members.first().and_then(|one| Some((one, one.keep?)))
        else {
            continue;
        };
        let Some(rpo) = member.rpo.filter(|_| keep.origin.span() == Some(span)) else {
            continue;
        };
        let objects = member.objects.filter(|_| set.has_objects_alone());
        let rpo = objects.map_or(rpo.value, |objects| objects.value.max(rpo.value));
        let (least, _) = least(set, member.detect, read(cx.model, set, recoveries), rpo);
        needed = needed.max(least).max(gap(set).times(3));
        detects |= member.detect.is_some();
        kept.extend(set.schedule.as_ref().map(|schedule| (schedule, keep.value)));
    }
    let mut enough = needed;
    for _ in 0..TURNS {
        let more = kept.iter().map(|(schedule, keep)| {
            let runs = schedule.runs(enough.duration());
            runs.saturating_sub(schedule.runs(*keep))
        });
        let more: u64 = more.fold(0, u64::saturating_add);
        let longer = match detects {
            true => needed.plus(sync::each(more)),
            false => needed,
        };
        if longer <= enough {
            break;
        }
        enough = longer;
    }
    // A line that people read is a whole number of minutes.
    enough.over(60).times(60)
}

/// Whether a second Schedule of every namespace of a set keeps a copy from before damage that is noticed late.
fn is_kept_by_second(cx: &LintCx<'_>, first: &BackupSet, read: Read) -> bool {
    let detect = first.members.first().and_then(|member| member.detect);
    let mut sets = cx.analysis.sets().iter();
    sets.any(|set| {
        let (Some(keep), Some(rpo)) = (set.keep(), set.rpo()) else {
            return false;
        };
        set.is_second_of(first) && Seconds::from(keep) >= least(set, detect, read, rpo).0
    })
}

/// How long a backup is needed where no damage is noticed late.
fn without_detect(set: &BackupSet, rpo: Duration) -> Seconds {
    Seconds::from(rpo).max(gap(set).times(2))
}

fn gap(set: &BackupSet) -> Seconds {
    let schedule = set.schedule.as_ref().filter(|schedule| !schedule.ambiguous);
    schedule.map_or(Seconds::ZERO, |schedule| schedule.gap)
}

fn just_gone(set: &BackupSet, keep: Duration, least: Seconds, span: Span) -> Diag {
    LINT.diag(
        span,
        format!("backups of {} are kept for exactly two runs", set.label()),
    )
    .label("after one failed run the last good backup expires while the next one is made")
    .because(format!(
        "the retention of a backup is counted from its start, and two runs are {keep} apart"
    ))
    .help(format!("write `keep {least}` or more"))
}

/// How long a backup is read after damage is detected: the time to decide, and until the restore of its tier on the
/// slowest cluster is done. During this time the backup must not be removed.
#[derive(Clone, Copy)]
struct Read {
    declare: Seconds,
    /// From the decision on; nothing where no cluster recovers it.
    restored: Seconds,
}

fn read(model: &Model, set: &BackupSet, recoveries: &[Recovery]) -> Read {
    let declare = declare(model);
    let restored = recoveries
        .iter()
        .filter(|recovery| recovery.primary.id == set.cluster.id)
        .filter_map(|recovery| Some(recovery.restore(&set.tier)?.finish.less(declare)))
        .max();
    Read {
        declare,
        restored: restored.unwrap_or(Seconds::ZERO),
    }
}

/// How long a backup is needed, and why.
fn least(
    set: &BackupSet,
    detect: Option<Duration>,
    read: Read,
    rpo: Duration,
) -> (Seconds, String) {
    match detect {
        Some(detect) => {
            let worst_case = set.worst_case.as_ref();
            let older = worst_case.map_or(TICK, WorstCase::older_than_damage);
            let sum = Seconds::from(detect).plus(older);
            let mut text = format!(
                "damage may be detected after {detect}, and the last copy from before it is up to {older} older"
            );
            text.push_str(&format!("; the decision takes {}", read.declare));
            if read.restored > Seconds::ZERO {
                text.push_str(&format!(
                    ", and the copy has been read {} after that",
                    read.restored
                ));
            }
            let sum = sum.plus(read.declare).plus(read.restored);
            (sum.max(rpo.into()).max(gap(set).times(2)), text)
        }
        None => {
            let what = match set.has_objects_alone() {
                true => "its `objects`, else the RPO,",
                false => "the RPO",
            };
            let text = format!(
                "a backup must be kept for longer than {what} {rpo} and than two runs, which are {} apart",
                gap(set)
            );
            (Seconds::from(rpo).max(gap(set).times(2)), text)
        }
    }
}

fn too_short(
    set: &BackupSet,
    keep: Duration,
    (least, enough): (Seconds, Seconds),
    why: String,
    span: Span,
) -> Diag {
    LINT.diag(
        span,
        format!(
            "backups of {} are kept for {keep}, but they must be kept for {least}",
            set.label()
        ),
    )
    .label("Velero would remove the last good backup before the next one is complete")
    .because(why)
    .help(format!("write `keep {enough}` or more"))
}
