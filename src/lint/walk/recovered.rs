//! Everything that a recovery cluster has from Git: what the stages of the plan apply, and what the author's own Flux does.

use super::applied::{Applied, applied};
use crate::analyze::recovery::{RecoverySide, StageId, StageKind};
use crate::lint::LintCx;
use crate::repository::contents::Contents;
use std::collections::BTreeSet;

/// One recovery cluster.
#[derive(Debug)]
pub(in crate::lint) struct Recovered<'a> {
    /// The cluster.
    pub(in crate::lint) side: &'a RecoverySide,
    /// What the stages apply.
    pub(in crate::lint) stages: Vec<Applied<'a>>,
    /// What Flux applies from the path of the cluster.
    pub(in crate::lint) own: Option<&'a Contents>,
    /// What Flux applies to the primary, as far as the repository shows it.
    pub(in crate::lint) primary: Option<&'a Contents>,
}

impl<'a> Recovered<'a> {
    /// All that it has.
    pub(in crate::lint) fn all(&self) -> impl Iterator<Item = &'a Contents> {
        let stages = self.stages.iter().map(|stage| stage.contents);
        stages.chain(self.own)
    }

    /// Whether all of it was read.
    pub(in crate::lint) fn is_whole(&self) -> bool {
        self.all().all(|contents| contents.whole)
    }

    /// What may be there before a stage is, or comes with it: what the own Flux of the cluster applies, and every stage
    /// that does not wait for it.
    pub(in crate::lint) fn by(&self, stage: StageId) -> impl Iterator<Item = &'a Contents> {
        let later = later(self.side, stage);
        let early = self.stages.iter().filter(move |other| {
            let id = id_of(other);
            id.is_none_or(|id| !later.contains(&id))
        });
        early.map(|stage| stage.contents).chain(self.own)
    }

    /// The same for a path: what waits for its stage does not bring what it needs.
    pub(in crate::lint) fn by_path(&self, path: &Applied<'a>) -> Early<'a> {
        Early(match id_of(path) {
            Some(id) => self.by(id).collect(),
            None => self.all().collect(),
        })
    }

    /// What is there before any stage.
    pub(in crate::lint) fn before_all(&self) -> Early<'a> {
        Early(self.own.into_iter().collect())
    }
}

/// What a stage finds on its cluster, or brings.
#[derive(Debug, Clone)]
pub(in crate::lint) struct Early<'a>(Vec<&'a Contents>);

impl<'a> Early<'a> {
    /// All of it.
    pub(in crate::lint) fn all(&self) -> impl Iterator<Item = &'a Contents> {
        self.0.iter().copied()
    }

    /// Whether all of it was read.
    pub(in crate::lint) fn is_whole(&self) -> bool {
        self.all().all(|contents| contents.whole)
    }

    /// Whether what was not read of it may be more than definitions of kinds.
    pub(in crate::lint) fn hides(&self) -> bool {
        self.all().any(|contents| contents.hides)
    }

    /// Whether something of it may make an object of a name.
    pub(in crate::lint) fn may_make(&self, name: &str) -> bool {
        self.all().any(|contents| contents.may_make(name))
    }
}

/// The stage over a path.
pub(in crate::lint) fn id_of(path: &Applied<'_>) -> Option<StageId> {
    let mut stages = path.side.stages.iter();
    let found = stages.find(|stage| match (&stage.kind, path.member) {
        (StageKind::Platform(platform), None) => platform.path.value == path.path.value,
        (StageKind::Apps(..), Some(member)) => {
            stage.kind.members().any(|other| other.id == member.id)
        }
        _ => false,
    });
    found.map(|stage| stage.id)
}

/// The stages that wait for another. What they bring comes after it is ready, or never.
fn later(side: &RecoverySide, stage: StageId) -> BTreeSet<StageId> {
    let mut later = BTreeSet::new();
    // A stage stands behind those that it waits for.
    for other in &side.stages {
        let mut edges = other.edges.iter();
        if edges.any(|edge| edge.to == stage || later.contains(&edge.to)) {
            later.insert(other.id);
        }
    }
    later
}

/// Every recovery cluster of which a stage shows something.
pub(in crate::lint) fn recovered<'a>(cx: &LintCx<'a>) -> Vec<Recovered<'a>> {
    let mut all: Vec<Recovered<'a>> = Vec::new();
    for stage in applied(cx) {
        let cluster = &stage.side.cluster;
        match all.iter_mut().find(|one| one.side.cluster.id == cluster.id) {
            Some(known) => known.stages.push(stage),
            None => all.push(Recovered {
                side: stage.side,
                stages: vec![stage],
                own: cx.inventory.own(cluster.id),
                primary: cx.inventory.own(stage.side.primary.id),
            }),
        }
    }
    all
}
