//! Components of the plan in a build that asks what is left of their annotations: they may not be there yet, and what
//! they say of pods is not of interest.

use super::layer::Layer;
use super::target::Builder;
use crate::repository::files::Files;
use crate::repository::yaml::Node;

/// Where the annotations of pods are in an object with a pod template.
const MARKED: [&str; 4] = ["spec", "template", "metadata", "annotations"];
/// The annotation in the place of those that a Component of the plan adds.
const MARK: &str = "drplan.dev/component";

fn has_template(node: &Node) -> bool {
    let kind = node.text_at(&["kind"]);
    let group = node.text_at(&["apiVersion"]).starts_with("apps/");
    group && matches!(kind, "DaemonSet" | "Deployment" | "StatefulSet")
}

impl<'a> Builder<'a> {
    /// The same, where Components of the plan annotate pods, as their patches do.
    pub(in crate::repository) fn marking(files: &'a Files<'a>, ours: &'a str) -> Self {
        let mut builder = Self::new(files, ours);
        builder.marks = true;
        builder
    }

    /// Whether an object with a pod template came with the annotation of a Component, and has it no longer.
    pub(in crate::repository) fn lost_mark(node: &Node) -> bool {
        has_template(node) && node.at(&MARKED).and_then(|all| all.get(MARK)).is_none()
    }

    /// Annotates the pods of all objects, in the place of a Component that may not be there yet.
    pub(super) fn mark(&self, layer: &mut Layer) {
        for resource in layer.resources.iter_mut().filter(|_| self.marks) {
            let at = resource.node.at;
            if !has_template(&resource.node) {
                continue;
            }
            let mut path = MARKED.iter();
            let annotations =
                path.try_fold(&mut resource.node, |node, key| node.get_or_map(key, at));
            if let Some(annotations) = annotations {
                annotations.set(MARK, Node::plain("true", at));
            }
        }
    }
}
