//! The Job that writes down how old the data was that a run has restored.
//!
//! Velero takes the newest backup that is Completed here: an older one than expected where the newest is
//! PartiallyFailed or not replicated yet, and it says so nowhere.

use super::images;
use super::job::{JobFolder, Task};
use crate::analyze::Ready;
use crate::analyze::recovery::{RecoverySide, Restored};
use crate::analyze::rpo::{self, Promise};
use crate::analyze::stable_hash::shortened;
use crate::emit::bundle::Bundle;
use crate::emit::names;
use crate::model::{Model, Scope};
use k8s_openapi::api::rbac::v1::PolicyRule;
use std::collections::BTreeMap;

/// For `sh` of any system, since the image is what the plan names: it asks the API server for each Restore and its
/// backup, and applies the ConfigMap on the server, which creates it or changes it.
const SCRIPT: &str = include_str!("result.sh");

pub(in crate::emit) fn emit(ready: Ready<'_>, side: &RecoverySide, bundle: &mut Bundle) {
    let model = ready.model();
    let Some(run) = side.run_label() else {
        return;
    };
    // Where data does not come from a backup, its age says nothing.
    let restores: Vec<&Restored> = side.restores.iter().filter(|one| copied(one)).collect();
    if restores.is_empty() {
        return;
    }
    let plan = &model.plan.name.value;
    let namespace = model.plan.velero_namespace();
    let out = JobFolder {
        ready,
        side,
        // Nothing waits for it: whether it can run is no part of the recovery.
        folder: format!("complete/{run}"),
        about: format!(
            "cluster {} of plan {plan}, run {run}",
            side.cluster.name.value
        ),
        origin: side.cluster.span,
    };
    let name = shortened(&format!("{plan}-result-{run}"), 63);
    let labels = serde_json::json!(names::labels(model)).to_string();
    let mut command: Vec<String> = ["/bin/sh", "-c", SCRIPT, "result", namespace, &name, &labels]
        .map(str::to_owned)
        .to_vec();
    command.extend(restores.iter().map(|one| asked(model, one)));
    out.account(&name, namespace, "result", rules(&restores, &name), bundle);
    out.job(
        Task {
            name: name.clone(),
            namespace: namespace.to_owned(),
            file: "result".to_owned(),
            image: images::curl(ready),
            command,
            account: Some(name),
            seconds: 600,
            ..Task::default()
        },
        bundle,
    );
}

fn copied(restore: &Restored) -> bool {
    let mut members = restore.members.iter();
    restore.rest || members.any(|member| member.set_method().copies_volumes())
}

/// `KEY|RESTORE|LOSS=SECONDS …`: a Restore with the promises of its namespaces, which are those of one set.
fn asked(model: &Model, restore: &Restored) -> String {
    let first = restore.members.first();
    let promises = first.map(|member| rpo::promises(model, member));
    let mut least: BTreeMap<Scope, u64> = BTreeMap::new();
    for Promise { scope, rpo, .. } in promises.into_iter().flatten() {
        // A run restores nothing after the loss of one volume.
        if scope != Scope::Volume {
            let known = least.entry(scope).or_insert(u64::MAX);
            *known = rpo.as_seconds().min(*known);
        }
    }
    let promises: Vec<String> = least
        .iter()
        .map(|(scope, seconds)| format!("{}={seconds}", scope.word()))
        .collect();
    format!("{}|{}|{}", restore.file, restore.name, promises.join(" "))
}

/// It reads these Restores and any backup, and writes one ConfigMap; what is created has no name yet to a Role.
fn rules(restores: &[&Restored], name: &str) -> Vec<PolicyRule> {
    let rule = |group: &str, resource: &str, verb: &str| PolicyRule {
        api_groups: Some(vec![group.to_owned()]),
        resources: Some(vec![resource.to_owned()]),
        verbs: vec![verb.to_owned()],
        ..PolicyRule::default()
    };
    let named = |rule: PolicyRule, names: Vec<String>| PolicyRule {
        resource_names: Some(names),
        ..rule
    };
    let own = restores.iter().map(|one| one.name.clone()).collect();
    vec![
        named(rule("velero.io", "restores", "get"), own),
        rule("velero.io", "backups", "get"),
        rule("", "configmaps", "create"),
        named(rule("", "configmaps", "patch"), vec![name.to_owned()]),
    ]
}
