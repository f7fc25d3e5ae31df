//! Sources of Flux: which a path brings, and which its releases and Kustomizations fetch from.

use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

/// A source: its kind, namespace and name.
pub type Source = (String, String, String);

/// A source that something fetches from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The file of what fetches.
    pub file: String,
    /// What fetches: `KIND/NAME`.
    pub by: String,
    /// The source.
    pub source: Source,
}

/// Kinds of sources.
const KINDS: [&str; 5] = [
    "Bucket",
    "GitRepository",
    "HelmChart",
    "HelmRepository",
    "OCIRepository",
];

/// The sources of a path.
pub(super) fn find_sources(built: &Built) -> BTreeSet<Source> {
    let objects = built.objects.iter();
    let sources = objects.filter(|object| {
        object.group() == "source.toolkit.fluxcd.io" && KINDS.contains(&object.kind())
    });
    let id = |object: &Object| {
        let text = [object.kind(), object.namespace(), object.name()];
        let [kind, namespace, name] = text.map(str::to_owned);
        (kind, namespace, name)
    };
    sources.map(id).collect()
}

/// What fetches from sources that are named.
pub(super) fn find_fetched(built: &Built) -> Vec<Fetched> {
    let objects = built.objects.iter();
    objects
        .filter_map(|object| {
            let spec = object.node.get("spec")?;
            let reference = match (object.kind(), object.group()) {
                ("HelmRelease", _) => spec
                    .at(&["chart", "spec", "sourceRef"])
                    .or_else(|| spec.get("chartRef"))?,
                ("HelmChart", _) | ("Kustomization", "kustomize.toolkit.fluxcd.io") => {
                    spec.get("sourceRef")?
                }
                _ => return None,
            };
            Some(Fetched {
                file: object.file.clone(),
                by: format!("{}/{}", object.kind(), object.name()),
                source: named(object, reference)?,
            })
        })
        .collect()
}

fn named(object: &Object, reference: &Node) -> Option<Source> {
    let text = |key: &str| reference.text_at(&[key]);
    let namespace = match text("namespace") {
        "" => object.namespace(),
        namespace => namespace,
    };
    let all = [text("kind"), namespace, text("name")];
    let open = all
        .iter()
        .any(|part| part.is_empty() || part.contains("${"));
    let [kind, namespace, name] = all.map(str::to_owned);
    (!open && KINDS.contains(&kind.as_str())).then_some((kind, namespace, name))
}
