//! The namespaces of what a path brings.

use crate::repository::built::Built;
use std::collections::BTreeSet;

/// Their names; `None` where not all of them are known.
pub(super) fn find_namespaces(built: &Built) -> Option<BTreeSet<String>> {
    if !built.whole {
        return None;
    }
    let mut names = BTreeSet::new();
    for object in &built.objects {
        let name = match object.kind() {
            "Namespace" => object.name(),
            _ => object.namespace(),
        };
        // A chart may go elsewhere than its release.
        let target = match object.kind() {
            "HelmRelease" => object.node.text_at(&["spec", "targetNamespace"]),
            _ => "",
        };
        let both = [name, target].into_iter().filter(|name| !name.is_empty());
        names.extend(both.map(str::to_owned));
    }
    let open = names.iter().any(|name| name.contains("${"));
    (!names.is_empty() && !open).then_some(names)
}
