//! What the stages of a recovery wait for, and for how long.

use super::Built;
use serde_yaml::Value;

const PLAN: &str = "plan p { velero 1.18.3; flux 2.9; kubernetes 1.34 }
cluster prod { region us-east-1; path clusters/prod; mode fenced }
cluster dr {
  recovers prod
  region us-west-2
  path clusters/dr
  mode recover r1
  requeue 5s
  decrypt sops { age sops-age }
}
store main { s3 bkt { region us-east-1 }; replica bkt-west { region us-west-2 } }
store other { s3 bkt-two { region us-east-1 }; replica bkt-two-west { region us-west-2 } }
snapshots ebs { driver ebs.csi.aws.com }
tier t { rpo 30h; keep 7d; store main }
tier u { rpo 30h; keep 7d; store other }
platform base { path infrastructure/base; brings velero }
namespace shop { tier t; apps apps/shop; workload statefulset/db { volume data { size 1Ti } } }
namespace media { tier u; apps apps/media; recover file-backup; workload statefulset/files { volume data { size 1Gi } } }
namespace legacy { tier t }
";

fn stage<'b>(built: &'b Built, name: &str) -> &'b Value {
    let stages = built.all("clusters/dr", "Kustomization");
    let full = format!("p-{name}");
    let found = stages
        .into_iter()
        .find(|stage| stage["metadata"]["name"] == full.as_str());
    &found.unwrap_or_else(|| panic!("{full}"))["spec"]
}

fn minutes(value: &Value) -> u64 {
    let text = value.as_str().unwrap();
    let (hours, rest) = text.split_once('h').unwrap_or(("0", text));
    let minutes = rest.split_once('m').map_or("0", |(minutes, _)| minutes);
    hours.parse::<u64>().unwrap() * 60 + minutes.parse::<u64>().unwrap()
}

/// The Kustomizations that read what may be encrypted, with the key; those of the compiler have nothing sealed.
#[test]
fn what_is_encrypted_is_decrypted() {
    let built = Built::of(PLAN);
    for name in ["platform-base", "apps-shop", "apps-media"] {
        let decryption = &stage(&built, name)["decryption"];
        assert_eq!(decryption["provider"], "sops", "{name}");
        assert_eq!(decryption["secretRef"]["name"], "sops-age", "{name}");
    }
    assert!(stage(&built, "restore-t-r1")["decryption"].is_null());
    // The key is there before what needs it.
    let checks = stage(&built, "velero-config")["healthChecks"]
        .as_sequence()
        .unwrap();
    assert_eq!(checks[0]["name"], "sops-age");
    let without = PLAN.replace("  decrypt sops { age sops-age }\n", "");
    let built = Built::of(&without);
    for name in ["platform-base", "apps-shop"] {
        assert!(stage(&built, name)["decryption"].is_null(), "{name}");
    }
}

/// A Restore that is applied before its location was listed is dead for good.
#[test]
fn every_location_is_listed_before_anything_is_restored() {
    let built = Built::of(PLAN);
    let storage = stage(&built, "storage");
    let checks = storage["healthChecks"].as_sequence().unwrap();
    let named: Vec<&str> = checks.iter().map(|c| c["name"].as_str().unwrap()).collect();
    let locations = built.all("dr/p/dr/storage", "BackupStorageLocation");
    assert_eq!(locations.len(), 2);
    for location in &locations {
        let name = location["metadata"]["name"].as_str().unwrap();
        assert!(named.contains(&name), "{name}");
        // Removed, it would take its Backups along.
        let annotations = &location["metadata"]["annotations"];
        assert_eq!(annotations["kustomize.toolkit.fluxcd.io/prune"], "disabled");
    }
    assert!(
        checks
            .iter()
            .all(|check| check["kind"] == "BackupStorageLocation")
    );
    let expression = &storage["healthCheckExprs"][0];
    assert_eq!(expression["kind"], "BackupStorageLocation");
    let current = expression["current"].as_str().unwrap();
    assert!(current.contains("'Available'") && current.contains("has(status.lastSyncedTime)"));
    // A bucket that cannot be reached for a moment fails nothing for good.
    assert!(expression["failed"].is_null());
    assert!(
        storage["wait"].is_null(),
        "`wait` would put the checks aside"
    );
}

