//! Everything that a recovery cluster has from Git: what the stages of the plan apply, and what the author's own Flux does.

use super::applied::{Applied, applied};
use crate::analyze::recovery::RecoverySide;
use crate::lint::LintCx;
use crate::repository::contents::Contents;

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

    /// Whether something of it may make an object of a name.
    pub(in crate::lint) fn may_make(&self, name: &str) -> bool {
        self.all().any(|contents| contents.may_make(name))
    }
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
