//! Labels and annotations by which objects tell Velero what to copy, and those that look like them.

use crate::repository::built::{Built, Object};
use crate::repository::files::Files;
use crate::repository::yaml::{Node, Position};

/// A label or an annotation whose key names Velero.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// The file of the object.
    pub file: String,
    /// The kind of the object.
    pub kind: String,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Where in the object it stands.
    pub on: On,
    /// Its key.
    pub key: String,
    /// Its text.
    pub text: String,
}

/// Where a label or an annotation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum On {
    /// A label of the object.
    Label,
    /// An annotation of the object.
    Annotation,
    /// A label of its pods.
    PodLabel,
    /// An annotation of its pods.
    PodAnnotation,
    /// A label of its claims.
    ClaimLabel,
    /// An annotation of its claims.
    ClaimAnnotation,
    /// Somewhere in the values or post-renderers of a HelmRelease.
    Release,
}

pub(super) fn find_marks(files: &Files<'_>, built: &Built) -> Vec<Mark> {
    let mut all = Vec::new();
    for object in &built.objects {
        let mut own = Found {
            object,
            all: &mut all,
        };
        own.metadata(&object.node, On::Label, On::Annotation);
        let Some(spec) = object.node.get("spec") else {
            continue;
        };
        let template = spec.at(&["jobTemplate", "spec", "template"]);
        if let Some(template) = template.or_else(|| spec.get("template")) {
            own.metadata(template, On::PodLabel, On::PodAnnotation);
        }
        let claims = spec.get("volumeClaimTemplates");
        for claim in claims.map(Node::items).unwrap_or_default() {
            own.metadata(claim, On::ClaimLabel, On::ClaimAnnotation);
        }
        if object.kind() == "HelmRelease" {
            own.release(files, spec);
        }
    }
    all
}

/// Whether a key names Velero.
fn names_velero(key: &str) -> bool {
    key.split_once('/')
        .is_some_and(|(prefix, _)| prefix.to_ascii_lowercase().contains("velero"))
}

struct Found<'f> {
    object: &'f Object,
    all: &'f mut Vec<Mark>,
}

impl Found<'_> {
    fn metadata(&mut self, of: &Node, label: On, annotation: On) {
        for (key, on) in [("labels", label), ("annotations", annotation)] {
            if let Some(map) = of.at(&["metadata", key]) {
                self.entries(map, on);
            }
        }
    }

    fn entries(&mut self, map: &Node, on: On) {
        for (key, value) in map.entries() {
            let (Some(key), Some(text)) = (key.text(), value.text()) else {
                continue;
            };
            if names_velero(key) && !text.contains("${") {
                self.all.push(Mark {
                    file: self.object.file.clone(),
                    kind: self.object.kind().to_owned(),
                    namespace: self.object.namespace().to_owned(),
                    name: self.object.name().to_owned(),
                    on,
                    key: key.to_owned(),
                    text: text.to_owned(),
                });
            }
        }
    }

    /// Every mapping of the values, and of the patches of the post-renderers.
    fn release(&mut self, files: &Files<'_>, spec: &Node) {
        if let Some(values) = spec.get("values") {
            self.below(values);
        }
        let renderers = spec.get("postRenderers").map(Node::items);
        for renderer in renderers.unwrap_or_default() {
            let patches = renderer.at(&["kustomize", "patches"]).map(Node::items);
            for patch in patches.unwrap_or_default() {
                let (text, at) = match patch.get("patch") {
                    Some(node) => (node.text().unwrap_or_default(), node.at),
                    None => ("", Position::default()),
                };
                let documents = files.inline(text, at);
                for document in documents.iter().flat_map(|documents| documents.iter()) {
                    self.below(document);
                }
            }
        }
    }

    fn below(&mut self, node: &Node) {
        self.entries(node, On::Release);
        for (_, inner) in node.entries() {
            self.below(inner);
        }
        for inner in node.items() {
            self.below(inner);
        }
    }
}
