//! The controller flags that the recovery time is computed with, as a Component for the
//! kustomization of `flux-system`.

use crate::analyze::Ready;
use crate::analyze::recovery::RecoverySide;
use crate::analyze::wires::Wire;
use crate::emit::bundle::Bundle;
use crate::emit::crd::flux::{Component, Operation, Patch, Target};
use crate::emit::{names, yaml};

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let model = ready.model();
    let cluster = &side.cluster;
    let mut flags = Vec::new();
    if let Some(workers) = &cluster.workers {
        flags.push(format!("--concurrent={}", workers.value));
    }
    if let Some(requeue) = &cluster.requeue {
        flags.push(format!("--requeue-dependency={}", requeue.value.flux()));
        // Otherwise a commit that fixes a recovery waits until the failing health check ends.
        flags.push("--feature-gates=CancelHealthCheckOnNewRevision=true".to_owned());
    }
    if flags.is_empty() {
        return;
    }
    let operations: Vec<Operation<String>> = flags
        .into_iter()
        .map(|value| Operation {
            op: "add",
            path: "/spec/template/spec/containers/0/args/-".to_owned(),
            value,
        })
        .collect();
    let component = Component {
        api_version: "kustomize.config.k8s.io/v1alpha1",
        kind: "Component",
        patches: vec![Patch {
            patch: yaml::to_yaml(&operations),
            target: Some(Target::new("Deployment", None, "kustomize-controller")),
        }],
    };
    let directory = format!("{}/flux", names::shared(model, cluster));
    bundle.add(
        format!("{directory}/kustomization.yaml"),
        &format!(
            "cluster {} of plan {}",
            cluster.stated_name(),
            model.plan.name.value
        ),
        "Component/flux".to_owned(),
        cluster.span,
        &component,
    );
    let system = format!("{}/flux-system", cluster.path());
    let applied = system.trim_start_matches('/').to_owned();
    bundle.wires.push(Wire::of_path(applied, directory));
}
