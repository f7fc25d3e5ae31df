//! Plans that share a cluster share its queue: what one of them says depends on the other, and building them
//! ends.

use crate::support::test::Test;

fn plan(name: &str, namespace: &str, tier: &str, volume: &str) -> String {
    format!(
        "plan {name} {{ velero 1.18.3; repository ..; output dr }}
cluster prod {{ region us-east-1 }}
store main {{ s3 bkt {{ region us-west-2; prefix {name} }} }}
tier a {{ {tier} }}
namespace {namespace} {{ tier a
  workload deployment/f {{ recover file-backup; volume data {{ {volume} }} }} }}
"
    )
}

fn two(second: &str) -> Test {
    Test::git()
        .file(
            "a/p.drplan",
            plan("pa", "n1", "rpo 1h; keep 7d", "size 5Gi"),
        )
        .file("b/p.drplan", second)
}

#[test]
fn a_plan_that_was_not_built_is_in_the_queue() {
    let test = two(&plan(
        "pb",
        "n2",
        "rpo 30h; keep 7d",
        "size 2Ti; change 1%/d",
    ));
    for args in [&["check", "a"][..], &["check", "a", "b"]] {
        let text = test.run(args).code(1).text();
        assert!(text.contains("rpo-not-met"), "{text}");
        assert!(text.contains("queue 5h5"), "{text}");
    }
    let text = test.run(&["explain", "n1.rpo", "a"]).text();
    assert!(text.contains("with those of plan `pb`"), "{text}");
    let text = test.run(&["show", "a", "--columns", "verdict"]).text();
    assert!(text.contains("not met"), "{text}");
    // Without the other plan nothing is in the way.
    std::fs::remove_file(test.at("b/p.drplan")).unwrap();
    test.run(&["check", "a"]).code(0);
}

#[test]
fn a_plan_that_cannot_be_read_may_be_in_the_queue() {
    for second in [
        "plan pb {\ncluster prod { region us-east-1 }\n",
        "plan pb\ncluster prod { region us-east-1; concurent-backups 2 }\n",
        "plan pb\nnamespace n2 { tier gold }\n",
    ] {
        let text = two(second).run(&["check", "a"]).code(1).text();
        assert!(text.contains("queue-not-known"), "{text}");
        assert!(text.contains("the plan in `b` cannot be read"), "{text}");
    }
}

#[test]
fn two_plans_come_to_rest() {
    // Four hours of slack: the second plan has to run between the backups of the first one.
    let first = plan("pa", "n1", "rpo 6h; keep 7d", "size 300Gi; change 1%/d");
    let second = plan("pb", "n2", "rpo 3h30m; keep 7d", "size 60Gi; change 1%/d");
    let test = Test::git()
        .file("a/p.drplan", first)
        .file("b/p.drplan", second);
    let mut seen = Vec::new();
    for plan in ["a", "b", "a", "b"] {
        test.run(&["build", plan]).code(0);
        seen.push(test.tree());
    }
    assert_eq!(seen[1], seen[2], "the third build changes nothing");
    assert_eq!(seen[2], seen[3], "the fourth build changes nothing");
    let lock = test.read("dr/pa/guarantees.lock");
    let line = "schedule: prod pa-prod-a-file-backup slot=";
    assert!(lock.lines().any(|text| text.starts_with(line)), "{lock}");
    test.run(&["check", "a", "b"]).code(0);
    // In the other order it is the same.
    let other = Test::git()
        .file("a/p.drplan", test.read("a/p.drplan"))
        .file("b/p.drplan", test.read("b/p.drplan"));
    for plan in ["b", "a"] {
        other.run(&["build", plan]).code(0);
    }
    assert_eq!(other.read("dr/pa/guarantees.lock"), lock);
    assert_eq!(
        other.read("dr/pb/guarantees.lock"),
        test.read("dr/pb/guarantees.lock")
    );
}

#[test]
fn a_pinned_line_of_a_later_plan_comes_first() {
    let first = plan("pa", "n1", "rpo 2h; keep 7d", "size 5Gi");
    let second = plan(
        "pb",
        "n2",
        "rpo 30h; keep 7d; every \"0 3 * * *\"",
        "size 300Gi; change 1%/d",
    );
    let test = Test::git()
        .file("a/p.drplan", first)
        .file("b/p.drplan", second);
    for plan in ["a", "b"] {
        test.run(&["build", plan]).code(0);
    }
    let before = test.tree();
    test.run(&["build", "a"]).code(0);
    assert_eq!(test.tree(), before);
    assert!(test.read("dr/pb/guarantees.lock").contains("pinned=yes"));
}

