//! What a path brings: what Flux makes of it, with what the Kustomizations in it apply.

use super::cluster::{self, Applied, Cluster, Reads, Remote, Source};
use super::files::Files;
use super::helm;
use super::kustomize::{Builder, Fault, Unseen};
use super::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};

/// One object.
#[derive(Debug, Clone)]
pub(super) struct Object {
    /// The file that it stands in.
    pub(super) file: String,
    /// What it says, as it is applied.
    pub(super) node: Node,
    /// Whether a Flux Kustomization of the path brings it, which decrypts and fills in by itself.
    pub(super) nested: bool,
    /// The Flux Kustomization that brings it, by its place: nothing is applied of one before all of it can be.
    pub(super) by: usize,
    /// Variables that are not known where it is filled in; `None` where nothing of it is.
    pub(super) asked: Option<Vec<String>>,
    /// The ResourceSet that makes it.
    pub(super) set: Option<usize>,
}

impl Object {
    /// Its kind.
    pub(super) fn kind(&self) -> &str {
        self.node.text_at(&["kind"])
    }

    /// Its name.
    pub(super) fn name(&self) -> &str {
        self.node.text_at(&["metadata", "name"])
    }

    /// Its namespace; empty where none is stated.
    pub(super) fn namespace(&self) -> &str {
        self.node.text_at(&["metadata", "namespace"])
    }

    /// Whether a variable stays in its name or in its namespace whose value is not known.
    pub(super) fn is_unnamed(&self) -> bool {
        self.name().contains("${") || self.namespace().contains("${")
    }

    /// The group of its kind; empty for the core.
    pub(super) fn group(&self) -> &str {
        let version = self.node.text_at(&["apiVersion"]);
        version.split_once('/').map_or("", |(group, _)| group)
    }
}

/// Everything that a path brings.
#[derive(Debug, Clone, Default)]
pub(super) struct Built {
    /// Its objects.
    pub(super) objects: Vec<Object>,
    /// Whether that is all of them.
    pub(super) whole: bool,
    /// Whether what was not read may be more than definitions of kinds.
    pub(super) hides: bool,
    /// Files that were read for it.
    pub(super) files: Vec<String>,
    /// Files for which kustomize refuses the path, each with why: with one of them nothing of the path is
    /// applied. Those of nested Flux Kustomizations are left out: they may come from another repository.
    pub(super) faults: BTreeMap<String, String>,
    /// Its Flux Kustomizations whose path kustomize refuses: they are known to be of this repository.
    pub(super) broken: Vec<Broken>,
    /// What was not read.
    pub(super) unseen: Vec<Unseen>,
    /// The paths of its Flux Kustomizations.
    pub(super) paths: Vec<String>,
    /// Its Flux Kustomizations, each with the one that applies it; the first is the path itself.
    pub(super) parents: Vec<Option<usize>>,
    /// Those that replace what cannot be changed.
    pub(super) forced: BTreeSet<usize>,
    /// Those that wait until all that they apply is ready.
    pub(super) waiting: BTreeSet<usize>,
    /// What of it Flux applies to another cluster.
    pub(super) remote: Vec<Remote>,
    /// Flux Kustomizations of the path of which nothing is applied while they are suspended.
    pub(super) suspended: Vec<Applied>,
}

/// A Flux Kustomization of which nothing is applied, because of what stands at its path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// Its name.
    pub name: String,
    /// The file that it stands in.
    pub file: String,
    /// The line of its path there, from 1.
    pub line: u32,
    /// The path.
    pub path: String,
    /// What is wrong; `None` where the path does not exist.
    pub why: Option<String>,
}

impl Built {
    /// Objects of a kind.
    pub(super) fn of_kind<'b>(&'b self, kind: &'b str) -> impl Iterator<Item = &'b Object> {
        self.objects
            .iter()
            .filter(move |object| object.kind() == kind)
    }

    /// The claims that an object can use: those of its namespace, and those that state none.
    pub(super) fn claims_beside<'b>(
        &'b self,
        object: &'b Object,
    ) -> impl Iterator<Item = &'b Object> {
        self.of_kind("PersistentVolumeClaim").filter(|claim| {
            let namespace = claim.namespace();
            namespace.is_empty() || namespace == object.namespace()
        })
    }

    /// The path of the Kustomization that brings an object.
    pub(super) fn path_of(&self, object: &Object) -> &str {
        self.paths.get(object.by).map_or("", String::as_str)
    }

    /// Whether a Kustomization is another one, or is applied by it.
    pub(super) fn is_below(&self, one: usize, other: usize) -> bool {
        let mut next = Some(one);
        while let Some(at) = next {
            if at == other {
                return true;
            }
            // A parent stands before what it applies.
            let parent = self.parents.get(at).copied().flatten();
            next = parent.filter(|parent| *parent < at);
        }
        false
    }

    /// Whether a stage over the path, which waits for all that it applies, waits for an object too: each Kustomization
    /// from the path to it does the same.
    pub(super) fn is_awaited(&self, object: &Object) -> bool {
        let mut at = object.by;
        while at != 0 {
            let parent = self.parents.get(at).copied().flatten();
            let Some(parent) = parent.filter(|parent| *parent < at && self.waiting.contains(&at))
            else {
                return false;
            };
            at = parent;
        }
        true
    }
}

