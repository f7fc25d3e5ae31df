//! Secrets and ConfigMaps that Flux itself reads before it applies something.

use super::mounted::{Holder, Mounted};
use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;

/// Fields of a source that name a Secret (source-controller 1.9, api/v1).
const OF_SOURCES: [&str; 3] = ["certSecretRef", "proxySecretRef", "secretRef"];

/// What releases, Kustomizations and sources of a path refer to, each with what refers to it.
pub(super) fn find_referenced(built: &Built) -> Vec<Mounted> {
    let mut all = Vec::new();
    for object in &built.objects {
        let Some(spec) = object.node.get("spec") else {
            continue;
        };
        match (object.group(), object.kind()) {
            ("helm.toolkit.fluxcd.io", "HelmRelease") => {
                of_list(object, spec.get("valuesFrom"), &mut all);
            }
            ("kustomize.toolkit.fluxcd.io", "Kustomization") => {
                let key = spec.at(&["decryption", "secretRef"]);
                note(object, Holder::Secret, key, &mut all);
                of_list(object, spec.at(&["postBuild", "substituteFrom"]), &mut all);
            }
            ("source.toolkit.fluxcd.io", _) => {
                for field in OF_SOURCES {
                    note(object, Holder::Secret, spec.get(field), &mut all);
                }
            }
            _ => {}
        }
    }
    all.sort();
    all.dedup();
    all
}

/// `valuesFrom` and `substituteFrom`: a kind and a name each, which Flux does without where it is optional.
fn of_list(object: &Object, list: Option<&Node>, all: &mut Vec<Mounted>) {
    for reference in list.map(Node::items).unwrap_or_default() {
        let holder = match reference.text_at(&["kind"]) {
            "ConfigMap" => Holder::ConfigMap,
            "Secret" => Holder::Secret,
            _ => continue,
        };
        note(object, holder, Some(reference), all);
    }
}

fn note(object: &Object, holder: Holder, reference: Option<&Node>, all: &mut Vec<Mounted>) {
    let by = format!("{}/{}", object.kind(), object.name());
    let found = reference.and_then(|one| Mounted::named(object, (holder, &by), one, "name"));
    // In a namespace that is not known it is not known who brings it.
    let known = |one: &Mounted| !one.namespace.is_empty() && !one.namespace.contains("${");
    all.extend(found.filter(known));
}
