//! Objects that are encrypted in Git, and what opens them.

use crate::repository::kustomize::Built;
use crate::repository::yaml::Node;

/// What an encrypted object needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lock {
    /// One of these keys of SOPS.
    Sops {
        /// Keys of AWS and Google, whose address says their region.
        regional: Vec<String>,
        /// Whether a key of another kind opens it too.
        others: bool,
    },
    /// The key of the Sealed Secrets controller that it was sealed for.
    Sealed,
}

/// Lists of SOPS' metadata whose keys do not say where they lie.
const OTHERS: [&str; 5] = ["age", "azure_kv", "hc_vault", "key_groups", "pgp"];

pub(super) fn of(built: &Built) -> Vec<(String, Lock)> {
    let mut locks = Vec::new();
    for object in built.objects.iter().filter(|object| !object.nested) {
        let lock = if object.kind() == "SealedSecret" {
            Lock::Sealed
        } else if let Some(sops) = object.node.get("sops") {
            let list = |key: &str| sops.get(key).map(Node::items).unwrap_or_default();
            let keys = |key: &str, field: &str| -> Vec<String> {
                let items = list(key).iter();
                items
                    .map(|item| item.text_at(&[field]).to_owned())
                    .collect()
            };
            Lock::Sops {
                regional: [keys("kms", "arn"), keys("gcp_kms", "resource_id")].concat(),
                others: OTHERS.iter().any(|key| !list(key).is_empty()),
            }
        } else {
            continue;
        };
        locks.push((object.file.clone(), lock));
    }
    locks
}
