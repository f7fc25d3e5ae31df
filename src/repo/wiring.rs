//! What Flux applies to a cluster: the YAML below its path, and that of the overlays it names.

use super::yaml::{self, Node};
use super::{KUSTOMIZATION, Tree, inside, is_yaml, join, mentions};
use crate::model::value::{Version, VersionRange};
use std::collections::{BTreeMap, BTreeSet};

/// How deep below a cluster's path its Kustomizations are looked for.
const MAX_DEPTH: usize = 4;
/// More files than this are not read.
const MAX_FILES: usize = 2_000;

/// The YAML of one cluster.
#[derive(Debug, Clone, Default)]
pub struct Wiring {
    /// Paths that a Flux Kustomization of the cluster or a kustomization.yaml applies.
    applied: Vec<String>,
    files: usize,
    /// Every scalar of every document.
    scalars: Vec<String>,
    /// Texts that are no YAML: what they say is not known.
    broken: Vec<String>,
    /// Texts of patches.
    patches: Vec<String>,
    /// Paths whose Flux Kustomization renames objects, or adds Components of the author's.
    changed: Vec<String>,
    /// What the kustomization.yaml of the cluster's own path lists; `None` where there is none, or
    /// it cannot be read.
    pub listed: Option<Vec<String>>,
    /// That file.
    pub list_file: String,
    /// The kustomization.yaml that patches the controllers of Flux.
    pub flux_system: Option<String>,
    /// Flux Kustomizations of others: the path of each, and the file that it stands in.
    pub flux: Vec<(String, String)>,
    /// Paths whose Flux Kustomization fills in variables, and the file that it stands in.
    pub fills: BTreeMap<String, String>,
    /// ConfigMaps and Secrets, and their keys: those of an encrypted Secret can be read too.
    pub keys: BTreeMap<(String, String), BTreeSet<String>>,
    /// The Flux that `flux bootstrap` or `flux install` wrote, and the file.
    pub version: Option<(Version, String)>,
}

impl Wiring {
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
        let ends = |text: &String| {
            text.lines().any(|line| {
                line.split([' ', ',', '"', '\'', '[', ']'])
                    .any(|word| word.trim_end_matches('/').ends_with(place))
            })
        };
        self.scalars.iter().any(ends) || self.broken.iter().any(|text| text.contains(place))
    }

    /// Whether anything that Flux reads holds a text, or may hold it.
    pub fn holds(&self, text: &str) -> bool {
        let mut all = self.scalars.iter().chain(&self.broken);
        all.any(|scalar| scalar.contains(text))
    }

    /// Whether a patch of a Flux Kustomization speaks of a name.
    pub fn patches_name(&self, name: &str) -> bool {
        let mut texts = self.patches.iter().chain(&self.broken);
        texts.any(|text| mentions(text, name))
    }

    /// Whether a Flux Kustomization of a path changes more than what its overlay shows.
    pub fn changes(&self, path: &str) -> bool {
        self.changed.iter().any(|changed| changed == path)
    }

    fn take(&mut self, ours: &str, directory: &str, name: &str, text: String) {
        if let Some(version) = flux_version(&text) {
            self.version = Some((version, inside(directory, name)));
        }
        let Some(documents) = yaml::read(&text) else {
            self.broken.push(text);
            return;
        };
        for document in &documents {
            let mut scalars = Vec::new();
            document.scalars(&mut scalars);
            self.scalars.extend(scalars.into_iter().map(str::to_owned));
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
            if KUSTOMIZATION.contains(&name) {
                if directory.ends_with("/flux-system") {
                    self.flux_system = Some(inside(directory, name));
                }
                let listed = resources(document);
                self.applied
                    .extend(listed.iter().filter_map(|path| join(directory, path)));
                self.patch(document.get("patches"));
            } else if document
                .text_at(&["apiVersion"])
                .starts_with("kustomize.toolkit.fluxcd.io/")
                && document.text_at(&["kind"]) == "Kustomization"
                && let Some(spec) = document.get("spec")
                && let Some(path) = join("", spec.text_at(&["path"]))
            {
                self.patch(spec.get("patches"));
                let components = spec.get("components").map(Node::items).unwrap_or_default();
                let foreign = components.iter().any(|item| {
                    let target = item.text().and_then(|text| join(&path, text));
                    target.is_none_or(|target| !target.starts_with(ours))
                });
                let renames = ["namePrefix", "nameSuffix"].map(|key| spec.get(key));
                if foreign || renames.iter().any(Option::is_some) {
                    self.changed.push(path.clone());
                }
                if spec.get("postBuild").is_some() {
                    self.fills.insert(path.clone(), inside(directory, name));
                }
                self.flux.push((path.clone(), inside(directory, name)));
                self.applied.push(path);
            }
        }
    }
}

