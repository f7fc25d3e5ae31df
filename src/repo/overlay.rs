//! The workloads that an overlay declares, where all of it can be read.
//!
//! What is built elsewhere (a remote base, a chart, a generator, an operator's own kind) may bring
//! any workload: such an overlay shows nothing, and nobody is accused by it.

use super::yaml::{self, Node};
use super::{KUSTOMIZATION, Tree, inside, is_yaml, join, mentions};
use crate::model::WorkloadKind;
use crate::model::value::Size;
use std::collections::{BTreeMap, BTreeSet};

/// Keys of a kustomization.yaml that bring no workload, or only those that can be followed.
const KNOWN: [&str; 17] = [
    "apiVersion",
    "bases",
    "buildMetadata",
    "commonAnnotations",
    "commonLabels",
    "components",
    "configMapGenerator",
    "generatorOptions",
    "images",
    "kind",
    "labels",
    "metadata",
    "namespace",
    "patches",
    "replicas",
    "resources",
    "secretGenerator",
];
/// Patches of older files.
const OLD_PATCHES: [&str; 2] = ["patchesJson6902", "patchesStrategicMerge"];
/// Kinds of operators that make no pods.
const INERT: [&str; 12] = [
    "Alert",
    "Certificate",
    "ClusterSecretStore",
    "ExternalSecret",
    "HTTPRoute",
    "ImagePolicy",
    "ImageRepository",
    "PodMonitor",
    "PrometheusRule",
    "SealedSecret",
    "SecretStore",
    "ServiceMonitor",
];
/// An overlay with more files than this is not read.
const MAX_FILES: usize = 500;

/// Everything that an overlay declares of workloads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Overlay {
    /// Its workloads.
    pub workloads: Vec<Declared>,
    patches: Vec<String>,
    scaled: Vec<String>,
}

/// A workload as the repository declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its kind.
    pub kind: WorkloadKind,
    /// Its name.
    pub name: String,
    /// The file.
    pub file: String,
    /// Containers of its pods.
    pub containers: Vec<String>,
    /// Volumes of its pods, those of claim templates among them.
    pub volumes: Vec<String>,
    /// Containers that run before them, or beside them as sidecars.
    pub init_containers: Vec<String>,
    /// Pods.
    pub replicas: Option<u64>,
    /// What claim templates ask for, by their names.
    pub sizes: BTreeMap<String, Size>,
}

impl Overlay {
    /// The declaration of a workload.
    pub fn find(&self, kind: WorkloadKind, name: &str) -> Option<&Declared> {
        self.workloads
            .iter()
            .find(|declared| declared.kind == kind && declared.name == name)
    }

    /// Whether its number of pods or its claims may be other than a workload's own file says.
    pub fn changes(&self, name: &str) -> bool {
        self.patches_name(name) || self.scaled.iter().any(|text| text == name)
    }

    /// Whether a patch speaks of a name, and so may bring it.
    pub fn patches_name(&self, name: &str) -> bool {
        self.patches.iter().any(|text| mentions(text, name))
    }
}

struct Walk<'a> {
    tree: &'a dyn Tree,
    ours: &'a str,
    seen: BTreeSet<String>,
    overlay: Overlay,
}

/// Reads an overlay; `None` where a part of it is not shown. `ours` begins the paths that drplan
/// writes itself.
pub(super) fn read(tree: &dyn Tree, path: &str, ours: &str) -> Option<Overlay> {
    let mut walk = Walk {
        tree,
        ours,
        seen: BTreeSet::new(),
        overlay: Overlay::default(),
    };
    walk.directory(path)?;
    Some(walk.overlay)
}

