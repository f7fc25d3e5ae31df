//! The one object to wait for: it is applied after everything that a run restores.

use crate::analyze::Ready;
use crate::analyze::recovery::RecoverySide;
use crate::emit::bundle::Bundle;
use crate::emit::crd::core;
use crate::emit::names;
use std::collections::BTreeMap;

pub(super) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let Some(run) = side.run_label() else {
        return;
    };
    let model = ready.model();
    let cluster = &side.cluster;
    let plan = &model.plan.name.value;
    let name = format!("{plan}-complete-{run}");
    let data = BTreeMap::from([
        ("cluster".to_owned(), cluster.name.value.to_string()),
        ("plan".to_owned(), plan.to_string()),
        ("run".to_owned(), run.to_owned()),
    ]);
    let namespace = model.plan.gitops.flux.namespace();
    let object = core::config_map(
        core::meta(name.clone(), namespace, names::labels(model)),
        data,
    );
    bundle.add(
        names::stage_file(model, cluster, &format!("complete/{run}"), "complete"),
        &format!("cluster {} of plan {plan}, run {run}", cluster.name.value),
        format!("ConfigMap/{name}"),
        cluster.span,
        &core::in_print_order(&object),
    );
}
