//! The objects that Flux applies at a path, each with the names that a patch may call it by.
//!
//! A target-less patch meets an object by the namespace and name of its file, and by those that bases
//! below have given it since; a Component is applied after the bases of a path and before what its own
//! kustomization.yaml and its Flux Kustomization do (kustomize 5.5, kustomize-controller 1.7).

use super::deleted::delete;
use super::fill::filled;
use super::operators::is_maker;
use super::shown::{Applying, Id, Item, Names, Scope};
use crate::repository::files::{Files, MAX_CHAIN};
use crate::repository::tree::{KUSTOMIZATION, inside, is_yaml, join};
use crate::repository::yaml::Node;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Directories and files that are visited for one path; a base that is used often counts as often.
const MAX_VISITS: usize = 20_000;

/// Directories that were listed: those of a path are met again from above.
pub(super) type Lists = RefCell<BTreeMap<String, Option<Rc<[(String, bool)]>>>>;

struct Walk<'a> {
    files: &'a Files<'a>,
    lists: &'a Lists,
    ours: &'a str,
    scope: Scope,
    visits: usize,
    open: Vec<String>,
    applied: BTreeSet<(String, Names)>,
}

/// Reads a path as Flux applies it. `ours` begins the paths that drplan writes itself.
pub(super) fn read(files: &Files<'_>, lists: &Lists, path: &str, ours: &str) -> Scope {
    let mut walk = Walk {
        files,
        lists,
        ours,
        scope: Scope::default(),
        visits: 0,
        open: Vec::new(),
        applied: BTreeSet::new(),
    };
    let root = Applying {
        path: path.to_owned(),
        ..Applying::default()
    };
    walk.apply(root, Names::default());
    walk.scope.index(is_maker);
    walk.scope
}

