//! One cluster that recovers several: each of them is moved by itself, and all of them count in each recovery time.

use crate::support::harness::compile;
use crate::support::test::Test;
use drplan::driver::Compilation;
use std::collections::BTreeSet;

fn plan(clusters: &str) -> String {
    format!(
        "plan p {{ velero 1.18.3; repository . }}
cluster east {{ region us-east-1; store east }}
cluster west {{ region us-east-1; store west }}
{clusters}
store east {{ s3 b {{ region eu-central-1; prefix east }} }}
store west {{ s3 b {{ region eu-central-1; prefix west }} }}
snapshots ebs {{ driver ebs.csi.aws.com }}
tier a {{ rpo 12h; keep 7d }}
namespace one {{ in east; tier a; workload statefulset/db {{ volume data {{ size 40Gi }} }} }}
namespace two {{ in west; tier a; workload statefulset/db {{ volume data {{ size 60Gi }} }} }}
"
    )
}

fn together(standby: &str) -> String {
    plan(&format!(
        "cluster dr {{ recovers east, west; standby {standby}; brings velero; region eu-central-1; storage-class a -> b }}"
    ))
}

struct Repository(Test);

impl Repository {
    fn new(standby: &str) -> Self {
        let test = Test::new().plan(together(standby));
        test.run(&["build", "."]).code(0);
        Self(test)
    }

    #[track_caller]
    fn ok(&self, args: &[&str]) -> String {
        let args: Vec<&str> = ["failover"].iter().chain(args).copied().collect();
        self.0.run(&args).code(0).text()
    }

    #[track_caller]
    fn refused(&self, args: &[&str], says: &str) {
        let args: Vec<&str> = ["failover"].iter().chain(args).copied().collect();
        let ran = self.0.run(&args).code(2);
        assert!(ran.stderr.contains(says), "{args:?}: {}", ran.stderr);
    }

    #[track_caller]
    fn says(&self, mode: &str) {
        let plan = self.0.read("p.drplan");
        assert!(plan.contains(mode), "{mode}: {plan}");
    }

    fn stages(&self) -> BTreeSet<String> {
        let text = self.0.read("clusters/dr/drplan-p.yaml");
        let names = text
            .lines()
            .filter_map(|line| line.strip_prefix("  name: p-"));
        let names: Vec<String> = names.map(str::to_owned).collect();
        let each: BTreeSet<String> = names.iter().cloned().collect();
        assert_eq!(each.len(), names.len(), "a stage stands once: {names:?}");
        each
    }

    #[track_caller]
    fn has(&self, names: &[&str]) {
        let names: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(self.stages(), names);
    }
}

#[test]
fn each_of_several_is_moved_by_itself() {
    let repo = Repository::new("warm");
    repo.has(&["velero-config", "storage-east", "storage-west"]);
    repo.refused(&["begin"], "name the lost one with --from (east, west)");
    repo.refused(
        &["begin", "--cluster", "dr", "--from", "north"],
        "`dr` does not recover `north`: it recovers east, west",
    );
    repo.refused(&["finish", "--from", "east"], "is not in `recover`");

    let text = repo.ok(&["begin", "--from", "east"]);
    assert!(text.contains("kustomization/p-complete-east-r1"), "{text}");
    assert!(
        text.contains("failover finish --cluster dr --from east"),
        "{text}"
    );
    repo.says("mode recover r1 { from east }");
    let of_east = ["restore-a-east-r1", "complete-east-r1"];
    let shared = ["velero-config", "storage-east", "storage-west"];
    repo.has(&[&shared[..], &of_east].concat());

    repo.ok(&["begin", "--cluster", "dr", "--from", "west"]);
    let of_west = ["restore-a-west-r1", "complete-west-r1"];
    repo.has(&[&shared[..], &of_east, &of_west].concat());
    repo.refused(
        &["finish"],
        "name the lost cluster with --from (east, west)",
    );

    // The end of one leaves the stages of the other.
    repo.ok(&["finish", "--from", "east"]);
    repo.says("mode active { from east; runs r1 }");
    repo.says("mode recover r1 { from west }");
    repo.has(&[&shared[..], &["backup-east"], &of_west].concat());
    repo.ok(&["abort", "--from", "west"]);
    repo.says("mode standby { from west; runs r1 }");
    repo.has(&[&shared[..], &["backup-east"]].concat());

    // Back to east, and the second recovery of west.
    repo.ok(&["begin", "--cluster", "east"]);
    repo.says("mode fenced { from east; runs r1 }");
    repo.ok(&["finish", "--cluster", "east"]);
    repo.says("mode standby { from east; runs r1 }");
    repo.ok(&["begin", "--from", "west"]);
    repo.says("mode recover r2 { from west; runs r1 }");
    repo.0.run(&["check", "."]).code(0);
}

