//! Namespaces in which the API server refuses pods that need more than others.

use crate::repository::built::Built;

/// A Namespace whose label enforces a level of Pod Security below `privileged`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restricted {
    /// The file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// The level.
    pub level: String,
}

/// The label (k8s.io/pod-security-admission, v0.34).
const ENFORCE: &str = "pod-security.kubernetes.io/enforce";

pub(super) fn find_restricted(built: &Built) -> Vec<Restricted> {
    let namespaces = built.of_kind("Namespace").map(|object| Restricted {
        file: object.file.clone(),
        name: object.name().to_owned(),
        level: object
            .node
            .text_at(&["metadata", "labels", ENFORCE])
            .to_owned(),
    });
    namespaces
        .filter(|one| ["baseline", "restricted"].contains(&one.level.as_str()))
        .collect()
}
