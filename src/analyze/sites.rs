//! What each recovery takes of a cluster on which there are several: computed from what each of them is alone.

use crate::analyze::backup::cost::{LARGE, SIZE};
use crate::analyze::backup::takes::takes;
use crate::analyze::facts::Facts;
use crate::analyze::recovery::{self, Phase, RecoverySide};
use crate::analyze::rto;
use crate::analyze::together::Together;
use crate::model::ClusterId;
use crate::model::value::Size;
use crate::repository::schedules::recovering::OtherRecovery;
use crate::repository::schedules::{OtherSchedule, Takes, Writer};
use std::sync::Arc;

/// The sides of a plan, and what is beside each recovery on its cluster.
pub(super) fn sides(alone: Facts<'_>) -> (Vec<Arc<RecoverySide>>, Together) {
    let sides = recovery::compute(alone);
    if sides.iter().all(|side| side.cluster.site.is_none()) {
        return (sides, Together::default());
    }
    let together = together(alone, &sides);
    let facts = Facts {
        together: &together,
        ..alone
    };
    (recovery::compute(facts), together)
}

/// What is beside each recovery; nothing where every cluster recovers one alone.
fn together(facts: Facts<'_>, sides: &[Arc<RecoverySide>]) -> Together {
    let mut together = Together::default();
    for side in sides {
        let Some(site) = &side.cluster.site else {
            continue;
        };
        let here = sides.iter().filter(|other| {
            let its = other.cluster.site.as_ref();
            other.cluster.id != side.cluster.id && its.is_some_and(|its| its.lead == site.lead)
        });
        let here: Vec<ClusterId> = here.map(|other| other.cluster.id).collect();
        // One that serves has been recovered, and makes backups.
        if side.phase == Phase::Active {
            together.schedules.extend(schedules(facts, side, &here));
            continue;
        }
        let rehearsed = recovery::rehearsed(facts, side);
        let others = |size: Size| {
            let takes = rto::takes_beside(facts, &rehearsed, size);
            let plan = side.cluster.name.value.to_string();
            here.iter().map(move |cluster| OtherRecovery {
                cluster: *cluster,
                plan: plan.clone(),
                takes,
            })
        };
        together.usual.extend(others(SIZE));
        together.large.extend(others(LARGE));
    }
    together
}

/// The Schedules of one that serves, as they are beside the recovery of another one.
fn schedules(facts: Facts<'_>, side: &RecoverySide, here: &[ClusterId]) -> Vec<OtherSchedule> {
    let sets = facts.sets_of(&side.cluster);
    let all = sets.flat_map(|set| {
        let takes = takes(facts.model, set).map_or(
            Takes::Unknown("its cron line cannot be read"),
            Takes::Computed,
        );
        let cron = set.schedule.as_ref();
        let cron = cron.map_or_else(String::new, |schedule| schedule.cron.to_string());
        here.iter().map(move |cluster| OtherSchedule {
            cluster: *cluster,
            of: Writer::Plan(side.cluster.name.value.to_string()),
            name: set.schedule_name.clone(),
            cron: cron.clone(),
            takes: takes.clone(),
        })
    });
    all.collect()
}
