//! Builds a path: its objects, then its generators, Components and transformers, in the order of
//! kustomize (`api/internal/target`).

use super::config::Config;
use super::file::Kustomization;
use super::layer::Layer;
use super::load::{self, told};
use super::patch::Patches;
use super::resource::Resource;
use super::result::{Build, Object};
use super::{hash, references};
use crate::repository::files::{Files, MAX_CHAIN, Reason};
use crate::repository::tree::{inside, join};
use crate::repository::yaml::{Node, Position};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// How deep below a path Flux looks for files.
const MAX_SCAN: usize = 40;
/// The annotation of objects that kustomize uses and leaves out.
const LOCAL: &str = "config.kubernetes.io/local-config";

/// Builds paths of one repository; what several of them share is built once.
pub(in crate::repository) struct Builder<'a> {
    pub(super) files: &'a Files<'a>,
    /// What the paths begin with that are left out.
    pub(super) ours: &'a str,
    known: RefCell<BTreeMap<String, Rc<Layer>>>,
    pub(super) open: RefCell<Vec<String>>,
    defaults: Rc<Config>,
    /// Whether a Component of the plan's own is built as one that annotates pods.
    pub(super) marks: bool,
}

/// Where a kustomization.yaml stands.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) directory: &'p str,
    pub(super) list: &'p str,
}

impl<'a> Builder<'a> {
    /// Nothing was built yet; `ours` begins the paths that are left out, where it is not empty.
    pub(in crate::repository) fn new(files: &'a Files<'a>, ours: &'a str) -> Self {
        Self {
            files,
            ours,
            known: RefCell::default(),
            open: RefCell::default(),
            defaults: Rc::new(Config::new()),
            marks: false,
        }
    }

    /// What `kustomize build` makes of a path.
    pub(in crate::repository) fn kustomize(&self, path: &str) -> Build {
        let mut layer = Layer::new(Rc::clone(&self.defaults));
        let names = self.files.list(path).unwrap_or_default();
        match load::own_list(&names) {
            Ok(Some(name)) => {
                let list = inside(path, name);
                if let Some(kustomization) = self.read(&list, &mut layer) {
                    if kustomization.is_empty() {
                        layer.fault(&list, Position::default(), "it is empty");
                    }
                    self.top(&kustomization, path, &list, &mut layer);
                }
            }
            Ok(None) => layer.fault(path, Position::default(), "it has no kustomization.yaml"),
            Err(()) => layer.fault(path, Position::default(), SEVERAL),
        }
        self.finish(layer)
    }

    /// What Flux makes of a path, with what the `spec` of its Kustomization writes into it.
    pub(in crate::repository) fn flux(&self, path: &str, spec: Option<&Node>) -> Build {
        let mut layer = Layer::new(Rc::clone(&self.defaults));
        let Some(names) = self.files.list(path) else {
            let at = spec
                .and_then(|spec| spec.get("path"))
                .map_or_else(Position::default, |node| node.at);
            match self.files.exists(path) {
                true => told(&mut layer, (path, at), path),
                false => layer.fault(path, at, "it does not exist"),
            }
            return self.finish(layer);
        };
        let mut list = inside(path, "kustomization.yaml");
        let mut kustomization = match load::own_list(&names) {
            Ok(None) => {
                let found = load::scan(self.files, path, "", MAX_SCAN);
                Kustomization::of_resources(&found, self.files.start(&list))
            }
            Ok(Some(name)) => {
                list = inside(path, name);
                match self.read(&list, &mut layer) {
                    Some(kustomization) => kustomization,
                    None => return self.finish(layer),
                }
            }
            Err(()) => {
                layer.fault(path, Position::default(), SEVERAL);
                return self.finish(layer);
            }
        };
        if let Some(spec) = spec {
            kustomization.apply_flux(spec, &|component| {
                join(path, component).is_some_and(|inner| self.files.exists(&inner))
            });
        }
        self.top(&kustomization, path, &list, &mut layer);
        self.finish(layer)
    }

    /// An object with patches, as one that a program makes and patches.
    pub(in crate::repository) fn patched(&self, node: Node, patches: &[Node]) -> Node {
        let mut layer = Layer::new(Rc::clone(&self.defaults));
        layer.resources.push(Resource::new(node.clone()));
        let all = Patches {
            files: self.files,
            directory: "",
            list: "",
        };
        all.entries(&mut layer, patches, true);
        let patched = layer.resources.into_iter().next();
        patched.map_or(node, |resource| resource.node)
    }

    /// Whether drplan writes a path itself: it may not be there yet.
    pub(super) fn is_ours(&self, path: &str) -> bool {
        !self.ours.is_empty() && format!("{path}/").starts_with(self.ours)
    }

