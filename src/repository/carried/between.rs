//! What stands between the path of a Kustomization and a path below it.

use super::Carried;
use crate::repository::cluster::Applied;
use crate::repository::files::Files;
use crate::repository::tree::{KUSTOMIZATION, inside, is_within};
use crate::repository::yaml::Node;

/// What the kustomization.yaml files between the path of a Kustomization and a path below it say of
/// namespaces and names: those further out come last. Everything else of them shows as a difference.
pub(super) fn between(files: &Files<'_>, one: &Applied, path: &str, carried: &mut Carried) {
    if one.path == path || !is_within(path, &one.path) {
        return;
    }
    let own = own_file(files, path);
    let said = |node: &Option<Node>, key: &str| {
        let text = node.as_ref().map(|node| node.text_at(&[key]).to_owned());
        text.unwrap_or_default()
    };
    let (mut prefix, mut suffix) = (said(&own, "namePrefix"), said(&own, "nameSuffix"));
    let (inner_prefix, inner_suffix) = (prefix.clone(), suffix.clone());
    let mut folder = path;
    while folder != one.path {
        folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        let outermost = folder == one.path;
        let file = own_file(files, folder);
        let pick = |flux: &Option<String>, key: &str| match (flux, outermost) {
            (Some(flux), true) => flux.clone(),
            _ => said(&file, key),
        };
        prefix.insert_str(0, &pick(&carried.name_prefix, "namePrefix"));
        suffix.push_str(&pick(&carried.name_suffix, "nameSuffix"));
        let namespace = said(&file, "namespace");
        if !namespace.is_empty() && (!outermost || carried.target_namespace.is_none()) {
            carried.target_namespace = Some(namespace);
        }
    }
    carried.name_prefix = Some(prefix).filter(|all| *all != inner_prefix);
    carried.name_suffix = Some(suffix).filter(|all| *all != inner_suffix);
}

fn own_file(files: &Files<'_>, folder: &str) -> Option<Node> {
    let names = files.list(folder).unwrap_or_default();
    let mut names = names.iter().filter(|(_, is_folder)| !is_folder);
    let (name, _) = names.find(|(name, _)| KUSTOMIZATION.contains(&name.as_str()))?;
    let documents = files.documents(&inside(folder, name))?;
    documents.first().cloned()
}
