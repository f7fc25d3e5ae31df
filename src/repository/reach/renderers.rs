//! The lists of post-renderers of HelmReleases, and what writes each: a merge patch takes the place of a list, and a
//! Component is applied before the patches of its own kustomization.yaml and of its Flux Kustomization (kustomize 5.5).

use super::shown::{Item, Renderers, Scope};
use crate::repository::brought::Walks;
use crate::repository::files::Files;
use crate::repository::kustomize::Builder;
use crate::repository::tree::{KUSTOMIZATION, inside, join};
use crate::repository::yaml::{Node, Value};
use std::collections::{BTreeMap, BTreeSet};

const LIST: [&str; 2] = ["spec", "postRenderers"];

/// The list of each HelmRelease that has one on the cluster; Kustomizations of Flux are known with what their parents
/// patch into them.
pub(super) fn read(
    (files, builder): (&Files<'_>, &Builder<'_>),
    walks: &Walks,
    scope: &Scope,
) -> BTreeMap<usize, Renderers> {
    let mut all = BTreeMap::new();
    let items = || scope.items.iter().enumerate();
    let releases = || items().filter(|(_, item)| item.kind() == "HelmRelease");
    let appliers: BTreeSet<usize> = releases().map(|(_, item)| item.applier).collect();
    for applier in appliers {
        let Some(one) = scope.appliers.get(applier) else {
            continue;
        };
        let mut known = walks.values().flat_map(|walked| &walked.kustomizations);
        let spec = known.find(|other| other.path == one.path);
        let spec = spec.map(|other| &other.spec);
        let built = builder.flux(&one.path, spec);
        let late = patches(files, &one.path, spec);
        for (at, item) in releases().filter(|(_, item)| item.applier == applier) {
            let mut objects = built.objects.iter();
            let object = objects.find(|object| object.node.at == item.node.at);
            let list = object.and_then(|object| object.node.at(&LIST));
            let Some(list) = list.filter(|list| matches!(list.value, Value::List(_))) else {
                continue;
            };
            let writer = files.name(list.at);
            let own = own(item).is_some_and(|own| own.at == list.at);
            all.insert(
                at,
                match own || !late.contains(&*writer) {
                    true => Renderers::There,
                    false => Renderers::Replaced(writer.to_string()),
                },
            );
        }
    }
    all
}

/// The list that stands in the file of a release.
pub(super) fn own(item: &Item) -> Option<&Node> {
    item.node.at(&LIST)
}

/// The files that patch what a path brings, after its Components.
pub(super) fn patches(files: &Files<'_>, path: &str, spec: Option<&Node>) -> BTreeSet<String> {
    let of_flux = spec.and_then(|spec| spec.get("patches")).map(Node::items);
    let of_flux = of_flux.unwrap_or_default().iter();
    let of_flux = of_flux.filter_map(|patch| patch.get("patch"));
    let mut all: BTreeSet<String> = of_flux
        .map(|patch| files.name(patch.at).to_string())
        .collect();
    let lists = KUSTOMIZATION.iter().map(|name| inside(path, name));
    for list in lists.filter(|list| files.exists(list)) {
        for document in files.documents(&list).iter().flat_map(|all| all.iter()) {
            let entries = |key: &str| document.get(key).map(Node::items).unwrap_or_default();
            let named = ["patches", "patchesJson6902"].into_iter().flat_map(entries);
            let named = named.filter_map(|patch| patch.get("path"));
            let named = named.chain(entries("patchesStrategicMerge"));
            all.extend(named.filter_map(|name| join(path, name.text()?)));
        }
        all.insert(list);
    }
    all
}