    /// Whether an object is a stage of the plan itself, as a build left it.
    pub(in crate::repository) fn is_own_stage(&self, node: &Node) -> bool {
        let plan = self.ours.trim_end_matches('/').rsplit('/').next();
        let label = |key: &str| node.text_at(&["metadata", "labels", key]);
        label("app.kubernetes.io/managed-by") == "drplan" && Some(label("drplan.dev/plan")) == plan
    }

    /// The folder that is asked for; it may be a Component.
    fn top(&self, kustomization: &Kustomization, path: &str, list: &str, layer: &mut Layer) {
        self.open.borrow_mut().push(path.to_owned());
        let place = Place {
            directory: path,
            list,
        };
        self.accumulate(kustomization, place, layer);
        self.open.borrow_mut().pop();
    }

    fn finish(&self, mut layer: Layer) -> Build {
        hash::add_hashes(&mut layer.resources);
        for (at, why) in references::follow(&mut layer.resources, &layer.config) {
            let path = self.files.name(at);
            layer.fault(&path, at, why);
        }
        let local = |one: &Resource| {
            one.meta("annotations", LOCAL)
                .is_some_and(|value| value != "false")
        };
        layer.resources.retain(|one| !local(one));
        let objects = layer.resources.into_iter().map(|resource| Object {
            file: self.files.name(resource.node.at).to_string(),
            node: resource.node,
        });
        Build {
            objects: objects.collect(),
            faults: layer.faults.into_iter().collect(),
            unseen: layer.unseen.into_iter().collect(),
            files: layer.files.into_iter().collect(),
        }
    }

    fn read(&self, list: &str, layer: &mut Layer) -> Option<Kustomization> {
        let at = self.files.start(list);
        let documents = self.files.documents(list);
        let Some(documents) = documents else {
            match self.files.is_broken(list) {
                true => layer.lost(
                    list,
                    at,
                    "it is not valid YAML, and kustomize refuses the whole path with it",
                ),
                false => told(layer, (list, at), list),
            }
            return None;
        };
        layer.files.insert(list.to_owned());
        let [document] = &*documents else {
            layer.fault(list, at, "it does not have one document");
            return None;
        };
        let (kustomization, faults) = Kustomization::read(document);
        for (node, why) in faults {
            layer.fault(list, node.at, why);
        }
        Some(kustomization)
    }

    /// A folder with a kustomization.yaml of its own.
    pub(super) fn directory(&self, path: &str, at: Position) -> Rc<Layer> {
        if let Some(known) = self.known.borrow().get(path) {
            return Rc::clone(known);
        }
        let mut layer = Layer::new(Rc::clone(&self.defaults));
        if self.enters(path, at, &mut layer) {
            let names = self.files.list(path).unwrap_or_default();
            match load::own_list(&names) {
                Ok(Some(name)) => {
                    let list = inside(path, name);
                    self.component_or_not(path, &list, &mut layer, false);
                }
                Ok(None) => layer.fault(path, at, "it has no kustomization.yaml"),
                Err(()) => layer.fault(path, at, SEVERAL),
            }
            self.open.borrow_mut().pop();
        }
        let layer = Rc::new(layer);
        self.known
            .borrow_mut()
            .insert(path.to_owned(), Rc::clone(&layer));
        layer
    }

    pub(super) fn component_or_not(
        &self,
        path: &str,
        list: &str,
        layer: &mut Layer,
        component: bool,
    ) {
        let Some(kustomization) = self.read(list, layer) else {
            return;
        };
        let at = self.files.start(list);
        match (kustomization.is_component(), component) {
            (true, false) => return layer.fault(list, at, "a Component is listed as a resource"),
            (false, true) => return layer.fault(list, at, "it is not a Component"),
            _ if kustomization.is_empty() => layer.fault(list, at, "it is empty"),
            _ => {}
        }
        let place = Place {
            directory: path,
            list,
        };
        self.accumulate(&kustomization, place, layer);
    }

    /// Whether a folder may be entered: not within itself, and not without end.
    pub(super) fn enters(&self, path: &str, at: Position, layer: &mut Layer) -> bool {
        let mut open = self.open.borrow_mut();
        if open.iter().any(|one| one == path) {
            layer.fault(path, at, "it contains itself");
            return false;
        }
        if open.len() >= MAX_CHAIN {
            self.files.leave_out(path, Reason::Depth);
            told(layer, (path, at), path);
            return false;
        }
        open.push(path.to_owned());
        true
    }
}

/// What is wrong with a folder of two lists.
pub(super) const SEVERAL: &str = "it has several files of the kind kustomization.yaml";
