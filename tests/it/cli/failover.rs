//! The road from a loss and back, as commits: what `drplan failover` writes, and what it refuses.

use crate::support::harness::{compile, objects, plans};
use crate::support::test::Test;
use drplan::model::Mode;
use drplan::operate::set_mode;
use std::collections::{BTreeMap, BTreeSet};

/// A plan that is built, and the moves that are made with it.
struct Repository {
    test: Test,
}

impl Repository {
    fn new(plan: &str) -> Self {
        let test = Test::new().plan(plan);
        test.run(&["build", "."]).code(0);
        Self { test }
    }

    #[track_caller]
    fn ok(&self, args: &[&str]) -> String {
        self.test.run(args).code(0).text()
    }

    /// A refusal says what to do, on standard error, and writes nothing.
    #[track_caller]
    fn refused(&self, args: &[&str], says: &str) {
        let before = self.test.tree();
        let ran = self.test.run(args).code(2);
        assert!(ran.stderr.contains(says), "{args:?}: {}", ran.stderr);
        assert_eq!(self.test.tree(), before, "{args:?}");
    }

    fn plan(&self) -> String {
        self.test.read("p.drplan")
    }

    fn read(&self, path: &str) -> String {
        self.test.read(path)
    }

    fn stages(&self, cluster: &str) -> BTreeSet<String> {
        let text = self.read(&format!("clusters/{cluster}/drplan-p.yaml"));
        text.lines()
            .filter_map(|line| line.strip_prefix("  name: p-"))
            .map(str::to_owned)
            .collect()
    }
}

fn plan(standby: &str) -> String {
    format!(
        "# before
plan p {{ velero 1.18.3; repository . }}
cluster prod {{ region east }} # the first
cluster dr {{
  recovers prod
  standby {standby}
  region west # beside it
}}
store s {{ s3 b {{ region east }}; replica c {{ region west }} }}
tier a {{ rpo 1h; keep 7d }}
tier b {{ rpo 24h; keep 30d }}
tier c {{ rpo 24h; keep 30d }}
namespace one {{ tier a }}
namespace two {{ tier b }}
namespace three {{ tier c }}
"
    )
}

fn has(set: &BTreeSet<String>, names: &[&str]) -> bool {
    names.iter().all(|name| set.contains(*name))
}

