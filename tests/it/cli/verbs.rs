//! The binary as people run it: exit codes, what is written and what is not.

use crate::support::test::{LIST, PLAN, SCHEDULE, Test};
use std::process::Command;

/// The plan of most tests, without a finding.
const CLEAN: &str = "plan p
cluster c { region r }
cluster d { recovers c; brings velero; region q }
store s { s3 b { region r }; replica w { region q } }
tier t { rpo 1h; rto 8h; keep 7d }
namespace a { tier t }
";

/// A plan that is refused by every verb that reads it, with the same finding, and nothing is written.
#[track_caller]
fn refused(test: &Test, code: i32, findings: &[(&str, u32, &str)]) {
    let before = test.tree();
    for verb in ["check", "build"] {
        test.args(&[verb, "--format", "concise"])
            .findings(findings)
            .status(code);
    }
    assert_eq!(before, test.tree(), "nothing is written");
}

fn plan(text: impl AsRef<[u8]>) -> Test {
    Test::new().plan(text)
}

#[test]
fn a_plan_above_is_named() {
    let test = Test::git()
        .file("dr/plan.drplan", "plan shop\n")
        .file("apps/base/x.txt", "");
    test.args(&["-C", "apps/base", "check"])
        .stderr("drplan: no .drplan file here or below; there is a plan in ../../dr: name it, as in `drplan check ../../dr`\n")
        .status(3);
}

#[test]
fn a_folder_without_a_plan_is_three() {
    let test = Test::new().file("x.txt", "");
    for verb in ["check", "build"] {
        test.args(&[verb])
            .stderr("drplan: no .drplan file here or below; `drplan init` writes one\n")
            .status(3);
    }
    assert_eq!(test.tree().len(), 1);
}

#[test]
fn bad_input_is_refused() {
    for (text, findings) in [
        (
            CLEAN.replace("tier t }", "tier u }"),
            &[("p.drplan", 6, "unknown-name")][..],
        ),
        (
            format!("{CLEAN}tier t {{ rpo 1h; keep 7d }}\n"),
            &[("p.drplan", 7, "duplicate-name")],
        ),
        (
            CLEAN.replace("rpo 1h", "rpo 30s"),
            &[("p.drplan", 5, "rpo-below-loop")],
        ),
        (
            CLEAN.replace("rpo 1h", "rpo 5m"),
            &[("p.drplan", 5, "rpo-not-met")],
        ),
        (
            CLEAN.replace("keep 7d", "keep 30m"),
            &[("p.drplan", 5, "keep-too-short")],
        ),
        (
            CLEAN.replace("namespace a", &format!("namespace {}", "a".repeat(64))),
            &[("p.drplan", 6, "name-too-long")],
        ),
        (
            CLEAN.replace("s3 b { region r }; replica w { region q }", "upload 1MiB/s"),
            &[("p.drplan", 4, "store-without-bucket")],
        ),
        (
            format!("{CLEAN}cluster e {{ recovers d; brings velero; region r }}\n"),
            &[("p.drplan", 7, "recovers-chain")],
        ),
        (
            format!(
                "{CLEAN}namespace b {{ tier t; needs e }}\nnamespace e {{ tier t; needs b }}\n"
            ),
            &[("p.drplan", 8, "cyclic-needs")],
        ),
        (
            "tier t { rpo 1h; keep 7d }\n".to_owned(),
            &[("p.drplan", 1, "no-plan-block")],
        ),
        (
            format!("{CLEAN}use \"../../x.drplan\"\n"),
            &[("p.drplan", 7, "use-not-found")],
        ),
        (
            format!("{CLEAN}{}", "#".repeat(1 << 20)),
            &[("p.drplan", 1, "file-too-large")],
        ),
    ] {
        refused(&plan(text), 1, findings);
    }
    refused(
        &plan(b"plan p\n\xff\xfe"),
        1,
        &[("p.drplan", 1, "not-utf8")],
    );
    refused(
        &plan(CLEAN).file("q.drplan", "plan q\n"),
        1,
        &[("q.drplan", 1, "two-plans")],
    );
    refused(
        &plan(format!("{CLEAN}use \"./u/q.drplan\"\n")).file("u/q.drplan", "use \"../p.drplan\"\n"),
        1,
        &[("u/q.drplan", 1, "cyclic-use")],
    );
    refused(
        &plan(format!("{CLEAN}use \"q.drplan\"\n")).file("q.drplan", "use \"./p.drplan\"\n"),
        1,
        &[("q.drplan", 1, "cyclic-use")],
    );
    refused(
        &plan(CLEAN.replace("plan p", "plan p { requires 99.0 }")),
        2,
        &[("p.drplan", 1, "requires-newer")],
    );
}

