//! Which pods a restored volume belongs to, and what it means that none is restored.

use super::claims::{STUB, list, moved, plan, told};
use super::scripts;
use serde_json::json;
use std::collections::BTreeMap;

/// `web-admin-…` and `web-1` are pods of others.
#[test]
fn pods_of_a_longer_name_are_those_of_others() {
    let built = plan("recover file-backup; workload deployment/web { volume files { size 1Gi } }");
    for (pod, ok) in [
        ("web-5d8f9-x2b4c", true),
        ("web-admin-5d8f9-x2b4c", false),
        ("web-1", false),
        ("web-2-2", false),
        ("webhook-5d8f9-x2b4c", false),
    ] {
        let restored = vec![moved(&format!("store/{pod}/files"), Some("k"))];
        assert_eq!(told(&built, [vec![], restored, vec![]]).1, ok, "{pod}");
        let empty = vec![moved(&format!("shop/{pod}/files"), None)];
        assert_eq!(told(&built, [vec![], vec![], empty]).1, ok, "{pod}");
    }
}

/// Without a restored volume it is whole where each was empty, and not where an application came first.
#[test]
fn no_volume_is_restored_of_empty_ones() {
    let built = plan(
        "recover file-backup; workload statefulset/db { volume data { size 1Gi } } }
drill d { covers t; on dr; every month; check shop { http \"http://web.shop.svc\" }",
    );
    let job = built.named("check/r1/t", "Job", "-files");
    let restore =
        json!({"kind": "Restore", "spec": {"backupName": "b1"}, "status": {"phase": "Completed"}});
    let restored = |phase: &str| {
        let mut item = moved("store/db-0/data", Some("k"));
        item["status"]["phase"] = json!(phase);
        vec![item]
    };
    for (files, copy, ok) in [
        (vec![], None, true),
        (restored("Completed"), Some("k"), true),
        (restored("Failed"), Some("k"), false),
    ] {
        let answers = BTreeMap::from([
            ("restore", serde_json::to_string_pretty(&restore).unwrap()),
            ("files", list(files)),
            ("backups", list(vec![moved("shop/db-0/data", copy)])),
        ]);
        assert_eq!(
            scripts::run(&scripts::words(job), STUB, &answers).succeeded,
            ok
        );
    }
}
