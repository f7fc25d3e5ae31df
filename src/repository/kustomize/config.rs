//! Which fields the transformers of kustomize change, with what `configurations` adds to them.

use super::fields::{FieldSpec, References};
use super::{default_names, defaults};
use crate::repository::yaml::Node;
use std::rc::Rc;

/// The fields of each transformer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Config {
    pub(super) names: Vec<References>,
    pub(super) prefix: Vec<FieldSpec>,
    pub(super) suffix: Vec<FieldSpec>,
    pub(super) namespace: Vec<FieldSpec>,
    pub(super) labels: Vec<FieldSpec>,
    pub(super) template_labels: Vec<FieldSpec>,
    pub(super) annotations: Vec<FieldSpec>,
    pub(super) images: Vec<FieldSpec>,
    pub(super) replicas: Vec<FieldSpec>,
}

impl Config {
    /// What kustomize comes with.
    pub(super) fn new() -> Self {
        Self {
            names: default_names::names(),
            prefix: defaults::affix(),
            suffix: defaults::affix(),
            namespace: defaults::namespace(),
            labels: defaults::labels(),
            template_labels: defaults::template_labels(),
            annotations: defaults::annotations(),
            images: defaults::images(),
            replicas: defaults::replicas(),
        }
    }

    /// Adds what a file of `configurations` says.
    pub(super) fn add(&mut self, file: &Node) {
        let specs = |key: &str| {
            let items = file.get(key).map(Node::items).unwrap_or_default();
            items.iter().map(FieldSpec::read).collect::<Vec<_>>()
        };
        for item in file
            .get("nameReference")
            .map(Node::items)
            .unwrap_or_default()
        {
            let fields = item.get("fieldSpecs").map(Node::items).unwrap_or_default();
            let said = |key: &str| Rc::from(item.text_at(&[key]));
            add_names(
                &mut self.names,
                &References {
                    group: said("group"),
                    version: said("version"),
                    kind: said("kind"),
                    fields: fields.iter().map(FieldSpec::read).collect(),
                },
            );
        }
        add_all(&mut self.prefix, &specs("namePrefix"));
        add_all(&mut self.suffix, &specs("nameSuffix"));
        add_all(&mut self.namespace, &specs("namespace"));
        add_all(&mut self.labels, &specs("commonLabels"));
        add_all(&mut self.labels, &specs("labels"));
        add_all(&mut self.template_labels, &specs("templateLabels"));
        add_all(&mut self.annotations, &specs("commonAnnotations"));
        add_all(&mut self.images, &specs("images"));
        add_all(&mut self.replicas, &specs("replicas"));
    }

    /// Adds what a base has more.
    pub(super) fn merge(&mut self, other: &Self) {
        for names in &other.names {
            add_names(&mut self.names, names);
        }
        add_all(&mut self.prefix, &other.prefix);
        add_all(&mut self.suffix, &other.suffix);
        add_all(&mut self.namespace, &other.namespace);
        add_all(&mut self.labels, &other.labels);
        add_all(&mut self.template_labels, &other.template_labels);
        add_all(&mut self.annotations, &other.annotations);
        add_all(&mut self.images, &other.images);
        add_all(&mut self.replicas, &other.replicas);
    }
}

fn add_all(own: &mut Vec<FieldSpec>, more: &[FieldSpec]) {
    for spec in more {
        let known = own.iter().any(|one| {
            (&one.group, &one.version, &one.kind, &one.path)
                == (&spec.group, &spec.version, &spec.kind, &spec.path)
        });
        if !known {
            own.push(spec.clone());
        }
    }
}

fn add_names(own: &mut Vec<References>, more: &References) {
    let known = own.iter_mut().find(|one| {
        (&one.group, &one.version, &one.kind) == (&more.group, &more.version, &more.kind)
    });
    match known {
        Some(one) => add_all(&mut one.fields, &more.fields),
        None => own.push(more.clone()),
    }
}
