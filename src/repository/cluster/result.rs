//! What Flux applies to a cluster.

use super::effective::Effective;
use super::own_source::Source;
use super::remote::Remote;
use crate::model::SourceRef;
use crate::repository::kustomize::{Fault, Unseen};
use crate::repository::tree::join;
use crate::repository::yaml::{Node, Position};

/// A Flux Kustomization as it is applied: with the patches of its parents, and its variables filled in.
#[derive(Debug, Clone)]
pub struct Applied {
    /// Its name; empty for a path that no Kustomization of the repository applies.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The path that it applies, below the root of the repository.
    pub path: String,
    /// Its `spec`.
    pub spec: Node,
    /// The file that it stands in.
    pub file: String,
    /// Where its path is written.
    pub at: Position,
    /// The Kustomization that applies it, by its place in the list.
    pub parent: Option<usize>,
    /// Whether its path was read.
    pub reads: Reads,
    /// Whether it is known that its path is one of this repository.
    pub ours: bool,
}

impl Applied {
    /// A Kustomization that no object of the repository is.
    pub(super) fn unnamed(path: &str, spec: Node) -> Self {
        Self {
            name: String::new(),
            namespace: String::new(),
            path: path.to_owned(),
            spec,
            file: String::new(),
            at: Position::default(),
            parent: None,
            reads: Reads::Path,
            ours: false,
        }
    }

    /// What the object of a Kustomization says.
    pub(super) fn of(node: &Node, file: &str, parent: Option<usize>) -> Self {
        let empty = || Node::map(Vec::new(), node.at);
        let spec = node.get("spec").cloned().unwrap_or_else(empty);
        let path = spec.get("path");
        Self {
            name: node.text_at(&["metadata", "name"]).to_owned(),
            namespace: node.text_at(&["metadata", "namespace"]).to_owned(),
            path: path
                .and_then(Node::text)
                .and_then(|path| join("", path))
                .unwrap_or_default(),
            at: path.map_or(node.at, |path| path.at),
            file: file.to_owned(),
            parent,
            reads: Reads::Path,
            ours: false,
            spec,
        }
    }
}

/// Whether the path of a Kustomization was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// It was.
    Path,
    /// It is suspended: nothing of it is applied.
    Suspended,
    /// One of its parents applies the same path.
    Again,
    /// It applies something of another place.
    Elsewhere,
    /// It applies something to another cluster.
    Remote,
}

/// What Flux applies to a cluster.
#[derive(Debug, Clone, Default)]
pub struct Cluster {
    /// The Kustomizations; the first applies the path of the cluster.
    pub kustomizations: Vec<Applied>,
    /// The objects.
    pub objects: Vec<Effective>,
    /// What keeps Flux from applying a path, each with the Kustomization.
    pub faults: Vec<(usize, Fault)>,
    /// What was not read, each with the Kustomization.
    pub unseen: Vec<(usize, Unseen)>,
    /// What Flux applies to other clusters from here.
    pub remote: Vec<Remote>,
    /// Every file that was read for it.
    pub files: Vec<String>,
    /// The source of the repository there, as the Kustomizations of the cluster name it.
    pub source: Option<SourceRef>,
    /// The same, for Kustomizations of a path that is read alone.
    pub(in crate::repository) origin: Option<Source>,
}

impl Cluster {
    /// The Kustomizations that bring an object, the nearest first.
    pub fn chain(&self, object: &Effective) -> Vec<&Applied> {
        let mut chain = Vec::new();
        let mut next = Some(object.by);
        while let Some(one) = next.and_then(|at| self.kustomizations.get(at)) {
            chain.push(one);
            next = one.parent;
        }
        chain
    }
}
