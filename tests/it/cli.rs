//! The binary as people run it: exit codes, what is written and what is not.

use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

const PLAN: &str = "plan p\ncluster c { region r }\nstore s { s3 b { region r } }\ntier t { rpo 1h; keep 7d }\nnamespace a { tier t }\n";

struct Test {
    dir: TempDir,
}

impl Test {
    fn new() -> Self {
        Self {
            dir: TempDir::new().unwrap(),
        }
    }

    fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
        self
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Runs the binary and gives its exit code and both outputs.
    fn run(&self, args: &[&str]) -> (i32, String) {
        let output = Command::cargo_bin("drplan")
            .unwrap()
            .current_dir(self.dir.path())
            .env_clear()
            .args(args)
            .args(["--today", crate::harness::TODAY])
            .output()
            .unwrap();
        let text =
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code().unwrap(), text)
    }

    /// Every file below the directory, with its bytes.
    fn tree(&self) -> Vec<(String, Vec<u8>)> {
        fn walk(root: &Path, at: &Path, found: &mut Vec<(String, Vec<u8>)>) {
            for entry in std::fs::read_dir(at).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(root, &path, found);
                } else {
                    let name = path
                        .strip_prefix(root)
                        .unwrap()
                        .to_string_lossy()
                        .into_owned();
                    found.push((name, std::fs::read(&path).unwrap_or_default()));
                }
            }
        }
        let mut found = Vec::new();
        walk(self.path(), self.path(), &mut found);
        found.sort();
        found
    }
}

/// A plan that is refused: its exit code, its finding, and nothing written.
fn refused(test: Test, code: i32, finding: &str) {
    let before = test.tree();
    for verb in ["check", "build"] {
        let (exit, text) = test.run(&[verb, "--format", "concise"]);
        assert_eq!(exit, code, "{verb}: {text}");
        assert!(
            text.contains(finding),
            "{verb} does not say {finding}: {text}"
        );
    }
    assert_eq!(before, test.tree(), "nothing is written");
}

fn plan(text: &str) -> Test {
    Test::new().file("p.drplan", text)
}

#[test]
fn bad_input_is_refused() {
    refused(
        Test::new().file("p.drplan", b"plan p\n\xff\xfe"),
        1,
        "not-utf8",
    );
    refused(Test::new().file("x.txt", ""), 3, "no .drplan file");
    refused(plan(PLAN).file("q.drplan", "plan q\n"), 1, "two-plans");
    refused(plan("tier t { rpo 1h; keep 7d }\n"), 1, "no-plan-block");
    refused(
        plan(&format!("{PLAN}use \"./u/q.drplan\"\n")).file("u/q.drplan", "use \"../p.drplan\"\n"),
        1,
        "cyclic-use",
    );
    refused(
        plan(&format!("{PLAN}use \"q.drplan\"\n")).file("q.drplan", "use \"./p.drplan\"\n"),
        1,
        "cyclic-use",
    );
    refused(
        plan(&format!("{PLAN}use \"../../x.drplan\"\n")),
        1,
        "use-not-found",
    );
    refused(
        plan(&format!(
            "{PLAN}namespace b {{ tier t; needs d }}\nnamespace d {{ tier t; needs b }}\n"
        )),
        1,
        "cyclic-needs",
    );
    refused(
        plan(&PLAN.replace("tier t }", "tier u }")),
        1,
        "unknown-name",
    );
    refused(
        plan(&format!("{PLAN}tier t {{ rpo 1h; keep 7d }}\n")),
        1,
        "duplicate-name",
    );
    refused(
        plan(&PLAN.replace("rpo 1h", "rpo 30s")),
        1,
        "rpo-below-loop",
    );
    refused(plan(&PLAN.replace("rpo 1h", "rpo 5m")), 1, "rpo-not-met");
    refused(
        plan(&PLAN.replace("keep 7d", "keep 30m")),
        1,
        "keep-too-short",
    );
    refused(
        plan(&PLAN.replace("namespace a", &format!("namespace {}", "a".repeat(64)))),
        1,
        "name-too-long",
    );
    refused(
        plan(&PLAN.replace("s3 b { region r }", "upload 1MiB/s")),
        1,
        "store-without-bucket",
    );
    refused(
        plan(&format!("{PLAN}cluster d {{ recovers c; region r }}\n")),
        1,
        "recovers-same-region",
    );
    refused(
        plan(&format!("{PLAN}{}", "#".repeat(1 << 20))),
        1,
        "file-too-large",
    );
    refused(
        plan(&PLAN.replace("plan p", "plan p { requires 99.0 }")),
        2,
        "requires-newer",
    );
}

