//! The Kustomization of the author's that brings Velero to a cluster, for a stage that needs it.

use super::built::Built;
use super::cluster::{Applied, Reads};
use super::contents::velero_of;
use super::tree::is_within;
use std::collections::BTreeSet;

/// A Kustomization of Flux, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FluxName {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

/// Finds it among those of a cluster, from whose path the stage `waiting` is applied: `None` where it would wait for
/// that stage, or applies it.
pub(super) fn find(
    all: &[Applied],
    built: &Built,
    path: &str,
    waiting: &FluxName,
) -> Option<FluxName> {
    let at = velero_of(built)?;
    let found = all.get(at)?;
    let applies = |one: &Applied| is_within(path, &one.path);
    let named = !found.name.is_empty() && !found.name.contains("${");
    if at == 0 || !named || applies(found) || found.reads != Reads::Path {
        return None;
    }
    let found = name_of(found);
    (!waits_for(all, &found, waiting)).then_some(found)
}

fn name_of(one: &Applied) -> FluxName {
    FluxName {
        namespace: one.namespace.clone(),
        name: one.name.clone(),
    }
}

/// Whether a Kustomization waits for another one, by whatever others: Flux applies none of a circle.
fn waits_for(all: &[Applied], one: &FluxName, other: &FluxName) -> bool {
    let mut open = vec![one.clone()];
    let mut seen = BTreeSet::new();
    while let Some(next) = open.pop() {
        if next == *other {
            return true;
        }
        if !seen.insert((next.namespace.clone(), next.name.clone())) {
            continue;
        }
        for of in all.iter().filter(|of| name_of(of) == next) {
            let edges = of.spec.get("dependsOn").map(super::yaml::Node::items);
            open.extend(edges.unwrap_or_default().iter().map(|edge| FluxName {
                namespace: match edge.text_at(&["namespace"]) {
                    "" => of.namespace.clone(),
                    namespace => namespace.to_owned(),
                },
                name: edge.text_at(&["name"]).to_owned(),
            }));
        }
    }
    false
}
