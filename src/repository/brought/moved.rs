//! A path whose objects belong into a namespace that a recovery cluster has under another name.

use crate::model::Cluster;
use crate::repository::built::Built;
use std::collections::BTreeSet;

/// The group of Flux's own Kustomizations.
const FLUX: &str = "kustomize.toolkit.fluxcd.io";

/// Where a stage has to put the objects of a path of some namespaces: all of them are of one namespace, which the
/// cluster has under another name. `targetNamespace` moves everything of a path, and nothing that a Kustomization of
/// the path applies.
pub(super) fn moved(
    cluster: &Cluster,
    (namespaces, platform): (&BTreeSet<&str>, bool),
    built: &Built,
) -> Option<String> {
    if cluster.recovers.is_none() || platform || !built.whole || built.objects.is_empty() {
        return None;
    }
    let mut maps = cluster.maps.iter().filter(|(old, new)| old.value != *new);
    let found = maps.find(|(old, new)| {
        let old: &str = &old.value;
        let mut stated = built.objects.iter().map(|object| object.namespace());
        let is_old = stated.clone().any(|name| name == old)
            || namespaces.len() == 1 && stated.all(str::is_empty);
        namespaces.contains(old) && is_old && may_move(built, (old, new))
    });
    found.map(|(_, new)| new.to_string())
}

/// Whether everything of a path may go from one namespace to the other.
fn may_move(built: &Built, (old, new): (&str, &str)) -> bool {
    let fits = |name: &str| name.is_empty() || name == old || name == new;
    built.objects.iter().all(|object| {
        let named = match object.kind() {
            "Namespace" => object.name(),
            "HelmRelease" => object.node.text_at(&["spec", "targetNamespace"]),
            _ => "",
        };
        // A chart goes where its release says, whatever namespace the release is in.
        let stays = object.kind() == "HelmRelease" && named == old;
        let within = fits(object.namespace()) && fits(named);
        within && !stays && !object.nested && object.group() != FLUX
    })
}
