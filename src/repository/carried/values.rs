//! Values that Flux fills in: those of the primary, as far as the recovery cluster has them too.

use crate::repository::yaml::Node;
use std::collections::BTreeSet;

/// An entry of `postBuild.substituteFrom`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValuesFrom {
    /// Whether it is a Secret; else a ConfigMap.
    pub secret: bool,
    /// Its name.
    pub name: String,
    /// Whether Flux goes on without it.
    pub optional: bool,
}

/// Whether an object is one of those that a Kustomization takes values or rights from.
pub(in crate::repository) fn is_source(node: &Node) -> bool {
    const KINDS: [&str; 5] = [
        "ConfigMap",
        "ExternalSecret",
        "SealedSecret",
        "Secret",
        "ServiceAccount",
    ];
    KINDS.contains(&node.text_at(&["kind"]))
}

impl ValuesFrom {
    /// What an entry says; `None` for a kind that Flux does not know.
    pub(super) fn of(node: &Node) -> Option<Self> {
        let secret = match node.text_at(&["kind"]) {
            "Secret" => true,
            "ConfigMap" => false,
            _ => return None,
        };
        Some(Self {
            secret,
            name: node.text_at(&["name"]).to_owned(),
            optional: node.text_at(&["optional"]) == "true",
        })
    }

    /// Whether both name the same object.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.secret == other.secret && self.name == other.name
    }

    /// The kind of the object.
    pub fn kind(&self) -> &'static str {
        if self.secret { "Secret" } else { "ConfigMap" }
    }

    /// The object, among those of a cluster: also where an operator or a controller makes the Secret.
    pub(super) fn is_there(&self, objects: &[Node], namespace: &str) -> bool {
        objects.iter().any(|node| {
            let makes = match node.text_at(&["kind"]) {
                "ConfigMap" => !self.secret,
                "Secret" | "SealedSecret" => self.secret,
                "ExternalSecret" => {
                    let target = node.text_at(&["spec", "target", "name"]);
                    return self.secret
                        && node.text_at(&["metadata", "namespace"]) == namespace
                        && (target == self.name
                            || target.is_empty()
                                && node.text_at(&["metadata", "name"]) == self.name);
                }
                _ => false,
            };
            makes
                && node.text_at(&["metadata", "name"]) == self.name
                && node.text_at(&["metadata", "namespace"]) == namespace
        })
    }

    /// The keys of the object, where a cluster shows it.
    pub(in crate::repository) fn keys(
        &self,
        objects: &[Node],
        namespace: &str,
    ) -> BTreeSet<String> {
        let such = |node: &&Node| {
            node.text_at(&["kind"]) == self.kind()
                && node.text_at(&["metadata", "name"]) == self.name
                && node.text_at(&["metadata", "namespace"]) == namespace
        };
        let maps = objects.iter().filter(such).flat_map(|one| {
            let maps = ["data", "stringData"].map(|map| one.get(map));
            maps.into_iter().flatten().flat_map(Node::entries)
        });
        maps.filter_map(|(key, _)| key.text().map(str::to_owned))
            .collect()
    }
}