/// Reads a path, as a Kustomization with such a `spec` applies it.
pub(super) fn read(
    files: &Files<'_>,
    builder: &Builder<'_>,
    path: &str,
    spec: Option<&Node>,
    known: &[Source],
) -> Built {
    let found = match spec {
        Some(spec) => cluster::walk_stage(files, builder, path, spec, known),
        None => cluster::walk(files, builder, path, known),
    };
    of_walk(files, found, path)
}

/// What a cluster has, from what Flux applies to it.
pub(super) fn of_walk(files: &Files<'_>, mut found: Cluster, path: &str) -> Built {
    let nodes = found.objects.iter_mut().map(|object| &mut object.node);
    helm::fill_values(files, nodes);
    let objects = found.objects.into_iter().map(|object| Object {
        nested: object.by != 0,
        by: object.by,
        asked: object.asked,
        set: object.set,
        file: object.file,
        node: object.node,
    });
    let suspended = found.kustomizations.iter();
    let suspended = suspended.filter(|one| one.reads == Reads::Suspended);
    let suspended = suspended.cloned().collect();
    let mut faults = BTreeMap::new();
    let own = || found.faults.iter().filter(|(of, _)| *of == 0);
    // kustomize stops at the first: what comes after a lost file may follow from it.
    let lost = own().filter(|(_, fault)| fault.lost);
    let first = own().take(1);
    for (_, fault) in lost.chain(first) {
        let file = match fault.path.is_empty() {
            true => path,
            false => &fault.path,
        };
        faults
            .entry(file.to_owned())
            .or_insert_with(|| fault.why.clone());
    }
    let with = |field: &str| {
        let all = found.kustomizations.iter().enumerate();
        let with = all.filter(|(_, one)| one.spec.text_at(&[field]) == "true");
        with.map(|(at, _)| at).collect()
    };
    let broken = broken(files, &found.kustomizations, &found.faults);
    Built {
        objects: objects.collect(),
        broken,
        whole: found.faults.is_empty() && found.unseen.is_empty(),
        hides: !found.faults.is_empty()
            || found
                .unseen
                .iter()
                .any(|(_, one)| !defines_kinds(&one.what)),
        files: found.files,
        faults,
        unseen: found.unseen.into_iter().map(|(_, unseen)| unseen).collect(),
        paths: found
            .kustomizations
            .iter()
            .map(|one| one.path.clone())
            .collect(),
        parents: found.kustomizations.iter().map(|one| one.parent).collect(),
        forced: with("force"),
        waiting: with("wait"),
        remote: found.remote,
        suspended,
    }
}

/// Whether an address names a file or a folder of definitions, by which operators publish them: `crds.yaml`, `config/crd`.
fn defines_kinds(address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let last = path.trim_end_matches('/').rsplit('/').next();
    let last = last.unwrap_or_default().to_lowercase();
    let mut words = last.split(|c: char| !c.is_ascii_alphanumeric());
    path.contains("://") && words.any(|word| matches!(word, "crd" | "crds"))
}

/// The Kustomizations that apply nothing, the path itself left out, each with the first fault.
fn broken(files: &Files<'_>, all: &[Applied], faults: &[(usize, Fault)]) -> Vec<Broken> {
    let mut broken: BTreeMap<usize, Broken> = BTreeMap::new();
    for (of, fault) in faults.iter().filter(|(of, _)| *of != 0) {
        let Some(one) = all.get(*of).filter(|one| one.ours) else {
            continue;
        };
        let exists = files.list(&one.path).is_some();
        broken.entry(*of).or_insert_with(|| Broken {
            name: one.name.clone(),
            file: files.name(one.at).to_string(),
            line: one.at.line,
            path: one.path.clone(),
            why: exists.then(|| match fault.path.is_empty() {
                true => fault.why.clone(),
                false => format!("`{}`: {}", fault.path, fault.why),
            }),
        });
    }
    broken.into_values().collect()
}
