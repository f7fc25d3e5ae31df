//! What a kustomization.yaml adds to its objects and does to them, in the order of kustomize: resources,
//! generators, Components, transformers.

use super::file::{Kustomization, NOT_READ};
use super::generate::{self, Failure};
use super::layer::Layer;
use super::load::{self, unseen};
use super::patch::Patches;
use super::target::{Builder, Place, SEVERAL};
use super::{images, replace, transform};
use crate::repository::tree::{inside, join};
use crate::repository::yaml::Node;
use std::rc::Rc;

/// What an object costs of the steps of a run each time that a kustomization.yaml takes it over.
const STEPS: usize = 20;

impl Builder<'_> {
    pub(super) fn accumulate(
        &self,
        kustomization: &Kustomization,
        place: Place<'_>,
        layer: &mut Layer,
    ) {
        let Place { directory, list } = place;
        for entry in kustomization.resources() {
            self.resource(entry, place, layer);
        }
        for entry in kustomization.list("configurations") {
            let path = entry.text().and_then(|text| join(directory, text));
            let read = path.as_ref().and_then(|path| self.files.documents(path));
            match read {
                Some(documents) => {
                    let config = Rc::make_mut(&mut layer.config);
                    documents.iter().for_each(|document| config.add(document));
                    layer.files.extend(path);
                }
                None => layer.fault(list, entry.at, "a file of `configurations` cannot be read"),
            }
        }
        for (field, kind) in [
            ("configMapGenerator", "ConfigMap"),
            ("secretGenerator", "Secret"),
        ] {
            for entry in kustomization.list(field) {
                let made = generate::object(self.files, directory, (kind, entry), kustomization);
                let done = match made {
                    Ok(resource) => layer.generate(resource),
                    Err(Failure::Refused(why)) => Err(why),
                    Err(Failure::Unseen(why)) => {
                        unseen(layer, (list, entry.at), entry.text_at(&["name"]), &why);
                        Ok(())
                    }
                };
                if let Err(why) = done {
                    layer.fault(list, entry.at, why);
                }
            }
        }
        for entry in kustomization.list("components") {
            self.component(entry, place, layer);
        }
        // One that is not wired yet is added to those of the whole path.
        if self.open.borrow().len() == 1 {
            self.mark(layer);
        }
        self.transform(kustomization, place, layer);
        for (field, why) in NOT_READ {
            if let Some(value) = kustomization.get(field) {
                unseen(layer, (list, value.at), field, why);
            }
        }
    }

    fn transform(&self, kustomization: &Kustomization, place: Place<'_>, layer: &mut Layer) {
        let patches = Patches {
            files: self.files,
            directory: place.directory,
            list: place.list,
        };
        patches.strategic(layer, kustomization.list("patchesStrategicMerge"));
        patches.entries(layer, kustomization.list("patches"), true);
        if let Some(namespace) = kustomization.get("namespace") {
            transform::namespace(layer, namespace);
        }
        for (field, before) in [("namePrefix", true), ("nameSuffix", false)] {
            if let Some(affix) = kustomization.get(field) {
                transform::affix(layer, affix, before);
            }
        }
        transform::labels(
            layer,
            kustomization.list("labels"),
            kustomization.get("commonLabels"),
        );
        if let Some(annotations) = kustomization.get("commonAnnotations") {
            let specs = layer.config.annotations.clone();
            transform::set_entries(layer, annotations, &specs);
        }
        patches.entries(layer, kustomization.list("patchesJson6902"), false);
        for entry in kustomization.list("replicas") {
            if let Err(why) = transform::replicas(layer, entry) {
                layer.fault(place.list, entry.at, why);
            }
        }
        for field in ["imageTags", "images"] {
            for entry in kustomization.list(field) {
                images::apply(layer, entry);
            }
        }
        for entry in kustomization.list("replacements") {
            self.replacement(entry, place, layer);
        }
        layer.changed();
    }

    fn replacement(&self, entry: &Node, place: Place<'_>, layer: &mut Layer) {
        let Some(path) = entry.get("path").and_then(Node::text) else {
            if let Err(why) = replace::apply(layer, entry) {
                layer.fault(place.list, entry.at, why);
            }
            return;
        };
        let path = join(place.directory, path);
        let Some(documents) = path.and_then(|path| self.files.documents(&path)) else {
            return layer.fault(
                place.list,
                entry.at,
                "a file of `replacements` cannot be read",
            );
        };
        for document in documents.iter() {
            let all = match document.is_list() {
                true => document.items(),
                false => std::slice::from_ref(document),
            };
            for one in all {
                if let Err(why) = replace::apply(layer, one) {
                    layer.fault(place.list, entry.at, why);
                }
            }
        }
    }

    fn resource(&self, entry: &Node, place: Place<'_>, layer: &mut Layer) {
        let Place { directory, list } = place;
        let at = entry.at;
        let Some(text) = entry.text().filter(|text| !text.is_empty()) else {
            return layer.fault(list, at, "an item of `resources` is not a path");
        };
        let local = join(directory, text).filter(|_| !text.starts_with('/'));
        if local.as_ref().is_some_and(|path| self.is_ours(path)) {
            return;
        }
        let there = local.filter(|path| self.files.exists(path));
        let Some(path) = there else {
            if is_remote(text) {
                return unseen(layer, (list, at), text, "it comes from elsewhere");
            }
            let why = format!("it does not exist, but `{list}` lists it");
            let path = join(directory, text).unwrap_or_else(|| text.to_owned());
            return layer.lost(&path, at, why);
        };
        if self.files.list(&path).is_none() {
            return load::objects(self.files, layer, &path, (list, at));
        }
        let inner = self.directory(&path, at);
        if self
            .files
            .step(inner.resources.len().saturating_mul(STEPS) + 1)
        {
            layer.absorb(&inner, (&path, at));
        } else {
            unseen(
                layer,
                (list, at),
                &path,
                "drplan reads no more objects in one run",
            );
        }
    }

    fn component(&self, entry: &Node, place: Place<'_>, layer: &mut Layer) {
        let at = entry.at;
        let text = entry.text().unwrap_or_default();
        let path = join(place.directory, text);
        if path.as_ref().is_some_and(|path| self.is_ours(path)) {
            return self.mark(layer);
        }
        let names = path.as_ref().and_then(|path| self.files.list(path));
        let (Some(path), Some(names)) = (path, names) else {
            if is_remote(text) {
                return unseen(layer, (place.list, at), text, "it comes from elsewhere");
            }
            let why = format!("it does not exist, but `{}` lists it", place.list);
            let path = join(place.directory, text).unwrap_or_else(|| text.to_owned());
            return layer.lost(&path, at, why);
        };
        if !self.files.step(layer.resources.len() + 1) {
            return unseen(
                layer,
                (place.list, at),
                &path,
                "drplan reads no more objects in one run",
            );
        }
        if self.enters(&path, at, layer) {
            match load::own_list(&names) {
                Ok(Some(name)) => {
                    let list = inside(&path, name);
                    self.component_or_not(&path, &list, layer, true);
                }
                Ok(None) => layer.fault(&path, at, "it has no kustomization.yaml"),
                Err(()) => layer.fault(&path, at, SEVERAL),
            }
            self.open.borrow_mut().pop();
        }
    }
}

/// Whether a path that is not there is meant to come from elsewhere.
fn is_remote(text: &str) -> bool {
    text.contains("://")
        || text.contains("?ref=")
        || text.contains("//")
        || text.starts_with("git@")
        || ["github.com/", "gitlab.com/", "bitbucket.org/"]
            .iter()
            .any(|host| text.starts_with(host))
}