#[test]
fn there_and_back() {
    let before = plan("cold");
    let repo = Repository::new(&before);
    let text = repo.ok(&["failover", "status"]);
    assert!(text.contains("ready to recover prod by run r1"), "{text}");
    repo.refused(&["failover", "finish"], "no recovery is under way");
    repo.refused(&["failover", "abort"], "no recovery is under way");
    repo.refused(&["failover", "begin", "--cluster", "prod"], "is active");
    repo.refused(
        &["failover", "begin", "--cluster", "nowhere"],
        "unknown cluster",
    );
    repo.refused(&["failover", "begin", "--tier", "z"], "unknown tier");
    repo.refused(
        &["failover", "begin", "--run", "R1"],
        "is not a valid name of a run",
    );
    repo.refused(
        &["failover", "begin", "--backup", "other-20260101000000"],
        "is not the name of a backup",
    );

    let text = repo.ok(&["failover", "begin"]);
    assert!(
        text.contains("bucket b"),
        "it names the bucket to be closed: {text}"
    );
    assert_eq!(
        repo.plan(),
        before
            .replace(
                "region east } # the first",
                "region east; mode fenced } # the first"
            )
            .replace(
                "region west # beside it",
                "region west # beside it\n  mode recover r1"
            )
    );
    assert!(
        repo.read("dr/p/prod/backup/store-s.yaml")
            .contains("accessMode: ReadOnly")
    );
    assert!(
        repo.read("dr/p/prod/backup/schedule-a-file-backup.yaml")
            .contains("paused: true")
    );
    repo.test.run(&["build", "--check"]).code(0);

    // One tier failed: every later one comes with it, and no stage of the earlier run is left.
    repo.refused(&["failover", "begin"], "--run r2");
    repo.refused(&["failover", "begin", "--run", "r1"], "was already used");
    repo.ok(&["failover", "begin", "--run", "r2", "--tier", "b"]);
    assert!(
        repo.plan()
            .contains("mode recover r2 { tier b, c; runs r1 }")
    );
    let stages = repo.stages("dr");
    assert!(
        has(&stages, &["restore-b-r2", "restore-c-r2", "complete-r2"]),
        "{stages:?}"
    );
    assert!(
        !stages
            .iter()
            .any(|name| name.ends_with("-r1") || name == "restore-a-r2")
    );

    let text = repo.ok(&["failover", "finish"]);
    assert!(text.contains("kustomization/p-complete-r2"), "{text}");
    assert!(repo.plan().contains("  mode active { runs r1, r2 }\n"));
    let stages = repo.stages("dr");
    assert!(
        !stages
            .iter()
            .any(|name| name.contains("restore") || name.contains("complete"))
    );
    assert!(has(&stages, &["storage", "backup"]), "{stages:?}");
    let location = repo.read("dr/p/dr/storage/store-s.yaml");
    assert!(location.contains("accessMode: ReadWrite") && location.contains("bucket: c"));
    assert!(
        repo.read("dr/p/dr/backup/schedule-a-file-backup.yaml")
            .contains("name: p-dr-a-file-backup")
    );
    repo.refused(&["failover", "finish"], "no recovery is under way");
    repo.refused(&["failover", "begin"], "begin --cluster prod");

    // The way back reads what the other wrote.
    repo.ok(&["failover", "begin", "--cluster", "prod"]);
    assert!(repo.plan().contains("mode recover r1 } # the first"));
    assert!(repo.plan().contains("  mode fenced { runs r1, r2 }\n"));
    let restore = repo.read("dr/p/prod/restore/r1/a/a-file-backup.yaml");
    assert!(restore.contains("scheduleName: p-dr-a-file-backup"));
    assert!(
        repo.read("dr/p/prod/storage/store-s.yaml")
            .contains("bucket: c")
    );
    repo.ok(&["failover", "finish"]);
    assert!(
        repo.plan()
            .contains("mode active { runs r1 } } # the first")
    );
    assert!(repo.plan().contains("  mode recover r3 { runs r1, r2 }\n"));
    assert!(
        repo.read("dr/p/prod/storage/store-s.yaml")
            .contains("bucket: b")
    );
    assert!(has(&repo.stages("prod"), &["backup", "storage"]));

    // The second loss finds a plan that still knows which runs were used.
    repo.ok(&["failover", "begin"]);
    assert!(
        repo.plan()
            .contains("mode fenced { runs r1 } } # the first")
    );
    repo.ok(&["failover", "abort"]);
    assert!(
        repo.plan()
            .contains("mode active { runs r1 } } # the first")
    );
    // It may exist: Velero runs no Restore of the run that ends again.
    assert!(
        repo.plan()
            .contains("  mode recover r4 { runs r1, r2, r3 }\n")
    );
}

/// The path of a cold cluster is the recovery from the next loss: no tier and no old backup stays in it.
#[test]
fn a_cold_cluster_takes_everything_after_abort() {
    let repo = Repository::new(&plan("cold"));
    repo.ok(&["failover", "begin"]);
    repo.ok(&["failover", "begin", "--run", "r2", "--tier", "b"]);
    assert!(
        repo.plan()
            .contains("mode recover r2 { tier b, c; runs r1 }")
    );
    repo.ok(&["failover", "abort"]);
    assert!(repo.plan().contains("  mode recover r3 { runs r1, r2 }\n"));
    assert!(has(
        &repo.stages("dr"),
        &["restore-a-r3", "restore-b-r3", "restore-c-r3"]
    ));
    let backup = "p-prod-a-file-backup-20260101000000";
    repo.ok(&["failover", "begin", "--backup", backup]);
    assert!(repo.plan().contains(&format!("backup {backup}")));
    repo.ok(&["failover", "abort"]);
    assert!(!repo.plan().contains("backup "));
}

