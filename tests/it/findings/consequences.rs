//! What follows from a finding is silent while the finding stands, and only then.

use crate::support::harness::{compile, compile_in};
use std::path::Path;

const PLAN: &str = "plan p { repository . }
cluster prod { region us-east-1 }
cluster dr { recovers prod; brings velero; region us-west-2 }
store main { s3 p-velero { region us-east-1 }; replica p-west { region us-west-2 } }
tier t { rpo 1h; keep 7d }
namespace db {
  tier t
  apps apps/db
  workload statefulset/postgres { recover file-backup; volume data }
}
";

const SET: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: postgres
  namespace: db
spec:
  replicas: 1
  template:
    spec:
      containers:
      - name: postgres
        image: postgres:17
      volumes:
      - name: scratch
        emptyDir: {}
      - name: data
        persistentVolumeClaim:
          claimName: data
";

fn names(plan: &str, repository: Option<&Path>) -> Vec<&'static str> {
    let done = compile_in(&[("p.drplan".to_owned(), plan.to_owned())], repository);
    done.diags.iter().map(|diag| diag.name()).collect()
}

/// Each plan changes one thing of a plan whose size nobody declares, and the repository does not show
/// it either: without the cause the promise cannot be verified.
#[test]
fn a_cause_in_the_repository_is_alone() {
    let root = tempfile::tempdir().unwrap();
    let apps = root.path().join("apps/db");
    std::fs::create_dir_all(&apps).unwrap();
    std::fs::write(apps.join("postgres.yaml"), SET).unwrap();
    let names = |plan: &str| names(plan, Some(root.path()));
    assert_eq!(names(PLAN), ["size-unknown"]);
    for (find, write, cause) in [
        ("apps/db", "apps/bd", "path-missing"),
        ("postgres {", "postgre {", "workload-not-found"),
        ("volume data", "volume dat", "volume-not-found"),
    ] {
        let wrong = PLAN.replacen(find, write, 1);
        assert_eq!(names(&wrong), [cause], "{write}");
        // Who accepts the cause is told what follows from it.
        let allow = format!("plan p {{ repository .; allow {cause} \"known\" until 2099-01-01 }}");
        let allowed = wrong.replacen("plan p { repository . }", &allow, 1);
        assert_eq!(names(&allowed), ["size-unknown"], "{write}, allowed");
    }
}

/// A promise that is broken, and one that is broken only because something could not be read.
#[test]
fn what_cannot_be_read_breaks_no_promise() {
    let plan = "plan p
cluster prod { region us-east-1; read 400MiB/s; concurrent-backups 2 }
cluster dr { recovers prod; brings velero; region us-west-2 }
store main { s3 p-velero { region us-east-1 }; replica p-west { region us-west-2; lag 1m } }
tier t { rpo 15m; keep 2d }
namespace db {
  tier t
  workload statefulset/postgres { recover file-backup; volume data { size 1Gi; change 1%/d; touched 1% } }
}
";
    let names = |plan: &str| {
        let done = compile(&[("p.drplan".to_owned(), plan.to_owned())]);
        let names: Vec<&str> = done.diags.iter().map(|diag| diag.name()).collect();
        names
    };
    assert_eq!(names(plan), [""; 0]);
    // Without the lag of the replica a quarter of an hour is assumed.
    assert_eq!(names(&plan.replacen("; lag 1m", "", 1)), ["rpo-not-met"]);
    assert_eq!(
        names(&plan.replacen("lag 1m", "lag 1M", 1)),
        ["wrong-value"]
    );
    assert_eq!(
        names(&plan.replacen("cluster dr {", "clutser dr {", 1)),
        ["unknown-keyword"]
    );
    // An `allow` of what is silent is not called unused.
    let allow = "plan p { allow rpo-not-met \"known\" until 2099-01-01 }";
    let plan = plan.replacen("plan p", allow, 1);
    assert_eq!(names(&plan), ["allow-unused"]);
    assert_eq!(
        names(&plan.replacen("lag 1m", "lag 1M", 1)),
        ["wrong-value"]
    );
}
