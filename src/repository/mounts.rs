//! Where the containers of a pod see its volumes.

use super::yaml::Node;

/// A directory of a container that is in a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// The container.
    pub container: String,
    /// The volume.
    pub volume: String,
    /// The directory, or the file where a part of the volume is one.
    pub path: String,
    /// Whether nothing can be written there.
    pub read_only: bool,
}

impl Mount {
    /// Whether a path is this directory or below it.
    pub fn holds(&self, path: &str) -> bool {
        let parts = |path: &str| -> Vec<String> {
            let parts = path
                .split('/')
                .filter(|part| !part.is_empty() && *part != ".");
            parts.map(str::to_owned).collect()
        };
        parts(path).starts_with(&parts(&self.path))
    }
}

/// What the containers of a pod mount.
pub(super) fn mounts(pod: Option<&Node>) -> Vec<Mount> {
    let containers = pod.and_then(|pod| pod.get("containers"));
    let mut found = Vec::new();
    for container in containers.map(Node::items).unwrap_or_default() {
        let list = container.get("volumeMounts");
        for mount in list.map(Node::items).unwrap_or_default() {
            found.push(Mount {
                container: container.text_at(&["name"]).to_owned(),
                volume: mount.text_at(&["name"]).to_owned(),
                path: mount.text_at(&["mountPath"]).to_owned(),
                read_only: mount.text_at(&["readOnly"]) == "true",
            });
        }
    }
    found
}