/// Modes that no move leads to are what a move mends; what it writes is judged again.
#[test]
fn a_move_mends_the_modes() {
    for (standby, cluster, mode) in [
        ("cold", "dr", "recover r2 { tier a; runs r1 }"),
        ("warm", "prod", "fenced"),
    ] {
        let before = plan(standby);
        let repo = Repository::new(&before);
        let text = set_mode(&before, cluster, Some(&format!("mode {mode}"))).unwrap();
        repo.test.write("p.drplan", text);
        repo.test.run(&["check"]).code(1).says("mode-not-possible");
        repo.ok(&["failover", "begin", "--cluster", "dr"]);
        assert!(repo.plan().contains("mode fenced"));
        repo.test.run(&["check"]).code(0);
    }
}

#[test]
fn a_warm_cluster_waits_again_after_abort() {
    let before = plan("warm");
    let repo = Repository::new(&before);
    assert!(
        !repo
            .stages("dr")
            .iter()
            .any(|name| name.contains("restore"))
    );
    repo.ok(&["failover", "begin"]);
    assert!(has(&repo.stages("dr"), &["restore-a-r1", "complete-r1"]));
    let text = repo.ok(&["failover", "abort"]);
    assert!(
        text.contains("--selector=velero.io/restore-name=p-a-file-backup-r1"),
        "{text}"
    );
    assert!(repo.plan().contains("  mode standby { runs r1 }\n"));
    assert!(
        repo.plan()
            .contains("cluster prod { region east } # the first")
    );
    assert!(
        !repo
            .stages("dr")
            .iter()
            .any(|name| name.contains("restore"))
    );
    repo.ok(&["failover", "begin"]);
    assert!(repo.plan().contains("  mode recover r2 { runs r1 }\n"));
}

#[test]
fn an_edited_manifest_stops_a_move() {
    let repo = Repository::new(&plan("cold"));
    repo.test.write("dr/p/prod/backup/store-s.yaml", "# mine\n");
    let before = repo.test.tree();
    repo.test
        .run(&["failover", "begin"])
        .code(4)
        .says("hand-edited: dr/p/prod/backup/store-s.yaml");
    assert_eq!(repo.test.tree(), before);
    // A plan with an error is not moved either.
    repo.test.edit("p.drplan", "rpo 1h", "rpo 1x");
    repo.test.run(&["failover", "begin"]).code(1);
}

/// The stages of one file, by name, each with the names that it waits for.
type Stages = BTreeMap<String, BTreeSet<String>>;

/// Stages that would wait for ever: Flux calls a cycle of `dependsOn` never ready, and an edge to
/// nothing too.
fn stuck(stages: &Stages) -> BTreeSet<&String> {
    let mut left: BTreeSet<&String> = stages.keys().collect();
    loop {
        let before = left.len();
        let ready = |edge: &String| stages.contains_key(edge) && !left.contains(edge);
        let rest = left.iter().filter(|name| !stages[**name].iter().all(ready));
        left = rest.copied().collect();
        if left.len() == before {
            return left;
        }
    }
}

