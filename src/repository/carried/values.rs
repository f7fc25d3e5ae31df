//! Values that Flux fills in: those of the primary, as far as the recovery cluster has them too.

use crate::repository::cluster::Effective;
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

    /// The kind of the object.
    pub fn kind(&self) -> &'static str {
        if self.secret { "Secret" } else { "ConfigMap" }
    }

    /// The object, among those of a cluster: also where an operator or a controller makes the Secret.
    pub(super) fn is_there(&self, objects: &[Effective], namespace: &str) -> bool {
        objects.iter().any(|one| {
            let node = &one.node;
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
        objects: &[Effective],
        namespace: &str,
    ) -> BTreeSet<String> {
        let such = |one: &&Effective| {
            one.node.text_at(&["kind"]) == self.kind()
                && one.node.text_at(&["metadata", "name"]) == self.name
                && one.node.text_at(&["metadata", "namespace"]) == namespace
        };
        let maps = objects.iter().filter(such).flat_map(|one| {
            let maps = ["data", "stringData"].map(|map| one.node.get(map));
            maps.into_iter().flatten().flat_map(Node::entries)
        });
        maps.filter_map(|(key, _)| key.text().map(str::to_owned))
            .collect()
    }
}
