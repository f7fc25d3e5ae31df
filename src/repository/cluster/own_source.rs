//! Whether a Kustomization takes its path from this repository.

use super::result::Effective;
use crate::model::{SourceKind, SourceRef};
use crate::repository::yaml::Node;

/// A source as a Kustomization names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    kind: String,
    name: String,
    namespace: String,
}

impl Source {
    /// The source of a Kustomization, whose namespace it has where it states none.
    pub(super) fn of(spec: &Node, namespace: &str) -> Self {
        let said = |key: &str| spec.text_at(&["sourceRef", key]).to_owned();
        let own = said("namespace");
        Self {
            kind: said("kind"),
            name: said("name"),
            namespace: if own.is_empty() {
                namespace.to_owned()
            } else {
                own
            },
        }
    }

    /// Whether a Kustomization states none.
    pub(super) fn is_unnamed(&self) -> bool {
        self.name.is_empty()
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
        let addresses = || Some((self.address(objects)?, own.address(objects)?));
        let same = || addresses().is_some_and(|(a, b)| !a.is_empty() && a == b);
        self.name.is_empty() || self == own || same()
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
