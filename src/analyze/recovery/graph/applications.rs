//! The stages of promotions, applications and loads, and what each waits for.

use super::{Graph, loaded};
use crate::analyze::effective::Member;
use crate::analyze::recovery::{Edge, Phase, StageId, StageKind};
use crate::model::Recover;
use crate::model::value::RepoPath;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

impl<'f> Graph<'f> {
    /// The first namespace of each block of the primary.
    fn blocks(&self) -> Vec<&'f Arc<Member>> {
        let mut blocks: Vec<&'f Arc<Member>> = Vec::new();
        for member in self.facts.members_of(&self.side.primary) {
            if blocks.last().map(|last| last.block.id) != Some(member.block.id) {
                blocks.push(member);
            }
        }
        blocks
    }

    /// The path of a block on this side; a cluster that waits runs what the author wrote for that, and
    /// nothing else.
    fn path(&self, member: &'f Member) -> Option<&'f RepoPath> {
        let apps = member.block.apps.as_ref()?;
        let path = match self.side.phase {
            Phase::Standby => apps.standby.as_ref()?,
            Phase::Recover | Phase::Active | Phase::Fenced => self.side.overlay(apps),
        };
        Some(&path.value)
    }

    /// The first block of each path, with the others of it: two Kustomizations over one path would take its
    /// objects from each other, and the first of them would start those of the other without their data.
    fn paths(&self) -> Vec<(&'f Arc<Member>, Vec<&'f Arc<Member>>)> {
        let mut paths: Vec<(&'f Arc<Member>, Vec<&'f Arc<Member>>)> = Vec::new();
        let mut places: BTreeMap<&RepoPath, usize> = BTreeMap::new();
        for member in self.blocks() {
            let Some(path) = self.path(member) else {
                continue;
            };
            let place = *places.entry(path).or_insert(paths.len());
            match paths.get_mut(place) {
                Some((_, more)) => more.push(member),
                None => paths.push((member, Vec::new())),
            }
        }
        paths
    }

    /// What waits for the application of a block waits for the stage of its path.
    fn apps_of(&self, member: &Member) -> Vec<Edge> {
        let own = member.block.id;
        let first = self.firsts.get(&own).copied();
        vec![Edge::always(StageId::Apps(first.unwrap_or(own)))]
    }

    /// Promotions, applications and loads.
    pub(super) fn applications(&mut self) {
        let side = self.side;
        let members: Vec<&Arc<Member>> = self.facts.members_of(&side.primary).collect();
        for member in &members {
            // At home the standby was promoted by the failover, and serves.
            let waits = side.promotes && !side.at_home();
            if waits && side.restores_member(member) && promoted(member) {
                let gate = self.gate_of(member);
                self.add(StageKind::Promote((*member).clone()), gate);
            }
        }
        let paths = self.paths();
        self.firsts = paths
            .iter()
            .flat_map(|(first, more)| {
                let all = [first].into_iter().chain(more);
                all.map(|member| (member.block.id, first.block.id))
            })
            .collect();
        for (first, more) in paths {
            let mut edges = Vec::new();
            for member in [first].into_iter().chain(more.iter().copied()) {
                edges.extend(self.gate_of(member));
                for (namespace, _) in member.block.members() {
                    let promote = StageId::Promote(namespace);
                    if self.known.contains(&promote) {
                        edges.push(Edge::once(promote));
                    }
                }
                edges.extend(self.until_needed_up(member));
            }
            let more = more.into_iter().cloned().collect();
            self.add(StageKind::Apps(first.clone(), more), edges);
        }
        for member in &members {
            if !self.loads(member) {
                continue;
            }
            let mut edges = self.gate_of(member);
            if member.block.apps.is_some() {
                edges = self.apps_of(member);
            } else {
                // Its pods do not run before what they need.
                edges.extend(self.until_needed_up(member));
            }
            self.add(StageKind::Load((*member).clone()), edges);
        }
    }

    fn loads(&self, member: &Member) -> bool {
        self.side.restores_member(member) && loaded(member)
    }

    /// What has to be done until all is up that a namespace needs. What has no stage that waits for its pods
    /// is up after what it needs itself.
    pub(super) fn until_needed_up(&self, member: &Member) -> Vec<Edge> {
        let mut edges = Vec::new();
        let mut seen = BTreeSet::from([member.id]);
        let mut open: Vec<&Member> = vec![member];
        while let Some(member) = open.pop() {
            for need in &member.block.needs {
                let platform = need.platform.map(StageId::Platform);
                edges.extend(platform.map(Edge::always));
                for other in self.named.get(need.name.as_str()).into_iter().flatten() {
                    let loads = self.loads(other);
                    edges.extend(self.until_up(other, loads));
                    let waited = loads || other.block.apps.is_some();
                    if !waited && seen.insert(other.id) {
                        open.push(other);
                    }
                }
            }
        }
        edges
    }

    /// What has to be done until a namespace is up.
    fn until_up(&self, other: &Member, loads: bool) -> Vec<Edge> {
        let waits = self.side.phase == Phase::Standby
            && other
                .block
                .apps
                .as_ref()
                .is_some_and(|apps| apps.standby.is_none());
        if loads {
            vec![Edge::once(StageId::Load(other.id.namespace))]
        } else if other.block.apps.is_some() && !waits {
            self.apps_of(other)
        } else {
            self.gate_of(other)
        }
    }
}

/// Whether a namespace has a standby that is promoted.
fn promoted(member: &Member) -> bool {
    let mut stated = member.recovers().into_iter();
    stated.any(|(_, recover)| matches!(recover, Recover::Replication(r) if r.promote.is_some()))
}
