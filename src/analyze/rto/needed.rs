//! What a namespace waits for that no stage waits for: the pods of namespaces without `apps` that it `needs`.

use crate::analyze::effective::Member;
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::ready::healthy;
use crate::analyze::recovery::{self, RecoverySide};
use crate::model::Need;
use crate::model::value::Size;
use crate::source::Spanned;
use std::sync::Arc;

/// How long a chain of needs is followed; a circle of them is a finding of its own.
const DEPTH: u32 = 16;

/// Until what a namespace needs is ready.
#[derive(Debug, Clone)]
pub(super) struct Needed {
    /// After its restore.
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
