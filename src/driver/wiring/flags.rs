//! The flags of the controllers of Flux, which the recovery time is computed with.

use super::{Cx, Wiring, added};
use crate::analyze::paths;
use crate::analyze::recovery::RecoverySide;
use crate::operate::{Edit, Step};

/// What says that Flux is installed by its operator.
const INSTANCE: [&str; 2] = ["FluxInstance", "flux-instance"];

pub(super) fn steps(cx: Cx<'_>, out: &mut Wiring) {
    let sides = cx.analysis.sides().iter();
    for side in sides.filter(|side| side.manages_apps && side.cluster.leads()) {
        let flags = flags(side);
        if flags.is_empty() {
            continue;
        }
        let own = paths::shared_of(cx.analysis.model(), &side.cluster);
        let component = format!("{own}/flux");
        let flux = cx.inventory.flux.get(&side.cluster.id);
        let set = |flag: &String| flux.is_some_and(|flux| flux.names(flag));
        let wired = flux.is_some_and(|flux| flux.names(&component));
        if !wired && !flags.iter().all(set) {
            step(cx, side, (&component, &flags), out);
        }
    }
}

/// As the Component sets them.
fn flags(side: &RecoverySide) -> Vec<String> {
    let workers = side.cluster.workers.as_ref();
    let workers = workers.map(|workers| format!("--concurrent={}", workers.value));
    let requeue = side.cluster.requeue.as_ref();
    let requeue = requeue.map(|requeue| format!("--requeue-dependency={}", requeue.value.flux()));
    workers.into_iter().chain(requeue).collect()
}

fn step(cx: Cx<'_>, side: &RecoverySide, (component, flags): (&str, &[String]), out: &mut Wiring) {
    let cluster = &side.cluster;
    let why = "the recovery time is computed with these flags of kustomize-controller";
    let path = cluster.path();
    let folder = format!("{path}/flux-system");
    let folder = folder.trim_start_matches('/');
    let item = format!("- {}{component}", paths::up(folder));
    let shown = cx.inventory.flux.get(&cluster.id);
    if let Some(file) = shown.and_then(|flux| flux.flux_system.as_ref()) {
        let spot = cx.inventory.spots.flux_system.get(&cluster.id);
        return out.open.push(match spot {
            Some(spot) => added(spot, &[item], why),
            None => Step::new(format!(
                "in {file}, add to `components`: `{}`",
                item.trim_start_matches("- ")
            ))
            .because(why),
        });
    }
    let mut clusters = cx.inventory.flux.values();
    let operated = clusters.any(|flux| INSTANCE.iter().any(|word| flux.holds(word)));
    if operated || cx.inventory.spots.bootstrapped.is_empty() {
        let name = cluster.stated_name();
        let flags = flags.join("` and `");
        let instance = format!(
            "add the patch of {component}/kustomization.yaml to `spec.kustomize.patches` of its FluxInstance"
        );
        let action = format!("start kustomize-controller of {name} with `{flags}`: {instance}");
        let action = match operated {
            true => action,
            false => format!(
                "{action}, or after `flux bootstrap` `components: [{}]` to {folder}/kustomization.yaml",
                item.trim_start_matches("- ")
            ),
        };
        let why = "the recovery time is computed with these flags";
        return out.unseen.push(Step::new(action).because(why));
    }
    let lines = [
        "apiVersion: kustomize.config.k8s.io/v1beta1",
        "kind: Kustomization",
        "resources:",
        "  - gotk-components.yaml",
        "  - gotk-sync.yaml",
        "components:",
    ];
    let lines = lines.iter().map(|line| (*line).to_owned());
    let file = format!("{folder}/kustomization.yaml");
    let step = Step::new(format!("write {file}, and two empty files beside it"))
        .because(format!("{why}; `flux bootstrap` fills the two files"))
        .run(format!(
            "touch {folder}/gotk-components.yaml {folder}/gotk-sync.yaml"
        ));
    out.open.push(step.edit(Edit {
        file,
        below: None,
        lines: lines.chain([format!("  {item}")]).collect(),
    }));
}
