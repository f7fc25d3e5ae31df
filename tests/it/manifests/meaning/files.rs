//! What a file backup reads, and what is restored through pods.

use super::{Built, COLD, selected, words};
use serde_yaml::Value;

/// A StatefulSet whose `data` is a claim template, beside an `emptyDir`.
const DB: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  template:
    spec:
      containers: [{ name: db, image: db }]
      volumes: [{ name: tmp, emptyDir: {} }]
  volumeClaimTemplates:
    - metadata: { name: data }
      spec: { resources: { requests: { storage: 1Gi } } }
";

/// A Deployment with one claim by name.
const WEB: &str = "apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  template:
    spec:
      containers: [{ name: web, image: web }]
      volumes:
        - { name: uploads, persistentVolumeClaim: { claimName: uploads } }
        - { name: tmp, emptyDir: {} }
";

/// The conditions under which a set leaves volumes out.
fn skipped(built: &Built) -> Vec<Value> {
    let policies = built.all("dr/p/prod/backup/volumes", "ConfigMap");
    let texts = policies
        .iter()
        .map(|map| map["data"]["policies.yaml"].as_str().unwrap());
    let mut all = Vec::new();
    for text in texts {
        let value: Value = serde_yaml::from_str(text).unwrap();
        for policy in value["volumePolicies"].as_sequence().unwrap() {
            assert_eq!(policy["action"]["type"], "skip");
            all.push(policy["conditions"].clone());
        }
    }
    all
}

/// Whether a set leaves out what pods have for themselves.
fn leaves_out_empty_dirs(built: &Built) -> bool {
    let skipped = skipped(built);
    let mut types = skipped.iter().map(|one| words(&one["volumeTypes"]));
    types.any(|types| types.contains(&"emptyDir"))
}

fn shop(workload: &str) -> String {
    format!("{COLD}namespace shop {{ tier t; apps apps/shop; recover file-backup; {workload} }}")
}

#[test]
fn a_directory_of_a_pod_is_not_copied() {
    let db = &[("apps/shop/db.yaml", DB)];
    let web = &[("apps/shop/web.yaml", WEB)];
    let built = Built::beside(
        &shop("workload statefulset/db { volume data { size 1Gi } }"),
        db,
    );
    assert!(leaves_out_empty_dirs(&built));
    let name = &built.one("dr/p/prod/backup/volumes", "ConfigMap")["metadata"]["name"];
    let schedule = &built.one("dr/p/prod", "Schedule")["spec"]["template"];
    assert_eq!(&schedule["resourcePolicy"]["name"], name);
    assert_eq!(schedule["defaultVolumesToFsBackup"], true);
    let built = Built::beside(
        &shop("workload deployment/web { volume uploads { size 1Gi } }"),
        web,
    );
    assert!(leaves_out_empty_dirs(&built));
    // Nothing is declared of a namespace, or of all others.
    for name in ["legacy", "*"] {
        let built = Built::cold(&format!(
            "namespace {name} {{ tier t; recover file-backup }}"
        ));
        assert!(leaves_out_empty_dirs(&built), "{name}");
    }
    // It is left out by name, and another one is a claim.
    let left =
        "workload statefulset/db { volume data { size 1Gi }; volume tmp { skip \"scratch\" } }";
    assert!(leaves_out_empty_dirs(&Built::beside(&shop(left), db)));
}

#[test]
fn what_the_plan_wants_of_a_pod_is_copied() {
    let db = &[("apps/shop/db.yaml", DB)];
    let built = Built::beside(
        &shop("workload statefulset/db { volume tmp { size 1Gi } }"),
        db,
    );
    assert!(!leaves_out_empty_dirs(&built));
    // A chart, or no repository: it is not known what it is.
    let unknown = shop("workload statefulset/db { volume data { size 1Gi } }");
    assert!(!leaves_out_empty_dirs(&Built::of(&unknown)));
    // Only a claim has a label that a policy reads.
    let labelled = shop("workload statefulset/db { volume data { size 1Gi; label app=db } }");
    assert!(leaves_out_empty_dirs(&Built::of(&labelled)));
}

/// A set whose volumes are read on request alone needs no policy for the others.
#[test]
fn snapshots_are_taken_of_claims_alone() {
    let built = Built::cold(
        "namespace shop { tier t; workload statefulset/db { volume data { size 1Gi } } }",
    );
    assert!(skipped(&built).is_empty());
}

#[test]
fn pods_of_jobs_and_daemonsets_stay_away() {
    for statements in [
        "namespace shop { tier t; apps apps/shop; recover file-backup; workload statefulset/db { volume data { size 1Gi } } }",
        "namespace legacy { tier t; recover file-backup }",
        "namespace legacy { tier t }",
        "namespace * { tier t }",
    ] {
        let built = Built::cold(statements);
        let restore = built.one("dr/p/dr", "Restore");
        let selected = selected(restore);
        for key in ["batch.kubernetes.io/job-name", "pod-template-generation"] {
            assert_eq!(selected.get(key), Some(&"DoesNotExist"), "{statements}");
        }
        // Only a cluster below 1.27 has no other label, which other programs write too.
        assert!(!selected.contains_key("job-name"));
        let kinds = words(&restore["spec"]["includedResources"]);
        assert!(!kinds.contains(&"daemonsets.apps"));
    }
    let old = COLD.replace("kubernetes 1.34", "kubernetes 1.26");
    let built = Built::of(&format!("{old}namespace legacy {{ tier t }}"));
    let restore = built.one("dr/p/dr", "Restore");
    assert!(selected(restore).contains_key("job-name"));
    // Claims and volumes alone have no pods to choose from.
    let built = Built::cold("namespace shop { tier t; apps apps/shop }");
    assert!(selected(built.one("dr/p/dr", "Restore")).is_empty());
}

/// A pod is refused without its priority class, which the application brings too late.
#[test]
fn a_pod_comes_with_its_priority_class() {
    let built = Built::cold("namespace shop { tier t; apps apps/shop; recover file-backup }");
    let kinds = words(&built.one("dr/p/dr", "Restore")["spec"]["includedResources"]);
    assert!(kinds.contains(&"pods") && kinds.contains(&"priorityclasses.scheduling.k8s.io"));
    let built = Built::cold("namespace shop { tier t; apps apps/shop }");
    let kinds = words(&built.one("dr/p/dr", "Restore")["spec"]["includedResources"]);
    assert!(!kinds.contains(&"pods") && !kinds.contains(&"priorityclasses.scheduling.k8s.io"));
}

/// Only Velero's namespace has pods that mount folders of the host.
#[test]
fn pods_of_velero_are_admitted() {
    let built = Built::cold("namespace shop { tier t; apps apps/shop }");
    let namespace = built.one("dr/p/dr/velero", "Namespace");
    let meta = &namespace["metadata"];
    assert_eq!(
        meta["labels"]["pod-security.kubernetes.io/enforce"],
        "privileged"
    );
    // What a platform writes wins, and none removes it.
    let annotation = |key: &str| &meta["annotations"][format!("kustomize.toolkit.fluxcd.io/{key}")];
    assert_eq!(annotation("ssa"), "IfNotPresent");
    assert_eq!(annotation("prune"), "disabled");
}
