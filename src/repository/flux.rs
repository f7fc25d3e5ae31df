//! What Flux applies to a cluster: the YAML below its path, and that of the overlays it names.

pub(super) mod changed;
mod followed;
mod installed;
mod listed;
mod revision;
mod root;
mod settings;
mod sources;
mod tenants;

use super::cluster::{Cluster, Reads, Remote};
use super::files::{CLUSTER_FILES, Documents, Files, Reason};
use super::helm;
use super::tree::{KUSTOMIZATION, inside, is_within, is_yaml, join};
use super::words::contains_word;
use super::yaml::Node;
use crate::model::SourceRef;
use crate::model::value::Version;
pub use followed::Kustomization;
use installed::{flux_version, source};
use listed::{lists_the_obvious, resources};
pub use revision::Fetches;
pub use root::{Root, Stop};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
pub use tenants::Tenants;

/// How deep below a cluster's path its Kustomizations are looked for.
const MAX_DEPTH: usize = 4;

/// The YAML of one cluster.
#[derive(Debug, Clone, Default)]
pub struct FluxManifests {
    /// Paths that a Flux Kustomization of the cluster or a kustomization.yaml applies.
    applied: Vec<String>,
    files: usize,
    /// Their files.
    taken: BTreeSet<String>,
    /// What they say.
    documents: Vec<Documents>,
    /// Whether a file is there that was not read: it may say anything.
    open: bool,
    /// Whether everything that Flux applies to the cluster was read.
    pub followed: bool,
    /// Texts that are not YAML: their content is not known.
    broken: Vec<Rc<str>>,
    /// Texts of patches.
    patches: BTreeSet<Rc<str>>,
    /// Paths whose Flux Kustomization puts objects into a namespace of its own.
    moved: Vec<String>,
    /// What the kustomization.yaml of the cluster's own path lists; `None` where there is none, or
    /// it cannot be read.
    pub listed: Option<Vec<String>>,
    /// Whether it lists nothing but what Flux would find without it.
    pub lists_the_obvious: bool,
    /// That file.
    pub list_file: String,
    /// The kustomization.yaml that patches the controllers of Flux.
    pub flux_system: Option<String>,
    /// Flux Kustomizations of others: the path of each, and where it stands.
    pub flux: Vec<Kustomization>,
    /// What Flux applies from here to other clusters.
    pub remote: Vec<Remote>,
    /// What the path of the cluster makes of the stages of the plan: a file, and what it changes.
    pub changed: Vec<(String, String)>,
    /// The source of the repository on this cluster, as its own Kustomizations name it.
    pub source: Option<SourceRef>,
    /// The sources that objects of the cluster name, each with whether one declares it.
    pub known_sources: BTreeMap<SourceRef, bool>,
    /// Whether all that the path of the cluster brings could be read.
    pub whole: bool,
    /// What the controllers of Flux allow.
    pub tenants: Tenants,
    /// Where Flux begins.
    pub root: Root,
    /// Where Flux fetches from: an address, and the file that names it.
    pub sources: Vec<(String, String)>,
    /// Paths whose Flux Kustomization fills in variables, and the file that it stands in.
    pub fills: BTreeMap<String, String>,
    /// ConfigMaps and Secrets, and their keys: those of an encrypted Secret can be read too.
    pub keys: BTreeMap<(String, String), BTreeSet<String>>,
    /// The Flux that `flux bootstrap` or `flux install` wrote, and the file.
    pub version: Option<(Version, String)>,
}

impl FluxManifests {
    /// The Flux Kustomization that applies a path: the one with the longest path at or above it.
    pub fn kustomization_of(&self, path: &str) -> Option<&Kustomization> {
        let above = self.flux.iter().filter(|one| is_within(path, &one.path));
        above.max_by_key(|one| one.path.len())
    }

