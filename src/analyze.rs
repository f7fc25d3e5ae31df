//! Facts that follow from a plan: effective values, backup sets, schedules, the copies that survive a loss.
//!
//! Analysis computes, lint reports: nothing here raises a finding.

pub mod agreed;
pub mod backup;
mod backups;
pub mod breakdown;
pub mod carried;
pub mod checked;
pub mod drivers;
pub mod effective;
pub mod engine;
mod facts;
pub mod guarantees;
pub mod handover;
pub mod hooks;
mod later;
mod links;
pub mod modifiers;
pub mod needs;
pub mod node_agent;
pub mod origin;
pub mod paths;
pub mod quantities;
mod ready;
pub mod recovery;
pub mod rpo;
pub mod rto;
pub mod sets;
pub mod simulate;
mod sites;
mod source;
pub mod stable_hash;
pub(in crate::analyze) mod together;
pub mod told;
pub mod unclaimed;
pub mod weaker;
pub mod wires;

use crate::model::{Check, Cluster, Model, Tier, Workload};
use crate::repository::Observed;
use backup::load::Load;
use backups::Backups;
use effective::{Member, MemberId};
use engine::Engine;
use facts::Facts;
use guarantees::Guarantee;
use handover::Next;
use later::Later;
use quantities::Seconds;
pub use ready::Ready;
use recovery::{RecoverySide, Stage};
use rto::Recovery;
use sets::BackupSet;
use std::sync::Arc;
use together::Together;

/// Everything that follows from one plan: made once, owned, and read by every rule, report and verb.
#[derive(Debug)]
pub struct Analysis {
    model: Arc<Model>,
    observed: Observed,
    members: Vec<Arc<Member>>,
    served: Vec<Arc<Member>>,
    /// The sets of clusters that serve, and after them those of clusters that do not.
    sets: Vec<Arc<BackupSet>>,
    serving_sets: usize,
    sides: Vec<Arc<RecoverySide>>,
    together: Together,
    loads: Vec<Load>,
    later: Later,
}

