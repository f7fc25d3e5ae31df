//! The backups of a plan: its namespaces, where each runs now, and their sets with schedules and proofs.

use super::backup::load::Load;
use super::backup::shared;
use super::backup::solve::{self, Effort};
use super::effective::{self, Member};
use super::links;
use super::recovery;
use super::sets::{self, BackupSet};
use crate::model::Model;
use crate::repository::Observed;
use std::sync::Arc;

/// What follows from a plan without its recoveries.
pub(in crate::analyze) struct Backups {
    pub(in crate::analyze) members: Vec<Arc<Member>>,
    pub(in crate::analyze) served: Vec<Arc<Member>>,
    /// The sets of clusters that serve.
    pub(in crate::analyze) serving: Vec<BackupSet>,
    /// Those of clusters that do not, not yet solved.
    pub(in crate::analyze) idle: Vec<BackupSet>,
    pub(in crate::analyze) loads: Vec<Load>,
}

impl Backups {
    pub(in crate::analyze) fn of(model: &Model, observed: &Observed) -> Self {
        Self::solved(model, observed, Effort::Whole)
    }

    /// Those of a plan with a change that is only tried. A promise that it keeps is kept with [`Backups::of`] too.
    pub(in crate::analyze) fn tried(model: &Model, observed: &Observed) -> Self {
        Self::solved(model, observed, Effort::Trial)
    }

    fn solved(model: &Model, observed: &Observed, effort: Effort) -> Self {
        let members = effective::compute(model, observed);
        let moved = recovery::moved_members(model, &members);
        let served = recovery::served_members(model, &members, &moved);
        let serves = |set: &BackupSet| recovery::serves(model, &set.cluster);
        let at_home = sets::compute(model, &members);
        let moved = sets::compute(model, &moved);
        let all = at_home.into_iter().chain(moved);
        let (mut serving, idle): (Vec<_>, Vec<_>) = all.partition(serves);
        shared::queue_with_others((model, observed), &served, &mut serving);
        links::share(model, observed, &mut serving);
        let loads = solve::solve(model, &mut serving, effort);
        Self {
            members,
            served,
            serving,
            idle,
            loads,
        }
    }
}
