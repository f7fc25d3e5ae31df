//! What Flux applies to another cluster than the one that it runs in, by `spec.kubeConfig`.
//!
//! Which cluster that is stands in a Secret or a ConfigMap of the cluster alone (kustomize-controller 1.9,
//! `internal/controller`; helm-controller 1.6): nothing of it counts for the cluster whose path names it.

use crate::repository::files::Files;
use crate::repository::tree::is_within;
use crate::repository::yaml::{Node, Position};

/// A Kustomization or a HelmRelease of Flux with `spec.kubeConfig`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// `Kustomization` or `HelmRelease`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// The namespace of what it applies, as far as it states one; its own for a release that states none.
    pub namespace: String,
    /// The path that a Kustomization applies; empty for a release.
    pub path: String,
    /// The object that names the cluster, in words.
    pub named_by: String,
    /// The file that it stands in.
    pub file: String,
    /// Where its `spec` names that object.
    pub at: Position,
}

impl Remote {
    /// Whether it applies a path, or a folder above it.
    pub fn applies(&self, path: &str) -> bool {
        self.kind == "Kustomization" && is_within(path, &self.path)
    }

    /// The same with the file, which may be that of a patch.
    pub(super) fn seen_in(self, files: &Files<'_>) -> Self {
        Self {
            file: files.name(self.at).to_string(),
            ..self
        }
    }

    /// A Kustomization, if it is for another cluster.
    pub(super) fn of_kustomization(spec: &Node, name: &str, path: &str) -> Option<Self> {
        let (named_by, at) = named_by(spec)?;
        Some(Self {
            kind: "Kustomization",
            name: name.to_owned(),
            namespace: spec.text_at(&["targetNamespace"]).to_owned(),
            path: path.to_owned(),
            named_by,
            file: String::new(),
            at,
        })
    }

    /// A HelmRelease, if it is for another cluster.
    pub(super) fn of_release(node: &Node) -> Option<Self> {
        let release = node.text_at(&["kind"]) == "HelmRelease"
            && node
                .text_at(&["apiVersion"])
                .starts_with("helm.toolkit.fluxcd.io/");
        let (named_by, at) = named_by(node.get("spec").filter(|_| release)?)?;
        let namespace = match node.text_at(&["spec", "targetNamespace"]) {
            "" => node.text_at(&["metadata", "namespace"]),
            target => target,
        };
        Some(Self {
            kind: "HelmRelease",
            name: node.text_at(&["metadata", "name"]).to_owned(),
            namespace: namespace.to_owned(),
            path: String::new(),
            named_by,
            file: String::new(),
            at,
        })
    }
}

/// What names the cluster that a `spec` is for; `None` where it is the cluster of Flux.
fn named_by(spec: &Node) -> Option<(String, Position)> {
    let config = spec.get("kubeConfig").filter(|node| !node.is_null())?;
    let said = |key: &str| config.text_at(&[key, "name"]);
    let words = match (said("secretRef"), said("configMapRef")) {
        ("", "") => "`kubeConfig`".to_owned(),
        ("", map) => format!("ConfigMap `{map}`"),
        (secret, _) => format!("Secret `{secret}`"),
    };
    Some((words, config.at))
}
