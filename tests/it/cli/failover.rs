//! The road from a loss and back, as commits: what `drplan failover` writes, and what it refuses.

use crate::support::harness::{TODAY, compile, plans, project_root};
use assert_cmd::Command;
use drplan::model::Mode;
use drplan::operate::set_mode;
use std::collections::BTreeSet;
use std::path::Path;
use tempfile::TempDir;

struct Repository {
    dir: TempDir,
}

impl Repository {
    fn new(plan: &str) -> Self {
        let dir = TempDir::new().unwrap();
        std::fs::write(dir.path().join("p.drplan"), plan).unwrap();
        let this = Self { dir };
        this.ok(&["build", "."]);
        this
    }

    fn run(&self, args: &[&str]) -> (i32, String) {
        let output = Command::cargo_bin("drplan")
            .unwrap()
            .current_dir(self.dir.path())
            .args(args)
            .args(["--today", TODAY])
            .output()
            .unwrap();
        let text =
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code().unwrap(), text)
    }

    fn ok(&self, args: &[&str]) -> String {
        let (code, text) = self.run(args);
        assert_eq!(code, 0, "{args:?}: {text}");
        text
    }

    /// A refusal says what to do, and writes nothing.
    fn refused(&self, args: &[&str], says: &str) {
        let before = tree(self.dir.path());
        let (code, text) = self.run(args);
        assert_eq!(code, 2, "{args:?}: {text}");
        assert!(text.contains(says), "{args:?}: {text}");
        assert_eq!(tree(self.dir.path()), before, "{args:?}");
    }

    fn plan(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("p.drplan")).unwrap()
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.dir.path().join(path)).unwrap()
    }

    fn stages(&self, cluster: &str) -> BTreeSet<String> {
        let text = self.read(&format!("clusters/{cluster}/drplan-p.yaml"));
        text.lines()
            .filter_map(|line| line.strip_prefix("  name: p-"))
            .map(str::to_owned)
            .collect()
    }
}

fn tree(at: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(tree(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
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
    repo.refused(&["failover", "finish"], "no recovery was begun");
    repo.refused(&["failover", "abort"], "no recovery was begun");
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
    assert_eq!(repo.run(&["build", "--check"]).0, 0);

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
    repo.refused(&["failover", "finish"], "no recovery was begun");
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
    assert!(repo.plan().contains("  mode recover r3 { runs r1, r2 }\n"));
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
    let path = repo.dir.path().join("dr/p/prod/backup/store-s.yaml");
    std::fs::write(&path, "# mine\n").unwrap();
    let before = tree(repo.dir.path());
    let (code, text) = repo.run(&["failover", "begin"]);
    assert_eq!(code, 4, "{text}");
    assert_eq!(tree(repo.dir.path()), before);
    // A plan with an error is not moved either.
    let broken = repo.plan().replace("rpo 1h", "rpo 1x");
    std::fs::write(repo.dir.path().join("p.drplan"), broken).unwrap();
    assert_eq!(repo.run(&["failover", "begin"]).0, 1);
}

/// Flux calls a cycle of `dependsOn` never ready, and an edge to nothing too.
#[test]
fn every_edge_leads_to_a_stage_and_none_in_a_circle() {
    for entry in crate::support::harness::objects().into_iter().fold(
        std::collections::BTreeMap::<(String, String), Vec<serde_yaml::Value>>::new(),
        |mut files, (plan, path, value)| {
            if value["kind"] == "Kustomization" {
                files.entry((plan, path)).or_default().push(value);
            }
            files
        },
    ) {
        let (file, stages) = entry;
        let mut done: BTreeSet<String> = BTreeSet::new();
        let name =
            |stage: &serde_yaml::Value| stage["metadata"]["name"].as_str().unwrap().to_owned();
        loop {
            let before = done.len();
            for stage in &stages {
                let edges = stage["spec"]["dependsOn"].as_sequence();
                let ready = edges
                    .into_iter()
                    .flatten()
                    .all(|edge| done.contains(edge["name"].as_str().unwrap()));
                if ready {
                    done.insert(name(stage));
                }
            }
            if done.len() == before {
                break;
            }
        }
        let stuck: Vec<String> = stages
            .iter()
            .map(name)
            .filter(|name| !done.contains(name))
            .collect();
        assert!(stuck.is_empty(), "{file:?}: {stuck:?} would wait for ever");
    }
    assert!(project_root().join("plans/cases/recovery").is_dir());
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
    let text = plan("cold") + "cluster far { recovers prod; region north }\n";
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
