//! The resource modifiers of the Restores of a tier: those of the author, and one for volumes that no copy fills.
//!
//! A volume whose class keeps it (`reclaimPolicy: Retain`) and that the backup has no copy of is restored as it is, bound
//! to its claim (`handleSkippedPVHasRetainPolicy`: restore.go, v1.18.3). It names a disk of the lost cluster, and the claim
//! that an application makes under the same name waits for it. The backup of `*` has the volumes of all namespaces; one of
//! files has those of claims without files. Such a volume comes back without its claim and of a class that nobody asks
//! for, and the claim asks for a new one. Volumes of other drivers, as NFS, may be reachable and stay as they are.

use crate::analyze::Ready;
use crate::analyze::modifiers::stated;
use crate::analyze::recovery::{Content, RecoverySide, Restored};
use crate::emit::bundle::Bundle;
use crate::emit::crd::core;
use crate::emit::crd::velero::PolicyRef;
use crate::emit::names;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// The class of volumes that no claim binds.
const NO_CLASS: &str = "without-copy";

/// The modifiers of a tier, beside its Restores that name them: a Restore without its ConfigMap fails for good.
pub(super) fn emit(
    ready: Ready<'_>,
    side: &RecoverySide,
    restore: &Restored,
    bundle: &mut Bundle,
) -> Option<PolicyRef> {
    let model = ready.model();
    let run = side.run_label()?;
    let (plan, tier) = (&model.plan.name.value, &restore.tier.name.value);
    let path = side.cluster.modifiers.as_ref();
    let file = path.and_then(|path| ready.analysis().observed().files.get(path.value.as_str()));
    let own = of_volumes(ready, side, restore);
    let text = match file {
        Some(text) if own.is_empty() => text.to_string(),
        None if own.is_empty() => return None,
        file => joined(file.map(|text| &**text), own),
    };
    let name = format!("{plan}-modifiers-{tier}-{run}");
    // Velero takes exactly one key, whatever it is called.
    let data = BTreeMap::from([("modifiers.yaml".to_owned(), text)]);
    let namespace = model.plan.velero_namespace();
    let object = core::config_map(
        core::meta(name.clone(), namespace, names::labels(model)),
        data,
    );
    bundle.add(
        names::stage_file(
            model,
            &side.cluster,
            &format!("restore/{run}/{tier}"),
            "modifiers",
        ),
        &format!("cluster {} of plan {plan}", side.cluster.name.value),
        format!("ConfigMap/{name}"),
        side.cluster.span,
        &core::in_print_order(&object),
    );
    Some(PolicyRef {
        kind: "configmap",
        name,
    })
}

/// The rules for volumes without a copy, where a Restore of the tier may bring one.
fn of_volumes(ready: Ready<'_>, side: &RecoverySide, restore: &Restored) -> Vec<Json> {
    let brings = |one: &Restored| {
        let volumes = match &one.content {
            Content::Kinds(kinds) => kinds.contains("persistentvolumes"),
            Content::Everything { claims } => *claims && !one.dead_handles,
        };
        volumes && (one.rest || one.files())
    };
    let mut tier = side
        .restores
        .iter()
        .filter(|one| one.tier.id == restore.tier.id);
    if !tier.any(brings) {
        return Vec::new();
    }
    let mut drivers: Vec<&str> = ready
        .model()
        .snapshots
        .values()
        .map(|snapshots| &*snapshots.driver.value)
        .collect();
    drivers.sort_unstable();
    drivers.dedup();
    if drivers.is_empty() {
        return Vec::new();
    }
    let patch = |spec: &Json| json!([{ "patchData": json!({ "spec": spec }).to_string() }]);
    let mut rules: Vec<Json> = drivers
        .into_iter()
        .map(|driver| {
            json!({
                "conditions": {
                    "groupResource": "persistentvolumes",
                    "matches": [{ "path": "/spec/csi/driver", "value": driver }],
                },
                "mergePatches": patch(&json!({ "claimRef": null, "storageClassName": NO_CLASS })),
            })
        })
        .collect();
    rules.push(json!({
        "conditions": { "groupResource": "persistentvolumeclaims" },
        "mergePatches": patch(&json!({ "volumeName": null })),
    }));
    rules
}

/// The rules of a file, and these after them. JSON is YAML.
fn joined(file: Option<&str>, own: Vec<Json>) -> String {
    let mut rules = file.map(stated).unwrap_or_default();
    rules.extend(own);
    let all = json!({ "resourceModifierRules": rules, "version": "v1" });
    format!("{all:#}\n")
}
