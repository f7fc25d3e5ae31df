//! What a kustomization.yaml and those below it have gathered so far.

use super::config::Config;
use super::resource::{Behavior, Resource};
use super::result::{Fault, Unseen};
use crate::repository::yaml::{Node, Position};
use indexmap::IndexSet;
use std::collections::BTreeSet;
use std::rc::Rc;

/// Objects with what is known of them.
#[derive(Debug, Clone)]
pub(super) struct Layer {
    pub(super) resources: Vec<Resource>,
    /// How they are called now; empty where that has changed since.
    known: BTreeSet<[String; 5]>,
    pub(super) config: Rc<Config>,
    /// Each is kept once: else every level that takes a path twice would double what was found there.
    pub(super) faults: IndexSet<Fault>,
    pub(super) unseen: IndexSet<Unseen>,
    pub(super) files: BTreeSet<String>,
}

impl Layer {
    pub(super) fn new(config: Rc<Config>) -> Self {
        Self {
            resources: Vec::new(),
            known: BTreeSet::new(),
            config,
            faults: IndexSet::new(),
            unseen: IndexSet::new(),
            files: BTreeSet::new(),
        }
    }

    pub(super) fn fault(&mut self, path: &str, at: Position, why: impl Into<String>) {
        self.faults.insert(Fault {
            path: path.to_owned(),
            at,
            why: why.into(),
            lost: false,
        });
    }

    /// A file that does not exist, or is not YAML.
    pub(super) fn lost(&mut self, path: &str, at: Position, why: impl Into<String>) {
        self.faults.insert(Fault {
            path: path.to_owned(),
            at,
            why: why.into(),
            lost: true,
        });
    }

    /// Adds what another path has built.
    pub(super) fn absorb(&mut self, other: &Self, (path, at): (&str, Position)) {
        self.append(other.resources.iter().cloned(), (path, at));
        if !Rc::ptr_eq(&self.config, &other.config) && *self.config != *other.config {
            Rc::make_mut(&mut self.config).merge(&other.config);
        }
        self.faults.extend(other.faults.iter().cloned());
        self.unseen.extend(other.unseen.iter().cloned());
        self.files.extend(other.files.iter().cloned());
    }

    /// Names of objects have changed.
    pub(super) fn changed(&mut self) {
        self.known.clear();
    }

    /// Adds objects; one that is there already is a fault. A stage that drplan wrote gives way to the author's object: that it has
    /// its name is `name-taken`, built or not.
    pub(super) fn append(
        &mut self,
        more: impl IntoIterator<Item = Resource>,
        (path, at): (&str, Position),
    ) {
        let key = |resource: &Resource| {
            let id = resource.id();
            [id.group, id.version, id.kind, id.namespace, id.name].map(str::to_owned)
        };
        if self.known.len() != self.resources.len() {
            self.known = self.resources.iter().map(key).collect();
        }
        for resource in more {
            let own = key(&resource);
            if self.known.contains(&own) {
                if is_written(&resource) {
                    continue;
                }
                let mut there = self.resources.iter_mut();
                let written = there.find(|one| is_written(one) && key(one) == own);
                if let Some(written) = written {
                    *written = resource;
                    continue;
                }
                let [.., kind, _, name] = &own;
                let why = format!("`{kind}/{name}` comes twice");
                self.fault(path, at, why);
                continue;
            }
            self.known.insert(own);
            self.resources.push(resource);
        }
    }

    /// Takes a generated object in, which may add to one that is there; an error says why not.
    pub(super) fn generate(&mut self, mut new: Resource) -> Result<(), String> {
        let (kind, name, found) = {
            let id = new.id();
            let such = |other: &super::resource::Id<'_>| *other == id;
            let mut resources = self.resources.iter().enumerate();
            let found: Vec<usize> = resources
                .by_ref()
                .filter(|(_, one)| one.ever(&such))
                .map(|(at, _)| at)
                .collect();
            (id.kind.to_owned(), id.name.to_owned(), found)
        };
        match (found.as_slice(), new.behavior) {
            ([], Behavior::Create) => {
                self.resources.push(new);
                Ok(())
            }
            ([], _) => Err(format!("there is no `{kind}/{name}` to change")),
            ([_], Behavior::Create) => Err(format!("`{kind}/{name}` comes twice")),
            ([at], behavior) => {
                let Some(old) = self.resources.get_mut(*at) else {
                    return Ok(());
                };
                for map in ["labels", "annotations"] {
                    fill(&mut new.node, &["metadata", map], &old.node);
                }
                let (old_name, old_space) = {
                    let id = old.id();
                    let space = old.node.text_at(&["metadata", "namespace"]);
                    (id.name.to_owned(), space.to_owned())
                };
                let place = new.node.at;
                new.set_name(&old_name, place);
                new.set_namespace(&old_space, place);
                if behavior == Behavior::Merge {
                    fill(&mut new.node, &["data"], &old.node);
                    fill(&mut new.node, &["binaryData"], &old.node);
                }
                new.inherit(old);
                new.hashed &= old.hashed;
                *old = new;
                Ok(())
            }
            _ => Err(format!("several objects are `{kind}/{name}`")),
        }
    }
}

/// Adds the entries of a mapping that the new object lacks.
fn fill(new: &mut Node, path: &[&str], old: &Node) {
    let Some(entries) = old.at(path).map(Node::entries) else {
        return;
    };
    let mut at = new;
    for key in path {
        let place = at.at;
        match at.get_or_map(key, place) {
            Some(inner) => at = inner,
            None => return,
        }
    }
    for (key, value) in entries {
        let name = key.text().unwrap_or_default();
        if at.get(name).is_none() {
            at.set(name, value.clone());
        }
    }
}

/// Whether drplan wrote an object.
fn is_written(resource: &Resource) -> bool {
    let label = ["metadata", "labels", "app.kubernetes.io/managed-by"];
    resource.node.text_at(&label) == "drplan"
}
