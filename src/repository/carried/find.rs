//! Which Kustomization of a cluster applies a path.

use crate::repository::cluster::{Applied, Cluster, Reads};
use crate::repository::tree::is_within;

/// The Kustomization that applies a path.
#[derive(Debug, Clone, Copy)]
pub(in crate::repository) struct Applying<'c> {
    /// Its place in the list of the cluster.
    pub(in crate::repository) at: usize,
    /// The Kustomization.
    pub(in crate::repository) one: &'c Applied,
}

/// Finds it: the one over the path itself, or the nearest above that brings something of it, or one whose
/// overlay takes it as a base. Of several over one path, the one that puts it into a namespace of the plan.
pub(in crate::repository) fn find<'c>(
    cluster: &'c Cluster,
    path: &str,
    namespaces: &[&str],
) -> Option<Applying<'c>> {
    let all = cluster.kustomizations.iter().enumerate();
    let here = all.filter(|(_, one)| match one.reads {
        Reads::Path | Reads::Suspended => true,
        Reads::Again | Reads::Elsewhere | Reads::Remote => false,
    });
    let brings = |at: usize| {
        let mut objects = cluster.objects.iter();
        objects.any(|object| object.by == at && is_within(&object.file, path))
    };
    let fits = |one: &Applied| {
        let target = one.spec.text_at(&["targetNamespace"]);
        namespaces.contains(&target)
    };
    let exact = here.clone().filter(|(_, one)| one.path == path);
    let exact = exact.max_by_key(|(at, one)| (fits(one), std::cmp::Reverse(*at)));
    let above = || {
        let above = here.clone().filter(|(_, one)| is_within(path, &one.path));
        let above = above.filter(|(at, _)| brings(*at));
        above.max_by_key(|(at, one)| (one.path.len(), fits(one), std::cmp::Reverse(*at)))
    };
    let base = || {
        let mut over = here.clone().filter(|(at, _)| brings(*at));
        over.find(|(_, one)| fits(one))
            .or_else(|| here.clone().find(|(at, _)| brings(*at)))
    };
    let (at, one) = exact.or_else(above).or_else(base)?;
    Some(Applying { at, one })
}