impl Wiring {
    fn patch(&mut self, patches: Option<&Node>) {
        let mut texts = Vec::new();
        if let Some(node) = patches {
            node.scalars(&mut texts);
        }
        self.patches.extend(texts.into_iter().map(str::to_owned));
    }
}

/// The version in the head of what `flux` writes (`# Flux Version: v2.9.4`).
fn flux_version(text: &str) -> Option<Version> {
    let mut head = text.lines().take(5);
    let said = head.find_map(|line| line.strip_prefix("# Flux Version: v"))?;
    let range: VersionRange = said.trim().parse().ok()?;
    Some(range.lowest())
}

fn resources(document: &Node) -> Vec<String> {
    let lists = ["resources", "bases"].map(|key| document.get(key));
    let items = lists.into_iter().flatten().flat_map(Node::items);
    items.filter_map(Node::text).map(str::to_owned).collect()
}

/// Reads what applies overlays to a cluster; `None` where nothing of the author's is there.
pub(super) fn look(tree: &dyn Tree, path: &str, apps: &[&str], ours: &str) -> Option<Wiring> {
    let mut wiring = Wiring::default();
    below(tree, path, MAX_DEPTH, ours, &mut wiring);
    if wiring.files == 0 {
        return None;
    }
    let names = tree.list(path).unwrap_or_default();
    if let Some((name, _)) = names
        .iter()
        .find(|(name, directory)| !directory && KUSTOMIZATION.contains(&name.as_str()))
    {
        let file = inside(path, name);
        let documents = tree.read(&file).and_then(|text| yaml::read(&text));
        if let Some([only]) = documents.as_deref() {
            wiring.listed = Some(resources(only));
            wiring.list_file = file;
        }
    }
    for app in apps {
        // A Kustomization may apply a directory above, whose own file then names the Component.
        for (end, _) in app.match_indices('/') {
            if let Some(above) = app.get(..end) {
                kustomization(tree, above, ours, &mut wiring);
            }
        }
        below(tree, app, 0, ours, &mut wiring);
    }
    Some(wiring)
}

fn kustomization(tree: &dyn Tree, directory: &str, ours: &str, wiring: &mut Wiring) {
    for name in KUSTOMIZATION {
        if let Some(text) = tree.read(&inside(directory, name)) {
            wiring.take(ours, directory, name, text);
        }
    }
}

fn below(tree: &dyn Tree, directory: &str, depth: usize, ours: &str, wiring: &mut Wiring) {
    for (name, is_directory) in tree.list(directory).unwrap_or_default() {
        let path = inside(directory, &name);
        if name.starts_with("drplan-") || wiring.files >= MAX_FILES {
            continue;
        }
        if is_directory {
            if depth > 0 {
                below(tree, &path, depth - 1, ours, wiring);
            }
        } else if (is_yaml(&name) || KUSTOMIZATION.contains(&name.as_str()))
            && let Some(text) = tree.read(&path)
        {
            wiring.files += 1;
            wiring.take(ours, directory, &name, text);
        }
    }
}
