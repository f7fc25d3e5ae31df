//! How many pods of a workload the repository shows: what its manifest says, and what scales it beyond that.

use super::contents::{Contents, Scaler};
use super::observed::OpenReplicas;
use super::workloads::{Declared, Overlay};
use super::yaml::Position;
use super::{Inventory, Observed, Place};
use crate::model::{Model, Namespace, Workload, WorkloadRef};

/// The pods of a workload.
#[derive(Debug, Default)]
struct Shown {
    /// The number, with its place.
    replicas: Option<(u64, Place)>,
    /// Why it is not known, or not all.
    open: Option<OpenReplicas>,
}

impl Inventory {
    /// The pods of a workload, as its path and the cluster that it runs on show them.
    pub(super) fn observe_replicas(
        &self,
        model: &Model,
        (contents, block): (&Contents, &Namespace),
        workload: &Workload,
        observed: &mut Observed,
    ) {
        let mut primaries = model.primaries().map(|primary| primary.id);
        let stated = block.cluster.map(|cluster| cluster.value);
        let own = stated.or_else(|| primaries.next());
        let own = own.and_then(|cluster| self.own(cluster));
        let shown = shown(contents, own, block, workload);
        if let Some((replicas, place)) = shown.replicas {
            let seen = observed.note(replicas, place);
            observed.replicas.insert(workload.id, seen);
        }
        if let Some(open) = shown.open {
            observed.open_replicas.insert(workload.id, open);
        }
    }
}

/// What a path shows of the pods of a workload, and what the author's Flux makes of it on the primary.
fn shown(
    contents: &Contents,
    own: Option<&Contents>,
    block: &Namespace,
    workload: &Workload,
) -> Shown {
    let names: Vec<&str> = block.names.iter().map(|one| one.value.as_str()).collect();
    let find = |contents| declared(contents, workload, &names);
    let mut shown = Shown::default();
    if let Some((overlay, found)) = find(contents) {
        shown.replicas = number(overlay, found);
        if let Some(text) = &found.open_replicas {
            // What the path leaves open may be filled in on the cluster.
            let filled = own.and_then(find);
            shown.replicas = filled.and_then(|(overlay, found)| number(overlay, found));
            if shown.replicas.is_none() {
                let file = found.file.clone();
                shown.open = Some(OpenReplicas::Filled(text.clone(), file));
            }
        }
    }
    let scaled = |contents| scalers(contents, workload, &names);
    let known: Vec<&Scaler> = own.into_iter().flat_map(scaled).collect();
    for scaler in scaled(contents) {
        let same = known
            .iter()
            .find(|one| one.kind == scaler.kind && one.name == scaler.name);
        let least = scaler.least.or_else(|| same?.least);
        let Some(least) = least else {
            let file = scaler.file.clone();
            let text = scaler.text.clone();
            shown.open.get_or_insert(OpenReplicas::Filled(text, file));
            continue;
        };
        let before = shown.replicas.as_ref().map_or(1, |(number, _)| *number);
        if least > before {
            shown.replicas = Some((least, place(scaler.file.clone(), scaler.at)));
        }
    }
    if let Some((0, place)) = &shown.replicas {
        shown.open = Some(OpenReplicas::Zero(place.file.clone()));
    }
    shown
}

fn declared<'c>(
    contents: &'c Contents,
    workload: &Workload,
    names: &[&str],
) -> Option<(&'c Overlay, &'c Declared)> {
    let WorkloadRef { kind, name } = &workload.name.value;
    let overlay = contents.overlay.as_ref()?;
    Some((overlay, overlay.find(*kind, name, names)?))
}

fn number(overlay: &Overlay, found: &Declared) -> Option<(u64, Place)> {
    let (number, at) = found.replicas?;
    Some((number, place(overlay.file(at).to_owned(), at)))
}

fn place(file: String, at: Position) -> Place {
    Place {
        file,
        line: at.line,
        bytes: (at.start, at.end),
    }
}

fn scalers<'c>(
    contents: &'c Contents,
    workload: &Workload,
    names: &[&str],
) -> impl Iterator<Item = &'c Scaler> {
    let WorkloadRef { kind, name } = &workload.name.value;
    contents.scalers.iter().filter(move |scaler| {
        scaler.of_kind == kind.kind()
            && scaler.of_name == **name
            && (scaler.namespace.is_empty() || names.contains(&scaler.namespace.as_str()))
    })
}
