//! What modes leave of the promises: a run of some tiers, a backup by its name, a fence that nobody follows.

use crate::support::test::Test;

/// Two tiers, with the modes of both clusters.
fn plan(primary: &str, recovery: &str) -> String {
    format!(
        "plan p
cluster pa {{ region us-east-1{primary} }}
cluster da {{ recovers pa; region us-west-2; brings velero{recovery} }}
snapshots ebs {{ driver ebs.csi.aws.com }}
store main {{ s3 sb {{ region us-west-2 }} }}
tier c {{ rpo 6h; rto 20h; keep 7d }}
tier d {{ rpo 6h; rto 20h; keep 8d }}
namespace a {{ tier c; workload statefulset/db {{ recover snapshot; volume data {{ size 60Gi }} }} }}
namespace b {{ tier d; workload statefulset/db {{ recover snapshot; volume data {{ size 60Gi }} }} }}
"
    )
}

/// The line of `show` for a namespace.
fn shown(plan: &str, namespace: &str) -> String {
    let ran = Test::new().plan(plan).run(&["show"]);
    let text = ran.text();
    let line = text.lines().find(|line| {
        let mut words = line.split_whitespace();
        words.next().is_some() && words.next() == Some(namespace)
    });
    line.unwrap_or(&text).to_owned()
}

fn lost(plan: &str, at: &str) -> String {
    let args = ["simulate", "--lose", "us-east-1", "--at", at];
    Test::new().plan(plan).run(&args).text()
}

#[test]
fn what_a_run_leaves_out_is_lost() {
    let left = plan("", "; mode recover r2 { tier d; runs r1 }");
    assert!(shown(&left, "a").contains("everything is lost"), "{left}");
    assert!(shown(&left, "b").contains(" ok"));
    let whole = plan("", "; mode recover r2 { runs r1 }");
    assert!(shown(&whole, "a").contains(" ok"));
    // A recovery that has begun is what `failover begin --tier` makes.
    let begun = plan("; mode fenced", "; mode recover r2 { tier d; runs r1 }");
    assert!(shown(&begun, "a").contains(" ok"));
}

#[test]
fn a_backup_by_its_name_is_as_old_as_it_is() {
    let named = plan(
        "",
        "; mode recover r1 { backup p-pa-c-snapshot-20260227031100 }",
    );
    assert!(shown(&named, "a").contains(" unknown"));
    assert!(shown(&named, "b").contains(" ok"));
    let text = lost(&named, "2026-03-02T03:59");
    assert!(text.contains("72h48m") || text.contains("3d48m"), "{text}");
    let text = lost(&named, "2026-03-12T03:59");
    assert!(text.contains("everything"), "{text}");
}

#[test]
fn nobody_serves() {
    let halted = plan("; mode fenced", "; standby warm; mode standby");
    for namespace in ["a", "b"] {
        assert!(shown(&halted, namespace).contains(" unknown"));
    }
    let text = lost(&halted, "2026-03-02T03:59");
    assert!(text.matches("nothing").count() == 2, "{text}");
}
