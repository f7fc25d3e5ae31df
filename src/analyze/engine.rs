//! The GitOps engine as the analysis needs it: what its stages are called, what an edge between two of
//! them costs, how many it works on at once, and which command waits for one. How a graph of stages is
//! written down is in `emit/gitops`.

pub mod flux;

use super::breakdown::Breakdown;
use super::quantities::Seconds;
use super::recovery::stage::StageKind;
use crate::model::{Cluster, Model};

/// The engine that applies the stages of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Flux: a stage is a Kustomization, an edge is a `dependsOn`.
    Flux,
}

/// What one edge between two stages costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EdgeCost {
    /// From the moment in which one stage is ready until the next begins, at worst.
    pub time: Seconds,
    /// How that comes about.
    pub how: &'static str,
    /// What the edges of a chain are called, several of them.
    pub name: &'static str,
}

impl Engine {
    /// The engine of a plan. What it asks for beside Flux is refused before anything is written.
    pub fn of_plan(_: &Model) -> Self {
        Engine::Flux
    }

    /// The name of the object of a stage. The parts are the plan, what the stage is, what it concerns
    /// and its run, as far as it has them; and the primary on a cluster that recovers several, unless all of them
    /// have the stage in common or no two can have what it concerns.
    pub fn stage_name(
        self,
        model: &Model,
        cluster: &Cluster,
        stage: &StageKind,
        run: &str,
    ) -> String {
        match self {
            Engine::Flux => flux::stage_name(model, cluster, stage, run),
        }
    }

    /// What one edge costs on a cluster.
    pub fn edge(self, cluster: &Cluster) -> EdgeCost {
        match self {
            Engine::Flux => flux::edge(cluster),
        }
    }

    /// How many stages a cluster works on at once.
    pub fn workers(self, cluster: &Cluster) -> u64 {
        match self {
            Engine::Flux => flux::workers(cluster),
        }
    }

    /// When a stage that waits is looked at again.
    pub fn requeue(self, cluster: &Cluster) -> Seconds {
        match self {
            Engine::Flux => flux::requeue(cluster),
        }
    }

    /// Until a warm cluster has fetched a commit.
    pub fn fetch(self) -> Seconds {
        match self {
            Engine::Flux => flux::FETCH,
        }
    }

    /// What the plan writes to make edges cheaper; `None` where it states that already.
    pub fn cheaper_edges(self, cluster: &Cluster) -> Option<String> {
        match self {
            Engine::Flux => flux::cheaper_edges(cluster),
        }
    }

    /// What passes on a cluster before its first stage begins: until it knows the commit of the
    /// recovery where it is warm, until the engine runs where it is cold.
    pub(super) fn lead(self, cluster: &Cluster, warm: bool, breakdown: &mut Breakdown) {
        match self {
            Engine::Flux => flux::lead(cluster, warm, breakdown),
        }
    }

    /// The command that ends when a stage is ready.
    pub fn wait_command(self, model: &Model, stage: &str) -> String {
        match self {
            Engine::Flux => flux::wait_command(model, stage),
        }
    }

    /// The name of its own namespace, which no backup takes.
    pub fn namespace(self, model: &Model) -> &str {
        match self {
            Engine::Flux => model.plan.gitops.flux.namespace(),
        }
    }

    /// The engine as it is called in texts.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Flux => "Flux",
        }
    }
}
