//! An object of a cluster, as Flux applies it.

use crate::repository::yaml::Node;

/// An object with the Kustomization that applies it.
#[derive(Debug, Clone)]
pub struct Effective {
    /// What it says.
    pub node: Node,
    /// The file that brings it.
    pub file: String,
    /// Variables that are not known where it is filled in; `None` where nothing of it is.
    pub asked: Option<Vec<String>>,
    /// The Kustomization, by its place in the list.
    pub by: usize,
    /// The ResourceSet of this Kustomization that makes it, by its place among the objects: flux-operator applies what
    /// it makes, after and apart from the Kustomization.
    pub set: Option<usize>,
}
