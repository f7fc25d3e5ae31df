//! Claims, and the storage classes that they ask for.

use crate::model::value::Size;
use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;
use std::collections::BTreeMap;

/// A PersistentVolumeClaim in Git.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The file.
    pub file: String,
    /// Its name.
    pub name: String,
    /// Its class; `None` where the cluster's own is meant.
    pub class: Option<String>,
    /// What it asks for, where that can be read.
    pub size: Option<Size>,
}

const KIND: &str = "PersistentVolumeClaim";

pub(super) fn find_claims(built: &Built) -> Vec<Claim> {
    let claims = built.of_kind(KIND);
    let claims = claims.filter(|claim| !claim.nested && !claim.node.holds("${"));
    claims
        .map(|object| Claim {
            file: object.file.clone(),
            name: object.name().to_owned(),
            class: class(&object.node).map(str::to_owned),
            size: object
                .node
                .text_at(&["spec", "resources", "requests", "storage"])
                .parse()
                .ok(),
        })
        .collect()
}

/// The classes of a path's claims and claim templates, each with a file.
pub(super) fn asked_classes(built: &Built) -> BTreeMap<String, String> {
    let mut asked = BTreeMap::new();
    let mut take = |object: &Object, claim: &Node| {
        if let Some(class) = class(claim).filter(|class| !class.contains("${")) {
            let file = || object.file.clone();
            asked.entry(class.to_owned()).or_insert_with(file);
        }
    };
    for object in built.of_kind(KIND) {
        take(object, &object.node);
    }
    for object in built.of_kind("StatefulSet") {
        let templates = object.node.at(&["spec", "volumeClaimTemplates"]);
        for template in templates.map(Node::items).unwrap_or_default() {
            take(object, template);
        }
    }
    asked
}

fn class(claim: &Node) -> Option<&str> {
    claim.at(&["spec", "storageClassName"])?.text()
}
