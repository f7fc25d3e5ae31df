//! The paths that are applied to a cluster, in the order in which one may need another.

use crate::model::{Apps, Cluster, Model, Platform};
use std::collections::{BTreeMap, BTreeSet};

/// A path that is applied to a cluster.
pub(super) struct Use<'m> {
    pub(super) path: &'m str,
    /// The path of the primary that says how.
    pub(super) as_on_primary: &'m str,
    pub(super) namespaces: BTreeSet<&'m str>,
    /// Values that the plan names for this path alone, as kind and name.
    pub(super) values: BTreeSet<(&'m str, &'m str)>,
    /// Whether a platform is applied from it.
    pub(super) platform: bool,
    /// The paths of the platforms that are healthy before it, where it is one.
    pub(super) before: BTreeSet<&'m str>,
}

/// The paths of the platforms that one needs, and those need.
fn before<'m>(model: &'m Model, platform: &'m Platform) -> BTreeSet<&'m str> {
    let (mut all, mut open) = (BTreeSet::new(), vec![platform]);
    while let Some(one) = open.pop() {
        let needs = one.needs.iter();
        let needed = needs.filter_map(|need| model.platforms.get(need.value));
        let new = needed.filter(|needed| all.insert(needed.path.value.as_str()));
        open.extend(new.map(|needed| &**needed));
    }
    all
}

/// Platforms first, and overlays of namespaces that belong to the primary of a cluster.
pub(super) fn uses<'m>(model: &'m Model, cluster: &Cluster) -> Vec<Use<'m>> {
    let primary = cluster.recovers.map_or(cluster.id, |id| id.value);
    let new = |path, as_on_primary| Use {
        path,
        as_on_primary,
        namespaces: BTreeSet::new(),
        values: BTreeSet::new(),
        platform: false,
        before: BTreeSet::new(),
    };
    let mut uses: BTreeMap<&str, Use<'m>> = BTreeMap::new();
    for platform in model.platforms.values() {
        let path = platform.path.value.as_str();
        let one = uses.entry(path).or_insert_with(|| new(path, path));
        one.platform = true;
        one.before.extend(before(model, platform));
    }
    for block in &model.namespaces {
        let Some(apps) = &block.apps else { continue };
        let named = block.cluster.as_ref();
        let elsewhere = named.is_some_and(|named| named.value != primary);
        if elsewhere {
            continue;
        }
        for path in overlays(apps, cluster) {
            let own = apps.path.value.as_str();
            let one = uses.entry(path).or_insert_with(|| new(path, own));
            let names = block.names.iter().map(|name| name.value.as_str());
            one.namespaces.extend(names);
            let values = apps.substitute_from.iter().map(|value| &value.value);
            one.values
                .extend(values.map(|(kind, name)| (&**kind, &**name)));
        }
    }
    let mut uses: Vec<Use<'m>> = uses.into_values().collect();
    // What a platform needs has fewer before it.
    uses.sort_by_key(|one| (!one.platform, one.before.len()));
    uses
}

/// The overlays of an application on a cluster.
fn overlays<'m>(apps: &'m Apps, cluster: &Cluster) -> BTreeSet<&'m str> {
    match cluster.recovers {
        Some(_) => apps.overlays().map(|path| path.value.as_str()).collect(),
        None => BTreeSet::from([apps.path.value.as_str()]),
    }
}