#[test]
fn usage_is_two() {
    let test = Test::new();
    test.args(&["chekc"])
        .stderr(
            "error: unrecognized subcommand 'chekc'

  tip: a similar subcommand exists: 'check'

Usage: drplan [OPTIONS] <COMMAND>

For more information, try '--help'.
",
        )
        .status(2);
    test.args(&["check", "--format", "pretty"])
        .stderr(
            "error: invalid value 'pretty' for '--format <FORMAT>'
  [possible values: full, concise, plain, json]

For more information, try '--help'.
",
        )
        .status(2);
}

#[test]
fn crlf_and_a_mark_are_accepted_and_kept() {
    let crlf = format!("\u{feff}{}", CLEAN.replace('\n', "\r\n"));
    let test = plan(&crlf);
    test.args(&["build", "-q"]).status(0);
    test.args(&["fmt", "--check"]).status(0);
    test.write("p.drplan", crlf.replace("rpo 1h", "rpo   1h"));
    test.args(&["fmt", "--check"])
        .stdout("not formatted: p.drplan\n")
        .status(4);
    test.args(&["fmt"]).stdout("formatted p.drplan\n").status(0);
    assert_eq!(test.read("p.drplan"), crlf);
}

#[test]
fn build_writes_what_differs_and_nothing_else() {
    let test = plan(PLAN);
    test.args(&["build", "--check", "--format", "concise"])
        .any_output()
        .status(4);
    test.args(&["build"]).any_output().status(0);
    let time = || {
        std::fs::metadata(test.at(SCHEDULE))
            .unwrap()
            .modified()
            .unwrap()
    };
    let (first, written) = (test.tree(), time());
    test.args(&["build", "--check"]).any_output().status(0);
    test.args(&["build"]).any_output().status(0);
    assert_eq!(first, test.tree());
    assert_eq!(written, time());
}

#[test]
fn build_says_what_it_writes() {
    let test = plan(CLEAN);
    test.args(&["build", "--check"])
        .stdout(
            "missing: clusters/c/drplan-p.yaml
missing: clusters/d/drplan-p.yaml
missing: dr/p/c/backup/schedule-t-file-backup.yaml
missing: dr/p/c/backup/store-s.yaml
missing: dr/p/c/backup/volumes-t-file-backup.yaml
missing: dr/p/d/complete/r1/account-result.yaml
missing: dr/p/d/complete/r1/binding-result.yaml
missing: dr/p/d/complete/r1/complete.yaml
missing: dr/p/d/complete/r1/result.yaml
missing: dr/p/d/complete/r1/role-result.yaml
missing: dr/p/d/restore/r1/t/t-file-backup.yaml
missing: dr/p/d/storage/store-s.yaml
missing: dr/p/d/velero/namespace.yaml
missing: dr/p/d/velero/node-agent.yaml
missing: dr/p/guarantees.lock
missing: dr/p/report.html
",
        )
        .status(4);
    test.args(&["build"])
        .stdout(
            "wrote clusters/c/drplan-p.yaml
wrote clusters/d/drplan-p.yaml
wrote dr/p/c/backup/schedule-t-file-backup.yaml
wrote dr/p/c/backup/store-s.yaml
wrote dr/p/c/backup/volumes-t-file-backup.yaml
wrote dr/p/d/complete/r1/account-result.yaml
wrote dr/p/d/complete/r1/binding-result.yaml
wrote dr/p/d/complete/r1/complete.yaml
wrote dr/p/d/complete/r1/result.yaml
wrote dr/p/d/complete/r1/role-result.yaml
wrote dr/p/d/restore/r1/t/t-file-backup.yaml
wrote dr/p/d/storage/store-s.yaml
wrote dr/p/d/velero/namespace.yaml
wrote dr/p/d/velero/node-agent.yaml
wrote dr/p/guarantees.lock
wrote dr/p/report.html
",
        )
        .stderr(
            "16 files: 16 new, 0 changed, 0 removed
",
        )
        .status(0);
    test.args(&["build"])
        .stderr(
            "16 files: 0 new, 0 changed, 0 removed
",
        )
        .status(0);
    test.args(&["build", "--check"]).status(0);
}

