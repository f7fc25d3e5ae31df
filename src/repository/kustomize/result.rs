//! What a build found beside objects.

use crate::repository::yaml::{Node, Position};

/// What keeps kustomize from building a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Fault {
    /// The file or folder that is at fault.
    pub path: String,
    /// Where it is asked for.
    pub at: Position,
    /// What is wrong with it.
    pub why: String,
    /// Whether a file does not exist or is not YAML; everything else may follow from that.
    pub lost: bool,
}

/// What was not read, so that the objects may be other than they are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Unseen {
    /// The file that asks for it.
    pub path: String,
    /// Where.
    pub at: Position,
    /// What it is.
    pub what: String,
    /// Why it was not read.
    pub why: String,
    /// Whether it is among the files that are not read, which are told elsewhere.
    pub told: bool,
}

/// An object as it is applied.
#[derive(Debug, Clone)]
pub struct Object {
    /// What it says; every value stands where it was written.
    pub node: Node,
    /// The file that brings it.
    pub file: String,
}

/// What a path builds to.
#[derive(Debug, Clone, Default)]
pub struct Build {
    /// The objects.
    pub objects: Vec<Object>,
    /// With one of them, nothing of the path is applied.
    pub faults: Vec<Fault>,
    /// What was not read.
    pub unseen: Vec<Unseen>,
    /// Every file that was read for it.
    pub files: Vec<String>,
}