#[test]
fn every_edge_leads_to_a_stage_and_none_in_a_circle() {
    let mut files: BTreeMap<(String, String), Stages> = BTreeMap::new();
    for (plan, path, value) in objects() {
        if value["kind"] != "Kustomization" || value["spec"]["path"].is_null() {
            continue;
        }
        let name = value["metadata"]["name"].as_str().unwrap().to_owned();
        let edges = value["spec"]["dependsOn"].as_sequence();
        // The backups of a primary wait for a Kustomization of the author's.
        let edges = edges.filter(|_| !name.ends_with("-backup"));
        let edges = edges
            .into_iter()
            .flatten()
            .map(|edge| edge["name"].as_str().unwrap().to_owned());
        files
            .entry((plan, path))
            .or_default()
            .insert(name, edges.collect());
    }
    for (file, stages) in &files {
        assert_eq!(stuck(stages), BTreeSet::new(), "{file:?}");
    }
    // The recoveries that this is about are seen: restores, each behind its storage, in several plans.
    let recoveries = |stages: &&Stages| stages.keys().any(|name| name.contains("-restore-"));
    assert!(files.values().filter(recoveries).count() >= 10);
    let edges: usize = files
        .values()
        .flat_map(|stages| stages.values())
        .map(BTreeSet::len)
        .sum();
    assert!(edges >= 200, "{edges} edges");
    // And the search finds what it is for.
    let graph = |edges: &[(&str, &str)]| -> Stages {
        let mut stages = Stages::new();
        for (name, edge) in edges {
            stages
                .entry((*name).to_owned())
                .or_default()
                .insert((*edge).to_owned());
        }
        stages
    };
    assert_eq!(
        stuck(&graph(&[("a", "b"), ("b", "c"), ("c", "a")])).len(),
        3
    );
    assert_eq!(stuck(&graph(&[("a", "nothing")])).len(), 1);
}

/// Bootstrapping is the recovery: a run may have failed before anybody said `begin`.
#[test]
fn a_run_that_nobody_began_is_followed_by_another() {
    let repo = Repository::new(&plan("cold"));
    let text = repo.ok(&["failover", "begin", "--run", "r2", "--tier", "a"]);
    assert!(
        text.contains("--selector=velero.io/restore-name=p-a-file-backup-r1"),
        "{text}"
    );
    assert!(text.contains("bucket b"), "{text}");
    assert!(
        repo.plan()
            .contains("  mode recover r2 { tier a, b, c; runs r1 }\n")
    );
}

/// Earlier tiers of a run count as restored, so the first run of a cluster cannot leave any out: their
/// applications would start on empty volumes.
#[test]
fn the_first_run_brings_back_every_tier() {
    for standby in ["warm", "cold"] {
        let repo = Repository::new(&plan(standby));
        repo.refused(
            &["failover", "begin", "--tier", "b"],
            "nothing was restored on `dr` before this run",
        );
        repo.ok(&["failover", "begin"]);
        let text = repo.ok(&["failover", "begin", "--run", "r9", "--tier", "b"]);
        assert!(text.contains("check that tier a is restored"), "{text}");
    }
}

/// What took over is not recovered from what it took over from, while that is recovered from it.
#[test]
fn a_failback_is_ended_before_the_next_loss() {
    let repo = Repository::new(&plan("warm"));
    repo.ok(&["failover", "begin"]);
    repo.ok(&["failover", "finish"]);
    repo.ok(&["failover", "begin", "--cluster", "prod"]);
    repo.refused(
        &["failover", "begin", "--cluster", "dr"],
        "`prod` is itself in recovery",
    );
    repo.ok(&["failover", "abort"]);
    assert!(repo.plan().contains("mode fenced { runs r1 }"));
    assert!(repo.plan().contains("mode active { runs r1 }"));
}

/// Two clusters recover one: the fence says for which, the other promotes nothing and waits its turn.
#[test]
fn one_of_two_takes_over() {
    let text = plan("cold") + "cluster far { recovers prod; brings velero; region north }\n";
    let text = text.replace("replica c { region west }", "replica c { region south }");
    let repo = Repository::new(&text);
    repo.refused(&["failover", "begin"], "name one of them with --cluster");
    repo.ok(&["failover", "begin", "--cluster", "dr"]);
    assert!(
        repo.plan().contains("mode fenced { for dr }"),
        "{}",
        repo.plan()
    );
    let status = repo.ok(&["failover", "status"]);
    assert!(status.contains("dr    recovers prod by run r1"), "{status}");
    assert!(status.contains("far   ready to recover prod"), "{status}");
    repo.refused(
        &["failover", "begin", "--cluster", "far"],
        "`dr` already recovers `prod`",
    );
    repo.ok(&["failover", "finish"]);
    repo.refused(
        &["failover", "begin", "--cluster", "far"],
        "`dr` serves for `prod`",
    );
}