#[test]
fn usage_is_two() {
    assert_eq!(Test::new().run(&["chekc"]).0, 2);
    assert_eq!(Test::new().run(&["check", "--format", "pretty"]).0, 2);
}

#[test]
fn crlf_and_a_mark_are_accepted_and_kept() {
    let test = plan(&format!("\u{feff}{}", PLAN.replace('\n', "\r\n")));
    assert_eq!(test.run(&["build"]).0, 0);
    assert_eq!(test.run(&["fmt", "--check"]).0, 0);
    let messy = plan(&format!(
        "\u{feff}{}",
        PLAN.replace('\n', "\r\n").replace("rpo 1h", "rpo   1h")
    ));
    assert_eq!(messy.run(&["fmt"]).0, 0);
    let text = std::fs::read_to_string(messy.path().join("p.drplan")).unwrap();
    assert_eq!(text, format!("\u{feff}{}", PLAN.replace('\n', "\r\n")));
}

#[test]
fn build_writes_what_differs_and_nothing_else() {
    let test = plan(PLAN);
    assert_eq!(test.run(&["build", "--check"]).0, 4);
    assert_eq!(test.run(&["build"]).0, 0);
    let schedule = test
        .path()
        .join("dr/p/c/backup/schedule-t-file-backup.yaml");
    let time = std::fs::metadata(&schedule).unwrap().modified().unwrap();
    let first = test.tree();
    assert_eq!(test.run(&["build", "--check"]).0, 0);
    assert_eq!(test.run(&["build"]).0, 0);
    assert_eq!(first, test.tree());
    assert_eq!(
        time,
        std::fs::metadata(&schedule).unwrap().modified().unwrap()
    );
}

#[test]
fn each_drift_is_named() {
    let test = plan(PLAN);
    test.run(&["build"]);
    let at = |path: &str| test.path().join(path);
    let schedule = "dr/p/c/backup/schedule-t-file-backup.yaml";
    let own = std::fs::read(at(schedule)).unwrap();
    let drift = |word: &str| {
        let (exit, text) = test.run(&["build", "--check"]);
        assert_eq!(exit, 4, "{text}");
        assert!(text.contains(&format!("{word}: ")), "{word}: {text}");
    };
    std::fs::remove_file(at(schedule)).unwrap();
    drift("missing");
    std::fs::write(at(schedule), "edited: true\n").unwrap();
    drift("hand-edited");
    // A build stops at the edit, shows it, and writes nothing.
    let before = test.tree();
    let (exit, text) = test.run(&["build"]);
    assert_eq!(exit, 4);
    assert!(text.contains("-edited: true"), "{text}");
    assert_eq!(before, test.tree());
    assert_eq!(test.run(&["build", "--overwrite-edited"]).0, 0);
    assert_eq!(std::fs::read(at(schedule)).unwrap(), own);
    std::fs::write(at("p.drplan"), PLAN.replace("keep 7d", "keep 8d")).unwrap();
    drift("changed");
    std::fs::write(at("p.drplan"), PLAN.replace("store s", "store other")).unwrap();
    drift("stale");
    assert_eq!(test.run(&["build"]).0, 0);
    assert!(!at("dr/p/c/backup/store-s.yaml").exists());
    let mine = "dr/p/c/backup/snapshots-ebs.yaml";
    std::fs::write(at(mine), "mine: true\n").unwrap();
    std::fs::write(
        at("p.drplan"),
        format!("{PLAN}snapshots ebs {{ driver d }}\n"),
    )
    .unwrap();
    drift("unowned file in the way");
    assert_eq!(test.run(&["build"]).0, 4);
    assert_eq!(std::fs::read_to_string(at(mine)).unwrap(), "mine: true\n");
}

