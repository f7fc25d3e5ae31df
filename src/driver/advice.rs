//! What a person adds to files of their own, where the repository does not show it yet.

use crate::emit::Bundle;
use crate::operate::Step;
use crate::repository::Inventory;
use crate::repository::flux::FluxManifests;

/// What the manifests of a plan need beside them.
pub(super) fn wiring(bundle: &Bundle, inventory: &Inventory) -> Vec<Step> {
    let mut steps = Vec::new();
    for (applied, component) in &bundle.components {
        let place = component.trim_start_matches("../");
        let named = inventory.flux.values().any(|one| one.names(place));
        if !named {
            steps.push(component_of(inventory, applied, place));
        }
    }
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
fn component_of(inventory: &Inventory, applied: &str, place: &str) -> Step {
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
        let component = format!("{}{place}", up(applied));
        return Step::new(format!("in {file}, add `components: [{component}]`"));
    }
    let mut kustomizations = inventory
        .flux
        .values()
        .filter_map(|one| one.kustomization_of(applied));
    let Some(one) = kustomizations.next() else {
        let component = format!("{}{place}", up(applied));
        return Step::new(format!(
            "to the Kustomization that applies {applied}, add `components: [{component}]`"
        ))
        .because("the repository does not show this Kustomization");
    };
    let component = format!("{}{place}", up(&one.path));
    Step::new(format!(
        "at {}:{}, add to the `spec` of the Kustomization of {}: `components: [{component}]`",
        one.file, one.line, applied
    ))
}

/// The way from a path to the root of the repository.
fn up(path: &str) -> String {
    "../".repeat(path.split('/').filter(|part| !part.is_empty()).count())
}
