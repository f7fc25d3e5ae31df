//! Workloads whose pods lose the annotations of a Component: a JSON patch that adds, replaces or removes the whole
//! mapping, or a merge patch that removes or replaces it, is applied after the Components of its kustomization.yaml and
//! of its Flux Kustomization (kustomize 5.5, `accumulateTarget`).
//!
//! What kustomize does is done: a Component of the plan is built as one that adds a single annotation, which is there at
//! the end or is not.

use super::renderers::patches;
use super::shown::Scope;
use crate::repository::brought::Walks;
use crate::repository::files::Files;
use crate::repository::kustomize::Builder;
use crate::repository::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};

/// Words of which a patch that takes away annotations has one.
const WORDS: [&str; 3] = ["annotations", "/spec/template", "$patch"];

/// Objects whose pods lose what a Component annotates, by their place in [`Scope::items`], each with the file of a
/// patch.
pub(super) fn read(
    (files, ours): (&Files<'_>, &str),
    walks: &Walks,
    scope: &Scope,
) -> BTreeMap<usize, String> {
    let mut all = BTreeMap::new();
    let builder = Builder::marking(files, ours);
    let known = || walks.values().flat_map(|walked| &walked.kustomizations);
    for (applier, one) in scope.appliers.iter().enumerate() {
        let mut specs: Vec<Option<&Node>> = known()
            .filter(|other| other.path == one.path)
            .map(|other| Some(&other.spec))
            .collect();
        if specs.is_empty() {
            specs.push(None);
        }
        for spec in specs {
            let Some(file) = taking(files, &patches(files, &one.path, spec)) else {
                continue;
            };
            let built = builder.flux(&one.path, spec);
            let items = scope.items.iter().enumerate();
            for (at, item) in items.filter(|(_, item)| item.applier == applier) {
                let mut objects = built.objects.iter();
                let object = objects.find(|object| object.node.at == item.node.at);
                if object.is_some_and(|object| Builder::lost_mark(&object.node)) {
                    all.insert(at, file.clone());
                }
            }
        }
    }
    all
}

/// The first of some files whose patch may take annotations away.
fn taking(files: &Files<'_>, late: &BTreeSet<String>) -> Option<String> {
    let mut late = late.iter();
    let found = late.find(|file| {
        let text = files.text(file).unwrap_or_default();
        WORDS.iter().any(|word| text.contains(word))
    });
    found.cloned()
}
