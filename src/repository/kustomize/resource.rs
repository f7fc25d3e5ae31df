//! One object while a path is built: what it is now, and what it was called before.

use super::scope::is_cluster;
use crate::repository::yaml::{Node, Position};
use std::rc::Rc;

/// What stands for the namespace of objects that have none, as kustomize writes it.
const NO_NAMESPACE: &str = "_non_namespaceable_";

/// How an object is told from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Id<'a> {
    pub(super) group: &'a str,
    pub(super) version: &'a str,
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
    /// `default` where none is written.
    pub(super) namespace: &'a str,
}

impl<'a> Id<'a> {
    /// The identity that a tree states.
    pub(super) fn of(node: &'a Node) -> Self {
        let api = node.text_at(&["apiVersion"]);
        let (group, version) = api.split_once('/').unwrap_or(("", api));
        let kind = node.text_at(&["kind"]);
        let namespace = node.text_at(&["metadata", "namespace"]);
        Self {
            group,
            version,
            kind,
            name: node.text_at(&["metadata", "name"]),
            namespace: match namespace {
                _ if is_cluster(group, kind) => NO_NAMESPACE,
                "" => "default",
                namespace => namespace,
            },
        }
    }

    /// Whether a group, a version and a kind are its own; what is empty is any.
    pub(super) fn is(&self, group: &str, version: &str, kind: &str) -> bool {
        let same = |asked: &str, own: &str| asked.is_empty() || asked == own;
        same(group, self.group) && same(version, self.version) && same(kind, self.kind)
    }

    /// Whether it has no namespace.
    pub(super) fn is_cluster(&self) -> bool {
        self.namespace == NO_NAMESPACE
    }
}

/// A name that an object had.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Former {
    kind: Box<str>,
    name: Box<str>,
    namespace: Box<str>,
}

/// What a generated object does with one that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behavior {
    /// It is new.
    Create,
    /// It takes its place.
    Replace,
    /// It adds to its data.
    Merge,
}

/// One object.
#[derive(Debug, Clone)]
pub(super) struct Resource {
    pub(super) node: Node,
    former: Rc<Vec<Former>>,
    pub(super) prefixes: Rc<Vec<Box<str>>>,
    pub(super) suffixes: Rc<Vec<Box<str>>>,
    /// Whether a hash of its content ends its name.
    pub(super) hashed: bool,
    pub(super) behavior: Behavior,
}

impl Resource {
    pub(super) fn new(node: Node) -> Self {
        Self {
            node,
            former: Rc::default(),
            prefixes: Rc::default(),
            suffixes: Rc::default(),
            hashed: false,
            behavior: Behavior::Create,
        }
    }

    /// What it is now.
    pub(super) fn id(&self) -> Id<'_> {
        Id::of(&self.node)
    }

    /// What it was, the oldest first; its group and version are those of now.
    pub(super) fn former(&self) -> impl Iterator<Item = Id<'_>> {
        let Id { group, version, .. } = self.id();
        self.former.iter().map(move |former| Id {
            group,
            version,
            kind: &former.kind,
            name: &former.name,
            namespace: &former.namespace,
        })
    }

    /// What it was at first.
    pub(super) fn original(&self) -> Id<'_> {
        self.former().next().unwrap_or_else(|| self.id())
    }

    /// Whether it is such a one, or was.
    pub(super) fn ever(&self, such: &dyn Fn(&Id<'_>) -> bool) -> bool {
        self.former().any(|id| such(&id)) || such(&self.id())
    }

    /// Keeps what it is now, before that is changed.
    pub(super) fn remember(&mut self) {
        let id = self.id();
        let former = Former {
            kind: Box::from(id.kind),
            name: Box::from(id.name),
            namespace: Box::from(id.namespace),
        };
        Rc::make_mut(&mut self.former).push(former);
    }

    /// Takes over what another object was: it takes its place.
    pub(super) fn inherit(&mut self, other: &Self) {
        self.former = Rc::clone(&other.former);
        self.prefixes = Rc::clone(&other.prefixes);
        self.suffixes = Rc::clone(&other.suffixes);
    }

    /// Writes its name.
    pub(super) fn set_name(&mut self, name: &str, at: Position) {
        if let Some(metadata) = self.node.get_or_map("metadata", at) {
            metadata.set("name", Node::string(name, at));
        }
    }

    /// Writes its namespace; an empty one is left out.
    pub(super) fn set_namespace(&mut self, namespace: &str, at: Position) {
        if let Some(metadata) = self.node.get_or_map("metadata", at) {
            if namespace.is_empty() {
                metadata.remove("namespace");
            } else if metadata.text_at(&["namespace"]) != namespace {
                metadata.set("namespace", Node::string(namespace, at));
            }
        }
    }

    /// The value of a label or annotation.
    pub(super) fn meta(&self, map: &str, key: &str) -> Option<&str> {
        self.node.at(&["metadata", map, key])?.text()
    }
}
