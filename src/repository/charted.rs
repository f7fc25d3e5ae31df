//! Workloads that releases of charts make, where the values of a release name them.

use super::app_template::{Chart, made};
use super::built::{Built, Object};
use crate::model::WorkloadKind;

/// A workload that a release makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charted {
    /// The namespace that the release fills; empty where none is stated.
    pub namespace: String,
    /// The release.
    pub release: String,
    /// Its kind.
    pub kind: WorkloadKind,
    /// What it is called; versions of a chart differ.
    pub names: Vec<String>,
}

impl Charted {
    /// Whether it is the workload of a kind and a name.
    pub fn is(&self, kind: WorkloadKind, name: &str) -> bool {
        self.kind == kind && self.names.iter().any(|own| own == name)
    }

    /// As a plan writes it.
    pub fn label(&self) -> String {
        let name = self.names.first().map_or("", String::as_str);
        format!("{}/{name}", self.kind.word())
    }
}

/// The namespace that a release fills; empty where none is stated.
pub(super) fn fills(release: &Object) -> &str {
    match release.node.text_at(&["spec", "targetNamespace"]) {
        "" => release.namespace(),
        target => target,
    }
}

/// The workloads of a release of a chart that names them by its values; `None` where it may make any.
pub(super) fn charted(built: &Built, object: &Object) -> Option<Vec<Charted>> {
    let spec = object.node.get("spec")?;
    let source = |name: &str| {
        let mut sources = built.of_kind("OCIRepository");
        let found = sources.find(|one| one.name() == name)?;
        Some(&found.node)
    };
    let chart = Chart::of(spec, source).filter(|_| object.kind() == "HelmRelease")?;
    let made = made(chart, object.name(), spec)?;
    let namespace = fills(object);
    let all = made.into_iter().map(|one| Charted {
        namespace: namespace.to_owned(),
        release: object.name().to_owned(),
        kind: one.kind,
        names: one.names,
    });
    Some(all.collect())
}
