//! The clusters that serve after the next move of a failover: what they back up then.

use crate::analyze::backup::solve;
use crate::analyze::effective::Member;
use crate::analyze::links;
use crate::analyze::recovery;
use crate::analyze::sets::{self, BackupSet};
use crate::model::{Cluster, Model};
use crate::repository::Observed;
use std::sync::Arc;

/// A cluster that serves after a move.
#[derive(Debug)]
pub struct Next {
    /// The cluster.
    pub cluster: Arc<Cluster>,
    /// What it backs up then.
    pub sets: Vec<BackupSet>,
    /// Whether its queue empties.
    pub settled: bool,
}

/// The clusters that serve after the next move, in the order of the plan.
pub(super) fn next(model: &Model, observed: &Observed, members: &[Arc<Member>]) -> Vec<Next> {
    let mut all = Vec::new();
    for members in recovery::members_after_a_move(model, members) {
        let Some(cluster) = members.first().map(|member| member.cluster.clone()) else {
            continue;
        };
        let mut sets = sets::compute(model, &members);
        links::share(model, observed, &mut sets);
        let loads = solve::solve(model, &mut sets, solve::Effort::Whole);
        // Those beside it are in its queue, and are no part of the move.
        sets.retain(|set| set.cluster.id == cluster.id);
        all.push(Next {
            cluster,
            sets,
            settled: loads.iter().all(|load| load.settled),
        });
    }
    all
}
