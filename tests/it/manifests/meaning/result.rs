//! The age of what was restored: the script of the Job runs, with a `curl` that answers as the API server does.

use super::{Built, scripts};
use serde_json::Value as Json;
use serde_yaml::Value;
use std::collections::BTreeMap;

const STUB: &str = r#"#!/bin/sh
for last; do :; done
case "$last" in
*/restores/*) cat "$ANSWERS/restore" ;;
*/backups/*) cat "$ANSWERS/backup" ;;
*/configmaps/*) while [ "$1" != --data ]; do shift; done; printf '%s' "$2" >"$ANSWERS/written" ;;
esac
printf '%s\n' "$last" >>"$ANSWERS/asked"
"#;

fn plan(tier: &str) -> Built {
    Built::of(&format!(
        "plan p {{ velero 1.18.3; flux 2.9; kubernetes 1.34 }}
cluster prod {{ region us-east-1 }}
cluster dr {{ recovers prod; region us-west-2; brings velero }}
store main {{ s3 bkt {{ region us-east-1 }}; replica bkt-west {{ region us-west-2; lag 15m }} }}
snapshots ebs {{ driver ebs.csi.aws.com }}
tier t {{ {tier}; keep 7d }}
namespace shop {{ tier t; apps apps/shop }}
"
    ))
}

fn command(built: &Built) -> Vec<String> {
    let job = built.named("complete", "Job", "result");
    scripts::words(job)
}

/// What the Job writes where the API server has these objects; `None` where it fails.
fn written(built: &Built, restore: &str, backup: &str) -> Option<Json> {
    let answers = BTreeMap::from([
        ("restore", restore.to_owned()),
        ("backup", backup.to_owned()),
    ]);
    let ran = scripts::run(&command(built), STUB, &answers);
    assert_eq!(ran.succeeded, ran.written.is_some());
    ran.written
}

fn restore(backup: &str, at: &str) -> String {
    format!(
        r#"{{"kind":"Restore","spec":{{"backupName":"{backup}"}},"status":{{"phase":"Completed","startTimestamp":"{at}"}}}}"#
    )
}

fn backup(at: &str) -> String {
    // As for `curl`: the API server writes one field a line for it.
    format!(
        "{{\n  \"kind\": \"Backup\",\n  \"metadata\": {{ \"managedFields\": [ {{ \"f:startTimestamp\": {{}} }} ] }},\n  \"status\": {{\n    \"startTimestamp\": \"{at}\"\n  }}\n}}\n"
    )
}

#[test]
fn the_age_of_what_was_restored_is_written_down() {
    let built = plan("rpo 4h; when cluster { rpo 2h }");
    let map = written(
        &built,
        &restore("b-20260228230000", "2026-03-01T02:08:09Z"),
        &backup("2026-02-28T23:00:00Z"),
    );
    let map = map.unwrap();
    assert_eq!(map["kind"], "ConfigMap");
    assert_eq!(map["metadata"]["name"], "p-result-r1");
    assert_eq!(map["metadata"]["labels"]["drplan.dev/plan"], "p");
    let told = map["data"]["t-snapshot"].as_str().unwrap();
    // 3:08:09, over the end of a February.
    assert!(
        told.contains("b-20260228230000") && told.contains("was 11289s old"),
        "{told}"
    );
    assert!(
        told.contains("loss of the region: the promise is kept"),
        "{told}"
    );
    // 1:08:09 more than was promised.
    assert!(
        told.contains("loss of the cluster: OLDER than promised, unless it was 4089s"),
        "{told}"
    );
}

#[test]
fn times_are_computed_over_every_border() {
    let built = plan("rpo 4h");
    for (from, to, age) in [
        ("2024-02-28T23:59:59Z", "2024-03-01T00:00:00Z", 86_401),
        ("2023-12-31T23:59:09Z", "2024-01-01T00:00:08Z", 59),
        ("2026-08-09T08:09:08Z", "2026-08-09T09:08:09Z", 3541),
        ("2100-02-28T00:00:00Z", "2100-03-01T00:00:00Z", 86_400),
    ] {
        let map = written(&built, &restore(&format!("b{age}"), to), &backup(from)).unwrap();
        let told = map["data"]["t-snapshot"].as_str().unwrap().to_owned();
        assert!(told.contains(&format!("was {age}s old")), "{told}");
    }
}

/// What is not known is not written: the Job fails, and tries again.
#[test]
fn an_age_that_is_not_known_is_not_written() {
    let built = plan("rpo 4h");
    assert!(written(&built, r#"{"spec":{}}"#, &backup("2026-08-09T08:09:08Z")).is_none());
    assert!(written(&built, &restore("bx", "2026-03-01T02:08:09Z"), "{}").is_none());
}

/// It belongs to no Kustomization, and nothing waits for it.
#[test]
fn nothing_waits_for_the_result() {
    let built = plan("rpo 4h");
    assert!(
        built
            .all("dr/p/dr", "ConfigMap")
            .iter()
            .all(|map| { !map["metadata"]["name"].as_str().unwrap().contains("result") })
    );
    let stage = built.named("clusters/dr", "Kustomization", "complete");
    assert!(stage["spec"]["wait"].is_null() && stage["spec"]["healthChecks"].is_null());
    let role = built.named("complete", "Role", "result");
    assert_eq!(role["metadata"]["namespace"], "velero");
    let rules: Vec<(&str, &str, &Value)> = role["rules"]
        .as_sequence()
        .unwrap()
        .iter()
        .map(|rule| {
            let first = |key: &str| rule[key][0].as_str().unwrap();
            (first("resources"), first("verbs"), &rule["resourceNames"])
        })
        .collect();
    let (restores, backups, create, patch) = (rules[0], rules[1], rules[2], rules[3]);
    assert_eq!((restores.0, restores.1), ("restores", "get"));
    assert_eq!(restores.2[0], "p-t-snapshot-r1");
    assert_eq!((backups.0, backups.1), ("backups", "get"));
    assert_eq!((create.0, create.1), ("configmaps", "create"));
    assert_eq!((patch.0, patch.1), ("configmaps", "patch"));
    assert_eq!(patch.2[0], "p-result-r1");
}

/// The newest data of a standby or of an archive is not in a backup.
#[test]
fn data_that_comes_from_elsewhere_has_no_age() {
    let built = Built::of(
        "plan p { velero 1.18.3; flux 2.9; kubernetes 1.34 }
cluster prod { region us-east-1 }
cluster dr { recovers prod; region us-west-2; brings velero }
store main { s3 bkt { region us-east-1 }; replica bkt-west { region us-west-2 } }
tier t { rpo 4h; keep 7d }
namespace web { tier t; recover rebuild }
",
    );
    let jobs = built.all("complete", "Job");
    assert!(jobs.is_empty());
}