#[test]
fn each_drift_is_named() {
    const STORE: &str = "dr/p/c/backup/store-s.yaml";
    const CLASS: &str = "dr/p/c/backup/snapshots-ebs.yaml";
    let test = plan(PLAN);
    test.run(&["build"]).code(0);
    let own = test.read(SCHEDULE);
    #[track_caller]
    fn drift(test: &Test, line: &str) {
        let ran = test.run(&["build", "--check"]).code(4);
        let lines: Vec<&str> = ran.stdout.lines().chain(ran.stderr.lines()).collect();
        assert!(lines.contains(&line), "{line}: {lines:#?}");
    }
    std::fs::remove_file(test.at(SCHEDULE)).unwrap();
    drift(&test, &format!("missing: {SCHEDULE}"));
    test.write(SCHEDULE, "edited: true\n");
    drift(&test, &format!("hand-edited: {SCHEDULE}"));
    // A build stops at the edit, shows it, and writes nothing.
    let before = test.tree();
    test.run(&["build"]).code(4).says("\n-edited: true\n");
    assert_eq!(before, test.tree());
    test.run(&["build", "--overwrite-edited"]).code(0);
    assert_eq!(test.read(SCHEDULE), own);
    test.plan_is(&PLAN.replace("keep 7d", "keep 8d"));
    drift(&test, &format!("changed: {SCHEDULE}"));
    test.plan_is(&PLAN.replace("store s", "store other"));
    drift(&test, &format!("stale: {STORE}"));
    test.run(&["build"]).code(0);
    assert!(!test.at(STORE).exists());
    test.write(CLASS, "mine: true\n");
    test.plan_is(&format!("{PLAN}snapshots ebs {{ driver d }}\n"));
    drift(&test, &format!("unowned file in the way: {CLASS}"));
    test.run(&["build"]).code(4);
    assert_eq!(test.read(CLASS), "mine: true\n");
}

#[test]
fn a_stale_file_that_was_edited_stays() {
    const STORE: &str = "dr/p/c/backup/store-s.yaml";
    let test = plan(PLAN);
    test.run(&["build"]).code(0);
    test.write(STORE, "edited: true\n");
    test.plan_is(&PLAN.replace("store s", "store other"));
    test.run(&["build"])
        .code(4)
        .says(&format!("hand-edited: {STORE}"));
    assert_eq!(test.read(STORE), "edited: true\n");
}

