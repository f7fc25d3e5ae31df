//! Resources of operators as workloads.

use super::Declared;
use crate::model::WorkloadKind;
use crate::repository::built::{Built, Object};
use crate::repository::operators::row;
use crate::repository::operators::stored::stored;
use std::collections::BTreeMap;

/// A resource of an operator as a workload, once for each name by which a plan calls its operator.
pub(super) fn operated(built: &Built, object: &Object) -> Vec<Declared> {
    let data = row(object.group(), object.kind()).and_then(|row| row.data.as_ref());
    let name = object.name();
    let Some(data) = data.filter(|_| !name.is_empty() && !name.contains("${")) else {
        return Vec::new();
    };
    let stored = stored(built, object);
    let pods = stored.iter().filter(|one| !one.beside);
    let pods: Option<u64> = pods.map(|one| one.pods).sum();
    let at = stored.iter().find_map(|one| one.pods_at);
    let volumes: Vec<String> = stored.iter().map(|one| one.volume.clone()).collect();
    let copies = stored
        .iter()
        .filter_map(|one| Some((one.volume.clone(), one.pods?)));
    let sizes = stored
        .iter()
        .filter_map(|one| Some((one.volume.clone(), one.size?)));
    let first = Declared {
        kind: WorkloadKind::StatefulSet,
        name: name.to_owned(),
        file: object.file.clone(),
        containers: Vec::new(),
        init_containers: Vec::new(),
        replicas: pods.zip(at),
        open_replicas: None,
        sizes: sizes.collect(),
        namespace: object.namespace().to_owned(),
        claims: volumes.clone(),
        volumes,
        labels: BTreeMap::new(),
        hooked: false,
        copies: copies.collect(),
        parts: data.parts,
    };
    let operators = data.operators.iter();
    let named = operators.map(|operator| Declared {
        kind: WorkloadKind::Operated(*operator),
        ..first.clone()
    });
    named.collect()
}
