//! Objects that a patch of a kustomization.yaml deletes.

use super::shown::Item;
use crate::repository::files::Files;
use crate::repository::tree::{is_yaml, join};
use crate::repository::yaml::{self, Node};
use std::rc::Rc;

/// What a patch deletes is not there.
pub(super) fn delete(files: &Files<'_>, directory: &str, document: &Node, own: &mut Vec<Item>) {
    let mut texts = Vec::new();
    for key in ["patches", "patchesStrategicMerge"] {
        if let Some(list) = document.get(key) {
            list.scalars(&mut texts);
        }
    }
    // One file may be named over and over.
    texts.sort_unstable();
    texts.dedup();
    for text in texts {
        let path = join(directory, text).filter(|_| is_yaml(text));
        let file = path.and_then(|path| files.text(&path));
        let text = file.unwrap_or_else(|| Rc::from(text));
        if !text.contains("$patch: delete") {
            continue;
        }
        for patch in yaml::read(&text).unwrap_or_default() {
            let (kind, name) = (
                patch.text_at(&["kind"]),
                patch.text_at(&["metadata", "name"]),
            );
            if patch.text_at(&["$patch"]) == "delete" {
                own.retain(|item| item.kind() != kind || item.ids.iter().all(|id| id.name != name));
            }
        }
    }
}
