//! One object that kustomize builds, with where it comes from.

use crate::repository::yaml::Node;

/// One object.
#[derive(Debug, Clone)]
pub(in crate::repository) struct Object {
    /// The file that it stands in.
    pub(in crate::repository) file: String,
    /// What it says.
    pub(in crate::repository) node: Node,
    /// Whether a Flux Kustomization of the path brings it, which decrypts and fills in by itself.
    pub(in crate::repository) nested: bool,
    /// The namespace that this Kustomization or a kustomization.yaml puts it into.
    pub(in crate::repository) moved: Option<String>,
}

impl Object {
    /// Its kind.
    pub(in crate::repository) fn kind(&self) -> &str {
        self.node.text_at(&["kind"])
    }

    /// Its name.
    pub(in crate::repository) fn name(&self) -> &str {
        self.node.text_at(&["metadata", "name"])
    }

    /// Its namespace; empty where nothing says one.
    pub(in crate::repository) fn namespace(&self) -> &str {
        let own = self.node.text_at(&["metadata", "namespace"]);
        self.moved.as_deref().unwrap_or(own)
    }

    /// The group of its kind; empty for the core.
    pub(in crate::repository) fn group(&self) -> &str {
        let version = self.node.text_at(&["apiVersion"]);
        version.split_once('/').map_or("", |(group, _)| group)
    }
}
