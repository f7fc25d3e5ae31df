//! What a Restore has brought, by name: the script of the Job runs, with a `curl` that answers as the API server does.

use super::{Built, scripts};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

pub(super) const STUB: &str = r#"#!/bin/sh
for last; do :; done
case "$last" in
*/restores/*) cat "$ANSWERS/restore" ;;
*/datadownloads*) cat "$ANSWERS/downloads" ;;
*/podvolumerestores*) cat "$ANSWERS/files" ;;
*/podvolumebackups*) cat "$ANSWERS/backups" ;;
*/configmaps/*) while [ "$1" != --data ]; do shift; done; printf '%s' "$2" >"$ANSWERS/written" ;;
esac
printf '%s\n' "$last" >>"$ANSWERS/asked"
"#;

pub(super) fn plan(namespace: &str) -> Built {
    Built::of(&format!(
        "plan p {{ velero 1.18.3; flux 2.9; kubernetes 1.34 }}
cluster prod {{ region us-east-1 }}
cluster dr {{ recovers prod; region us-west-2; brings velero; map shop -> store }}
store main {{ s3 bkt {{ region us-west-2 }} }}
snapshots ebs {{ driver ebs.csi.aws.com }}
tier t {{ rpo 4h; keep 7d }}
namespace shop {{ tier t; apps apps/shop; {namespace} }}
"
    ))
}

fn job(built: &Built) -> Vec<String> {
    let job = built.named("restore/r1/t", "Job", "claims");
    assert_eq!(job["metadata"]["name"], "p-claims-t-r1");
    scripts::words(job)
}

pub(super) fn list(items: Vec<Json>) -> String {
    let list = json!({"apiVersion": "velero.io/v1", "items": items, "kind": "List", "metadata": {"resourceVersion": "7"}});
    serde_json::to_string_pretty(&list).unwrap()
}

fn download(claim: &str, phase: &str) -> Json {
    let (namespace, name) = claim.split_once('/').unwrap();
    json!({
        "apiVersion": "velero.io/v2alpha1", "kind": "DataDownload",
        "metadata": {"managedFields": [{"fieldsV1": {"f:spec": {"f:targetVolume": {"f:pvc": {}}}}}], "name": format!("r-{name}"), "namespace": "velero"},
        "spec": {"snapshotID": "k1", "sourceNamespace": "shop", "targetVolume": {"namespace": namespace, "pv": "pvc-1", "pvc": name}},
        "status": {"node": "n", "phase": phase}
    })
}

pub(super) fn moved(pod: &str, copy: Option<&str>) -> Json {
    let (pod, volume) = pod.rsplit_once('/').unwrap();
    let (namespace, name) = pod.split_once('/').unwrap();
    let mut status = json!({"phase": "Completed"});
    if let Some(copy) = copy {
        status["snapshotID"] = json!(copy);
    }
    json!({
        "apiVersion": "velero.io/v1", "kind": "PodVolumeX", "metadata": {"name": format!("x-{name}"), "namespace": "velero"},
        "spec": {"node": "n", "pod": {"kind": "Pod", "name": name, "namespace": namespace, "uid": "u"}, "tags": {"pod": name, "volume": volume}, "volume": volume},
        "status": status
    })
}

/// What the Job writes, and whether it succeeds.
fn result(built: &Built, phase: &str, lists: [Vec<Json>; 3]) -> (Option<Json>, bool) {
    let restore =
        json!({"kind": "Restore", "spec": {"backupName": "b1"}, "status": {"phase": phase}});
    let mut answers =
        BTreeMap::from([("restore", serde_json::to_string_pretty(&restore).unwrap())]);
    let lists = lists.map(list);
    answers.extend(["downloads", "files", "backups"].into_iter().zip(lists));
    let ran = scripts::run(&job(built), STUB, &answers);
    let asked = ran.asked;
    assert!(
        asked.starts_with("https://[fd00::1]:443/apis/velero.io/v1/namespaces/velero/restores/"),
        "{asked}"
    );
    (ran.written, ran.succeeded)
}

pub(super) fn told(built: &Built, lists: [Vec<Json>; 3]) -> (String, bool) {
    let (map, ok) = result(built, "Completed", lists);
    let map = map.unwrap();
    assert_eq!(map["metadata"]["name"], "p-result-r1");
    let mut values = map["data"].as_object().unwrap().values();
    (values.next().unwrap().as_str().unwrap().to_owned(), ok)
}

const DATABASE: &str = "workload statefulset/db { replicas 2; volume data { size 1Gi } }";

#[test]
fn a_claim_that_nothing_declares_makes_up_for_none() {
    let built = plan(DATABASE);
    let wanted = job(&built);
    let wanted = wanted.last().unwrap();
    assert!(
        wanted.ends_with("|claim=store/data-db-0 claim=store/data-db-1"),
        "{wanted}"
    );
    let all = || {
        vec![
            download("store/data-db-0", "Completed"),
            download("store/data-db-1", "Completed"),
        ]
    };
    let (text, ok) = told(&built, [all(), vec![], vec![]]);
    assert!(
        ok && text == "2 of 2 declared volumes are restored",
        "{text}"
    );
    let more = vec![
        download("store/by-hand", "Completed"),
        download("store/data-db-1", "Completed"),
    ];
    let (text, ok) = told(&built, [more, vec![], vec![]]);
    assert!(
        !ok && text.ends_with(
            "restored and not declared: store/by-hand; NOT RESTORED: claim=store/data-db-0"
        ),
        "{text}"
    );
    // One that was not completed is not there, and neither is one of another namespace.
    let bad = vec![
        download("store/data-db-0", "Failed"),
        download("shop/data-db-0", "Completed"),
        download("store/data-db-1", "Completed"),
    ];
    assert!(!told(&built, [bad, vec![], vec![]]).1);
    let mut grown = all();
    grown.push(download("store/data-db-2", "Completed"));
    let (text, ok) = told(&built, [grown, vec![], vec![]]);
    assert!(
        ok && text.ends_with("not declared: store/data-db-2"),
        "{text}"
    );
    assert!(!told(&built, [vec![], vec![], vec![]]).1);
}

#[test]
fn names_that_are_not_known_are_counted_apart() {
    let built = plan(
        "workload statefulset/db { volume data { size 1Gi } }; workload deployment/web { volume files { size 1Gi } }",
    );
    let wanted = job(&built);
    assert!(
        wanted
            .last()
            .unwrap()
            .ends_with("|claim=store/data-db-0 claims=store/1")
    );
    let both = vec![
        download("store/uploads", "Completed"),
        download("store/data-db-0", "Completed"),
    ];
    assert!(told(&built, [both, vec![], vec![]]).1);
    // The claim of the database is no claim of the other workload.
    let one = vec![download("store/data-db-0", "Completed")];
    assert!(!told(&built, [one, vec![], vec![]]).1);
    let two = vec![
        download("store/uploads", "Completed"),
        download("store/more", "Completed"),
    ];
    assert!(!told(&built, [two, vec![], vec![]]).1);
}

#[test]
fn names_come_from_manifests() {
    let manifests = [(
        "apps/shop/all.yaml",
        "apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: web, image: web }]
      volumes: [{ name: files, persistentVolumeClaim: { claimName: uploads } }]
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  replicas: 2
  ordinals: { start: 3 }
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec: { containers: [{ name: db, image: db }] }
  volumeClaimTemplates: [{ metadata: { name: data }, spec: { resources: { requests: { storage: 1Gi } } } }]
",
    )];
    let text = "plan p { velero 1.18.3; flux 2.9; kubernetes 1.34; repository . }
cluster prod { region us-east-1 }
cluster dr { recovers prod; region us-west-2; brings velero; storage-class gp2 -> gp3 }
store main { s3 bkt { region us-west-2 } }
snapshots ebs { driver ebs.csi.aws.com }
tier t { rpo 4h; keep 7d }
namespace shop { tier t; apps apps/shop; workload deployment/web { volume files { size 1Gi } }; workload statefulset/db { volume data { size 1Gi } } }
";
    let built = Built::beside(text, &manifests);
    let wanted = job(&built);
    let wanted = wanted.last().unwrap();
    assert!(
        wanted.ends_with("|claim=shop/data-db-3 claim=shop/data-db-4 claim=shop/uploads"),
        "{wanted}"
    );
}

#[test]
fn files_are_compared_by_pod_and_volume() {
    let built = plan(
        "recover file-backup; workload statefulset/db { replicas 2; volume data { size 1Gi } }; workload deployment/web { volume files { size 1Gi } }",
    );
    let wanted = job(&built);
    assert!(
        wanted.last().unwrap().ends_with(
            "|file=store:shop/db-0/data file=store:shop/db-1/data files=store:shop/web/files"
        ),
        "{wanted:?}"
    );
    let files = |names: &[&str]| {
        names
            .iter()
            .map(|name| moved(name, Some("k")))
            .collect::<Vec<_>>()
    };
    let all = files(&[
        "store/db-0/data",
        "store/db-1/data",
        "store/web-5d8f9-x2b4c/files",
    ]);
    assert!(told(&built, [vec![], all, vec![]]).1);
    let few = files(&[
        "store/db-0/data",
        "store/web-5d8f9-x2b4c/files",
        "store/webhook-1/other",
    ]);
    let (text, ok) = told(&built, [vec![], few.clone(), vec![]]);
    assert!(
        !ok && text.ends_with("NOT RESTORED: file=store:shop/db-1/data"),
        "{text}"
    );
    // Velero restores nothing of a volume that was empty in the backup.
    let (text, ok) = told(
        &built,
        [vec![], few.clone(), vec![moved("shop/db-1/data", None)]],
    );
    assert!(
        ok && text.contains("store/db-1/data was empty in the backup"),
        "{text}"
    );
    assert!(
        !told(
            &built,
            [
                vec![],
                few.clone(),
                vec![moved("shop/db-1/data", Some("k"))]
            ]
        )
        .1
    );
    // A volume of the same pod of another namespace says nothing of this one.
    let elsewhere = vec![moved("other/db-1/data", None)];
    assert!(!told(&built, [vec![], few, elsewhere]).1);
}

#[test]
fn the_gate_of_the_tier_waits_for_it() {
    let built = plan(DATABASE);
    let stage = built.named("clusters/dr", "Kustomization", "restore-t");
    let checks = stage["spec"]["healthChecks"].as_sequence().unwrap();
    let job = checks.last().unwrap();
    assert_eq!(job["kind"], "Job");
    assert_eq!(
        (&job["name"], &job["namespace"]),
        (&"p-claims-t-r1".into(), &"velero".into())
    );
    let role = built.named("restore/r1/t", "Role", "claims");
    assert_eq!(role["rules"][0]["resourceNames"][0], "p-t-snapshot-shop-r1");
    assert_eq!(role["rules"][1]["verbs"][0], "list");
    assert_eq!(role["rules"][3]["resourceNames"][0], "p-result-r1");
}

/// It ends as its Restores end, and writes nothing of what they did not do.
#[test]
fn a_restore_that_failed_is_not_compared() {
    for phase in ["Failed", "PartiallyFailed", "FailedValidation"] {
        let (written, ok) = result(&plan(DATABASE), phase, [vec![], vec![], vec![]]);
        assert!(written.is_none() && !ok, "{phase}");
    }
}

/// Nothing is known by name of what no workload declares, and nothing is moved of what is made again.
#[test]
fn where_nothing_is_declared_there_is_no_job() {
    for namespace in ["", "recover rebuild"] {
        let built = plan(namespace);
        let jobs = built.all("restore/r1", "Job");
        assert!(jobs.is_empty(), "{namespace}");
    }
}
