//! Facts that follow from a plan: effective values, backup sets, schedules, what outlives a loss.
//!
//! Analysis computes, lints complain: nothing here says that something is wrong.

pub mod change;
pub mod copies;
pub mod cost;
pub mod demand;
pub mod effective;
pub mod guarantee;
pub mod hooks;
pub mod needs;
pub mod paths;
pub mod queue;
pub mod recovery;
pub mod rpo;
pub mod rto;
pub mod schedule;
pub mod seeding;
pub mod sets;
pub mod simulate;
mod solve;
pub mod stable;
pub mod sum;
pub mod timing;
pub mod units;

use crate::diag::{Diags, Severity};
use crate::model::{Cluster, Model};
use effective::Effective;
use recovery::Place;
use sets::BackupSet;

/// What was computed.
#[derive(Debug)]
pub struct Facts<'a> {
    /// Every namespace of every primary, in the order of the plan.
    pub effective: Vec<Effective<'a>>,
    /// The backup sets, sorted by cluster and name.
    pub sets: Vec<BackupSet<'a>>,
    /// The backup sets of recovery clusters that took over.
    pub others: Vec<BackupSet<'a>>,
    /// Every cluster with its mode and stages, in the order of the plan.
    pub places: Vec<Place<'a>>,
    /// How busy each primary is with its backups, in the order of `sets`.
    pub loads: Vec<Load<'a>>,
}

impl<'a> Facts<'a> {
    /// The namespaces of a primary.
    pub fn members_of<'f>(&'f self, home: &'f Cluster) -> impl Iterator<Item = &'f Effective<'a>> {
        self.effective
            .iter()
            .filter(|member| member.cluster.name == home.name)
    }

    /// The backup sets of a cluster.
    pub fn sets_of<'f>(&'f self, cluster: &'f Cluster) -> impl Iterator<Item = &'f BackupSet<'a>> {
        self.sets
            .iter()
            .chain(&self.others)
            .filter(|set| set.cluster.name == cluster.name)
    }
}

/// How busy a primary is with its backups.
#[derive(Debug)]
pub struct Load<'a> {
    /// The primary.
    pub cluster: &'a Cluster,
    /// How much of the slots is used.
    pub slots: queue::Usage,
    /// How much of the lanes is used.
    pub lanes: queue::Usage,
    /// Whether every wait ends.
    pub settled: bool,
}

/// Computes the facts of a plan, as far as its values go.
pub fn compute(model: &Model) -> Facts<'_> {
    let effective = effective::compute(model);
    let mut sets = sets::compute(model, &effective);
    let mut others = recovery::other_sets(model, &effective);
    let loads = solve::solve(model, &mut sets);
    // What a cluster that took over can do is not what the promises of the plan speak of.
    solve::solve(model, &mut others);
    let places = recovery::compute(model, &effective, &sets, &others);
    Facts {
        effective,
        sets,
        others,
        places,
        loads,
    }
}

/// A plan without errors: the only thing that manifests are made of.
#[derive(Debug)]
pub struct Ready<'a> {
    model: &'a Model,
    facts: &'a Facts<'a>,
}

impl<'a> Ready<'a> {
    /// The gate: `None` while there is an error.
    pub fn new(model: &'a Model, facts: &'a Facts<'a>, diags: &Diags) -> Option<Self> {
        (!diags.any(Severity::Error)).then_some(Self { model, facts })
    }

    /// The plan.
    pub fn model(&self) -> &'a Model {
        self.model
    }

    /// What was computed of it.
    pub fn facts(&self) -> &'a Facts<'a> {
        self.facts
    }
}
