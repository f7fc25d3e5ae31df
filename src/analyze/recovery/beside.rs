//! What else the cluster that recovers has to do: other plans of the repository recover on it too after the same loss,
//! it may recover several clusters, and Flux Kustomizations of the author's hold its workers.

use super::held::Held;
use super::ready::READY;
use crate::analyze::breakdown::Input;
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::model::Cluster;
use crate::model::value::Size;

/// What is beside the recovery of a plan.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The Restores of other plans: Velero takes one after another, and their volumes are on the same nodes.
    pub restores: Seconds,
    /// The same with large volumes where a size is not declared, all of them on one node.
    pub(in crate::analyze) longest: Seconds,
    /// How many volumes data movers restore in one of their stages at most.
    pub(in crate::analyze) movers: u64,
    /// Backups in the locations of each other plan: a new cluster syncs one location after another.
    pub(in crate::analyze) backups: Vec<u64>,
    /// How many stages of others may have a worker.
    pub(in crate::analyze) stages: u64,
    /// All these stages, one after another.
    pub(in crate::analyze) work: Seconds,
    /// Of these, the Restores of each other plan: one after another, so that they hold one worker at a time.
    pub(in crate::analyze) chains: Vec<Seconds>,
    /// What the backups of others hold of the nodes.
    pub(in crate::analyze) held: Held,
    /// How many of them are Kustomizations of the author's, with an assumed time.
    authored: u64,
}

impl Beside {
    /// What the repository shows of a cluster, and what other recoveries of the plan on it take, with volumes of a size
    /// where none is declared.
    pub(in crate::analyze) fn of(facts: Facts<'_>, cluster: &Cluster, size: Size) -> Self {
        let authored = facts.observed.waiting.get(&cluster.id).copied();
        let authored = authored.unwrap_or(0);
        let mut beside = Self {
            stages: authored,
            work: READY.times(authored),
            authored,
            held: Held::of(facts, cluster),
            ..Self::default()
        };
        for takes in facts.recoveries_on(cluster, size) {
            beside.restores = beside.restores.plus(takes.restores.into());
            beside.longest = beside.longest.plus(takes.longest.into());
            beside.movers = beside.movers.max(takes.movers);
            beside.backups.push(takes.backups);
            beside.chains.push(takes.restores.into());
            beside.stages = beside.stages.saturating_add(takes.stages);
            beside.work = beside.work.plus(takes.work.into());
        }
        beside
    }

    /// While the Restores of others wait for those of the plan, they hold their workers.
    pub(in crate::analyze) fn wait_for(&mut self, own: Seconds) {
        for chain in &mut self.chains {
            *chain = chain.plus(own);
            self.work = self.work.plus(own);
        }
    }

    /// While so much is written by others on their nodes, the Restores of each other plan take as much longer, and so
    /// does what they hold workers for.
    pub(in crate::analyze) fn slowed_by(&mut self, time: Seconds) {
        if !self.chains.is_empty() {
            self.restores = self.restores.plus(time);
            self.work = self.work.plus(time.times(self.stages));
        }
        for chain in &mut self.chains {
            *chain = chain.plus(time);
            self.work = self.work.plus(time);
        }
    }

    /// What is assumed of a wait for a worker.
    pub(in crate::analyze) fn inputs(&self) -> Vec<Input> {
        let some = (self.authored > 0).then(|| {
            let value = format!("{} of {READY} each", self.authored);
            Input::assumed("other Kustomizations on the same workers", value)
        });
        some.into_iter().collect()
    }
}
