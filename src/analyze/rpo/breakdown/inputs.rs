//! The numbers that the terms of a sum share.

use crate::analyze::backup::cost::RATE;
use crate::analyze::breakdown::{Input, Quantity};
use crate::analyze::origin::Origin;
use crate::analyze::quantities::Seconds;
use crate::analyze::sets::BackupSet;
use crate::schema::rows;

/// How late a free place is seen, where volumes are prepared in a queue.
pub(super) fn accept(set: &BackupSet) -> Option<Input> {
    let accept = set.capacity.accept;
    (accept > Seconds::ZERO).then(|| Input {
        quantity: Quantity::BuiltIn("until a place is seen"),
        value: accept.to_string(),
        origin: Origin::Velero,
    })
}

/// What the snapshots are lost with, where they are copied for that alone.
pub(super) fn lives(set: &BackupSet) -> Option<Input> {
    let known = set.lives.origin == Origin::Computed;
    (set.lives_decides && !known).then(|| Input {
        quantity: Quantity::Statement(&rows::LIVES),
        value: set.lives.value.word().to_owned(),
        origin: set.lives.origin,
    })
}

pub(super) fn rates(set: &BackupSet) -> [Input; 2] {
    [
        Input::declared(&rows::READ, set.cluster.read.as_ref(), RATE),
        Input::declared(&rows::UPLOAD, set.store.upload.as_ref(), RATE),
    ]
}

/// What is taken for granted of where volumes are moved, where that matters: a volume waits only while no
/// node has a load that is free.
pub(super) fn spread(set: &BackupSet) -> Option<Input> {
    let nodes = set.capacity.places().nodes;
    // What one run moves may still be on its node when the next ones do.
    let overlaps = set
        .schedule
        .as_ref()
        .zip(set.worst_case.as_ref())
        .is_some_and(|(schedule, worst_case)| {
            worst_case.cost.moved.lanes > 0 && worst_case.cost.whole() > schedule.closest
        });
    let spread = set.capacity.spread || (nodes > 1 && overlaps);
    spread.then(|| Input::assumed("even spread", format!("over {nodes} nodes")))
}