#[test]
fn a_killed_build_is_finished_by_the_next() {
    // What a kill leaves: the list of a build under way, one file written, one not.
    let test = plan(PLAN);
    test.run(&["build"]).code(0);
    let old_list = test.read(LIST);
    let old = test.read(SCHEDULE);
    test.plan_is(&PLAN.replace("keep 7d", "keep 8d"));
    test.run(&["build"]).code(0);
    let new_list = test.read(LIST);
    let digest = |text: &str| {
        let line = text
            .lines()
            .find(|line| line.contains("schedule-t"))
            .unwrap();
        let rest = line.split("\"sha256\":\"").nth(1).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let both = format!("{}\",\"was\":\"{}", digest(&new_list), digest(&old_list));
    test.write(LIST, new_list.replace(&digest(&new_list), &both));
    test.write(SCHEDULE, old);
    test.run(&["build"]).code(0);
    assert_eq!(test.read(LIST), new_list);
}

#[test]
fn links_do_not_lead_out() {
    let outside = Test::new();
    let test = plan(PLAN);
    test.link(outside.path(), "dr");
    test.run(&["build", "p.drplan"]).code(4);
    assert_eq!(outside.tree(), []);
}

#[test]
fn a_broken_list_removes_nothing() {
    let test = plan(PLAN);
    test.run(&["build"]).code(0);
    test.write(LIST, "<<<<<<< ours\n");
    test.plan_is(&PLAN.replace("store s", "store other"));
    // The Schedule names another store now, and without the list nobody knows that it is ours.
    test.run(&["build"]).code(4);
    assert!(test.at("dr/p/c/backup/store-s.yaml").exists());
}

#[test]
fn a_list_from_elsewhere_removes_nothing_outside() {
    let test = plan(PLAN).file("dr/q.txt", "");
    let outside = Test::new().file("victim", "");
    test.run(&["build", "p.drplan"]).code(0);
    let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let victim = outside.at("victim").display().to_string();
    let list = format!("{{\"files\":[{{\"path\":\"{victim}\",\"sha256\":\"{digest}\"}}]}}");
    test.write(LIST, list);
    test.run(&["build", "p.drplan", "--overwrite-edited"]);
    assert!(outside.at("victim").exists());
}

#[test]
fn starter_checks_clean_and_builds() {
    let test = Test::new();
    test.args(&["init", "--name", "shop"])
        .stdout("wrote dr/plan.drplan\n")
        .stderr("next: put your names in, then run `drplan check` and `drplan build`\n")
        .status(0);
    test.args(&["check", "--fail-on", "info", "--format", "concise"])
        .stderr(
            "plan shop: 0 errors, 0 warnings; 2 namespaces, 2 clusters; no sum counts the volumes of 1 namespace that declares no workload; tightest promise: rpo 1h of payments/statefulset/postgres, 58m17s at worst\n",
        )
        .status(0);
    test.args(&["fmt", "--check"]).status(0);
    test.args(&["build", "-q"]).status(0);
    let before = test.tree();
    test.args(&["init"])
        .stderr("drplan: there is a plan in dr already; nothing was written\n")
        .status(2);
    assert_eq!(test.tree(), before, "a second start writes nothing");
}

#[test]
fn formats_agree_on_the_exit_code() {
    let test = plan(PLAN.replace("tier t }", "tier u }"));
    for format in ["full", "concise", "plain", "json"] {
        test.args(&["check", "--format", format])
            .any_output()
            .stdout_has("unknown-name")
            .status(1);
    }
    let json = test
        .args(&["check", "--format", "json", "--quiet"])
        .any_output()
        .status(1)
        .stdout;
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let findings = value["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0]["name"], "unknown-name");
    assert_eq!(findings[0]["line"], 5);
    test.args(&["check", "--exit-zero"]).any_output().status(0);
    plan(PLAN)
        .args(&["check", "--fail-on", "warning"])
        .any_output()
        .status(1);
}

#[test]
fn allows_expire_and_are_missed() {
    let allow = |name: &str, until: &str| {
        plan(PLAN.replacen(
            "region r }",
            &format!("region r; allow {name} \"one region is enough\" until {until} }}"),
            1,
        ))
    };
    let check = ["check", "--fail-on", "info", "--format", "concise"];
    let region = ("p.drplan", 2, "region-not-covered");
    allow("region-not-covered", "2026-11-25")
        .args(&check)
        .stderr_has("1 allowed")
        .status(0);
    for (name, until, findings) in [
        (
            "region-not-covered",
            "2026-11-24",
            &[region, ("p.drplan", 2, "allow-expired")][..],
        ),
        (
            "wal-left-out",
            "2027-01-01",
            &[region, ("p.drplan", 2, "allow-unused")],
        ),
        (
            "no-copies",
            "2027-01-01",
            &[region, ("p.drplan", 2, "never-allowed")],
        ),
        (
            "no-copeis",
            "2027-01-01",
            &[region, ("p.drplan", 2, "unknown-finding")],
        ),
    ] {
        allow(name, until).args(&check).findings(findings).status(1);
    }
}

/// A namespace with a promise of its own, over that of its tier.
fn own_rpo() -> Test {
    plan(CLEAN.replace("tier t }", "tier t; rpo 2h }"))
}

#[test]
fn explain_says_where_a_value_comes_from() {
    let test = own_rpo();
    test.args(&["explain", "a.rpo"])
        .stdout("c a.rpo = 2h
  namespace: `2h` at p.drplan:6
  overrides tier: `1h` at p.drplan:5
  a, loss of the region: at worst 1h16m30s, 43m30s to spare; ok without a missed run
     1h  gap: the longest between two runs of `20 * * * *`
         every 20 * * * * (computed)
     1m  tick: Velero looks at its schedules once a minute
         schedule loop 1m (Velero's own)
    30s  objects: the objects of one backup
         objects of one backup 30s (assumed)
    15m  replicate: how far the replica of the bucket may be behind
         lag 15m (assumed)
  a by what is lost: volume 1h1m30s, cluster 1h16m30s, zone 1h16m30s, region 1h16m30s, corruption unknown without `detect`
")
        .status(0);
    // A wrong question is answered by what there is.
    test.args(&["explain", "nonsense"])
        .stderr("drplan: nothing is called `nonsense`; `drplan explain` lists what has a page, and `NAMESPACE.VALUE` asks for a value of the plan\n")
        .status(2);
    let page = test
        .args(&["explain", "region-not-covered"])
        .any_output()
        .status(0);
    let file = crate::support::harness::project_root().join("docs/findings/region-not-covered.md");
    let title = "# region-not-covered\n";
    assert!(page.stdout.starts_with(title), "{}", page.stdout);
    assert_eq!(
        page.stdout.trim(),
        std::fs::read_to_string(file).unwrap().trim()
    );
    assert_eq!(page.stderr, "");
}

#[test]
fn show_is_a_table_of_the_promises() {
    own_rpo().args(&["show"]).stdout("cluster  namespace  workload  tier  scope   rpo  worst     slack   verdict                  assumed    rto  back    keep  method       schedule    store
c        a          -         t     region  2h   1h16m30s  43m30s  ok without a missed run  replicate  8h   48m14s  7d    file-backup  20 * * * *  s
").status(0);
    // A promise that breaks is in the table too.
    plan(CLEAN.replace("rpo 1h", "rpo 5m"))
        .args(&["show", "--columns", "namespace,rpo,worst,verdict"])
        .stdout("namespace  rpo  worst   verdict\na          5m   21m30s  not met\n")
        .stderr("1 error, 0 warnings; `drplan check` shows them\n")
        .status(1);
}

#[test]
fn simulate_says_what_a_loss_does() {
    let test = plan(
        "plan p
cluster prod { region us-east-1; read 400MiB/s; concurrent-backups 2 }
cluster dr { recovers prod; brings velero; region us-west-2; provision 8m; bootstrap 3m }
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
    let lose = |what: &str, at: &str| {
        let ran = test.run(&["simulate", "--lose", what, "--at", at]);
        (ran.code.unwrap(), ran.text())
    };
    let (exit, text) = lose("us-east-1", "2026-03-02T03:59");
    assert_eq!(exit, 0, "{text}");
    // Nothing of the run at 03:00 is lost on the way: it began so long before that it is there.
    for part in [
        "gone: cluster prod, bucket main-velero",
        "backup of 2026-03-02T03:00:00Z in west-velero",
        "rebuilt",
        "dr recovers prod",
        "bootstrap",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // With the cluster alone the bucket beside it is left, and a younger run in it; but the location of
    // dr names the replica, since it must do for the loss of the region too.
    let (_, text) = lose("prod", "2026-03-02T04:05:00+00:00");
    assert!(
        text.contains("backup of 2026-03-02T03:00:00Z in west-velero"),
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
        text.contains("until dr runs again, no cluster recovers prod"),
        "{text}"
    );
    for (what, at) in [
        ("us-east-2", "2026-03-02T03:59"),
        ("us-east-1", "yesterday"),
        ("us-east-1", "2026-02-30T00:00"),
    ] {
        assert_eq!(lose(what, at).0, 2, "{what} {at}");
    }
    let json = [
        "simulate",
        "--lose",
        "us-east-1",
        "--at",
        "2026-03-02T03:59",
        "--format",
        "json",
    ];
    let ran = test.run(&json).code(0);
    let value: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
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
    let (here, there) = (plan(PLAN), plan(PLAN));
    here.args(&["build"]).any_output().status(0);
    there
        .args(&["build"])
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("TZ", "Asia/Kathmandu")
        .env("SOURCE_DATE_EPOCH", "1000000000")
        .any_output()
        .status(0);
    assert_eq!(here.tree(), there.tree());
}

/// The verbs that `help` lists.
fn verbs() -> Vec<String> {
    let ran = Test::new().args(&["--help"]).any_output().status(0);
    let list = ran.stdout.split("Commands:\n").nth(1).unwrap();
    list.lines()
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect()
}

#[test]
fn completions_and_the_manual_name_every_verb() {
    let verbs = verbs();
    for verb in [
        "check", "fmt", "build", "init", "explain", "show", "simulate", "failover",
    ] {
        assert!(verbs.iter().any(|known| known == verb), "{verb}: {verbs:?}");
    }
    let test = Test::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = test.args(&["completions", shell]).any_output().status(0);
        for verb in &verbs {
            assert!(
                ran.stdout.contains(&**verb),
                "{shell} does not complete {verb}"
            );
        }
        assert_eq!(ran.stderr, "", "{shell}");
    }
    // A shell reads its own, where it is there.
    let script = test.run(&["completions", "bash"]).stdout;
    test.write("completions", script);
    let line = ". ./completions && complete -p drplan";
    let output = Command::new("bash")
        .args(["-c", line])
        .current_dir(test.path())
        .output();
    match output {
        Ok(output) => assert!(output.status.success(), "{output:?}"),
        Err(_) => println!("skipped: no bash here, its completions were not read"),
    }
    let page = test.args(&["man"]).any_output().status(0).stdout;
    assert!(page.contains("\n.TH drplan 1"), "{page}");
    for verb in &verbs {
        assert!(
            page.contains(&format!("\n{verb}")) || page.contains(&format!("\\-{verb}")),
            "{verb}"
        );
    }
}

#[test]
fn the_version_is_that_of_the_crate() {
    let version = env!("CARGO_PKG_VERSION");
    let test = Test::new();
    test.args(&["version"])
        .stdout(format!("drplan {version}\n"))
        .status(0);
    test.args(&["version", "--json"])
        .stdout(format!(
            "{{\"format_version\":1,\"name\":\"drplan\",\"version\":\"{version}\",\"output_version\":1}}\n"
        ))
        .status(0);
}

/// A build that is killed at any moment is finished by the next, which calls nothing hand-edited.
#[test]
fn a_build_can_be_killed() {
    let test = Test::new();
    for (name, text) in (crate::support::fleet::Fleet {
        namespaces: 150,
        clusters: 2,
    })
    .files()
    {
        test.write(&name, text);
    }
    for round in 0..12_u64 {
        let text = test.read("fleet.drplan");
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
        test.write("fleet.drplan", changed.join("\n") + "\n");
        let mut child = test
            .command(&["build"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20 + 15 * round));
        let _ = child.kill();
        let _ = child.wait();
        if round % 3 == 2 {
            let ran = test.run(&["build"]);
            assert_eq!(ran.code, Some(0), "round {round}: {}", ran.text());
            test.run(&["build", "--check"]).code(0);
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
    let page = std::fs::read_to_string(crate::support::harness::project_root().join("docs/ci.md"))
        .unwrap();
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
            let output = Command::new("/bin/sh")
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
    test.run(&["build"]).code(0);
    assert!(run(&test).0, "a good commit passes");
    let stopped = |text: &str, word: &str| {
        test.plan_is(text);
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
    let flux = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: db}\nspec:\n  path: ./apps/db\n";
    let pg = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: pg, namespace: db}\nspec: {template: {spec: {containers: [{name: pg}], volumes: [{name: data}]}}}\n";
    let test = plan(&text)
        .file("apps/db/kustomization.yaml", "resources: [pg.yaml]\n")
        .file("apps/db/pg.yaml", pg);
    let says = |test: &Test| {
        test.run(&["check", "--format", "concise"])
            .text()
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
