//! Which sets of a plan take a namespace together: Velero runs their backups one after another.

use crate::analyze::effective::Member;
use crate::model::ClusterId;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// For each set, by its cluster and its namespaces, whether another one takes a namespace of it.
pub(super) fn among<'s>(
    sets: impl Iterator<Item = (ClusterId, &'s [Arc<Member>])> + Clone,
) -> Vec<bool> {
    let names = |members: &'s [Arc<Member>]| -> BTreeSet<&'s str> {
        let names = members.iter().map(|member| member.name.value.as_str());
        names.collect()
    };
    let mut takers: BTreeMap<(ClusterId, &str), usize> = BTreeMap::new();
    for (cluster, members) in sets.clone() {
        for name in names(members) {
            *takers.entry((cluster, name)).or_default() += 1;
        }
    }
    let several = |(cluster, members)| {
        let mut names = names(members).into_iter();
        names.any(|name| takers.get(&(cluster, name)) > Some(&1))
    };
    sets.map(several).collect()
}
