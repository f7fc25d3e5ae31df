//! Whether a Kustomization takes its path from this repository.

use super::effective::Effective;
use crate::model::{SourceKind, SourceRef};
use crate::repository::yaml::Node;

/// A source as a Kustomization names it.
#[derive(Debug, Clone)]
pub(in crate::repository) struct Source {
    kind: String,
    name: String,
    namespace: String,
    /// The address that it is fetched from, where that was seen.
    address: Option<String>,
}

impl Source {
    /// The source of a Kustomization, whose namespace it has where it states none.
    pub(super) fn of(spec: &Node, namespace: &str) -> Self {
        let nothing = Node::map(Vec::new(), spec.at);
        Self::stated(spec.get("sourceRef").unwrap_or(&nothing), namespace)
    }

    /// A source that a list names by kind, name and namespace.
    pub(super) fn stated(node: &Node, namespace: &str) -> Self {
        let said = |key: &str| node.text_at(&[key]).to_owned();
        let own = said("namespace");
        Self {
            kind: said("kind"),
            name: said("name"),
            namespace: if own.is_empty() {
                namespace.to_owned()
            } else {
                own
            },
            address: None,
        }
    }

    /// The source with the address that objects state for it.
    pub(super) fn seen_in(self, objects: &[Effective]) -> Self {
        let address = self.address(objects).map(str::to_owned);
        Self {
            address: address.or(self.address),
            ..self
        }
    }

    /// The address that it is fetched from, where an object states it.
    fn address<'o>(&self, objects: &'o [Effective]) -> Option<&'o str> {
        let mut declared = objects.iter().filter(|one| {
            one.node.text_at(&["kind"]) == self.kind
                && one.node.text_at(&["metadata", "name"]) == self.name
                && one.node.text_at(&["metadata", "namespace"]) == self.namespace
        });
        let url = declared.next()?.node.text_at(&["spec", "url"]);
        let url = url.trim_end_matches('/');
        Some(url.strip_suffix(".git").unwrap_or(url))
    }

    /// Whether it is the source of the cluster under this name or another one.
    pub(super) fn is(&self, own: &Self, objects: &[Effective]) -> bool {
        let known = || own.address(objects).or(own.address.as_deref());
        let addresses = || Some((self.address(objects)?, known()?));
        let same = || addresses().is_some_and(|(a, b)| !a.is_empty() && a == b);
        let named = |one: &Self| (one.kind.clone(), one.namespace.clone(), one.name.clone());
        self.name.is_empty() || named(self) == named(own) || same()
    }

    /// The source as a plan names it, if it is of a kind that a plan can name.
    pub(super) fn reference(&self) -> Option<SourceRef> {
        let open = [&self.name, &self.namespace]
            .iter()
            .any(|one| one.is_empty() || one.contains("${"));
        let kind = SourceKind::from_word(&self.kind).filter(|_| !open)?;
        Some(SourceRef {
            kind,
            namespace: Some(self.namespace.as_str().into()),
            name: self.name.as_str().into(),
        })
    }

    /// How it is called.
    pub(super) fn words(&self) -> String {
        format!("{} {}/{}", self.kind, self.namespace, self.name)
    }
}
