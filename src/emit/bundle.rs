//! Manifests in memory, by path.

use super::{names, yaml};
use crate::analyze::wires::Wire;
use crate::model::Model;
use crate::source::Span;
use serde::Serialize;
use std::collections::BTreeMap;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doc {
    /// Its whole text.
    pub text: String,
    /// The objects in it, as `Kind/name` or `Kind/namespace/name`.
    pub objects: Vec<String>,
    /// The block that it comes from.
    pub origin: Span,
}

/// Files by path below the repository root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The files.
    pub files: BTreeMap<String, Doc>,
    /// Components that the author adds to Kustomizations of their own.
    pub wires: Vec<Wire>,
    /// ConfigMaps that node-agent must be started with.
    pub node_agents: Vec<NodeAgent>,
}

/// A ConfigMap that a node-agent reads where it is started with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeAgent {
    /// The cluster.
    pub cluster: String,
    /// The ConfigMap.
    pub config_map: String,
}

impl Bundle {
    pub(super) fn add<T: Serialize>(
        &mut self,
        path: String,
        about: &str,
        object: String,
        origin: Span,
        value: &T,
    ) {
        let text = format!("{}{}", header(about), yaml::to_yaml(value));
        self.files.insert(
            path,
            Doc {
                text,
                objects: vec![object],
                origin,
            },
        );
    }
}

impl Bundle {
    /// The page for people, which a layer above writes.
    pub fn add_report(&mut self, model: &Model, text: String) {
        self.files.insert(
            names::report(model),
            Doc {
                text,
                objects: Vec::new(),
                origin: model.plan.span,
            },
        );
    }

    /// Several objects in one file, which only the stage file of a cluster is.
    pub(super) fn add_all<T: Serialize>(
        &mut self,
        path: String,
        about: &str,
        objects: Vec<String>,
        origin: Span,
        values: &[T],
    ) {
        let texts: Vec<String> = values.iter().map(yaml::to_yaml).collect();
        let text = format!("{}{}", header(about), texts.join("---\n"));
        self.files.insert(
            path,
            Doc {
                text,
                objects,
                origin,
            },
        );
    }
}

/// The two lines at the top of every file: no path, line, version or date, so that nothing but a
/// change of meaning changes a manifest.
pub(super) fn header(about: &str) -> String {
    format!(
        "# Written by drplan: do not edit; change the plan and run `drplan build`.\n# {about}\n"
    )
}
