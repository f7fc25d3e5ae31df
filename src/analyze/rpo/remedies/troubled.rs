//! Sets whose promises break, or depend on a size that nobody declares.

use crate::analyze::backup::cost::LARGE;
use crate::analyze::backup::solve;
use crate::analyze::effective::MemberId;
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo;
use crate::analyze::rpo::worst_case::Verdict;
use crate::analyze::sets::BackupSet;
use crate::model::Model;
use crate::source::Span;
use std::borrow::Borrow;
use std::collections::BTreeSet;

/// Who is in trouble: a namespace, and whether that is its second Schedule.
pub(super) type Who = (MemberId, bool);

/// In whole minutes, or hours where it is several.
pub(super) fn rounded(worst: Seconds) -> Seconds {
    let unit = if worst > Seconds::minutes(600) {
        3_600
    } else {
        60
    };
    worst.over(unit).times(unit)
}

pub(super) fn is_broken(model: &Model, set: &BackupSet) -> bool {
    rpo::first_broken(model, set).is_some()
}

/// Whether a promise of a set breaks, or depends on a size that nobody declares.
pub(super) fn is_troubled(model: &Model, set: &BackupSet) -> bool {
    let verdict = set.worst_case.as_ref().map(|worst_case| worst_case.verdict);
    is_broken(model, set) || matches!(verdict, Some(Verdict::Broken | Verdict::KeptIfSmall))
}

pub(super) fn troubled<S: Borrow<BackupSet>>(model: &Model, sets: &[S]) -> BTreeSet<Who> {
    let sets = sets.iter().map(Borrow::borrow);
    let troubled = sets.filter(|set| is_troubled(model, set));
    troubled
        .flat_map(|set| set.members.iter().map(|one| (one.id, set.second)))
        .collect()
}

/// Whether a set keeps the promise that stands at a place.
pub(super) fn shares(model: &Model, set: &BackupSet, span: Span) -> bool {
    let promises = rpo::promises_of(model, set);
    promises.iter().any(|promise| promise.span == Some(span))
}

/// What a set in trouble loses at worst: with large volumes, where it depends on a size that nobody declares.
pub(super) fn late(model: &Model, set: &BackupSet) -> Option<Seconds> {
    if !is_troubled(model, set) {
        return None;
    }
    let (worst_case, schedule) = (set.worst_case.as_ref()?, set.schedule.as_ref()?);
    let lost = match worst_case.verdict {
        Verdict::KeptIfSmall => solve::task(model, set)?
            .prove(schedule, worst_case.waits, LARGE)
            .loss(),
        Verdict::Kept | Verdict::KeptWithoutMissedRun | Verdict::Broken | Verdict::NotPromised => {
            worst_case.loss()
        }
    };
    let promises = rpo::promises_of(model, set);
    let lags = promises
        .iter()
        .filter_map(|promise| rpo::replicate(set, promise.scope));
    Some(lost.plus(lags.max().unwrap_or_default()))
}
