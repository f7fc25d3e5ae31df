//! What a move prints for people: what no commit does, on the way there and back.

use crate::support::test::Test;

const PLAN: &str = "plan p { velero 1.18.3; flux 2.9; repository . }
cluster prod { region us-east-1 }
cluster dr { recovers prod; brings velero; region us-west-2; standby cold }
store s { s3 b { region us-east-1 }; replica c { region us-west-2 } }
snapshots ebs { driver ebs.csi.aws.com }
tier a { rpo 4h; keep 7d }
tier b { rpo 24h; keep 30d }
namespace one { tier a; workload statefulset/db { recover dump postgres { into dumps; container db; user u; database d }; volume dumps { size 1Gi } } }
namespace two { tier b; workload statefulset/db { volume data { size 1Gi } } }
namespace live {
  tier a
  apps apps/live
  workload statefulset/pg {
    recover replication postgres-streaming { standby us-west-2 \"pg.example.com\"; lag 5s; promote \"SELECT pg_promote()\" { secret standby } }
  }
}
";

const LIVE: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata: { name: pg, namespace: live }
spec:
  selector: { matchLabels: { app: pg } }
  template:
    metadata: { labels: { app: pg } }
    spec: { containers: [{ name: pg, image: postgres:17 }] }
";

struct Repository(Test);

impl Repository {
    fn new(plan: &str) -> Self {
        let object = |name: &str| {
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: {name}, namespace: {name} }}\n"
            )
        };
        let both = format!("{}---\n{}", object("shop"), object("wiki"));
        let test = Test::new()
            .plan(plan)
            .file("apps/live/all.yaml", LIVE)
            .file("apps/both/all.yaml", both);
        test.run(&["build", "."]).code(0);
        Self(test)
    }

    /// What a move says.
    #[track_caller]
    fn moves(&self, args: &[&str]) -> String {
        let args: Vec<&str> = ["failover"].iter().chain(args).copied().collect();
        self.0.run(&args).code(0).text()
    }

    fn mode(&self) -> String {
        self.0.read("p.drplan")
    }
}

#[track_caller]
fn says(text: &str, all: &[&str]) {
    for one in all {
        assert!(text.contains(one), "{one}\n---\n{text}");
    }
}

#[test]
fn a_cold_cluster_is_destroyed_and_takes_a_new_run() {
    let repo = Repository::new(PLAN);
    repo.moves(&["begin"]);
    let text = repo.moves(&["abort"]);
    says(&text, &["destroy the cluster `dr`", "standby warm"]);
    says(&repo.mode(), &["mode recover r2 { runs r1 }"]);
    // Whatever was restored by any run is named.
    repo.moves(&["begin"]);
    repo.moves(&["begin", "--run", "r3", "--tier", "b"]);
    let text = repo.moves(&["abort"]);
    let selector = "'velero.io/restore-name in (";
    says(
        &text,
        &[
            selector,
            "--namespace one",
            "--namespace two",
            "-r1",
            "-r2",
            "-r3",
        ],
    );
    says(&repo.mode(), &["mode recover r4 { runs r1, r2, r3 }"]);
}

#[test]
fn a_further_run_waits_for_the_jobs_of_earlier_tiers() {
    let repo = Repository::new(PLAN);
    repo.moves(&["begin"]);
    let text = repo.moves(&["begin", "--run", "r2", "--tier", "b"]);
    says(
        &text,
        &[
            "wait until these stages of earlier tiers are ready",
            "kubectl wait kustomization/p-load-one-r1",
            "kubectl wait kustomization/p-promote-live-r1",
        ],
    );
    let text = repo.moves(&["begin", "--run", "r3", "--tier", "a"]);
    assert!(!text.contains("earlier tiers are ready"), "{text}");
}

#[test]
fn nothing_is_written_after_the_last_backup() {
    let repo = Repository::new(PLAN);
    repo.moves(&["begin"]);
    let text = repo.moves(&["finish"]);
    says(
        &text,
        &[
            "take a backup of each Schedule",
            "xargs -n 1 velero backup create --namespace velero --wait --from-schedule",
        ],
    );
    let text = repo.moves(&["begin", "--cluster", "prod"]);
    says(
        &text,
        &[
            "see that `prod` is empty",
            "stop all writes on `dr`",
            "velero backup create --namespace velero --wait --from-schedule p-dr-b-snapshot",
            "live/statefulset/pg (standby pg.example.com)",
        ],
    );
    // The standby serves: home does not promote it again.
    assert!(
        !repo
            .0
            .read("clusters/prod/drplan-p.yaml")
            .contains("promote")
    );
    let shown = repo.0.run(&["show"]).text();
    says(&shown, &["unknown"]);
    repo.0.run(&["check"]).says("successor-not-covered");
    let text = repo.moves(&["finish"]);
    says(
        &text,
        &[
            "velero backup create --namespace velero --wait --from-schedule p-prod-b-snapshot",
            "store s: b and c",
            "set up the standby of these workloads again",
        ],
    );
}

/// The order of the blocks of one path is in no name: Flux deletes what a stage with another name has applied.
#[test]
fn blocks_change_places() {
    let plan = |blocks: [&str; 2]| {
        let [one, two] =
            blocks.map(|name| format!("namespace {name} {{ tier a; apps apps/both }}\n"));
        format!(
            "plan p {{ velero 1.18.3; repository . }}
cluster prod {{ region us-east-1; mode fenced }}
cluster dr {{ recovers prod; brings velero; region us-west-2; mode recover r1 }}
store s {{ s3 b {{ region us-west-2 }} }}
tier a {{ rpo 4h; keep 7d }}
{one}{two}"
        )
    };
    let repo = Repository::new(&plan(["shop", "wiki"]));
    let stages = |repo: &Repository| {
        let text = repo.0.read("clusters/dr/drplan-p.yaml");
        let names = text
            .lines()
            .filter(|line| line.starts_with("  name: p-apps"));
        names.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(stages(&repo), ["  name: p-apps-shop"]);
    repo.0.write("p.drplan", plan(["wiki", "shop"]));
    repo.0.run(&["build", "."]).code(0);
    assert_eq!(stages(&repo), ["  name: p-apps-shop"]);
}
