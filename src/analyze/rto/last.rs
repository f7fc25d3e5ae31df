//! The last stage of each namespace, and what follows it: readiness that no stage waits for, and the switch of traffic.

use super::Node;
use super::needed::{Ends, Needed};
use crate::analyze::breakdown::{Input, Term, TermKind};
use crate::analyze::effective::{Member, MemberId};
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::ready::{Healthy, healthy};
use crate::analyze::recovery::{RecoverySide, StageKind};
use crate::model::TierId;
use crate::model::value::Size;
use crate::schema::rows;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The end of the recovery of a namespace.
#[derive(Debug, Clone)]
pub(super) struct Last {
    /// Its last stage.
    pub(super) stage: usize,
    /// Until it is healthy, where no stage waits for that.
    ready: Option<Healthy>,
    /// What it waits for before that.
    needed: Option<Needed>,
    /// The namespace.
    member: Arc<Member>,
}

impl Last {
    /// What follows the last stage.
    pub(super) fn after(&self) -> Seconds {
        let ready = self.ready.as_ref().map(Healthy::whole).unwrap_or_default();
        let needed = self.needed.as_ref().map(|needed| needed.time);
        needed.unwrap_or_default().plus(ready).plus(self.switch())
    }

    fn switch(&self) -> Seconds {
        let switch = self.member.switch();
        switch.map_or(Seconds::ZERO, |switch| switch.value.into())
    }

    /// The same as terms of a sum. The switch is one of them also where it takes no time, so that it is seen.
    pub(super) fn terms(&self) -> Vec<Term> {
        let mut terms = Vec::new();
        if let Some(needed) = &self.needed {
            terms.push(Term {
                kind: TermKind::Ready,
                value: needed.time,
                how: format!("until `{}` is ready, which it needs", needed.name),
                inputs: Vec::new(),
            });
        }
        if let Some(ready) = &self.ready {
            terms.push(Term {
                kind: TermKind::Ready,
                value: ready.whole(),
                how: ready.how(),
                inputs: ready.inputs.clone(),
            });
        }
        let switch = self.member.switch();
        terms.push(Term {
            kind: TermKind::Switch,
            value: self.switch(),
            how: if switch.is_some() {
                "until traffic reaches it".to_owned()
            } else {
                "not declared".to_owned()
            },
            inputs: switch
                .map(|_| Input::declared(&rows::SWITCH, switch, Seconds::ZERO))
                .into_iter()
                .collect(),
        });
        terms
    }
}

/// The last stage of each namespace: its application or its load, its restore where it has neither,
/// and the checks of its tier where a drill names one for it.
pub(super) fn stages(
    facts: Facts<'_>,
    side: &RecoverySide,
    size: Size,
    nodes: &[Node],
) -> BTreeMap<MemberId, Last> {
    let mut promoted: BTreeMap<MemberId, usize> = BTreeMap::new();
    let mut last: BTreeMap<MemberId, usize> = BTreeMap::new();
    let mut restores: BTreeMap<TierId, usize> = BTreeMap::new();
    let mut checked: BTreeMap<MemberId, usize> = BTreeMap::new();
    let mut loaded: BTreeSet<MemberId> = BTreeSet::new();
    let cluster = side.primary.id;
    for (at, stage) in side.stages.iter().enumerate() {
        match &stage.kind {
            StageKind::Restore(tier) => {
                restores.insert(tier.id, at);
            }
            StageKind::Check(tier) => {
                let members = facts.checked(side.cluster.id, &side.primary, tier);
                checked.extend(members.into_iter().map(|member| (member.id, at)));
            }
            StageKind::Apps(..) => {
                let blocks = stage.kind.members();
                for (namespace, _) in blocks.flat_map(|member| member.block.members()) {
                    last.insert(MemberId { cluster, namespace }, at);
                }
            }
            // Stages come behind those that they wait for, so a load takes the place of its
            // application, and a promotion counts only without one.
            StageKind::Load(member) => {
                loaded.insert(member.id);
                last.insert(member.id, at);
            }
            StageKind::Promote(member) => {
                promoted.insert(member.id, at);
                last.entry(member.id).or_insert(at);
            }
            StageKind::Backup
            | StageKind::VeleroConfig
            | StageKind::Platform(_)
            | StageKind::Storage
            | StageKind::Complete => {}
        }
    }
    let mut all = BTreeMap::new();
    let mut ends = Ends {
        facts,
        side,
        size,
        nodes,
        last: &last,
        restores: &restores,
        loaded: &loaded,
        known: BTreeMap::new(),
    };
    // What is started without its data is not recovered.
    let restored = facts
        .members_of(&side.primary)
        .filter(|member| member.is_from_git_alone() || side.restores_member(member));
    for member in restored {
        let check = checked.get(&member.id);
        let Some(mut stage) = check.copied().or_else(|| ends.stage(member)) else {
            continue;
        };
        let pods = || healthy(member, side, size);
        // An application, a load and a check wait for the pods themselves.
        let mut waited = ends.waited(member) || check.is_some();
        // A load does not wait for the promotion, and the pods are ready after both.
        let promotion = promoted.get(&member.id).filter(|_| {
            loaded.contains(&member.id) && member.block.apps.is_none() && check.is_none()
        });
        let finish = |at: usize| nodes.get(at).map(|node| node.finish);
        if let Some(promotion) = promotion.copied()
            && finish(promotion).map(|at| at.plus(pods().whole())) > finish(stage)
        {
            (stage, waited) = (promotion, false);
        }
        let ready = (!waited).then(pods);
        let mut needed = None;
        if !waited && let Some((at, later)) = ends.needed(member, stage) {
            (stage, needed) = (at, Some(later));
        }
        all.insert(
            member.id,
            Last {
                stage,
                ready,
                needed,
                member: member.clone(),
            },
        );
    }
    all
}
