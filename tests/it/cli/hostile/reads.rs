//! What is read of a plan and of the repository around it.

use super::{SECRET, at_once, outside, untouched};
use crate::support::test::{LIST, PLAN, SCHEDULE, STAGE, Test, ran};
use std::process::Command;

#[test]
fn a_plan_is_not_read_through_a_link_that_leads_out() {
    for (target, finding) in [
        ("secret", "link-outside"),
        ("missing", "link-outside"),
        ("/proc/self/environ", "link-outside"),
        ("/dev/zero", "link-outside"),
    ] {
        let outside = outside();
        let sandbox = Test::git().file("dr/p.drplan", PLAN);
        sandbox.link(outside.at(target), "dr/zz.drplan");
        let before = sandbox.tree();
        for verb in VERBS {
            let ran = at_once(&sandbox, verb);
            if verb == ["failover", "status"] || verb[0] == "show" {
                assert_eq!(ran.code, Some(1), "{target}: {ran:?}");
            }
            ran.code(1)
                .says(finding)
                .never_says("hunter2")
                .never_says("PATH=");
        }
        at_once(&sandbox, &["fmt", "dr/zz.drplan"])
            .code(1)
            .says(finding);
        assert_eq!(before, sandbox.tree());
        untouched(&outside);
    }
    // Git's own files are no part of the repository: a token may stand in them.
    let sandbox = Test::git().file("dr/p.drplan", PLAN);
    sandbox.git_run(&["config", "http.extraheader", SECRET]);
    sandbox.link("../.git/config", "dr/zz.drplan");
    sandbox
        .run(&["check"])
        .code(1)
        .says("link-outside")
        .never_says("hunter2");
    let sandbox = Test::git().file("dr/p.drplan", format!("{PLAN}use \"../.git/config\"\n"));
    sandbox.git_run(&["config", "http.extraheader", SECRET]);
    sandbox
        .run(&["check"])
        .code(1)
        .says("use-not-found")
        .never_says("hunter2");
}

#[test]
fn the_folder_of_a_plan_is_not_a_link_that_leads_out() {
    let outside = Test::new().file("dr/p.drplan", PLAN);
    let before = outside.tree();
    let sandbox = Test::git();
    sandbox.link(outside.at("dr"), "dr");
    sandbox.link(outside.path(), "plans");
    for verb in VERBS {
        sandbox.run(verb).code(1).says("link-outside");
        let mut args = verb.to_vec();
        if verb != ["failover", "status"] {
            args.insert(1, "plans/dr");
        } else {
            args.push("plans/dr");
        }
        sandbox.run(&args).code(1).says("link-outside");
    }
    sandbox
        .run(&["-C", "plans/dr", "check"])
        .code(1)
        .says("link-outside");
    sandbox
        .run(&["init", "plans/new"])
        .code(2)
        .says("link out of the repository");
    sandbox.run(&["init"]).code(2);
    assert_eq!(before, outside.tree());
    // A link of the user, which stands in no repository, may lead anywhere.
    let user = Test::new();
    user.link(outside.path(), "work");
    user.run(&["check", "work/dr"]).code(0);
}

