//! What becomes of volumes that no copy fills, and of Jobs whose plan changes.

use super::Built;
use serde_yaml::Value;

fn plan(more: &str) -> Built {
    Built::of(&format!(
        "plan p {{ velero 1.18.3; flux 2.9; kubernetes 1.34 }}
cluster prod {{ region us-east-1 }}
cluster dr {{ recovers prod; region us-west-2; brings velero; image docker.io/ -> mirror.example.com/hub/ }}
store main {{ s3 bkt {{ region us-west-2 }} }}
snapshots ebs {{ driver ebs.csi.aws.com }}
tier t {{ rpo 4h; keep 7d }}
{more}
"
    ))
}

fn rules(built: &Built) -> Option<Value> {
    let maps = built.all("restore/r1/t", "ConfigMap");
    let map = maps.first()?;
    let text = map["data"]["modifiers.yaml"].as_str().unwrap();
    let restore = built.all("restore/r1/t", "Restore");
    for restore in restore {
        assert_eq!(
            restore["spec"]["resourceModifier"]["name"],
            map["metadata"]["name"]
        );
    }
    Some(serde_yaml::from_str(text).unwrap())
}

/// A volume of a class that keeps it names a disk of the lost cluster.
#[test]
fn a_volume_without_a_copy_is_bound_by_no_claim() {
    for namespaces in [
        "namespace * { tier t }",
        "namespace shop { tier t; recover file-backup; workload statefulset/db { volume data { size 1Gi }; volume cache { skip \"made again\" } } }",
    ] {
        let rules = rules(&plan(namespaces)).unwrap();
        let rules = rules["resourceModifierRules"].as_sequence().unwrap();
        assert_eq!(rules.len(), 2);
        assert_eq!(rules[0]["conditions"]["groupResource"], "persistentvolumes");
        assert_eq!(
            rules[0]["conditions"]["matches"][0]["value"],
            "ebs.csi.aws.com"
        );
        let patch = rules[0]["mergePatches"][0]["patchData"].as_str().unwrap();
        assert!(patch.contains("\"claimRef\":null"), "{patch}");
        assert_eq!(
            rules[1]["conditions"]["groupResource"],
            "persistentvolumeclaims"
        );
    }
}

/// Its claims are moved, and those without a copy are left out by their label.
#[test]
fn a_restore_of_snapshots_needs_no_rule() {
    let built =
        plan("namespace shop { tier t; workload statefulset/db { volume data { size 1Gi } } }");
    assert!(rules(&built).is_none());
}

/// The API server refuses another template of a Job for ever, and another name would load a dump again.
#[test]
fn a_job_that_is_there_stays_as_it_is_and_has_the_images_of_its_cluster() {
    let built =
        plan("namespace shop { tier t; workload statefulset/db { volume data { size 1Gi } } }");
    let job = built.named("restore/r1/t", "Job", "claims");
    let annotations = &job["metadata"]["annotations"];
    assert_eq!(
        annotations["kustomize.toolkit.fluxcd.io/ssa"],
        "IfNotPresent"
    );
    let image = &job["spec"]["template"]["spec"]["containers"][0]["image"];
    assert_eq!(image, "mirror.example.com/hub/curlimages/curl:8.10.1");
}

/// Flux takes a kind without conditions for healthy once it exists.
#[test]
fn expressions_of_the_author_and_of_operators_are_those_of_the_stage() {
    let manifests = [
        (
            "clusters/prod/storage.yaml",
            "apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: storage, namespace: flux-system }
spec:
  interval: 1h
  path: ./infrastructure/storage
  prune: true
  sourceRef: { kind: GitRepository, name: flux-system }
  healthCheckExprs:
    - { apiVersion: example.com/v1, kind: Array, current: status.up, failed: status.down }
",
        ),
        (
            "infrastructure/storage/ceph.yaml",
            "apiVersion: ceph.rook.io/v1
kind: CephCluster
metadata: { name: rook-ceph, namespace: rook-ceph }
spec: {}
",
        ),
    ];
    let text = "plan p { velero 1.18.3; flux 2.9; kubernetes 1.34; repository . }
cluster prod { region us-east-1; path clusters/prod }
cluster dr { recovers prod; region us-west-2; brings velero; path clusters/dr }
store main { s3 bkt { region us-west-2 } }
snapshots ebs { driver ebs.csi.aws.com }
tier t { rpo 4h; keep 7d }
platform storage { path infrastructure/storage }
namespace shop { tier t }
";
    let built = Built::beside(text, &manifests);
    let stages = built.all("clusters/dr", "Kustomization");
    let stage = stages
        .into_iter()
        .find(|stage| stage["metadata"]["name"] == "p-platform-storage");
    let exprs = stage.unwrap()["spec"]["healthCheckExprs"]
        .as_sequence()
        .unwrap();
    assert_eq!(exprs.len(), 2);
    assert_eq!(
        (&exprs[0]["kind"], &exprs[0]["failed"]),
        (&"Array".into(), &"status.down".into())
    );
    assert_eq!(exprs[1]["kind"], "CephCluster");
    assert!(
        exprs[1]["current"]
            .as_str()
            .unwrap()
            .contains("HEALTH_WARN")
    );
}