#[test]
fn a_stale_file_that_was_edited_stays() {
    let test = plan(PLAN);
    test.run(&["build"]);
    let store = test.path().join("dr/p/c/backup/store-s.yaml");
    std::fs::write(&store, "edited: true\n").unwrap();
    std::fs::write(
        test.path().join("p.drplan"),
        PLAN.replace("store s", "store other"),
    )
    .unwrap();
    assert_eq!(test.run(&["build"]).0, 4);
    assert_eq!(std::fs::read_to_string(&store).unwrap(), "edited: true\n");
}

#[test]
fn a_killed_build_is_finished_by_the_next() {
    // What a kill leaves: the list of a build under way, one file written, one not.
    let test = plan(PLAN);
    test.run(&["build"]);
    let list = test.path().join("dr/p/.drplan-outputs.json");
    let old_list = std::fs::read_to_string(&list).unwrap();
    let schedule = test
        .path()
        .join("dr/p/c/backup/schedule-t-file-backup.yaml");
    let old = std::fs::read(&schedule).unwrap();
    std::fs::write(
        test.path().join("p.drplan"),
        PLAN.replace("keep 7d", "keep 8d"),
    )
    .unwrap();
    test.run(&["build"]);
    let new_list = std::fs::read_to_string(&list).unwrap();
    let digest = |text: &str| {
        let line = text
            .lines()
            .find(|line| line.contains("schedule-t"))
            .unwrap();
        line.split("\"sha256\":\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    };
    let both = format!("{}\",\"was\":\"{}", digest(&new_list), digest(&old_list));
    std::fs::write(&list, new_list.replace(&digest(&new_list), &both)).unwrap();
    std::fs::write(&schedule, old).unwrap();
    let (exit, text) = test.run(&["build"]);
    assert_eq!(exit, 0, "{text}");
    assert_eq!(std::fs::read_to_string(&list).unwrap(), new_list);
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out() {
    let outside = TempDir::new().unwrap();
    let test = plan(PLAN);
    std::os::unix::fs::symlink(outside.path(), test.path().join("dr")).unwrap();
    let (exit, text) = test.run(&["build", "p.drplan"]);
    assert_eq!(exit, 4, "{text}");
    assert!(std::fs::read_dir(outside.path()).unwrap().next().is_none());
}

#[test]
fn a_broken_list_removes_nothing() {
    let test = plan(PLAN);
    test.run(&["build"]);
    std::fs::write(
        test.path().join("dr/p/.drplan-outputs.json"),
        "<<<<<<< ours\n",
    )
    .unwrap();
    std::fs::write(
        test.path().join("p.drplan"),
        PLAN.replace("store s", "store other"),
    )
    .unwrap();
    let (exit, text) = test.run(&["build"]);
    // The Schedule names another store now, and without the list nobody knows that it is ours.
    assert_eq!(exit, 4, "{text}");
    assert!(test.path().join("dr/p/c/backup/store-s.yaml").exists());
}

#[test]
fn a_list_from_elsewhere_removes_nothing_outside() {
    let test = plan(PLAN).file("dr/q.txt", "");
    let outside = TempDir::new().unwrap();
    let victim = outside.path().join("victim");
    std::fs::write(&victim, "").unwrap();
    test.run(&["build", "p.drplan"]);
    let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let list = format!(
        "{{\"files\":[{{\"path\":\"{}\",\"sha256\":\"{digest}\"}}]}}",
        victim.display()
    );
    std::fs::write(test.path().join("dr/p/.drplan-outputs.json"), list).unwrap();
    test.run(&["build", "p.drplan", "--overwrite-edited"]);
    assert!(victim.exists());
}

#[test]
fn starter_checks_clean_and_builds() {
    let test = Test::new();
    assert_eq!(test.run(&["init", "--name", "shop"]).0, 0);
    let (exit, text) = test.run(&["check", "--fail-on", "info", "--format", "concise"]);
    assert_eq!((exit, text.as_str()), (0, ""));
    assert_eq!(test.run(&["fmt", "--check"]).0, 0);
    assert_eq!(test.run(&["build"]).0, 0);
    assert_eq!(test.run(&["init"]).0, 2, "a second start writes nothing");
}

#[test]
fn formats_agree_on_the_exit_code() {
    let test = plan(&PLAN.replace("tier t }", "tier u }"));
    for format in ["full", "concise", "plain", "json"] {
        let (exit, text) = test.run(&["check", "--format", format]);
        assert_eq!(exit, 1, "{format}");
        assert!(text.contains("unknown-name"), "{format}: {text}");
    }
    let (_, json) = test.run(&["check", "--format", "json", "--quiet"]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["findings"][0]["line"], 5);
    assert_eq!(test.run(&["check", "--exit-zero"]).0, 0);
    assert_eq!(plan(PLAN).run(&["check", "--fail-on", "warning"]).0, 1);
}

#[test]
fn allows_expire_and_are_missed() {
    let allow = |name: &str, until: &str| {
        plan(&PLAN.replacen(
            "region r }",
            &format!("region r; allow {name} \"one region is enough\" until {until} }}"),
            1,
        ))
    };
    assert_eq!(
        allow("region-not-covered", "2026-11-25")
            .run(&["check", "--fail-on", "info"])
            .0,
        0
    );
    let (_, text) = allow("region-not-covered", "2026-11-25").run(&["check"]);
    assert!(
        text.contains("1 allowed"),
        "what is allowed is counted: {text}"
    );
    let (exit, text) =
        allow("region-not-covered", "2026-11-24").run(&["check", "--format", "concise"]);
    assert!(
        exit == 1 && text.contains("allow-expired") && text.contains("region-not-covered"),
        "{text}"
    );
    let (_, text) = allow("wal-left-out", "2027-01-01").run(&["check", "--format", "concise"]);
    assert!(text.contains("allow-unused"), "{text}");
    let (_, text) = allow("no-copies", "2027-01-01").run(&["check", "--format", "concise"]);
    assert!(text.contains("never-allowed"), "{text}");
    let (_, text) = allow("no-copeis", "2027-01-01").run(&["check", "--format", "concise"]);
    assert!(text.contains("unknown-finding"), "{text}");
}

#[test]
fn explain_and_show_speak_of_the_plan() {
    let test = plan(&PLAN.replace("tier t }", "tier t; rpo 2h }"));
    let (exit, text) = test.run(&["explain", "a.rpo"]);
    assert_eq!(exit, 0);
    assert!(
        text.contains("2h")
            && text.contains("namespace: `2h` at p.drplan:5")
            && text.contains("tier: `1h`"),
        "{text}"
    );
    let (exit, text) = test.run(&["show"]);
    assert_eq!(exit, 0);
    assert!(text.contains("file-backup"), "{text}");
    assert_eq!(test.run(&["explain", "region-not-covered"]).0, 0);
    assert_eq!(test.run(&["explain", "nonsense"]).0, 2);
}

#[test]
fn simulate_says_what_a_loss_does() {
    let test = plan(
        "plan p
cluster prod { region us-east-1; read 400MiB/s; concurrent-backups 2 }
cluster dr { recovers prod; region us-west-2; provision 8m; bootstrap 3m }
store main { s3 main-velero { region us-east-1 }; replica west-velero { region us-west-2; lag 10m } }
tier t { rpo 4h; rto 2h; keep 7d; every \"0 * * * *\" }
namespace a { tier t; apps apps/a }
namespace b {
  tier t
  workload deployment/cache { recover rebuild }
}
",
    )
    .file("apps/a/kustomization.yaml", "resources: []\n");
    let lose = |what: &str, at: &str| test.run(&["simulate", "--lose", what, "--at", at]);
    let (exit, text) = lose("us-east-1", "2026-03-02T03:59");
    assert_eq!(exit, 0, "{text}");
    // Nothing of the run at 03:00 is lost on the way: it began so long before that it is there.
    for part in [
        "gone: cluster prod, bucket main-velero",
        "backup of 2026-03-02T03:00:00Z in west-velero",
        "built anew",
        "dr recovers prod",
        "bootstrap",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // With the cluster alone the bucket beside it is left, and a younger run in it.
    let (_, text) = lose("prod", "2026-03-02T04:05:00+00:00");
    assert!(
        text.contains("backup of 2026-03-02T04:00:00Z in main-velero"),
        "{text}"
    );
    let (_, text) = lose("us-east-1", "2026-03-02T04:05");
    assert!(
        text.contains("backup of 2026-03-02T03:00:00Z in west-velero"),
        "{text}"
    );
    let (_, text) = lose("us-west-2", "2026-03-02T03:59");
    assert!(
        text.contains("no workload of the plan runs there"),
        "{text}"
    );
    assert!(
        text.contains("until dr is back nobody recovers prod"),
        "{text}"
    );
    for (what, at) in [
        ("us-east-2", "2026-03-02T03:59"),
        ("us-east-1", "yesterday"),
        ("us-east-1", "2026-02-30T00:00"),
    ] {
        assert_eq!(lose(what, at).0, 2, "{what} {at}");
    }
    let (exit, text) = test.run(&[
        "simulate",
        "--lose",
        "us-east-1",
        "--at",
        "2026-03-02T03:59",
        "--format",
        "json",
    ]);
    assert_eq!(exit, 0);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut workloads = value["workloads"].as_array().unwrap().iter();
    let one = workloads.find(|one| one["workload"] == "a").unwrap();
    assert_eq!(one["lost_seconds"], 59 * 60);
    assert_eq!(one["run"], "2026-03-02T03:00:00Z");
    let steps = value["recoveries"][0]["steps"].as_array().unwrap();
    assert_eq!(steps.last().unwrap()["critical"], true);
    // Before the calendar that cron lines are looked up in there is no run.
    let (_, text) = lose("us-east-1", "1999-01-01T00:00");
    assert!(text.contains("everything"), "{text}");
}

#[test]
fn other_places_other_clocks_same_bytes() {
    let build = |vars: &[(&str, &str)]| {
        let test = plan(PLAN);
        let mut command = Command::cargo_bin("drplan").unwrap();
        command.current_dir(test.path()).env_clear().arg("build");
        command.envs(vars.iter().copied());
        assert!(command.output().unwrap().status.success());
        test.tree()
    };
    let first = build(&[]);
    let other = [
        ("LC_ALL", "tr_TR.UTF-8"),
        ("TZ", "Asia/Kathmandu"),
        ("SOURCE_DATE_EPOCH", "1000000000"),
    ];
    assert_eq!(first, build(&other));
}

#[test]
fn plumbing_works() {
    let test = Test::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = Command::cargo_bin("drplan")
            .unwrap()
            .args(["completions", shell])
            .output()
            .unwrap();
        assert!(
            output.status.success() && output.stdout.len() > 1_000,
            "{shell}"
        );
    }
    assert!(test.run(&["man"]).1.contains(".TH"));
    let (_, json) = test.run(&["version", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["name"], "drplan");
}

/// A build that is killed at any moment is finished by the next, which calls nothing hand-edited.
#[test]
fn a_build_can_be_killed() {
    let test = Test::new();
    for (name, text) in (crate::laws::fleet::Fleet {
        namespaces: 150,
        clusters: 2,
    })
    .files()
    {
        std::fs::write(test.path().join(name), text).unwrap();
    }
    let binary = assert_cmd::cargo::cargo_bin("drplan");
    for round in 0..12_u64 {
        let plan = test.path().join("fleet.drplan");
        let text = std::fs::read_to_string(&plan).unwrap();
        // Another retention in each round, so that every Schedule changes.
        let days = format!("keep {}d", 30 + round);
        let changed: Vec<String> = text
            .lines()
            .map(|line| match line.split_once("keep ") {
                Some((head, tail)) => format!(
                    "{head}{days}{}",
                    tail.trim_start_matches(|c: char| c.is_alphanumeric())
                ),
                None => line.to_owned(),
            })
            .collect();
        std::fs::write(&plan, changed.join("\n") + "\n").unwrap();
        let mut child = std::process::Command::new(&binary)
            .current_dir(test.path())
            .arg("build")
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20 + 15 * round));
        let _ = child.kill();
        let _ = child.wait();
        if round % 3 == 2 {
            let (exit, text) = test.run(&["build"]);
            assert_eq!(exit, 0, "round {round}: {text}");
            assert_eq!(test.run(&["build", "--check"]).0, 0);
            let left: Vec<String> = test
                .tree()
                .into_iter()
                .map(|(name, _)| name)
                .filter(|name| name.ends_with("-new"))
                .collect();
            assert!(left.is_empty(), "{left:?}");
        }
    }
}

/// The jobs of the documentation, as a shell runs them.
#[test]
fn the_jobs_of_the_documentation_stop_what_is_wrong() {
    let page = std::fs::read_to_string(crate::harness::home().join("docs/ci.md")).unwrap();
    let steps: Vec<&str> = page
        .lines()
        .filter_map(|line| {
            line.trim()
                .strip_prefix("run: ")
                .or_else(|| line.trim().strip_prefix("- "))
        })
        .filter(|line| line.starts_with("drplan "))
        .collect();
    for verb in [
        "drplan fmt --check",
        "drplan check",
        "drplan build --check --diff",
    ] {
        assert_eq!(
            steps.iter().filter(|step| **step == verb).count(),
            2,
            "{verb} is in both jobs"
        );
    }
    let binary = assert_cmd::cargo::cargo_bin("drplan");
    let path = format!("{}:/usr/bin:/bin", binary.parent().unwrap().display());
    let run = |test: &Test| -> (bool, String) {
        let mut log = String::new();
        for step in &steps {
            let output = std::process::Command::new("/bin/sh")
                .args(["-ec", step])
                .current_dir(test.path())
                .env("PATH", &path)
                .output()
                .unwrap();
            log.push_str(&String::from_utf8_lossy(&output.stdout));
            if !output.status.success() {
                return (false, log);
            }
        }
        (true, log)
    };
    let test = plan(PLAN);
    test.run(&["build"]);
    assert!(run(&test).0, "a good commit passes");
    let stopped = |text: &str, word: &str| {
        std::fs::write(test.path().join("p.drplan"), text).unwrap();
        let (passed, log) = run(&test);
        assert!(!passed && log.contains(word), "{word}: {log}");
    };
    stopped(&PLAN.replace("tier t }", "tier u }"), "unknown-name");
    stopped(&PLAN.replace("rpo 1h", "rpo   1h"), "not formatted");
    stopped(&PLAN.replace("keep 7d", "keep 8d"), "changed: ");
}

#[test]
fn hooks_that_nothing_applies_are_named() {
    let text = format!(
        "{PLAN}namespace db {{\n  tier t\n  apps apps/db\n  workload statefulset/pg {{\n    recover snapshot\n    volume data\n    quiesce postgres {{ container pg }}\n  }}\n}}\n"
    );
    let flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  path: ./apps/db\n";
    let test = plan(&text).file("apps/db/kustomization.yaml", "resources: [pg.yaml]\n");
    let says = |test: &Test| {
        test.run(&["check", "--format", "concise"])
            .1
            .contains("hooks-not-wired")
    };
    assert!(
        !says(&test),
        "a repository that shows no Kustomization is not accused"
    );
    let test = test.file("clusters/c/apps.yaml", flux);
    assert!(says(&test));
    let wired = format!("{flux}  components: [../../dr/p/c/hooks/db]\n");
    let test = test.file("clusters/c/apps.yaml", wired);
    assert!(!says(&test));
}
