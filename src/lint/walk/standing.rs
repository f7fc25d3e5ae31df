//! The Schedules that the last build wrote for what the plan backs up today.

use crate::analyze::effective::Member;
use crate::analyze::sets::BackupSet;
use crate::lint::LintCx;
use crate::repository::standing::StandingSchedule;

/// The Schedules of the last build that back up a namespace of a set. Where the last build wrote none for the cluster,
/// it may have had another name: then those of folders count that belong to no cluster of today.
pub(in crate::lint) fn standing<'a>(
    cx: &LintCx<'a>,
    set: &BackupSet,
    member: &Member,
) -> Vec<&'a StandingSchedule> {
    let all = &cx.inventory.written.schedules;
    let own = Some(set.cluster.id);
    let cluster = match all.iter().any(|one| one.cluster == own) {
        true => own,
        false => None,
    };
    let name = member.name.value.as_str();
    let of = all.iter().filter(|one| one.cluster == cluster);
    of.filter(|one| one.namespaces.contains(name)).collect()
}
