//! Exit codes: wrong usage, several plans, files that cannot be read.

use crate::support::test::{PLAN, Test, ran};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt as _;
use std::process::Command;

#[test]
fn a_wrong_day_or_directory_is_wrong_usage() {
    let sandbox = Test::built();
    for day in [
        "nonsense",
        "2026-13-01",
        "2026-02-30",
        "",
        "26-11-25",
        "2026-11-25T00:00",
    ] {
        for verb in ["check", "build", "fmt", "show"] {
            let mut command = Command::new(assert_cmd::cargo::cargo_bin("drplan"));
            command.current_dir(sandbox.path()).env_clear();
            command.args([verb, "--today", day]);
            ran(&command.output().unwrap()).code(2).says("YYYY-MM-DD");
        }
    }
    sandbox.write("file", "");
    for directory in ["/nonexistent", "dr/nothing", "dr/p.drplan", "file"] {
        for verb in ["check", "build", "fmt", "init", "version"] {
            sandbox
                .run(&["-C", directory, verb])
                .code(2)
                .says("no such folder");
            sandbox
                .run(&["--quiet", "-C", directory, verb])
                .code(2)
                .says("no such folder");
        }
    }
    assert!(!sandbox.at("dr/nothing").exists());
    sandbox.run(&["-C", "dr", "check"]).code(0);
}

#[test]
fn init_writes_where_it_is_told() {
    let sandbox = Test::new();
    sandbox
        .run(&["init", "plans", "--name", "shop"])
        .code(0)
        .says("wrote plans/plan.drplan");
    std::fs::create_dir_all(sandbox.at("work")).unwrap();
    sandbox
        .run(&["-C", "work", "init", "--name", "shop"])
        .code(0)
        .says("wrote work/dr/plan.drplan");
    sandbox
        .run(&["-C", "work", "init", "a/b", "--name", "shop"])
        .code(0);
    let names: Vec<String> = sandbox.tree().into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "plans/plan.drplan",
            "work/a/b/plan.drplan",
            "work/dr/plan.drplan"
        ]
    );
    let before = sandbox.tree();
    sandbox.run(&["init", "plans", "--name", "shop"]).code(2);
    sandbox.link("nowhere", "linked/plan.drplan");
    sandbox.run(&["init", "linked", "--name", "shop"]).code(2);
    assert_eq!(sandbox.tree().len(), before.len() + 1);
}

/// A folder with one plan for each code that a plan can come to.
fn plans() -> Test {
    Test::git()
        .file("good/p.drplan", PLAN)
        .file("bad/p.drplan", PLAN.replace("tier t }", "tier u }"))
        .file(
            "newer/p.drplan",
            PLAN.replace("plan p\n", "plan p { requires 99.0 }\n"),
        )
        .file("messy/p.drplan", PLAN.replace("rpo 1h", "rpo   1h"))
        .file("empty/x.txt", "")
}

#[test]
fn every_plan_is_judged_and_the_worst_code_counts() {
    let sandbox = plans();
    for (paths, code) in [
        (&["good", "messy"][..], 0),
        (&["good", "bad"], 1),
        (&["bad", "good"], 1),
        (&["empty", "bad"], 3),
        (&["bad", "empty"], 3),
        (&["empty", "newer", "bad"], 2),
        (&["newer", "empty", "bad"], 2),
        (&["missing", "newer", "empty", "bad"], 74),
        (&["bad", "empty", "newer", "missing"], 74),
    ] {
        let mut args = vec!["check", "--format", "concise"];
        args.extend(paths);
        let ran = sandbox.run(&args);
        assert_eq!(ran.code, Some(code), "{paths:?}: {}", ran.text());
        for (path, words) in [
            ("bad", "unknown-name"),
            ("newer", "requires-newer"),
            ("empty", "no .drplan file in empty"),
            ("missing", "missing does not exist"),
        ] {
            assert_eq!(
                paths.contains(&path),
                ran.text().contains(words),
                "{paths:?}: {}",
                ran.text()
            );
        }
        args.push("--exit-zero");
        let zero = if code == 1 { 0 } else { code };
        assert_eq!(sandbox.run(&args).code, Some(zero), "{paths:?}");
    }
    // `fmt` goes on too.
    for (paths, code) in [
        (&["good", "messy"][..], 4),
        (&["missing/p.drplan", "messy"], 74),
        (&["messy", "broken"], 1),
        (&["broken", "messy"], 1),
    ] {
        sandbox.write("broken/p.drplan", "tier {{{\n");
        let mut args = vec!["fmt", "--check"];
        args.extend(paths);
        let ran = sandbox.run(&args);
        assert_eq!(ran.code, Some(code), "{paths:?}: {}", ran.text());
        assert!(
            ran.text().contains("not formatted: messy/p.drplan"),
            "{paths:?}: {}",
            ran.text()
        );
    }
}

/// A plan that is held against `apps/a`, and a recovery that would apply it.
const HELD: &str = "plan p
cluster c { region r1 }
cluster d { recovers c; brings velero; region r2 }
store s { s3 b { region r1 }; replica w { region r2 } }
tier t { rpo 4h; keep 7d }
platform base { path infra }
namespace a { tier t; apps apps/a }
";

fn held() -> Test {
    Test::git()
        .file("dr/p.drplan", HELD)
        .file("apps/a/kustomization.yaml", "resources: [x.yaml]\n")
        .file(
            "apps/a/x.yaml",
            "kind: ConfigMap\napiVersion: v1\nmetadata: { name: x }\n",
        )
        .file("infra/kustomization.yaml", "resources: []\n")
}