impl Walk<'_> {
    fn directory(&mut self, path: &str) -> Option<()> {
        if !self.seen.insert(path.to_owned()) {
            return Some(());
        }
        let names = self.tree.list(path)?;
        let own = names
            .iter()
            .find(|(name, is_directory)| !is_directory && KUSTOMIZATION.contains(&name.as_str()));
        if let Some((name, _)) = own {
            let text = self.tree.read(&inside(path, name))?;
            return match yaml::read(&text)?.as_slice() {
                [] => Some(()),
                [only] => self.kustomization(path, only),
                _ => None,
            };
        }
        // Flux writes a list of all that is there.
        for (name, is_directory) in names {
            let inner = inside(path, &name);
            if is_directory {
                self.directory(&inner)?;
            } else if is_yaml(&name) {
                self.file(&inner)?;
            }
        }
        Some(())
    }

    fn kustomization(&mut self, directory: &str, document: &Node) -> Option<()> {
        for (key, value) in document.entries() {
            let key = key.text()?;
            match key {
                "resources" | "bases" | "components" => {
                    for item in value.items() {
                        self.resource(directory, item.text()?)?;
                    }
                }
                _ if key == "patches" || OLD_PATCHES.contains(&key) => {
                    let mut texts = Vec::new();
                    value.scalars(&mut texts);
                    for text in texts {
                        // A patch is written here, or stands in a file of its own.
                        let file = join(directory, text).and_then(|path| self.tree.read(&path));
                        self.overlay.patches.extend(file);
                        self.overlay.patches.push(text.to_owned());
                    }
                }
                "replicas" => {
                    for item in value.items() {
                        self.overlay.scaled.push(item.text_at(&["name"]).to_owned());
                    }
                }
                _ if KNOWN.contains(&key) => {}
                _ => return None,
            }
        }
        Some(())
    }

    fn resource(&mut self, directory: &str, path: &str) -> Option<()> {
        let remote = path.contains("://") || path.contains('@') || path.contains('?');
        let local = join(directory, path).filter(|_| !remote && !path.starts_with('/'))?;
        if local.starts_with(self.ours) {
            return Some(());
        }
        if self.tree.list(&local).is_some() {
            self.directory(&local)
        } else {
            self.file(&local)
        }
    }

    fn file(&mut self, path: &str) -> Option<()> {
        if !self.seen.insert(path.to_owned()) {
            return Some(());
        }
        if self.seen.len() > MAX_FILES {
            return None;
        }
        let text = self.tree.read(path)?;
        for document in yaml::read(&text)? {
            self.object(path, &document)?;
        }
        Some(())
    }

    fn object(&mut self, file: &str, object: &Node) -> Option<()> {
        let kind = object.text_at(&["kind"]);
        let group = match object.text_at(&["apiVersion"]).split_once('/') {
            Some((group, _)) => group,
            None => "",
        };
        let built_in =
            !group.contains('.') || (group.ends_with(".k8s.io") && !group.ends_with(".x-k8s.io"));
        if !built_in && !INERT.contains(&kind) {
            return None;
        }
        if kind.ends_with("List") {
            for item in object.get("items").map(Node::items).unwrap_or_default() {
                self.object(file, item)?;
            }
            return Some(());
        }
        let Some(kind) = WorkloadKind::from_word(&kind.to_ascii_lowercase()) else {
            return Some(());
        };
        let name = object.text_at(&["metadata", "name"]);
        let pod = object.at(&["spec", "template", "spec"]);
        let names = |key: &str| -> Option<Vec<String>> {
            let list = pod.and_then(|pod| pod.get(key));
            let items = list.map(Node::items).unwrap_or_default();
            items
                .iter()
                .map(|item| Some(item.get("name")?.text()?.to_owned()))
                .collect()
        };
        let (containers, init_containers) = (names("containers")?, names("initContainers")?);
        let mut volumes = names("volumes")?;
        let claims = object.at(&["spec", "volumeClaimTemplates"]);
        let mut sizes = BTreeMap::new();
        for claim in claims.map(Node::items).unwrap_or_default() {
            let name = claim.text_at(&["metadata", "name"]).to_owned();
            let asked = claim.text_at(&["spec", "resources", "requests", "storage"]);
            if let Ok(size) = asked.parse() {
                sizes.insert(name.clone(), size);
            }
            volumes.push(name);
        }
        // Flux fills in `${…}`: what is meant is not shown.
        let open = [name]
            .into_iter()
            .chain(containers.iter().chain(&volumes).map(String::as_str))
            .any(|text| text.contains("${"));
        if open || name.is_empty() {
            return None;
        }
        self.overlay.workloads.push(Declared {
            kind,
            name: name.to_owned(),
            file: file.to_owned(),
            containers,
            volumes,
            init_containers,
            replicas: object.text_at(&["spec", "replicas"]).parse().ok(),
            sizes,
        });
        Some(())
    }
}