impl Walk<'_> {
    fn list(&self, path: &str) -> Option<Rc<[(String, bool)]>> {
        let mut lists = self.lists.borrow_mut();
        let known = lists.entry(path.to_owned());
        known
            .or_insert_with(|| self.files.list(path).map(Rc::from))
            .clone()
    }

    fn skip(&mut self, what: &str, why: &'static str) {
        self.scope.not_read.entry(what.to_owned()).or_insert(why);
    }

    /// One Kustomization of Flux, and those that it brings.
    fn apply(&mut self, one: Applying, flux: Names) {
        if !self.applied.insert((one.path.clone(), flux.clone())) {
            return;
        }
        let (path, applier) = (one.path.clone(), self.scope.appliers.len());
        self.scope.appliers.push(one);
        let mut items = Vec::new();
        let own = self.directory(&path, &mut items, true).unwrap_or_default();
        let pick = |flux: &String, own: String| if flux.is_empty() { own } else { flux.clone() };
        let names = Names {
            namespace: pick(&flux.namespace, own.namespace),
            prefix: pick(&flux.prefix, own.prefix),
            suffix: pick(&flux.suffix, own.suffix),
            values: flux.values,
        };
        let first = self.scope.items.len();
        for mut item in items {
            item.applier = applier;
            let mut last = item.ids.last().cloned().unwrap_or(Id {
                namespace: String::new(),
                name: String::new(),
            });
            names.steps(&mut last, &mut |_| {});
            item.last = Id {
                namespace: filled(&last.namespace, &names.values),
                name: filled(&last.name, &names.values),
            };
            self.scope.items.push(item);
        }
        for at in first..self.scope.items.len() {
            self.nest(at, applier);
        }
    }

    /// What a Flux Kustomization of the path applies, from the same repository.
    fn nest(&mut self, at: usize, parent: usize) {
        let Some(item) = self.scope.items.get(at) else {
            return;
        };
        if item.kind() != "Kustomization" || item.group() != "kustomize.toolkit.fluxcd.io" {
            return;
        }
        let Some(spec) = item.node.get("spec") else {
            return;
        };
        let file = item.file.clone();
        let said = |key: &str| spec.text_at(&[key]).to_owned();
        if spec.get("kubeConfig").is_some_and(|node| !node.is_null()) {
            return self.skip(&file, "Flux applies it to another cluster");
        }
        let names = Names::of_flux(spec);
        let components = spec.get("components").map(Node::items).unwrap_or_default();
        let components = components.iter().filter_map(Node::text).map(str::to_owned);
        let components: Vec<String> = components.collect();
        let written = said("path");
        let cut = spec.text_at(&["sourceRef", "kind"]) == "ExternalArtifact";
        let path = join("", &written).filter(|path| !cut && self.list(path).is_some());
        let Some(path) = path else {
            let what = format!("{file}: path {written}");
            return self.skip(&what, "the path is not in this repository");
        };
        let applied = components
            .iter()
            .filter_map(|one| join(&path, one))
            .collect();
        let one = Applying {
            path,
            object: Some(at),
            parent,
            applied,
            listed: BTreeSet::new(),
        };
        self.apply(one, names);
    }

    /// The objects of a directory, and what its kustomization.yaml makes of their names: of the top
    /// one that is done after a Component, of a base before.
    fn directory(&mut self, path: &str, into: &mut Vec<Item>, top: bool) -> Option<Names> {
        self.visits += 1;
        if self.visits > MAX_VISITS || self.open.len() >= MAX_CHAIN {
            self.skip(path, "it brings too many files");
            return None;
        }
        if self.open.iter().any(|open| open == path) {
            return None;
        }
        let Some(names) = self.list(path) else {
            self.skip(path, "it does not exist");
            return None;
        };
        self.open.push(path.to_owned());
        let file = |name: &&(String, bool)| !name.1 && KUSTOMIZATION.contains(&name.0.as_str());
        let done = if let Some((name, _)) = names.iter().find(file) {
            self.kustomization(path, &inside(path, name), into, top)
        } else {
            for (name, is_directory) in names.iter() {
                let inner = inside(path, name);
                if *is_directory {
                    self.directory(&inner, into, false);
                } else if is_yaml(name) {
                    self.file(&inner, into);
                }
            }
            None
        };
        self.open.pop();
        done
    }

    fn kustomization(
        &mut self,
        directory: &str,
        file: &str,
        into: &mut Vec<Item>,
        top: bool,
    ) -> Option<Names> {
        let documents = self.files.documents(file);
        let Some([only]) = documents.as_deref() else {
            self.skip(file, "it is not one document of YAML");
            return None;
        };
        let mut own = Vec::new();
        for key in ["resources", "bases"] {
            for item in only.get(key).map(Node::items).unwrap_or_default() {
                self.resource(directory, item.text().unwrap_or_default(), &mut own);
            }
        }
        for key in [
            "generators",
            "helmCharts",
            "helmChartInflationGenerator",
            "transformers",
        ] {
            if let Some(list) = only.get(key) {
                let what = format!("{file}:{}: {key}", list.at.line);
                self.skip(&what, "plugins of kustomize are not run");
            }
        }
        for item in only.get("components").map(Node::items).unwrap_or_default() {
            self.component(directory, item.text().unwrap_or_default(), &mut own);
        }
        delete(self.files, directory, only, &mut own);
        let names = Names {
            namespace: only.text_at(&["namespace"]).to_owned(),
            prefix: only.text_at(&["namePrefix"]).to_owned(),
            suffix: only.text_at(&["nameSuffix"]).to_owned(),
            values: BTreeMap::new(),
        };
        if !top {
            names.rename(&mut own);
        }
        into.append(&mut own);
        Some(names)
    }

    fn resource(&mut self, directory: &str, path: &str, into: &mut Vec<Item>) {
        let Some(local) = self.local(directory, path) else {
            return;
        };
        if self.list(&local).is_some() {
            self.directory(&local, into, false);
        } else {
            self.file(&local, into);
        }
    }

    /// A Component changes all that was there before it.
    fn component(&mut self, directory: &str, path: &str, into: &mut Vec<Item>) {
        let Some(local) = self.local(directory, path) else {
            return;
        };
        if let Some(applier) = self.scope.appliers.last_mut() {
            applier.listed.insert(local.clone());
        }
        if local.starts_with(self.ours) {
            return;
        }
        let mut own = Vec::new();
        if let Some(names) = self.directory(&local, &mut own, true) {
            into.append(&mut own);
            names.rename(into);
        }
    }

    fn local(&mut self, directory: &str, path: &str) -> Option<String> {
        let remote = path.contains("://") || path.contains(['@', '?']) || path.starts_with('/');
        let local = join(directory, path).filter(|_| !remote);
        if local.is_none() {
            self.skip(path, "it is a remote base");
        }
        local
    }

    fn file(&mut self, path: &str, into: &mut Vec<Item>) {
        self.visits += 1;
        if self.visits > MAX_VISITS {
            return self.skip(path, "it brings too many files");
        }
        let Some(documents) = self.files.documents(path) else {
            return self.skip(path, "it is not valid YAML, or does not exist");
        };
        for document in documents.iter() {
            self.object(path, document, into);
        }
    }

    fn object(&mut self, file: &str, node: &Node, into: &mut Vec<Item>) {
        if node.text_at(&["kind"]).ends_with("List")
            && let Some(items) = node.get("items")
        {
            for item in items.items() {
                self.object(file, item, into);
            }
            return;
        }
        let id = Id {
            namespace: node.text_at(&["metadata", "namespace"]).to_owned(),
            name: node.text_at(&["metadata", "name"]).to_owned(),
        };
        into.push(Item {
            file: file.to_owned(),
            node: node.clone(),
            ids: vec![id.clone()],
            last: id,
            applier: 0,
        });
    }
}