#[test]
pub(super) fn pipes_and_sockets_are_not_waited_for() {
    let sandbox = Test::git().file("dr/p.drplan", PLAN);
    pipe(&sandbox, "dr/f.drplan");
    for verb in VERBS {
        at_once(&sandbox, verb).code(1).says("not-a-file");
    }
    at_once(&sandbox, &["fmt", "dr/f.drplan"])
        .code(1)
        .says("not-a-file");
    std::fs::remove_file(sandbox.at("dr/f.drplan")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(sandbox.at("dr/f.drplan")).unwrap();
    at_once(&sandbox, &["check"]).code(1).says("not-a-file");
    // A used file.
    let sandbox = Test::git().file("dr/p.drplan", format!("{PLAN}use \"u/f.drplan\"\n"));
    pipe(&sandbox, "dr/u/f.drplan");
    at_once(&sandbox, &["check"])
        .code(1)
        .says("use-not-found")
        .says("not a regular file");
    // At the place of an output, of the list, and of what is to go.
    for place in [SCHEDULE, LIST, STAGE] {
        let sandbox = Test::built();
        std::fs::remove_file(sandbox.at(place)).unwrap();
        pipe(&sandbox, place);
        let ran = at_once(&sandbox, &["build"]);
        assert!(matches!(ran.code, Some(4 | 74)), "{place}: {ran:?}");
        at_once(&sandbox, &["build", "--check"]);
    }
    // Among what the plan is held against.
    let sandbox = Test::git().file("dr/p.drplan", with_workload());
    pipe(&sandbox, "apps/a/kustomization.yaml");
    pipe(&sandbox, "clusters/c/x.yaml");
    at_once(&sandbox, &["check"])
        .code(1)
        .says("manifest-not-readable");
}

#[test]
fn a_repository_stays_inside() {
    let outside = outside();
    let plan = |said: &str| {
        PLAN.replace("plan p\n", &format!("plan p {{ repository \"{said}\" }}\n"))
            + &format!("use \"{}/secret\"\n", outside.path().display())
    };
    let away = outside.path().display().to_string();
    for said in [
        "/",
        "..",
        "../..",
        &away,
        "link",
        "link/x",
        ".git",
        "sub/../..",
        "\u{0}",
    ] {
        let sandbox = Test::new();
        let inner = sandbox.at("repo");
        std::fs::create_dir_all(inner.join("dr")).unwrap();
        Command::new("git")
            .args(["init", "-q"])
            .arg(&inner)
            .status()
            .unwrap();
        sandbox.write("repo/dr/p.drplan", plan(said));
        sandbox.link(outside.path(), "repo/dr/link");
        std::fs::create_dir_all(inner.join("dr/.git-not")).unwrap();
        let before = sandbox.tree();
        let inside = matches!(said, "..");
        for verb in ["check", "build"] {
            let ran = sandbox
                .run_in("repo", &[verb])
                .code(1)
                .never_says("hunter2");
            let ran = ran.says("use-not-found");
            if !inside && said != "\u{0}" && said != ".git" {
                ran.says("repository-outside");
            }
        }
        assert_eq!(before, sandbox.tree(), "{said}");
        untouched(&outside);
    }
    // Without Git the folder of the plan is the outermost one.
    let text = PLAN.replace("plan p\n", "plan p { repository .. }\n");
    let sandbox = Test::new().file("plans/p.drplan", text);
    sandbox
        .run(&["build", "plans"])
        .code(1)
        .says("repository-outside")
        .says("git init");
    assert_eq!(sandbox.tree().len(), 1);
    let text = PLAN.replace("plan p\n", "plan p { repository . }\n");
    let sandbox = Test::new().file("plans/p.drplan", text);
    sandbox.run(&["build", "plans"]).code(0);
    assert!(sandbox.at("plans").join(LIST).exists());
    // Git's own folder is not for outputs, whatever it is called from.
    let text = PLAN.replace("plan p\n", "plan p { repository ../.git }\n");
    let sandbox = Test::git().file("dr/p.drplan", text);
    sandbox.run(&["build"]).code(1).says("repository-outside");
    // A folder that is not there yet, and a link to one inside, are folders of the repository.
    let text = PLAN.replace("plan p\n", "plan p { repository ../new/folder }\n");
    let sandbox = Test::git().file("dr/p.drplan", text);
    sandbox.run(&["build"]).code(0);
    assert!(sandbox.at("new/folder").join(LIST).exists());
    sandbox.edit("dr/p.drplan", "../new/folder", "../link");
    sandbox.link("new/folder", "link");
    // The plan has another revision, and nothing else is another one.
    let ran = sandbox.run(&["build"]).code(0);
    ran.says("wrote dr/p/report.html");
    sandbox.run(&["build", "--check"]).code(0);
    sandbox.edit("dr/p.drplan", "../link", "p.drplan");
    sandbox.run(&["check"]).code(1).says("this is not a folder");
}

#[test]
fn what_lies_behind_a_link_is_not_held_against_a_plan() {
    let outside = Test::new()
        .file("a/kustomization.yaml", "resources: [pg.yaml]\n")
        .file(
            "a/pg.yaml",
            "kind: Deployment\nmetadata: { name: SECRET }\n",
        );
    let text = with_workload();
    for (target, link) in [
        (outside.path().to_owned(), "apps"),
        (outside.at("a"), "apps/a"),
        (outside.at("a/pg.yaml"), "apps/a/pg.yaml"),
        (
            outside.at("a/kustomization.yaml"),
            "apps/a/kustomization.yaml",
        ),
    ] {
        let sandbox = Test::git().file("dr/p.drplan", &text);
        sandbox.link(target, link);
        // Were it read, the workload would be missing in it.
        sandbox
            .run(&["check"])
            .never_says("workload-not-found")
            .never_says("SECRET");
    }
    // The same inside of the repository is seen.
    let sandbox = Test::git()
        .file("dr/p.drplan", &text)
        .file("apps/a/kustomization.yaml", "resources: [pg.yaml]\n")
        .file(
            "apps/a/pg.yaml",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: other }\n",
        );
    sandbox.run(&["check"]).says("workload-not-found");
}

#[test]
fn names_that_cannot_be_said_are_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    for name in [
        &b"\xff.drplan"[..],
        b"a\n::error::x.drplan",
        b"a\x1b[2J.drplan",
        "a\u{202e}.drplan".as_bytes(),
    ] {
        let sandbox = Test::git().file("dr/p.drplan", PLAN);
        let path = sandbox.at("dr").join(std::ffi::OsStr::from_bytes(name));
        std::fs::write(&path, "tier   u { rpo 1h; keep 7d }\n").unwrap();
        for verb in [&["check"][..], &["build"], &["fmt"]] {
            let ran = sandbox.run(verb).code(1).says("bad-file-name");
            assert!(
                !ran.text().contains("\n::error") && !ran.text().contains('\u{1b}'),
                "{ran:?}"
            );
            assert!(!ran.text().contains('\u{202e}'), "{ran:?}");
        }
        let mut command = sandbox.command(&["fmt"]);
        let ran = ran(&command.arg(&path).output().unwrap());
        ran.code(1).says("bad-file-name");
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "tier   u { rpo 1h; keep 7d }\n"
        );
        assert_eq!(std::fs::read_dir(sandbox.at("dr")).unwrap().count(), 2);
    }
}

/// `PLAN` with a workload that is looked for in `apps/a`.
pub(super) fn with_workload() -> String {
    let workload = "tier t\n  apps apps/a\n  workload deployment/web { recover rebuild }\n}";
    PLAN.replace("tier t }", workload)
}

pub(super) fn pipe(sandbox: &Test, path: &str) {
    let path = sandbox.at(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(
        Command::new("mkfifo")
            .arg(&path)
            .status()
            .unwrap()
            .success()
    );
}

const VERBS: [&[&str]; 7] = [
    &["check"],
    &["build"],
    &["build", "--check"],
    &["fmt"],
    &["show"],
    &["failover", "status"],
    &["build", "--overwrite-edited"],
];
