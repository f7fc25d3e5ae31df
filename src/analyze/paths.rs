//! The paths that a plan names.

use crate::model::Model;
use crate::model::value::RepoPath;
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
        .chain(apps.flat_map(|apps| {
            [
                Some(&apps.path),
                apps.recovery.as_ref(),
                apps.standby.as_ref(),
            ]
            .into_iter()
            .flatten()
        }))
        .collect();
    paths.sort_by_key(|path| path.span);
    paths
}