#[test]
fn two_plans_in_one_directory_of_a_bucket() {
    let text = |name: &str, prefix: &str| {
        format!(
            "plan {name} {{ velero 1.18.3; repository ..; output dr }}
cluster prod {{ region us-east-1 }}
store main {{ s3 bkt {{ region us-west-2; url \"{prefix}\"; prefix velero }} }}
tier a {{ rpo 30h; keep 7d }}
namespace {name} {{ tier a }}
"
        )
    };
    for (other, shared) in [
        ("https://S3.example.com/", true),
        ("https://s3.example.org", false),
    ] {
        let test = Test::git()
            .file("a/p.drplan", text("pa", "https://s3.example.com"))
            .file("b/p.drplan", text("pb", other));
        let found = test.run(&["check", "a"]).text();
        assert_eq!(found.contains("location-shared"), shared, "{found}");
        if shared {
            assert!(found.contains("prefix velero-pa"), "{found}");
        }
    }
}

#[test]
fn plans_share_the_link_of_a_bucket() {
    let text = |name: &str, bucket: &str, rate: &str| {
        format!(
            "plan {name} {{ velero 1.18.3; declare 5m; repository ..; output dr }}
cluster prod-{name} {{ region us-east-1; brings velero }}
cluster dr-{name} {{ recovers prod-{name}; region us-west-2; brings velero }}
store main {{ s3 {bucket} {{ region us-west-2; prefix {name} }}; upload {rate}; download {rate} }}
snapshots ebs {{ driver ebs.csi.aws.com }}
tier a {{ rpo 10h; rto 4h; keep 7d; every \"0 */6 * * *\" }}
namespace {name} {{ tier a; workload deployment/app {{ recover snapshot; volume data {{ size 1000Gi; change 400%/d }} }} }}
"
        )
    };
    let test = |bucket: &str, rate: &str| {
        Test::git()
            .file("a/p.drplan", text("pa", "one", "100MiB/s"))
            .file("b/p.drplan", text("pb", bucket, rate))
    };
    test("two", "100MiB/s").run(&["check", "a", "b"]).code(0);
    let shared = test("one", "100MiB/s");
    for plan in ["a", "b"] {
        let found = shared.run(&["check", plan]).code(1).text();
        assert!(found.contains("may lose 11h45m"), "{found}");
        assert!(
            found.contains("is restored on") && found.contains("6h21m"),
            "{found}"
        );
        assert!(!found.contains("bucket-rates-differ"), "{found}");
    }
    let sum = shared.run(&["explain", "pa.rpo", "a"]).text();
    assert!(
        sum.contains("shared by 2 streams, 1 of them of other plans"),
        "{sum}"
    );
    // One bucket has one rate, and the plan that expects more is wrong.
    let differ = test("one", "50MiB/s");
    let found = differ.run(&["check", "a"]).code(1).text();
    assert!(found.contains("bucket-rates-differ"), "{found}");
    let found = differ.run(&["check", "b"]).code(1).text();
    assert!(!found.contains("bucket-rates-differ"), "{found}");
}

#[test]
fn a_lock_of_an_earlier_version_tells_no_links() {
    let test = two(&plan("pb", "n2", "rpo 6h; keep 7d", "size 5Gi"));
    test.run(&["build", "b"]).code(0);
    let lock = test.read("dr/pb/guarantees.lock");
    assert!(lock.contains("\nupload: places="), "{lock}");
    let old: Vec<&str> = lock
        .lines()
        .filter(|line| !line.starts_with("upload:"))
        .collect();
    std::fs::write(test.at("dr/pb/guarantees.lock"), old.join("\n")).unwrap();
    let found = test.run(&["check", "a"]).code(1).text();
    assert!(found.contains("queue-not-known"), "{found}");
    assert!(
        found.contains("plan `pb` writes to this bucket too"),
        "{found}"
    );
    std::fs::write(test.at("dr/pb/guarantees.lock"), lock).unwrap();
    test.run(&["check", "a"]).code(0);
}

#[test]
fn a_namespace_of_two_blocks_is_one_to_another_plan() {
    let head = |name: &str| {
        format!(
            "plan {name} {{ velero 1.18.3; repository ..; output dr }}
cluster prod {{ region us-east-1 }}
store main {{ s3 bkt {{ region us-west-2; prefix {name} }} }}
tier a {{ rpo 30h; keep 7d; recover file-backup }}
"
        )
    };
    let blocks = "namespace shop { tier a; labels app.kubernetes.io/name=web }
namespace shop { tier a; labels app.kubernetes.io/name=db }
";
    let test = Test::git()
        .file("a/p.drplan", head("pa") + blocks)
        .file("b/p.drplan", head("pb") + "namespace * { tier a }\n");
    for plan in ["a", "b"] {
        test.run(&["build", plan]).code(0);
    }
    let lock = test.read("dr/pa/guarantees.lock");
    for label in ["web", "db"] {
        let line = format!("prod shop[app.kubernetes.io/name={label}] tier=a");
        assert!(lock.lines().any(|text| text.starts_with(&line)), "{lock}");
    }
    let rest = test.read("dr/pb/prod/backup/schedule-a-rest.yaml");
    assert!(rest.contains("\n    - shop\n"), "{rest}");
}
