//! The sources of Flux that a cluster declares or names.

use super::{FluxManifests, root, tenants};
use crate::model::{SourceKind, SourceRef};
use crate::repository::cluster::Cluster;
use crate::repository::files::Files;
use crate::repository::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};

impl FluxManifests {
    /// Takes over what the effective objects of the cluster tell of its Flux; `own` are the files below
    /// its path.
    pub(super) fn see(&mut self, files: &Files<'_>, cluster: &Cluster, own: &BTreeSet<String>) {
        let unseen = cluster.unseen.iter().map(|(of, _)| *of);
        let mut lacking = unseen.chain(cluster.faults.iter().map(|(of, _)| *of));
        self.whole = !self.open && self.broken.is_empty() && !lacking.any(|of| of == 0);
        self.source.clone_from(&cluster.source);
        self.known_sources = known_sources(cluster);
        self.root = root::read(cluster);
        self.tenants = tenants::read(files, cluster, own);
    }
}

/// The sources that objects of a cluster name, each with whether one declares it.
fn known_sources(cluster: &Cluster) -> BTreeMap<SourceRef, bool> {
    let mut known = BTreeMap::new();
    let source = |kind: &str, namespace: &str, name: &str| {
        let kind = SourceKind::from_word(kind).filter(|_| !name.is_empty())?;
        Some(SourceRef {
            kind,
            namespace: (!namespace.is_empty()).then(|| namespace.into()),
            name: name.into(),
        })
    };
    let mut add = |kind: &str, namespace: &str, name: &str| {
        known.extend(source(kind, namespace, name).map(|one| (one, true)));
    };
    for object in &cluster.objects {
        let said = |path: &[&str]| object.node.text_at(path);
        let namespace = said(&["metadata", "namespace"]);
        let flux = said(&["apiVersion"]).starts_with("source.toolkit.fluxcd.io/");
        let kind = said(&["kind"]);
        match kind {
            "FluxInstance" => of_sync(object.node.at(&["spec", "sync"]), namespace, &mut add),
            "HelmRelease" => {
                let sync = object.node.at(&["spec", "values", "instance", "sync"]);
                let target = match said(&["spec", "targetNamespace"]) {
                    "" => namespace,
                    target => target,
                };
                of_sync(sync, target, &mut add);
            }
            "GitRepository" | "OCIRepository" | "Bucket" if flux => {
                add(kind, namespace, said(&["metadata", "name"]));
            }
            _ => {}
        }
    }
    for one in &cluster.kustomizations {
        let written = one.file.rsplit('/').next();
        if written.is_some_and(|name| name.starts_with("drplan-")) {
            continue;
        }
        let said = |key: &str| one.spec.text_at(&["sourceRef", key]);
        let namespace = match said("namespace") {
            "" => one.namespace.as_str(),
            namespace => namespace,
        };
        if let Some(source) = source(said("kind"), namespace, said("name")) {
            known.entry(source).or_insert(false);
        }
    }
    known
}

/// What flux-operator creates for a `sync`.
fn of_sync(sync: Option<&Node>, namespace: &str, add: &mut dyn FnMut(&str, &str, &str)) {
    let Some(sync) = sync else { return };
    let kind = match sync.text_at(&["kind"]) {
        "" => "GitRepository",
        kind => kind,
    };
    let name = match sync.text_at(&["name"]) {
        "" => namespace,
        name => name,
    };
    add(kind, namespace, name);
}