#[test]
fn a_cold_one_recovers_all_and_is_there_after_the_first() {
    let repo = Repository::new("cold");
    let restores = ["restore-a-east-r1", "restore-a-west-r1"];
    assert!(restores.iter().all(|name| repo.stages().contains(*name)));
    let text = repo.ok(&["begin", "--from", "east"]);
    assert!(text.contains("mode standby { from west }"), "{text}");
    repo.ok(&["finish", "--from", "east"]);
    assert!(repo.stages().contains("restore-a-west-r1"));
    // What the cluster has of west was restored with east: a Restore of that name would do nothing.
    let text = repo.ok(&["begin", "--from", "west"]);
    assert!(text.contains("kubectl delete"), "{text}");
    repo.says("mode recover r2 { from west; runs r1 }");
}

#[test]
fn a_platform_is_applied_as_the_primary_says_it_that_has_it() {
    let network = "apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: network, namespace: flux-system }
spec:
  interval: 10m
  prune: true
  path: ./infra/network
  targetNamespace: network
  sourceRef: { kind: GitRepository, name: flux-system }
";
    let policy = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: policy }\n";
    for (recovers, has) in [
        ("east, west", "west"),
        ("east, west", "east"),
        ("west, east", "east"),
    ] {
        let clusters = format!(
            "cluster dr {{ recovers {recovers}; brings velero; region eu-central-1; storage-class a -> b }}
platform network {{ path infra/network }}"
        );
        let test = Test::new()
            .plan(plan(&clusters))
            .file(&format!("clusters/{has}/network.yaml"), network)
            .file("infra/network/policy.yaml", policy);
        test.run(&["build", "."]).code(0);
        let stages = test.read("clusters/dr/drplan-p.yaml");
        let found = stages.matches("targetNamespace: network").count();
        assert_eq!(found, 1, "{recovers}, {has}: {stages}");
    }
}

/// One namespace of each of two primaries, of the same name.
fn namesakes() -> String {
    let clusters = "cluster dr { recovers east, west; standby cold; brings velero; region eu-central-1; storage-class a -> b; map one -> one-west { from west } }";
    plan(clusters).replace("namespace two", "namespace one")
}

#[test]
fn a_name_of_both_is_another_one_for_one_of_them() {
    let repo = Repository(Test::new().plan(namesakes()));
    repo.0.run(&["build", "."]).code(0);
    let mapped = "  namespaceMapping:\n    one: one-west\n";
    let restore = |of: &str, run: &str| {
        let folder = format!("dr/p/dr-{of}/restore/{of}-{run}/a");
        repo.0.read(&format!("{folder}/a-snapshot-one.yaml"))
    };
    assert!(restore("west", "r1").contains(mapped));
    assert!(!restore("east", "r1").contains("namespaceMapping"));

    // What was restored with east is deleted where it is.
    repo.ok(&["begin", "--from", "east"]);
    repo.ok(&["finish", "--from", "east"]);
    let text = repo.ok(&["begin", "--from", "west"]);
    assert!(text.contains("--namespace one-west "), "{text}");
    assert!(!text.contains("--namespace one "), "{text}");
    assert!(restore("west", "r2").contains(mapped));
    repo.ok(&["finish", "--from", "west"]);

    // And back: it has its own name at home.
    repo.ok(&["begin", "--cluster", "west"]);
    let home = repo.0.read("dr/p/west/restore/r1/a/a-snapshot-one.yaml");
    assert!(
        home.contains("  namespaceMapping:\n    one-west: one\n"),
        "{home}"
    );
}

/// When the recovery of east is done.
fn done(clusters: &str) -> u64 {
    let done: Compilation = compile(&[("p.drplan".to_owned(), plan(clusters))]);
    let analysis = done.analysis.unwrap();
    let mut recoveries = analysis.recoveries().iter();
    let east = recoveries.find(|one| one.primary.name.value.as_str() == "east");
    east.unwrap().finish.get()
}

#[test]
fn all_of_several_count_in_each_recovery() {
    for standby in ["warm", "cold"] {
        let rest = format!("standby {standby}; brings velero; region eu-central-1");
        let alone = done(&format!("cluster dr {{ recovers east; {rest} }}"));
        let two = done(&format!(
            "cluster dr {{ recovers east; {rest} }}\ncluster other {{ recovers west; {rest} }}"
        ));
        let one = done(&format!("cluster dr {{ recovers east, west; {rest} }}"));
        // 60Gi at 100MiB/s alone are more than ten minutes.
        assert!(
            alone <= two && two + 600 <= one,
            "{standby}: {alone}, {two}, {one}"
        );
    }
}