#[test]
fn what_cannot_be_read_is_not_passed() {
    held().run(&["check"]).code(0);
    for (place, line) in [
        ("apps/a/kustomization.yaml", 7),
        ("infra/kustomization.yaml", 6),
        ("clusters/c/kustomization.yaml", 2),
        ("clusters/d/Kustomization", 3),
    ] {
        for odd in ["utf8", "large", "directory"] {
            let sandbox = held();
            let path = sandbox.at(place);
            let _ = std::fs::remove_file(&path);
            match odd {
                "utf8" => sandbox.write(place, b"resources: [\xff]\n"),
                "large" => sandbox.write(place, "#".repeat(1 << 21)),
                // A folder of this name may hold Kustomizations.
                _ if place.ends_with("/Kustomization") => continue,
                _ => sandbox.write(&format!("{place}/x"), ""),
            }
            let before = sandbox.tree();
            for verb in ["check", "build"] {
                let ran = sandbox.run(&[verb, "--format", "concise"]);
                assert_eq!(ran.code, Some(1), "{place} {odd}: {}", ran.text());
                let at = format!("dr/p.drplan:{line}:");
                let said = ran.text().lines().any(|text| {
                    text.starts_with(&at)
                        && text.contains("manifest-not-readable")
                        && text.contains(place)
                });
                assert!(said, "{place} {odd}: {}", ran.text());
            }
            assert_eq!(before, sandbox.tree());
        }
    }
    // Other manifests may be large, or no text: nobody is accused by them, nor stopped.
    let sandbox = held();
    sandbox.write("apps/a/x.yaml", "#".repeat(1 << 21));
    sandbox.write("infra/y.yaml", b"\xff");
    sandbox.run(&["check"]).code(0);
    // It may be accepted for a time.
    let sandbox = held();
    sandbox.write("apps/a/kustomization.yaml", b"\xff");
    sandbox.edit(
        "dr/p.drplan",
        "apps apps/a }",
        "apps apps/a; allow manifest-not-readable \"a reason\" until 2026-12-31 }",
    );
    sandbox.run(&["check"]).code(0).says("1 allowed");
}

/// Runs the binary as somebody whom the system can refuse something.
fn as_nobody(sandbox: &Test, args: &[&str]) -> Option<crate::support::expect::Ran> {
    let binary = sandbox.at("drplan-copy");
    std::fs::copy(assert_cmd::cargo::cargo_bin("drplan"), &binary).unwrap();
    for path in [sandbox.path(), &binary] {
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    }
    let root = std::fs::metadata(sandbox.path()).is_ok_and(|meta| {
        use std::os::unix::fs::MetadataExt as _;
        meta.uid() == 0
    });
    let mut command = Command::new(&binary);
    command.current_dir(sandbox.path()).env_clear().args(args);
    command.args(["--today", crate::support::harness::TODAY]);
    if root {
        command.uid(65534).gid(65534);
    }
    // While another test starts a program, the copy may still be open for writing there.
    let mut tries = 0;
    let output = loop {
        match command.output() {
            Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy && tries < 100 => {
                tries += 1;
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            other => break other,
        }
    };
    std::fs::remove_file(binary).unwrap();
    output.ok().map(|output| ran(&output))
}

#[test]
fn what_the_system_refuses_is_said() {
    let closed = |path: &str, mode: u32| {
        let sandbox = held();
        std::fs::set_permissions(sandbox.at(path), PermissionsExt::from_mode(mode)).unwrap();
        sandbox
    };
    // A plan that cannot be read is a failure of the machine.
    let sandbox = closed("dr/p.drplan", 0o000);
    as_nobody(&sandbox, &["check", "dr"])
        .unwrap()
        .code(74)
        .says("cannot read dr/p.drplan");
    for (path, mode) in [
        ("apps/a/kustomization.yaml", 0o000),
        ("apps/a/x.yaml", 0o000),
        ("apps/a", 0o000),
        ("apps", 0o000),
        ("infra", 0o311),
    ] {
        let sandbox = closed(path, mode);
        let ran = as_nobody(&sandbox, &["check", "dr", "--format", "concise"]).unwrap();
        std::fs::set_permissions(sandbox.at(path), PermissionsExt::from_mode(0o755)).unwrap();
        assert_eq!(ran.code, Some(1), "{path}: {}", ran.text());
        ran.says("manifest-not-readable")
            .says("permission denied")
            .never_says("path-missing");
    }
    // A folder that cannot be written to.
    let sandbox = held();
    let before = sandbox.tree();
    std::fs::set_permissions(sandbox.at("dr"), PermissionsExt::from_mode(0o555)).unwrap();
    let ran = as_nobody(&sandbox, &["build", "dr"]).unwrap();
    ran.code(74).says("cannot write dr/p/.drplan-outputs.json");
    assert_eq!(sandbox.tree(), before);
}

#[test]
fn a_full_or_closed_output_is_a_failure_and_a_reader_that_has_gone_is_none() {
    let sandbox = plans();
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = sandbox.command(&["check", "bad"]);
    let output = command.stdout(full).output().unwrap();
    ran(&output)
        .code(74)
        .says("cannot write to standard output");
    let shell = |line: &str| {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", line]).current_dir(sandbox.path());
        command.env("DRPLAN", assert_cmd::cargo::cargo_bin("drplan"));
        command.output().unwrap().status.code()
    };
    assert_eq!(
        shell("\"$DRPLAN\" check bad 2>/dev/null | true; exit 0"),
        Some(0)
    );
    // What is closed from the start takes nothing; nothing else is written instead.
    let code = shell("\"$DRPLAN\" build good >&- 2>&-");
    assert!(matches!(code, Some(0 | 74)), "{code:?}");
    sandbox.run(&["build", "good"]).code(0);
    sandbox.run(&["build", "good", "--check"]).code(0);
}
