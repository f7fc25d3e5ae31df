//! The stage with the backups of a primary, and what brings Velero there.

use super::Built;
use serde_yaml::Value;

const VELERO: &str = "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: velero, namespace: velero }
spec:
  interval: 10m
  install: { remediation: { retries: -1 } }
  chart: { spec: { chart: velero, version: 12.1.0, sourceRef: { kind: HelmRepository, name: velero } } }
  values: { initContainers: [{ name: aws, image: 'velero/velero-plugin-for-aws:v1.14.3' }], deployNodeAgent: true }
";

fn kustomization(name: &str, more: &str) -> String {
    format!(
        "---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{ {name} }}
spec: {{ interval: 10m, prune: true, sourceRef: {{ kind: GitRepository, name: flux-system }}, {more} }}
"
    )
}

fn stage(cluster: &str, flux: &str) -> Value {
    let text = format!(
        "plan p {{ velero 1.18.3; flux 2.9; kubernetes 1.34; repository . }}
cluster prod {{ region us-east-1; {cluster} }}
cluster dr {{ recovers prod; region us-west-2; brings velero }}
store main {{ s3 bkt {{ region us-west-2 }} }}
tier t {{ rpo 30h; keep 7d }}
namespace shop {{ tier t; recover file-backup }}
"
    );
    let files = [
        ("clusters/prod/all.yaml", flux),
        ("infra/velero/velero.yaml", VELERO),
        (
            "apps/shop.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop, namespace: shop }\n",
        ),
        (
            "agent.json",
            "{\"podResources\": {\"cpuRequest\": \"100m\"}}",
        ),
    ];
    let built = Built::beside(&text, &files);
    built.named("clusters/prod", "Kustomization", "p-backup")["spec"].clone()
}

#[test]
fn it_waits_once_for_what_brings_velero() {
    let flux = kustomization(
        "name: velero, namespace: flux-system",
        "path: ./infra/velero, wait: true",
    );
    let spec = stage("", &flux);
    let edge = &spec["dependsOn"][0];
    assert_eq!(edge["name"], "velero");
    assert!(edge["namespace"].is_null());
    // What else that brings may be unhealthy later.
    assert!(edge["readyExpr"].as_str().unwrap().contains("history"));
    let flux = kustomization("name: base, namespace: infra", "path: ./infra");
    let edge = &stage("", &flux)["dependsOn"][0];
    assert_eq!(
        (&edge["name"], &edge["namespace"]),
        (&"base".into(), &"infra".into())
    );
}

/// Flux applies none of a circle, and Velero that waits for the stage is not waited for.
#[test]
fn it_waits_for_nothing_that_waits_for_it() {
    let velero = "name: velero, namespace: flux-system";
    let direct = "path: ./infra/velero, dependsOn: [{ name: p-backup }]";
    assert!(stage("", &kustomization(velero, direct))["dependsOn"].is_null());
    let over = kustomization(velero, "path: ./infra/velero, dependsOn: [{ name: last }]");
    let last = kustomization(
        "name: last, namespace: flux-system",
        "path: ./apps, dependsOn: [{ name: p-backup }]",
    );
    assert!(stage("", &(over + &last))["dependsOn"].is_null());
    // The root applies the stage itself.
    assert!(stage("", VELERO)["dependsOn"].is_null());
    let suspended = kustomization(velero, "path: ./infra/velero, suspend: true");
    assert!(stage("", &suspended)["dependsOn"].is_null());
    // node-agent reads a ConfigMap of the stage when it starts, and the Kustomization may wait for node-agent.
    let flux = kustomization(velero, "path: ./infra/velero, wait: true");
    assert!(stage("node-agent-config agent.json", &flux)["dependsOn"].is_null());
}

#[test]
fn it_is_healthy_when_its_location_is_and_velero_takes_its_schedules() {
    let spec = stage(
        "",
        &kustomization("name: none, namespace: flux-system", "path: ./x"),
    );
    assert!(spec["dependsOn"].is_null() && spec["wait"].is_null());
    let checks = spec["healthChecks"].as_sequence().unwrap();
    let kinds: Vec<&str> = checks
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["BackupStorageLocation", "Schedule"]);
    assert_eq!(checks[1]["name"], "p-prod-t-file-backup");
    let expressions = spec["healthCheckExprs"].as_sequence().unwrap();
    assert!(
        expressions[1]["failed"]
            .as_str()
            .unwrap()
            .contains("FailedValidation")
    );
    // Velero does not look at a Schedule that is paused.
    let lost = stage(
        "mode fenced { for dr }",
        &kustomization("name: none, namespace: flux-system", "path: ./x"),
    );
    assert!(lost["healthChecks"].is_null());
}
