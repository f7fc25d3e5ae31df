//! What Flux applies to a cluster, Kustomization by Kustomization.

use super::kustomize::canonical;
use crate::support::trees::Disk;
use drplan::repository::cluster::{Cluster, Reads, read};
use std::path::PathBuf;

fn cluster(path: &str) -> Cluster {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/it/repository/fleet");
    read(&Disk(root), path)
}

/// Each object as `KIND NAMESPACE/NAME <- the Kustomizations that bring it`.
fn objects(cluster: &Cluster) -> Vec<String> {
    let objects = cluster.objects.iter().map(|object| {
        let chain: Vec<&str> = cluster
            .chain(object)
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        let said = |key: &str| object.node.text_at(&["metadata", key]);
        let kind = object.node.text_at(&["kind"]);
        format!(
            "{kind} {}/{} <- {}",
            said("namespace"),
            said("name"),
            chain.join(" <- ")
        )
    });
    let mut objects: Vec<String> = objects.collect();
    objects.sort();
    objects
}

#[test]
fn each_object_comes_by_its_kustomizations() {
    let cluster = cluster("clusters/prod");
    assert_eq!(cluster.faults, []);
    assert_eq!(
        objects(&cluster),
        [
            "ConfigMap flux-system/vars <- flux-system",
            "ConfigMap web/shared <- shared <- flux-system",
            "Deployment web/web <- apps <- flux-system",
            "GitRepository flux-system/flux-system <- flux-system",
            "GitRepository flux-system/other <- flux-system",
            "GitRepository flux-system/same <- flux-system",
            "Kustomization flux-system/apps <- flux-system",
            "Kustomization flux-system/db <- apps <- flux-system",
            "Kustomization flux-system/flux-system <- flux-system",
            "Kustomization flux-system/foreign <- flux-system",
            "Kustomization flux-system/loop <- flux-system",
            "Kustomization flux-system/remote <- flux-system",
            "Kustomization flux-system/resting <- flux-system",
            "Kustomization flux-system/shared <- flux-system",
            "Secret flux-system/secret-vars <- flux-system",
            "StatefulSet data/eu-pg <- db <- apps <- flux-system",
        ]
    );
}

#[test]
fn what_is_not_followed_is_told() {
    let cluster = cluster("clusters/prod");
    let reads = |name: &str| {
        let mut all = cluster.kustomizations.iter();
        all.find(|one| one.name == name).unwrap().reads
    };
    assert_eq!(reads("resting"), Reads::Suspended);
    assert_eq!(reads("remote"), Reads::Remote);
    assert_eq!(reads("loop"), Reads::Again);
    assert_eq!(reads("foreign"), Reads::Elsewhere);
    let unseen: Vec<String> = cluster
        .unseen
        .iter()
        .map(|(_, one)| format!("{}: {}", one.what, one.why))
        .collect();
    assert_eq!(
        unseen,
        ["Kustomization flux-system/foreign: it comes from GitRepository flux-system/other"]
    );
}

#[test]
fn a_workload_is_as_it_runs() {
    let cluster = cluster("clusters/prod");
    let mut objects = cluster.objects.iter();
    let pg = objects
        .find(|one| one.node.text_at(&["kind"]) == "StatefulSet")
        .unwrap();
    let expected = concat!(
        r#"{"apiVersion":"apps/v1","kind":"StatefulSet","metadata":{"annotations":{"by":"flux","host":"db.example.com","#,
        r#""keep":"${host}","unknown":"x"},"labels":{"team":"shop"},"name":"eu-pg","namespace":"data"},"#,
        r#""spec":{"replicas":3,"selector":{"matchLabels":{"app":"pg"}},"serviceName":"pg","#,
        r#""template":{"metadata":{"annotations":{"pre.hook.backup.velero.io/command":"[\"sh\"]"},"labels":{"app":"pg"}},"#,
        r#""spec":{"containers":[{"image":"postgres:18","name":"pg"}]}},"#,
        r#""volumeClaimTemplates":[{"metadata":{"name":"data"},"spec":{"resources":{"requests":{"storage":"5Gi"}}}}]}}"#
    );
    assert_eq!(canonical(&pg.node), expected);
    assert_eq!(pg.file, "apps/db/pg.yaml");
    let db = &cluster.kustomizations[pg.by];
    assert_eq!(db.spec.text_at(&["decryption", "provider"]), "sops");
    assert_eq!(db.file, "apps/prod/db-ks.yaml");
}

#[test]
fn an_instance_of_the_operator_is_a_kustomization() {
    let cluster = cluster("clusters/operator");
    let names: Vec<&str> = cluster
        .kustomizations
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["flux-system", "web-operator"]);
    assert!(
        objects(&cluster).contains(&"Deployment web/web <- web-operator <- flux-system".to_owned())
    );
}
