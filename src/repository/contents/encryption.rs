//! Objects that are encrypted in Git, and what opens them.

use crate::repository::built::Built;
use crate::repository::yaml::Node;

/// What an encrypted object needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encryption {
    /// One of these keys of SOPS.
    Sops {
        /// Keys of AWS and Google, whose address says their region, and vaults of Azure, whose name may.
        regional: Vec<String>,
        /// Whether a key of another kind opens it too.
        other_keys: bool,
    },
    /// The key of the Sealed Secrets controller that it was sealed for.
    Sealed,
}

/// Lists of SOPS' metadata whose keys do not say where they lie.
const OTHER_KEYS: [&str; 4] = ["age", "hc_vault", "key_groups", "pgp"];

pub(super) fn find_encrypted(built: &Built) -> Vec<(String, Encryption)> {
    let mut encrypted = Vec::new();
    for object in built.objects.iter().filter(|object| !object.nested) {
        let encryption = if object.kind() == "SealedSecret" {
            Encryption::Sealed
        } else if let Some(sops) = object.node.get("sops") {
            let list = |key: &str| sops.get(key).map(Node::items).unwrap_or_default();
            let keys = |key: &str, field: &str| -> Vec<String> {
                let items = list(key).iter();
                items
                    .map(|item| item.text_at(&[field]).to_owned())
                    .collect()
            };
            Encryption::Sops {
                regional: [
                    keys("kms", "arn"),
                    keys("gcp_kms", "resource_id"),
                    keys("azure_kv", "vault_url"),
                ]
                .concat(),
                other_keys: OTHER_KEYS.iter().any(|key| !list(key).is_empty()),
            }
        } else {
            continue;
        };
        encrypted.push((object.file.clone(), encryption));
    }
    encrypted
}