/// A gate waits for the whole restore; the check of a location or a short stage does not wait as long.
#[test]
fn a_gate_waits_as_long_as_its_restore_takes() {
    let built = Built::of(PLAN);
    // 1 TiB at 100 MiB/s are three hours.
    let long = minutes(&stage(&built, "restore-t-r1")["timeout"]);
    assert!((350..2000).contains(&long), "{long}m");
    let short = minutes(&stage(&built, "restore-u-r1")["timeout"]);
    assert!((10..350).contains(&short), "{short}m");
    // Without the flags of the controller a commit that corrects something waits for the time-out.
    let small = PLAN.replace("1Ti", "1Gi");
    let flagged = minutes(&stage(&Built::of(&small), "restore-u-r1")["timeout"]);
    assert!(flagged >= 10);
}

/// Backups outlive their Schedule, and restored data its Restore.
#[test]
fn nothing_is_removed_with_what_made_it() {
    let built = Built::of(PLAN);
    let schedules = built.all("dr/p/prod", "Schedule");
    assert!(schedules.len() > 1);
    for schedule in schedules {
        assert_eq!(schedule["spec"]["useOwnerReferencesInBackup"], false);
    }
    for tier in ["t", "u"] {
        let gate = stage(&built, &format!("restore-{tier}-r1"));
        assert_eq!(gate["prune"], false);
        assert_eq!(gate["deletionPolicy"], "Orphan");
    }
}

/// Bytes in a snapshot of the lost region are lost: the data is moved. In one region a snapshot is enough.
#[test]
fn snapshots_are_moved_out_of_what_may_be_lost() {
    let moved = |text: &str| {
        let built = Built::of(text);
        let template = &built.named("dr/p/prod", "Schedule", "snapshot")["spec"]["template"];
        assert_eq!(template["snapshotVolumes"], true);
        template["snapshotMoveData"].as_bool().unwrap()
    };
    assert!(moved(PLAN));
    let here = "plan p { velero 1.18.3; flux 2.9; kubernetes 1.34 }
cluster prod { region us-east-1; zone us-east-1a }
cluster dr { recovers prod; region us-east-1; zone us-east-1b; brings velero }
store main { s3 bkt { region us-east-1 } }
snapshots ebs { driver ebs.csi.aws.com }
tier t { rpo 30h; keep 7d }
namespace shop { tier t; apps apps/shop; workload statefulset/db { volume data { size 1Gi } } }
";
    assert!(!moved(here));
    // On disks of the cluster it is lost with the cluster.
    assert!(moved(
        &here.replace("ebs.csi.aws.com", "rook-ceph.rbd.csi.ceph.com")
    ));
}

/// The overlay of the recovery gets the hooks too: its templates do not differ later, when it serves.
#[test]
fn the_recovery_has_the_hooks() {
    let plan = PLAN.replace(
        "volume data { size 1Ti } }",
        "volume data { size 1Ti }; quiesce postgres { container db; user u } }",
    );
    let built = Built::of(&plan);
    let components = stage(&built, "apps-shop")["components"]
        .as_sequence()
        .unwrap();
    assert_eq!(components.len(), 1);
    let component = components[0].as_str().unwrap();
    assert!(component.ends_with("dr/p/dr/hooks/shop"), "{component}");
    let hooks = built.one("dr/p/dr/hooks/shop", "Component");
    let text = serde_yaml::to_string(hooks).unwrap();
    assert!(text.contains("pre.hook.backup.velero.io/command"));
    assert!(stage(&built, "apps-media")["components"].is_null());
}

/// A HelmRelease of the primary would act on the recovery cluster.
#[test]
fn objects_of_flux_stay_where_they_are() {
    let built = Built::of(PLAN);
    let all = built.all("dr/p/dr", "Restore");
    let mut whole = 0;
    for restore in all {
        let spec = &restore["spec"];
        if spec["includedResources"].is_null() {
            whole += 1;
            let excluded = super::words(&spec["excludedResources"]);
            for kind in [
                "*.toolkit.fluxcd.io",
                "*.fluxcd.controlplane.io",
                "applications.argoproj.io",
            ] {
                assert!(excluded.contains(&kind), "{kind}");
            }
        } else {
            let kinds = super::words(&spec["includedResources"]);
            assert!(
                kinds
                    .iter()
                    .all(|kind| !kind.contains("fluxcd") && !kind.contains("argoproj"))
            );
        }
    }
    assert!(whole > 0);
    for schedule in built.all("dr/p/prod", "Schedule") {
        let template = &schedule["spec"]["template"];
        let excluded = super::words(&template["excludedNamespaceScopedResources"]);
        assert!(excluded.contains(&"*.toolkit.fluxcd.io"));
    }
}
