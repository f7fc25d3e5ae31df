//! The paths that a plan names.

use crate::model::value::RepoPath;
use crate::model::{Ca, Cluster, Model};
pub(crate) use crate::repository::tree::up;
use crate::source::Spanned;

/// Every path that must be in the repository, in the order of the plan. A cluster's own path is
/// made by `build`.
pub fn named(model: &Model) -> Vec<&Spanned<RepoPath>> {
    let platforms = model.platforms.values().map(|platform| &platform.path);
    let apps = model
        .namespaces
        .iter()
        .filter_map(|block| block.apps.as_ref());
    let mut paths: Vec<&Spanned<RepoPath>> = platforms
        .chain(apps.flat_map(|apps| apps.overlays()))
        .collect();
    paths.sort_by_key(|path| path.span);
    paths
}

/// Every file that a statement names, in the order of the plan.
pub fn files(model: &Model) -> Vec<Spanned<&RepoPath>> {
    let stores = model.stores.values();
    let buckets = stores.flat_map(|store| store.buckets());
    let mut files: Vec<Spanned<&RepoPath>> = buckets
        .filter_map(|bucket| {
            let ca = bucket.ca.as_ref()?;
            match &ca.value {
                Ca::File(path) => Some(Spanned::new(path, ca.span)),
                Ca::Secret { .. } => None,
            }
        })
        .collect();
    let clusters = model.clusters.values();
    let named = clusters
        .flat_map(|cluster| [&cluster.node_agent_config, &cluster.modifiers])
        .flatten();
    files.extend(named.map(|path| Spanned::new(&path.value, path.span)));
    files.sort_by_key(|file| file.span);
    files
}

/// The directory of the manifests of a plan.
pub fn output(model: &Model) -> String {
    let output = model.plan.output();
    let root = if output.is_empty() {
        String::new()
    } else {
        format!("{output}/")
    };
    format!("{root}{}", model.plan.name.value)
}

/// The directory of what is there once on a cluster that recovers several; of another one its own.
pub fn shared_of(model: &Model, cluster: &Cluster) -> String {
    format!("{}/{}", output(model), cluster.stated_name())
}

/// The directory of the manifests of a cluster.
pub fn output_of(model: &Model, cluster: &Cluster) -> String {
    format!("{}/{}", output(model), cluster.name.value)
}
