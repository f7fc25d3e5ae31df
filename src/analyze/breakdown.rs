//! A time as a sum that people can follow: each term with its value, how it comes about, and where
//! every number in it comes from.

mod quantity;

pub use quantity::{Input, Quantity};

use crate::analyze::origin::Origin;
use crate::analyze::quantities::Seconds;

/// What a term of a sum stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermKind {
    /// Between two runs of a schedule.
    Gap,
    /// Velero's loop over its schedules.
    Tick,
    /// A wait for a slot.
    Queue,
    /// The objects of a backup.
    Objects,
    /// Hooks.
    Hooks,
    /// Snapshots.
    Snapshots,
    /// A wait for the node of a pod, inside of the slot.
    Node,
    /// File backup inside of the slot.
    Files,
    /// A wait for a data mover.
    Lanes,
    /// The data movers.
    Copy,
    /// The lag of a replicated bucket.
    Replicate,
    /// From the loss to the decision.
    Declare,
    /// From nothing to an empty cluster.
    Provision,
    /// Until the engine has fetched a commit.
    Fetch,
    /// Until the engine runs on an empty cluster.
    Bootstrap,
    /// What the engine needs between two stages.
    Edge,
    /// A stage of the recovery.
    Stage,
    /// Until what was restored is healthy, where no stage waits for it.
    Ready,
    /// Until traffic reaches what was restored.
    Switch,
}

impl TermKind {
    /// The word in reports and in the lock.
    pub fn name(self) -> &'static str {
        match self {
            TermKind::Gap => "gap",
            TermKind::Tick => "tick",
            TermKind::Queue => "queue",
            TermKind::Objects => "objects",
            TermKind::Hooks => "hooks",
            TermKind::Snapshots => "snapshots",
            TermKind::Node => "node",
            TermKind::Files => "files",
            TermKind::Lanes => "lanes",
            TermKind::Copy => "copy",
            TermKind::Replicate => "replicate",
            TermKind::Declare => "declare",
            TermKind::Provision => "provision",
            TermKind::Fetch => "fetch",
            TermKind::Bootstrap => "bootstrap",
            TermKind::Edge => "edge",
            TermKind::Stage => "stage",
            TermKind::Ready => "ready",
            TermKind::Switch => "switch",
        }
    }
}

/// One term.
#[derive(Debug, Clone)]
pub struct Term {
    /// What it stands for.
    pub kind: TermKind,
    /// How long it is.
    pub value: Seconds,
    /// How it comes about.
    pub how: String,
    /// The numbers in it.
    pub inputs: Vec<Input>,
}

impl Term {
    /// Where the term comes from: assumed as soon as one of its numbers is.
    pub fn origin(&self) -> Origin {
        let assumed = self.inputs.iter().find(|i| i.origin == Origin::Assumed);
        let first = assumed.or(self.inputs.first());
        first.map_or(Origin::Computed, |input| input.origin)
    }
}

/// Terms that follow one another.
#[derive(Debug, Clone, Default)]
pub struct Breakdown {
    /// The terms, in order of time.
    pub terms: Vec<Term>,
}

impl Breakdown {
    /// All terms together.
    pub fn total(&self) -> Seconds {
        self.terms.iter().map(|term| term.value).sum()
    }

    /// The terms on one line, as `gap 30m + tick 1m = 31m`.
    pub fn line(&self) -> String {
        let terms: Vec<String> = self
            .terms
            .iter()
            .map(|term| format!("{} {}", term.kind.name(), term.value))
            .collect();
        format!("{} = {}", terms.join(" + "), self.total())
    }

    /// The longest term that rests on an assumption.
    pub fn assumption(&self) -> Option<&Term> {
        self.terms
            .iter()
            .filter(|term| term.origin() == Origin::Assumed)
            .max_by_key(|term| term.value)
    }

    /// Adds a term, unless it takes no time.
    pub fn push(&mut self, kind: TermKind, value: Seconds, how: String, inputs: Vec<Input>) {
        if value > Seconds::ZERO {
            self.terms.push(Term {
                kind,
                value,
                how,
                inputs,
            });
        }
    }
}
