//! What kustomize builds at a path, as far as the repository shows it.
//!
//! What comes from elsewhere (a remote base, a generator, a plugin) is not read, and then the path is not
//! whole: it may contain anything, and nothing that it lacks is reported.

mod built;
mod object;

use super::files::{Files, MAX_CHAIN, PATH_FILES, Reason};
use super::tree::{KUSTOMIZATION, inside, is_yaml, join};
use super::yaml::Node;
pub(super) use built::Built;
pub(super) use object::Object;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Keys of a kustomization.yaml that bring no object, or only those that can be followed.
const KNOWN: [&str; 14] = [
    "apiVersion",
    "bases",
    "buildMetadata",
    "commonAnnotations",
    "components",
    "configMapGenerator",
    "generatorOptions",
    "images",
    "kind",
    "metadata",
    "patches",
    "replicas",
    "resources",
    "secretGenerator",
];
/// Patches of older files.
const OLD_PATCHES: [&str; 2] = ["patchesJson6902", "patchesStrategicMerge"];
struct Walk<'a> {
    files: &'a Files<'a>,
    ours: &'a str,
    seen: BTreeSet<String>,
    depth: usize,
    nested: bool,
    moved: Option<String>,
    built: Built,
}

/// Reads a path. `ours` begins the paths that drplan writes itself: they are left out.
pub(super) fn read(files: &Files<'_>, path: &str, ours: &str) -> Built {
    let mut walk = Walk {
        files,
        ours,
        seen: BTreeSet::new(),
        depth: 0,
        nested: false,
        moved: None,
        built: Built::default(),
    };
    walk.built.whole = true;
    walk.directory(path);
    walk.built
}

impl Walk<'_> {
    fn unknown(&mut self) {
        self.built.whole = false;
    }

    fn directory(&mut self, path: &str) {
        if !self.seen.insert(path.to_owned()) {
            return;
        }
        if self.depth >= MAX_CHAIN {
            self.files.leave_out(path, Reason::Depth);
            return self.unknown();
        }
        self.depth += 1;
        self.entries(path);
        self.depth -= 1;
    }

    fn entries(&mut self, path: &str) {
        let Some(names) = self.files.list(path) else {
            return self.unknown();
        };
        let own = names
            .iter()
            .find(|(name, is_directory)| !is_directory && KUSTOMIZATION.contains(&name.as_str()));
        if let Some((name, _)) = own {
            let file = inside(path, name);
            return match self.files.documents(&file).as_deref() {
                Some([]) => {}
                Some([only]) => self.kustomization(path, &file, only),
                Some(_) => self.unknown(),
                None => self.unreadable(&file),
            };
        }
        // Flux writes a list of all that is there.
        for (name, is_directory) in names {
            let inner = inside(path, &name);
            if is_directory {
                self.directory(&inner);
            } else if is_yaml(&name) {
                self.file(&inner);
            }
        }
    }

    /// What a kustomization.yaml brings, in its namespace: of several around each other the outermost
    /// counts (NamespaceTransformer of kustomize).
    fn kustomization(&mut self, directory: &str, list: &str, document: &Node) {
        let outer = self.moved.clone();
        let own = document.text_at(&["namespace"]);
        if !own.is_empty() {
            self.built.strays |= document.text_at(&["kind"]) == "Component";
            self.moved.get_or_insert_with(|| own.to_owned());
        }
        if document.get("resources").is_some() {
            self.built.spaces.extend(self.moved.clone());
        }
        self.listed(directory, list, document);
        self.moved = outer;
    }

    fn listed(&mut self, directory: &str, list: &str, document: &Node) {
        for (key, value) in document.entries() {
            match key.text().unwrap_or_default() {
                "resources" | "bases" | "components" => {
                    for item in value.items() {
                        self.resource(directory, list, item.text());
                    }
                }
                key if key == "patches" || OLD_PATCHES.contains(&key) => {
                    let mut texts = Vec::new();
                    value.scalars(&mut texts);
                    for text in texts {
                        // A patch is written here, or stands in a file of its own.
                        let file = join(directory, text).and_then(|path| self.files.text(&path));
                        self.built.patches.extend(file);
                        self.built.patches.insert(Rc::from(text));
                    }
                }
                "namespace" => self.built.moves = true,
                "labels" | "commonLabels" => self.built.labels = true,
                "replicas" => self.built.scaled.extend(names(value)),
                "images" => self.built.images.extend(names(value)),
                key if KNOWN.contains(&key) => {}
                _ => self.unknown(),
            }
        }
    }

    fn resource(&mut self, directory: &str, list: &str, path: Option<&str>) {
        let local = path
            .filter(|path| !path.contains("://") && !path.contains(['@', '?']))
            .filter(|path| !path.starts_with('/'))
            .and_then(|path| join(directory, path));
        let Some(local) = local else {
            return self.unknown();
        };
        if local.starts_with(self.ours) {
            return;
        }
        if self.files.list(&local).is_some() {
            self.directory(&local);
        } else {
            if !self.nested && !self.files.exists(&local) {
                let why = format!("it does not exist, but `{list}` lists it");
                self.built.faults.insert(local.clone(), why);
            }
            self.file(&local);
        }
    }

    /// A file without documents: what it brings is not known, and kustomize may refuse it.
    fn unreadable(&mut self, path: &str) {
        if !self.nested && self.files.is_broken(path) {
            let why = "it is not valid YAML, and kustomize refuses the whole path with it";
            self.built.faults.insert(path.to_owned(), why.to_owned());
        }
        self.unknown();
    }

    fn file(&mut self, path: &str) {
        if !self.seen.insert(path.to_owned()) {
            return;
        }
        if self.seen.len() > PATH_FILES {
            if self.files.exists(path) {
                self.files.leave_out(path, Reason::Files);
            }
            return self.unknown();
        }
        let Some(documents) = self.files.documents(path) else {
            return self.unreadable(path);
        };
        self.built.files.push(path.to_owned());
        for document in documents.iter() {
            self.object(path, document.clone());
        }
    }

    fn object(&mut self, file: &str, node: Node) {
        if node.text_at(&["kind"]).ends_with("List") && node.get("items").is_some() {
            for item in node.get("items").map(Node::items).unwrap_or_default() {
                self.object(file, item.clone());
            }
            return;
        }
        let object = Object {
            file: file.to_owned(),
            node,
            nested: self.nested,
            moved: self.moved.clone(),
        };
        if object.kind() == "Kustomization" && object.group() == "kustomize.toolkit.fluxcd.io" {
            self.nest(object.node.get("spec"));
        }
        self.built.objects.push(object);
    }

    /// What a Flux Kustomization of the path applies, from the same repository.
    fn nest(&mut self, spec: Option<&Node>) {
        let said = |key: &str| spec.map_or("", |spec| spec.text_at(&[key]));
        let outer = (self.nested, self.moved.clone());
        let Some(path) = join("", said("path")).filter(|path| !path.is_empty()) else {
            return self.unknown();
        };
        self.nested = true;
        let target = said("targetNamespace");
        self.moved = (!target.is_empty()).then(|| target.to_owned());
        let mut texts = Vec::new();
        if let Some(patches) = spec.and_then(|spec| spec.get("patches")) {
            patches.scalars(&mut texts);
        }
        self.built.patches.extend(texts.into_iter().map(Rc::from));
        self.directory(&path);
        (self.nested, self.moved) = outer;
    }
}

fn names(list: &Node) -> impl Iterator<Item = String> {
    let items = list.items().iter();
    items.map(|item| item.text_at(&["name"]).to_owned())
}
