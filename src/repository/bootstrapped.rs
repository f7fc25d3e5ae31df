//! Whether Flux reaches the paths of the clusters of a plan, from where it begins on any cluster: what `flux bootstrap`
//! or flux-operator synchronises, where the repository shows that.

use super::cluster;
use super::files::Files;
use super::kustomize::Builder;
use super::synced::{self, Synced};
use super::tree::{KUSTOMIZATION, Tree, inside, is_within, join};
use super::yaml::Node;
use crate::model::{Cluster, ClusterId, Mode, Model, Standby};
use std::collections::BTreeMap;

/// How many beginnings are followed.
const MAX_ENTRIES: usize = 50;

/// Why Flux does not reach the path of a cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotReached {
    /// It begins at these folders, each with the file that says so, and none of them contains the path or names it.
    Elsewhere(Vec<(String, String)>),
    /// This kustomization.yaml, of a folder above that it applies, does not list what leads there.
    NotListed(String),
}

/// The clusters whose path is not reached. `shown` are those at whose path something of the author's stands: where
/// nothing does, the path is still to be made.
pub(super) fn read(
    tree: &dyn Tree,
    model: &Model,
    shown: &dyn Fn(ClusterId) -> bool,
    ours: &str,
) -> BTreeMap<ClusterId, NotReached> {
    // What is read for a guess alone is not a file of the plan: that it is broken is not reported.
    let files = &Files::new(tree);
    let builder = &Builder::new(files, ours);
    let mut found = BTreeMap::new();
    let mut all: Option<Entries> = None;
    let runs = model.clusters.values().filter(|cluster| runs(cluster));
    for cluster in runs.filter(|cluster| shown(cluster.id)) {
        let entries = all.get_or_insert_with(|| Entries {
            synced: synced::entries(files, ours),
            applied: None,
        });
        let others = model
            .clusters
            .values()
            .filter(|other| other.id != cluster.id);
        let others: Vec<String> = others.map(|other| other.path().to_string()).collect();
        if let Some(why) = entries.not_reached((files, builder), &cluster.path(), &others) {
            found.insert(cluster.id, why);
        }
    }
    found
}

/// Whether a cluster is there: one that is lost, or that is made by a recovery, has no beginning in Git.
fn runs(cluster: &Cluster) -> bool {
    let mode = cluster.mode.as_ref().map(|mode| &mode.value);
    let lost = matches!(mode, Some(Mode::Fenced { .. }));
    let standby = cluster.standby.as_ref();
    let warm = standby.is_some_and(|standby| standby.value == Standby::Warm);
    !lost && (cluster.recovers.is_none() || warm)
}

struct Entries {
    synced: Synced,
    /// The paths that are applied from them.
    applied: Option<Vec<String>>,
}

impl Entries {
    fn not_reached(
        &mut self,
        (files, builder): (&Files<'_>, &Builder<'_>),
        path: &str,
        others: &[String],
    ) -> Option<NotReached> {
        // The controllers alone do not show which folder Flux was given, and the beginning of another cluster says
        // nothing of this one.
        let mut sure = self.synced.iter().filter(|(folder, file)| {
            let mut others = others.iter();
            !file.ends_with(synced::COMPONENTS) && !others.any(|other| other == *folder)
        });
        if sure.next().is_none() || self.synced.contains_key(path) {
            return None;
        }
        let synced = &self.synced;
        let applied = self.applied.get_or_insert_with(|| {
            let mut all: Vec<String> = synced.keys().cloned().collect();
            for entry in synced.keys().take(MAX_ENTRIES) {
                let walked = cluster::walk(files, builder, entry, &[]);
                let paths = walked.kustomizations.into_iter().map(|one| one.path);
                all.extend(paths.filter(|path| !path.is_empty()));
            }
            all
        });
        let mut closed = None;
        for above in applied.iter().filter(|above| is_within(path, above)) {
            match closed_by(files, above, path) {
                None => return None,
                Some(file) => closed = Some(file),
            }
        }
        Some(closed.map_or_else(
            || NotReached::Elsewhere(synced.clone().into_iter().collect()),
            NotReached::NotListed,
        ))
    }
}

/// The kustomization.yaml between a folder and a path below it that leaves the path out; `None` where none does. A
/// folder without one is applied with all that is below it (pkg/kustomize of Flux, `kustomize_generator.go`).
fn closed_by(files: &Files<'_>, above: &str, path: &str) -> Option<String> {
    let mut folder = above.to_owned();
    while folder != path {
        let names = files.list(&folder)?;
        let mut names = names.iter().filter(|(_, is_directory)| !is_directory);
        let own = names.find(|(name, _)| KUSTOMIZATION.contains(&name.as_str()));
        folder = match own {
            Some((name, _)) => {
                let file = inside(&folder, name);
                let documents = files.documents(&file)?;
                let lists = ["resources", "bases"].map(|key| documents.first()?.get(key));
                let items = lists.into_iter().flatten().flat_map(Node::items);
                let listed = items.filter_map(|item| join(&folder, item.text()?));
                let next = listed
                    .filter(|one| is_within(path, one))
                    .max_by_key(String::len);
                match next.filter(|next| next.len() > folder.len()) {
                    Some(next) => next,
                    None => return Some(file),
                }
            }
            None => {
                let rest = path.strip_prefix(folder.as_str()).unwrap_or(path);
                let next = rest.trim_start_matches('/').split('/').next();
                inside(&folder, next.unwrap_or_default())
            }
        };
    }
    None
}