    /// Whether the repository shows what applies a path.
    pub fn applies(&self, path: &str) -> bool {
        self.applied.iter().any(|applied| {
            applied == path
                || applied.is_empty()
                || path
                    .strip_prefix(applied.as_str())
                    .is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// Whether anything that Flux reads names a path, or may name it.
    pub fn names(&self, place: &str) -> bool {
        let ends = |text: &str| {
            text.lines().any(|line| {
                line.split([' ', ',', '"', '\'', '[', ']'])
                    .any(|word| word.trim_end_matches('/').ends_with(place))
            })
        };
        self.open
            || self.any(&mut |text| ends(text))
            || self.broken.iter().any(|text| text.contains(place))
    }

    /// Whether anything that Flux reads holds a text, or may hold it.
    pub fn holds(&self, text: &str) -> bool {
        let mut broken = self.broken.iter();
        self.open
            || self.any(&mut |scalar| scalar.contains(text))
            || broken.any(|all| all.contains(text))
    }

    /// Whether one of the scalars of its documents is such a one.
    fn any(&self, such: &mut dyn FnMut(&str) -> bool) -> bool {
        let mut documents = self.documents.iter().flat_map(|all| all.iter());
        documents.any(|document| document.any(such))
    }

    /// Whether a patch of a Flux Kustomization names it.
    pub fn patches_name(&self, name: &str) -> bool {
        let mut texts = self.patches.iter().chain(&self.broken);
        self.open || texts.any(|text| contains_word(text, name))
    }

    /// Whether a path may be put into another namespace than its overlay shows.
    pub fn moves(&self, path: &str) -> bool {
        let below = |moved: &String| {
            let rest = path.strip_prefix(moved.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.open || !self.broken.is_empty() || self.moved.iter().any(below)
    }

    /// Takes a file over, and says whether it is there.
    fn take(&mut self, files: &Files<'_>, directory: &str, name: &str) -> bool {
        let path = inside(directory, name);
        let Some(text) = files.text(&path) else {
            return false;
        };
        self.taken.insert(path.clone());
        if let Some(version) = flux_version(&text) {
            self.version = Some((version, path.clone()));
        }
        let Some(documents) = files.documents(&path) else {
            self.broken.push(text);
            return true;
        };
        for document in documents.iter() {
            let kind = document.text_at(&["kind"]);
            if kind == "ConfigMap" || kind == "Secret" {
                let id = (
                    kind.to_owned(),
                    document.text_at(&["metadata", "name"]).to_owned(),
                );
                let data = ["data", "stringData"].map(|key| document.get(key));
                let entries = data.into_iter().flatten().flat_map(Node::entries);
                let keys = entries.filter_map(|(key, _)| key.text().map(str::to_owned));
                self.keys.entry(id).or_default().extend(keys);
            }
            self.sources
                .extend(source(document).map(|url| (url, path.clone())));
            if KUSTOMIZATION.contains(&name) {
                if directory.ends_with("/flux-system") {
                    self.flux_system = Some(inside(directory, name));
                }
                let listed = resources(document);
                self.applied
                    .extend(listed.iter().filter_map(|path| join(directory, path)));
                self.patch(document.get("patches"));
            }
        }
        self.documents.push(documents);
        true
    }
}

impl FluxManifests {
    fn patch(&mut self, patches: Option<&Node>) {
        let mut texts = Vec::new();
        if let Some(node) = patches {
            node.scalars(&mut texts);
        }
        self.patches.extend(texts.into_iter().map(Rc::from));
    }
}

/// Reads what applies overlays to a cluster; `None` where nothing of the author's is there.
pub(super) fn read(
    files: &Files<'_>,
    applied: &Cluster,
    path: &str,
    apps: &[&str],
) -> Option<FluxManifests> {
    let mut flux = FluxManifests::default();
    below(files, path, MAX_DEPTH, &mut flux);
    if flux.files == 0 {
        return None;
    }
    // Kustomizations below others stand in files of elsewhere.
    flux.followed = applied.faults.is_empty() && applied.unseen.is_empty();
    let mut applied = applied.clone();
    helm::fill_values(files, applied.objects.iter_mut().map(|one| &mut one.node));
    let own_files: BTreeSet<String> = flux.taken.clone();
    for file in applied
        .files
        .iter()
        .filter(|file| !own_files.contains(*file))
    {
        let (directory, name) = file.rsplit_once('/').unwrap_or(("", file));
        flux.take(files, directory, name);
    }
    for one in &applied.kustomizations {
        let follows = match one.reads {
            Reads::Path | Reads::Again => true,
            Reads::Suspended | Reads::Elsewhere | Reads::Remote => false,
        };
        if follows && !one.name.is_empty() {
            flux.follow(&applied, one);
        }
    }
    flux.remote.clone_from(&applied.remote);
    flux.see(files, &applied, &own_files);
    let names = files.list(path).unwrap_or_default();
    if let Some((name, _)) = names
        .iter()
        .find(|(name, directory)| !directory && KUSTOMIZATION.contains(&name.as_str()))
    {
        let file = inside(path, name);
        if let Some([only]) = files.documents(&file).as_deref() {
            flux.listed = Some(resources(only));
            flux.lists_the_obvious = lists_the_obvious(only);
            flux.list_file = file;
        }
    }
    for app in apps {
        // A Kustomization may apply a directory above, whose own file then names the Component.
        for (end, _) in app.match_indices('/') {
            if let Some(above) = app.get(..end) {
                kustomization(files, above, &mut flux);
            }
        }
        below(files, app, 0, &mut flux);
    }
    Some(flux)
}

fn kustomization(files: &Files<'_>, directory: &str, flux: &mut FluxManifests) {
    for name in KUSTOMIZATION {
        flux.take(files, directory, name);
    }
}

fn below(files: &Files<'_>, directory: &str, depth: usize, flux: &mut FluxManifests) {
    for (name, is_directory) in files.list(directory).unwrap_or_default() {
        let path = inside(directory, &name);
        if name.starts_with("drplan-") {
            continue;
        }
        if is_directory {
            if depth > 0 && flux.files < CLUSTER_FILES {
                below(files, &path, depth - 1, flux);
            }
        } else if is_yaml(&name) || KUSTOMIZATION.contains(&name.as_str()) {
            if flux.files >= CLUSTER_FILES {
                files.leave_out(&path, Reason::Files);
                flux.open = true;
            } else if flux.take(files, directory, &name) {
                flux.files += 1;
            } else {
                flux.open = true;
            }
        }
    }
}
