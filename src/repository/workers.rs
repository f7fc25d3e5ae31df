//! Flux Kustomizations of the author's that hold workers of Flux.

use super::flux::FluxManifests;
use crate::model::Model;
use std::collections::BTreeSet;

/// The paths that the Kustomizations of the compiler apply on a recovery cluster.
pub(super) fn of_plan(model: &Model) -> BTreeSet<&str> {
    let platforms = model.platforms.values().map(|platform| &platform.path);
    let apps = model
        .namespaces
        .iter()
        .filter_map(|block| block.apps.as_ref());
    let apps = apps.flat_map(|apps| [Some(&apps.path), apps.recovery.as_ref()]);
    let paths = platforms.chain(apps.flatten());
    paths.map(|path| path.value.as_str()).collect()
}

/// How many of a cluster wait, of those that apply something else than the plan does.
pub(super) fn count(flux: &FluxManifests, ours: &BTreeSet<&str>) -> u64 {
    let waiting = flux.flux.iter().filter(|one| one.waits);
    let others = waiting.filter(|one| !ours.contains(one.path.as_str()));
    u64::try_from(others.count()).unwrap_or(u64::MAX)
}
