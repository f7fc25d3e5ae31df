//! Until the pods of a namespace are ready, and what waits for them.

use super::StageTime;
use crate::analyze::effective::Member;
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::RecoverySide;
use crate::analyze::recovery::ready::healthy;
use crate::analyze::rto::needed;
use crate::model::value::Size;

/// Until the applications of a block are ready.
pub(super) fn apps_time(
    facts: Facts<'_>,
    side: &RecoverySide,
    member: &Member,
    size: Size,
) -> StageTime {
    let time = healthy(member, side, size);
    let (mut whole, mut how) = (time.whole(), time.how());
    if let Some(needed) = needed::slowest(facts, side, member, size) {
        whole = whole.plus(needed.time);
        how = format!(
            "{how}, once `{}` is ready after {}",
            needed.name, needed.time
        );
    }
    StageTime::new(whole, how, time.inputs)
}

/// A stage that can do nothing until the restored pods of a namespace are ready.
pub(super) fn after_pods(
    time: StageTime,
    facts: Facts<'_>,
    side: &RecoverySide,
    member: &Member,
    size: Size,
) -> StageTime {
    let pods = healthy(member, side, size);
    let needed = needed::slowest(facts, side, member, size);
    let needed = needed.map_or(Seconds::ZERO, |needed| needed.time);
    let ready = needed.plus(pods.whole());
    StageTime::new(
        ready.plus(time.value),
        format!("{}, once the pods are ready after {ready}", time.how),
        pods.inputs.into_iter().chain(time.inputs).collect(),
    )
}
