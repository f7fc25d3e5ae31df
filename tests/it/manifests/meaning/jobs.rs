//! What the Jobs of a recovery may do, and how often they try.

use super::Built;
use serde_yaml::Value;

/// A recovery with every kind of Job.
const ALL: &str = "plan p { velero 1.18.3; flux 2.9; kubernetes 1.34 }
cluster prod { region us-east-1; mode fenced }
cluster dr { recovers prod; brings velero; region us-west-2; mode recover r1 }
store main { s3 b1 { region us-east-1 }; replica b2 { region us-west-2 } }
snapshots ebs { driver ebs.csi.aws.com }
tier t { rpo 30h; keep 7d }
namespace standby { tier t; apps apps/standby
  workload deployment/app {
    recover replication postgres-logical { standby us-west-2 pg.example:5432; lag 5s; promote \"select 1\" { secret s } }
  }
}
namespace topics { tier t; apps apps/topics
  workload deployment/app {
    recover replication kafka-mirrormaker2 { standby us-west-2 kafka.example:9092; lag 5s; promote \"true\" { image client } }
  }
}
namespace db { tier t; apps apps/db
  workload statefulset/db { volume data { size 1Gi }; quiesce postgres { container db; user u } }
}
namespace dumped { tier t; apps apps/dumped
  workload statefulset/db { volume data { size 1Gi }; recover dump mysql { into data; path /d; container db; user u } }
}
namespace media { tier t; apps apps/media
  workload deployment/uploads { recover file-backup; volume uploads { size 1Gi } }
}
drill d { kind restore; covers t; on dr; every month; within 9h
  check db { sql \"select 1\"; command \"/bin/true\"; http http://db.example }
  record { configmap record }
}
";

fn jobs() -> Vec<Value> {
    let built = Built::of(ALL);
    let jobs: Vec<Value> = built.all("dr/p/dr", "Job").into_iter().cloned().collect();
    for kind in ["promote", "load", "check", "files"] {
        assert!(
            jobs.iter()
                .any(|job| job["metadata"]["name"].as_str().unwrap().contains(kind)),
            "{kind}"
        );
    }
    jobs
}

/// Every field that the profile `restricted` of the Pod Security Standards asks for.
#[test]
fn a_strict_namespace_admits_every_job() {
    for job in jobs() {
        let pod = &job["spec"]["template"]["spec"];
        let name = job["metadata"]["name"].as_str().unwrap();
        let security = &pod["securityContext"];
        assert_eq!(security["runAsNonRoot"], true, "{name}");
        // Beside it the kubelet starts no image whose user has no number, or is root.
        assert!(security["runAsUser"].as_u64().unwrap() > 0, "{name}");
        assert_eq!(
            security["seccompProfile"]["type"], "RuntimeDefault",
            "{name}"
        );
        for key in [
            "hostNetwork",
            "hostPID",
            "hostIPC",
            "volumes",
            "initContainers",
        ] {
            assert!(pod[key].is_null(), "{name}: {key}");
        }
        let containers = pod["containers"].as_sequence().unwrap();
        assert_eq!(containers.len(), 1);
        let container = &containers[0]["securityContext"];
        assert_eq!(container["allowPrivilegeEscalation"], false, "{name}");
        assert_eq!(container["capabilities"]["drop"][0], "ALL", "{name}");
        assert!(container["capabilities"]["add"].is_null());
        assert!(container["privileged"].is_null());
        for amounts in ["requests", "limits"] {
            for resource in ["cpu", "memory"] {
                let amount = &containers[0]["resources"][amounts][resource];
                assert!(
                    amount.is_string(),
                    "{name}: a quota of {amounts}.{resource}"
                );
            }
        }
    }
}

/// A Kustomization of the author's may tell every other one to fill in variables.
#[test]
fn flux_fills_in_nothing_of_a_command() {
    for job in jobs() {
        let annotations = &job["metadata"]["annotations"];
        assert_eq!(
            annotations["kustomize.toolkit.fluxcd.io/substitute"],
            "disabled"
        );
    }
}

/// The clients of databases ask the system who runs them, so theirs is a user that the image has.
#[test]
fn the_client_of_a_database_runs_as_a_user_that_its_image_has() {
    let user = |part: &str| {
        let jobs = jobs();
        let such = |job: &&Value| {
            let container = &job["spec"]["template"]["spec"]["containers"][0];
            container["image"].as_str().unwrap().contains(part)
        };
        let job = jobs.iter().find(such).unwrap().clone();
        job["spec"]["template"]["spec"]["securityContext"]["runAsUser"].as_u64()
    };
    assert_eq!(user("library/postgres"), Some(999));
    assert!(user("kubectl") > Some(10_000) && user("client") > Some(10_000));
}

/// A try that cannot reach the engine fails at once: a load waits for it by trying, a promotion and a check do not.
#[test]
fn a_load_is_tried_until_the_engine_runs() {
    for job in jobs() {
        let name = job["metadata"]["name"].as_str().unwrap();
        let tries = job["spec"]["backoffLimit"].as_u64().unwrap();
        let limit = job["spec"]["activeDeadlineSeconds"].as_u64().unwrap();
        assert_eq!(
            job["spec"]["template"]["spec"]["restartPolicy"], "Never",
            "{name}"
        );
        if name.contains("load") {
            // The waits between tries grow to six minutes: fewer would end before the time does.
            assert!(tries >= 100 && limit >= 3600, "{name}: {tries} in {limit}s");
        } else if name.contains("-claims-") {
            // It ends with its Restores, however long they take.
            assert!((1..=10).contains(&tries), "{name}: {tries}");
            assert!(limit >= 86_400, "{name}: {limit}s");
        } else {
            assert!((1..=10).contains(&tries), "{name}: {tries}");
            assert!(
                limit <= 900,
                "{name}: {limit}s is longer than its stage waits"
            );
        }
    }
}