#[cfg(test)]
thread_local! {
    /// How many analyses this thread made: a run of a verb makes one.
    pub(crate) static MADE: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

impl Analysis {
    /// Computes what follows from a plan and from what the repository shows of it, as far as the
    /// values of the plan go.
    pub fn new(model: Arc<Model>, observed: Observed) -> Self {
        #[cfg(test)]
        MADE.set(MADE.get() + 1);
        let Backups {
            members,
            served,
            serving: sets,
            mut idle,
            loads,
        } = Backups::of(&model, &observed);
        // A cluster that was lost, or that has handed over, makes no backups: its Schedules are paused.
        links::share(&model, &observed, &mut idle);
        backup::solve::solve(&model, &mut idle, backup::solve::Effort::Whole);
        let serving_sets = sets.len();
        let sets: Vec<Arc<BackupSet>> = sets.into_iter().chain(idle).map(Arc::new).collect();
        let (sides, together) = sites::sides(Facts {
            model: &model,
            members: &members,
            sets: &sets,
            observed: &observed,
            together: &Together::default(),
        });
        Self {
            model,
            observed,
            members,
            served,
            sets,
            serving_sets,
            sides,
            together,
            loads,
            later: Later::default(),
        }
    }

    /// The plan.
    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// The GitOps engine that applies its stages.
    pub fn engine(&self) -> Engine {
        Engine::of_plan(&self.model)
    }

    /// What the repository shows of it.
    pub fn observed(&self) -> &Observed {
        &self.observed
    }

    /// Every namespace of every primary, in the order of the plan.
    pub fn members(&self) -> &[Arc<Member>] {
        &self.members
    }

    /// Every namespace where it runs now: on its primary, or on the cluster that took over.
    pub fn served(&self) -> &[Arc<Member>] {
        &self.served
    }

    /// The namespaces of a primary.
    pub fn members_of<'f>(
        &'f self,
        primary: &Cluster,
    ) -> impl Iterator<Item = &'f Arc<Member>> + use<'f> {
        let id = primary.id;
        self.members.iter().filter(move |m| m.id.cluster == id)
    }

    /// The backup sets that are to keep the promises, sorted by cluster and name: those of primaries, and
    /// of clusters that took over instead of those of the primary.
    pub fn sets(&self) -> &[Arc<BackupSet>] {
        self.sets.get(..self.serving_sets).unwrap_or_default()
    }

    /// The clusters that serve after the next move of a failover, with what they will back up.
    pub fn after_a_move(&self) -> &[Next] {
        self.later
            .after_a_move
            .get_or_init(|| handover::next(&self.model, &self.observed, &self.members))
    }

    /// The backup sets of a cluster, also of one that does not serve.
    pub fn sets_of<'f>(
        &'f self,
        cluster: &Cluster,
    ) -> impl Iterator<Item = &'f Arc<BackupSet>> + use<'f> {
        let id = cluster.id;
        self.sets.iter().filter(move |set| set.cluster.id == id)
    }

    /// The backup set that holds a namespace, and keeps its promise.
    pub fn set_of(&self, member: MemberId) -> Option<&Arc<BackupSet>> {
        let mut sets = self.sets.iter();
        sets.find(|set| !set.second && set.holds(member))
    }

    /// The sets that hold a namespace beside the first one.
    pub fn seconds_of(&self, member: MemberId) -> impl Iterator<Item = &Arc<BackupSet>> {
        let sets = self.sets.iter();
        sets.filter(move |set| set.second && set.holds(member))
    }

    /// Every cluster with its phase and stages, in the order of the plan.
    pub fn sides(&self) -> &[Arc<RecoverySide>] {
        &self.sides
    }

    /// The side of a cluster; `None` where it recovers a cluster that is not a primary.
    pub fn side_of(&self, cluster: &Cluster) -> Option<&Arc<RecoverySide>> {
        self.sides.iter().find(|side| side.cluster.id == cluster.id)
    }

    /// How busy each cluster that serves is with its backups, in the order of its sets.
    pub fn loads(&self) -> &[Load] {
        &self.loads
    }

    /// How busy a cluster that serves is with its backups.
    pub fn load_of(&self, cluster: &Cluster) -> Option<&Load> {
        self.loads
            .iter()
            .find(|load| load.cluster.shares_site(cluster))
    }

    /// The recoveries of the plan, in the order of its clusters, with volumes of the usual size where
    /// none is declared.
    pub fn recoveries(&self) -> &[Recovery] {
        self.later
            .recoveries
            .get_or_init(|| rto::compute(self.facts(), self.rehearsed(), backup::cost::SIZE))
    }

    /// The same with volumes of ten times that size.
    pub fn recoveries_if_large(&self) -> &[Recovery] {
        self.later
            .recoveries_if_large
            .get_or_init(|| rto::compute(self.facts(), self.rehearsed(), backup::cost::LARGE))
    }

    /// How long a stage of a side takes at most, with large volumes where a size is not known: a time-out that is too
    /// short ends every try.
    pub fn stage_time(&self, side: &RecoverySide, stage: &Stage) -> Seconds {
        rto::stage_time(self.facts(), side, stage, backup::cost::LARGE)
    }

    /// What is promised to each workload, and what is lost at worst, in the order of the plan.
    pub fn guarantees(&self) -> &[Guarantee] {
        self.later.guarantees.get_or_init(|| {
            let large = if rto::hangs_on_sizes(self) {
                self.recoveries_if_large()
            } else {
                self.recoveries()
            };
            guarantees::compute(
                (&self.model, &self.observed),
                &self.served,
                self.sets(),
                (self.recoveries(), large),
                |cluster: &Cluster| self.overloaded(cluster),
            )
        })
    }

    /// Whether every volume whose files the plan wants of a set is known to be a claim.
    pub fn reads_claims_alone(&self, set: &BackupSet) -> bool {
        backup::pod_volumes::all_are_claims(&self.model, &self.observed, set)
    }

    /// Whether the Schedule of its set reads the files of a workload.
    pub fn reads_files(&self, member: &Member, workload: &Workload) -> bool {
        let capture = backup::demand::capture(&self.model, member, workload);
        capture == Some(backup::demand::Capture::Files)
    }

    /// Whether a cluster has more to do than it can, so that no wait means anything.
    pub fn overloaded(&self, cluster: &Cluster) -> bool {
        self.load_of(cluster).is_some_and(|load| !load.settled)
    }

    /// What must work of a tier on a side, each check with its namespace.
    pub fn checks<'f>(
        &'f self,
        side: &'f RecoverySide,
        tier: &'f Tier,
    ) -> impl Iterator<Item = (&'f Arc<Member>, &'f Check)> {
        self.facts().checks(side.cluster.id, side.primary.id, tier)
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            model: &self.model,
            members: &self.members,
            sets: &self.sets,
            observed: &self.observed,
            together: &self.together,
        }
    }

    /// What every run on the cluster of a side has restored, or may have.
    pub fn restores_of_every_run(&self, side: &RecoverySide) -> Vec<recovery::Restored> {
        recovery::restores_of_every_run(self.facts(), side)
    }

    /// The recovery clusters as they are after `failover begin`.
    pub fn rehearsed(&self) -> &[Arc<RecoverySide>] {
        self.later.rehearsed.get_or_init(|| {
            let sides = self.sides.iter();
            let recovering = sides.filter(|side| side.cluster.recovers.is_some());
            let begun = |side| recovery::rehearsed(self.facts(), side);
            recovering.map(begun).collect()
        })
    }
}
