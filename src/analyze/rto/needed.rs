//! What a namespace waits for that no stage waits for: the pods of namespaces without `apps` that it `needs`, and all that
//! it `needs` where it has no `apps` itself.

use super::Node;
use crate::analyze::effective::{Member, MemberId};
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::ready::healthy;
use crate::analyze::recovery::{self, RecoverySide};
use crate::model::value::Size;
use crate::model::{Need, TierId};
use crate::source::Spanned;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How long a chain of needs is followed; a circle of them is a finding of its own.
const DEPTH: u32 = 16;

/// Until what a namespace needs is ready.
#[derive(Debug, Clone)]
pub(super) struct Needed {
    /// After the stage that is waited for.
    pub(super) time: Seconds,
    /// The namespace at the end of the chain that it waits for.
    pub(super) name: String,
}

/// Until the slowest namespace without `apps` is ready that a namespace needs, itself or through others.
pub(super) fn slowest(
    facts: Facts<'_>,
    side: &RecoverySide,
    member: &Member,
    size: Size,
) -> Option<Needed> {
    chain(facts, side, member, size, DEPTH)
}

fn chain(
    facts: Facts<'_>,
    side: &RecoverySide,
    member: &Member,
    size: Size,
    depth: u32,
) -> Option<Needed> {
    let left = depth.checked_sub(1)?;
    let needs = member.block.needs.iter();
    let others = needs.flat_map(|need| named(facts, side, need));
    // What has an application or a load has a stage that waits for it.
    let others = others.filter(|other| other.block.apps.is_none() && !recovery::loaded(other));
    let each = others.map(|other| {
        let before = chain(facts, side, other, size, left);
        let before = before.map_or(Seconds::ZERO, |before| before.time);
        Needed {
            time: before.plus(healthy(other, side, size).whole()),
            name: other.name.value.as_str().to_owned(),
        }
    });
    each.max_by_key(|needed| needed.time)
}

fn named<'f>(
    facts: Facts<'f>,
    side: &RecoverySide,
    need: &Spanned<Need>,
) -> impl Iterator<Item = &'f Arc<Member>> {
    let members = facts.members_of(&side.primary);
    members.filter(|member| member.name.value.as_str() == need.name.as_str())
}

/// The last stage of all that a recovery brings, for what has no stage that waits for what it needs: its pods start with
/// their Restore, and fail until that is healthy.
pub(super) struct Ends<'a> {
    pub(super) facts: Facts<'a>,
    pub(super) side: &'a RecoverySide,
    pub(super) size: Size,
    pub(super) nodes: &'a [Node],
    /// The application, the load or the promotion of each namespace.
    pub(super) last: &'a BTreeMap<MemberId, usize>,
    /// The Restores.
    pub(super) restores: &'a BTreeMap<TierId, usize>,
    /// What has a load.
    pub(super) loaded: &'a BTreeSet<MemberId>,
    /// What was found already.
    pub(super) known: BTreeMap<MemberId, (usize, Seconds)>,
}

impl Ends<'_> {
    /// The last stage that brings a namespace.
    pub(super) fn stage(&self, member: &Member) -> Option<usize> {
        let own = self.last.get(&member.id);
        let own = own.or_else(|| self.restores.get(&member.tier.as_ref()?.id));
        own.copied()
    }

    /// Whether its last stage is ready only when its pods are.
    pub(super) fn waited(&self, member: &Member) -> bool {
        member.block.apps.is_some() || self.loaded.contains(&member.id)
    }

    /// The stage of what a namespace needs that is healthy last, if that is after its own stage, and how long after.
    pub(super) fn needed(&mut self, member: &Member, stage: usize) -> Option<(usize, Needed)> {
        let own = self.finish(stage)?;
        let mut latest: Option<(Seconds, usize, String)> = None;
        for need in &member.block.needs {
            for other in named(self.facts, self.side, need) {
                let Some((at, time)) = self.up(other) else {
                    continue;
                };
                let Some(end) = self.finish(at).map(|at| at.plus(time)) else {
                    continue;
                };
                if end > own && latest.as_ref().is_none_or(|(last, ..)| end > *last) {
                    latest = Some((end, at, other.name.value.as_str().to_owned()));
                }
            }
        }
        let (end, at, name) = latest?;
        let time = end.less(self.finish(at)?);
        Some((at, Needed { time, name }))
    }

    /// After which stage a namespace is healthy, and how long after it.
    fn up(&mut self, member: &Member) -> Option<(usize, Seconds)> {
        let own = self.stage(member)?;
        if self.waited(member) {
            return Some((own, Seconds::ZERO));
        }
        if let Some(known) = self.known.get(&member.id) {
            return Some(*known);
        }
        let ready = healthy(member, self.side, self.size).whole();
        // In a circle, which is a finding of its own, the first of it waits for none.
        self.known.insert(member.id, (own, ready));
        let (at, before) = match self.needed(member, own) {
            Some((at, needed)) => (at, needed.time),
            None => (own, Seconds::ZERO),
        };
        let up = (at, before.plus(ready));
        self.known.insert(member.id, up);
        Some(up)
    }

    fn finish(&self, at: usize) -> Option<Seconds> {
        self.nodes.get(at).map(|node| node.finish)
    }
}