/// A run of a tier that nothing belongs to cannot have failed.
#[test]
fn a_tier_without_namespaces_has_no_run() {
    let repo = Repository::new(&(plan("cold") + "tier d { rpo 30h; keep 30d }\n"));
    repo.refused(
        &["failover", "begin", "--run", "r2", "--tier", "d"],
        "so its restore cannot have failed",
    );
}

/// In every layout of every plan a mode is said, changed and taken back, and nothing else moves.
#[test]
fn a_mode_fits_into_every_plan() {
    let mut seen = 0;
    for plan in plans()
        .into_iter()
        .filter(|plan| !plan.name.starts_with("broken"))
    {
        let done = compile(&plan.files);
        for cluster in done
            .model()
            .iter()
            .flat_map(|model| model.clusters.values())
        {
            let name = cluster.name.value.as_str();
            for (at, (file, text)) in plan.files.iter().enumerate() {
                for text in [text.clone(), text.replace('\n', "\r\n")] {
                    let Some(one) = set_mode(&text, name, Some("mode fenced")) else {
                        continue;
                    };
                    let two =
                        set_mode(&one, name, Some("mode recover r7 { runs r1, r2 }")).unwrap();
                    let mut files = plan.files.clone();
                    files[at].1 = two.clone();
                    let done = compile(&files);
                    let known = done.model().unwrap().clusters.named(name).unwrap();
                    let mode = known.mode.as_ref().map(|mode| &mode.value);
                    assert!(
                        matches!(mode, Some(Mode::Recover(mode)) if mode.run.value.as_str() == "r7"),
                        "{file}: {two}"
                    );
                    assert_eq!(
                        set_mode(&two, name, Some("mode fenced")).unwrap(),
                        one,
                        "{file}"
                    );
                    if cluster.mode.is_none() {
                        assert_eq!(set_mode(&two, name, None).unwrap(), text, "{file}");
                    }
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 100, "{seen}");
}

/// A recovery cluster that is slower than the primary: known before, and no reason to stop at night.
#[test]
fn finish_goes_on_without_the_promises() {
    let slow = "plan p { velero 1.18.3; repository . }
cluster prod { region east }
cluster dr { recovers prod; brings velero; region west; nodes 1; read 10MiB/s }
store s { s3 b { region east }; replica c { region west } }
tier a { rpo 4h; keep 7d }
namespace one { tier a; workload statefulset/db { recover snapshot; volume data { size 500Gi } } }
";
    let repo = Repository::new(slow);
    let check = repo.test.run(&["check", "."]).code(0).text();
    assert!(check.contains("worse-after-failover"), "{check}");
    repo.ok(&["failover", "begin"]);
    let ran = repo.test.run(&["failover", "finish"]).code(0);
    assert!(ran.stdout.contains("error[rpo-not-met]"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("the move is written although"),
        "{}",
        ran.stderr
    );
    let schedule = repo.read("dr/p/dr/backup/schedule-a-snapshot.yaml");
    assert!(!schedule.contains("paused: true"), "{schedule}");
    let lock = repo.read("dr/p/guarantees.lock");
    assert!(lock.contains("\ndr one/statefulset/db "), "{lock}");
    assert!(!lock.contains("\nprod one/statefulset/db "), "{lock}");
    // What reviews the commit says it, and so does every table.
    repo.test.run(&["check", "."]).code(1);
    let table = repo
        .test
        .run(&["show", ".", "--columns", "cluster,verdict"])
        .text();
    assert!(table.contains("not met"), "{table}");
    // The way back is open, and there the promises hold.
    repo.ok(&["failover", "begin", "--cluster", "prod"]);
    repo.ok(&["failover", "finish"]);
    repo.test.run(&["check", "."]).code(0);
}
