//! The objects of a path, and what makes their names.

use crate::repository::yaml::Node;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// A namespace and a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id {
    /// The namespace; empty where there is none yet.
    pub(super) namespace: String,
    /// The name.
    pub(super) name: String,
}

/// An object of a path.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The file that it stands in.
    pub(super) file: String,
    /// What it says there.
    pub(super) node: Node,
    /// As its file calls it, then as each base renames it.
    pub(super) ids: Vec<Id>,
    /// As it is called on the cluster.
    pub(super) last: Id,
    /// The Flux Kustomization that applies it, as a place in [`Scope::appliers`].
    pub(super) applier: usize,
}

impl Item {
    pub(super) fn kind(&self) -> &str {
        self.node.text_at(&["kind"])
    }

    pub(super) fn group(&self) -> &str {
        let version = self.node.text_at(&["apiVersion"]);
        version.split_once('/').map_or("", |(group, _)| group)
    }
}

/// What applies objects: the path itself, or a Flux Kustomization below it.
#[derive(Debug, Clone, Default)]
pub(super) struct Applying {
    /// The path that it applies.
    pub(super) path: String,
    /// The object, as a place in [`Scope::items`]; `None` for the path itself.
    pub(super) object: Option<usize>,
    /// The one that brings it; itself for the path itself.
    pub(super) parent: usize,
    /// Every Component that the Flux Kustomization adds, seen from the root of the repository.
    pub(super) applied: BTreeSet<String>,
    /// Every Component that a kustomization.yaml of the path lists.
    pub(super) listed: BTreeSet<String>,
}

/// What the list of a HelmRelease is when a Component is applied, and after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Renderers {
    /// There is a list, to which more can be added.
    There,
    /// A patch in this file sets it after every Component.
    Replaced(String),
}

/// Everything that Flux applies at a path.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    /// Its objects.
    pub(super) items: Vec<Item>,
    /// What applies them, the path itself first.
    pub(super) appliers: Vec<Applying>,
    /// What was not read, each with why.
    pub(super) not_read: BTreeMap<String, &'static str>,
    /// Objects by every name that they have had.
    names: BTreeMap<String, Vec<usize>>,
    /// HelmReleases and kinds of operators.
    makers: Vec<usize>,
    /// The paths of what applies objects.
    paths: BTreeSet<String>,
    /// The post-renderers of HelmReleases that have some on the cluster, by their place in [`Scope::items`].
    /// They are read where a workload of the plan comes by one.
    pub(super) renderers: OnceCell<BTreeMap<usize, Renderers>>,
    /// Objects whose pods lose the annotations of a Component, each with the file of a patch.
    pub(super) stripped: OnceCell<BTreeMap<usize, String>>,
}

impl Scope {
    /// The object at a place.
    pub(super) fn item(&self, at: usize) -> Option<&Item> {
        self.items.get(at)
    }

    /// Objects that have, or have had, a name.
    pub(super) fn named(&self, name: &str) -> &[usize] {
        self.names.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// HelmReleases, and objects of which an operator may make pods.
    pub(super) fn makers(&self) -> &[usize] {
        &self.makers
    }

    /// Whether a Kustomization of it applies a path, or a part of it.
    pub(super) fn applies(&self, path: &str) -> bool {
        let above = path
            .match_indices('/')
            .filter_map(|(end, _)| path.get(..end));
        ["", path]
            .into_iter()
            .chain(above)
            .any(|path| self.paths.contains(path))
    }

    pub(super) fn index(&mut self, is_maker: impl Fn(&Item) -> bool) {
        self.paths = self.appliers.iter().map(|one| one.path.clone()).collect();
        for (at, item) in self.items.iter().enumerate() {
            let mut names: Vec<&String> = item.ids.iter().map(|id| &id.name).collect();
            names.push(&item.last.name);
            names.sort_unstable();
            names.dedup();
            for name in names {
                self.names.entry(name.clone()).or_default().push(at);
            }
            if is_maker(item) {
                self.makers.push(at);
            }
        }
    }
}

/// What a kustomization.yaml or a Flux Kustomization makes of names.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Names {
    pub(super) namespace: String,
    pub(super) prefix: String,
    pub(super) suffix: String,
    pub(super) values: BTreeMap<String, String>,
}

impl Names {
    /// What the `spec` of a Flux Kustomization says of them.
    pub(super) fn of_flux(spec: &Node) -> Self {
        let said = |key: &str| spec.text_at(&[key]).to_owned();
        let substitute = spec.at(&["postBuild", "substitute"]);
        let entries = substitute.map(Node::entries).unwrap_or_default().iter();
        let values = entries
            .filter_map(|(key, value)| Some((key.text()?.to_owned(), value.text()?.to_owned())));
        Self {
            namespace: said("targetNamespace"),
            prefix: said("namePrefix"),
            suffix: said("nameSuffix"),
            values: values.collect(),
        }
    }

    /// What it makes of an id, step by step: kustomize remembers each of them.
    pub(super) fn steps(&self, id: &mut Id, step: &mut dyn FnMut(&Id)) {
        if !self.namespace.is_empty() {
            id.namespace.clone_from(&self.namespace);
            step(id);
        }
        if !self.prefix.is_empty() {
            id.name.insert_str(0, &self.prefix);
            step(id);
        }
        if !self.suffix.is_empty() {
            id.name.push_str(&self.suffix);
            step(id);
        }
    }

    pub(super) fn rename(&self, items: &mut [Item]) {
        for item in items {
            let Some(mut id) = item.ids.last().cloned() else {
                continue;
            };
            let ids = &mut item.ids;
            self.steps(&mut id, &mut |id| ids.push(id.clone()));
        }
    }
}
