//! What a person adds to files of their own, where the repository does not show it yet.

use crate::analyze::paths;
use crate::emit::{Applied, Bundle, Wire};
use crate::operate::Step;
use crate::repository::Inventory;
use crate::repository::flux::FluxManifests;

/// What the manifests of a plan need beside them.
pub(super) fn wiring(bundle: &Bundle, inventory: &Inventory) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut open: Vec<Vec<&Wire>> = Vec::new();
    for wire in &bundle.wires {
        let wired = wire.place.as_ref().is_some_and(|place| place.wired);
        let mut flux = inventory.flux.values();
        if wired || flux.any(|one| one.names(&wire.directory)) {
            continue;
        }
        // What is added to one Kustomization is one step.
        let same = |other: &Vec<&Wire>| {
            let other = other.first();
            other.is_some_and(|other| wire.place.is_some() && other.place == wire.place)
        };
        match open.iter_mut().find(|others| same(others)) {
            Some(others) => others.push(wire),
            None => open.push(vec![wire]),
        }
    }
    steps.extend(
        open.iter()
            .filter_map(|wires| component_of(inventory, wires)),
    );
    for node_agent in &bundle.node_agents {
        let name = &node_agent.config_map;
        if inventory.references.get(name) != Some(&true) {
            let argument = format!("--node-agent-configmap={name}");
            let action = format!(
                "start node-agent of {} with `{argument}`",
                node_agent.cluster
            );
            steps.push(
                Step::new(action).because(format!("it reads the ConfigMap `{name}` only then")),
            );
        }
    }
    steps
}

/// Where a Component is added: to what applies its workloads, or the controllers of Flux.
fn component_of(inventory: &Inventory, wires: &[&Wire]) -> Option<Step> {
    let wire = wires.first()?;
    let applied = match &wire.applied {
        Applied::Path(path) => path,
        Applied::Namespace(name) => {
            let action = format!(
                "to `components` of the Kustomization that applies the namespace `{name}`, add `{}` as a path relative to its `path`",
                wire.directory
            );
            let why = "the plan names no `apps` for this namespace";
            return Some(Step::new(action).because(why));
        }
    };
    if let Some(place) = &wire.place {
        let (file, line) = (&place.file, place.line);
        let all: Vec<String> = wires.iter().map(|wire| wire.component()).collect();
        return Some(Step::new(if place.has_components {
            let all = all.join("`, `");
            format!(
                "at {file}:{line}, add to `components` of the Kustomization of {applied}: `{all}`"
            )
        } else {
            let all = all.join(", ");
            format!(
                "at {file}:{line}, add to the `spec` of the Kustomization of {applied}: `components: [{all}]`"
            )
        }));
    }
    Some(in_a_list(inventory, wire, applied))
}

/// Where the repository does not show the Kustomization as it was walked: by its path.
fn in_a_list(inventory: &Inventory, wire: &Wire, applied: &str) -> Step {
    let system = |one: &&FluxManifests| {
        let file = one.flux_system.as_deref();
        file.is_some_and(|file| {
            file.rsplit_once('/')
                .is_some_and(|(folder, _)| folder == applied)
        })
    };
    if let Some(file) = inventory
        .flux
        .values()
        .find(system)
        .and_then(|one| one.flux_system.as_ref())
    {
        let component = wire.component();
        return Step::new(format!("in {file}, add `components: [{component}]`"));
    }
    let mut kustomizations = inventory
        .flux
        .values()
        .filter_map(|one| one.kustomization_of(applied));
    let Some(one) = kustomizations.next() else {
        let component = wire.component();
        return Step::new(format!(
            "to the Kustomization that applies {applied}, add `components: [{component}]`"
        ))
        .because("the repository does not show this Kustomization");
    };
    let component = format!("{}{}", paths::up(&one.path), wire.directory);
    Step::new(format!(
        "at {}:{}, add to the `spec` of the Kustomization of {}: `components: [{component}]`",
        one.file, one.line, applied
    ))
}
