//! What node-agent is told on a recovery cluster.

use super::Built;
use serde_json::{Value, json};

fn settings(driver: &str, region: &str, more: &str) -> Value {
    let built = Built::of(&format!(
        "plan p {{ velero 1.18.3; flux 2.9; kubernetes 1.34 }}
cluster prod {{ region us-east-1 }}
cluster dr {{ recovers prod; region {region}; brings velero; node-agent-load 3; {more} }}
store main {{ s3 bkt {{ region us-east-1 }}; replica bkt-west {{ region {region} }} }}
snapshots disks {{ driver {driver} }}
tier t {{ rpo 30h; keep 7d }}
namespace shop {{ tier t; apps apps/shop }}
"
    ));
    let map = built.one("dr/p/dr/velero", "ConfigMap");
    let data = map["data"].as_mapping().unwrap();
    assert_eq!(data.len(), 1, "node-agent reads one key");
    let text = data.values().next().unwrap().as_str().unwrap();
    serde_json::from_str(text).unwrap()
}

/// The pod that would choose the node is held back until the mover is done.
#[test]
fn movers_wait_for_no_pod() {
    let settings = settings("ebs.csi.aws.com", "us-west-2", "");
    assert_eq!(settings["restorePVC"]["ignoreDelayBinding"], true);
    assert_eq!(settings["loadConcurrency"]["globalConfig"], 3);
    assert!(settings["loadAffinity"].is_null());
}

#[test]
fn movers_stay_in_the_zone_of_the_cluster() {
    let zones = |driver: &str, region: &str, zone: &str| {
        let settings = settings(driver, region, &format!("zone {zone}"));
        let affinity = &settings["loadAffinity"];
        if affinity.is_null() {
            return Vec::new();
        }
        assert_eq!(affinity.as_array().unwrap().len(), 1);
        let within = &affinity[0]["nodeSelector"]["matchExpressions"];
        assert_eq!(within.as_array().unwrap().len(), 1);
        assert_eq!(within[0]["key"], json!("topology.kubernetes.io/zone"));
        assert_eq!(within[0]["operator"], json!("In"));
        let values = within[0]["values"].as_array().unwrap().iter();
        values
            .map(|value| value.as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        zones("ebs.csi.aws.com", "us-west-2", "us-west-2b"),
        ["us-west-2b"]
    );
    // Of Google `us-west1-a`, of Azure `westus2-1`.
    assert!(zones("pd.csi.storage.gke.io", "us-west1", "a").contains(&"us-west1-a".to_owned()));
    assert!(zones("disk.csi.azure.com", "westus2", "\"1\"").contains(&"westus2-1".to_owned()));
    // No node may have the label, and the storage is reached from all of them.
    assert!(zones("rook-ceph.rbd.csi.ceph.com", "dc1", "a").is_empty());
}
