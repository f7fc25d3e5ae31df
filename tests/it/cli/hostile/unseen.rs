//! What is there and not looked into: it is said, and never taken for healthy.

use super::reads::with_workload;
use crate::support::test::{PLAN, Test};

/// A repository in which `apps/a` lists one file.
fn listing(file: &str) -> Test {
    Test::git().file("dr/p.drplan", with_workload()).file(
        "apps/a/kustomization.yaml",
        format!("resources: [{file}]\n"),
    )
}

const OTHER: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: other }\n";

#[test]
fn a_manifest_that_is_no_text_or_too_large_is_named() {
    let mut latin = OTHER.as_bytes().to_vec();
    latin.extend(b"# M\xfcller\n");
    let mut wide: Vec<u8> = vec![0xff, 0xfe];
    wide.extend(OTHER.bytes().flat_map(|byte| [byte, 0]));
    let large = format!("{OTHER}# {}\n", "x".repeat(1 << 20));
    for (bytes, why) in [
        (latin, "not UTF-8 text"),
        (wide, "not UTF-8 text"),
        (large.into_bytes(), "bytes, and at most 1048576"),
    ] {
        let sandbox = listing("web.yaml").file("apps/a/web.yaml", bytes);
        sandbox
            .run(&["check"])
            .code(0)
            .says("files-not-read")
            .says("apps/a/web.yaml")
            .says(why)
            .never_says("workload-not-found");
        // It is about this file alone: one that the plan does not come by is not asked for.
        sandbox.write("apps/a/kustomization.yaml", "resources: [else.yaml]\n");
        sandbox.write("apps/a/else.yaml", OTHER);
        sandbox
            .run(&["check"])
            .never_says("files-not-read")
            .says("workload-not-found");
    }
}

#[test]
fn a_manifest_behind_a_link_is_named() {
    for (target, link) in [
        ("../b/web.yaml", "apps/a/web.yaml"),
        ("b", "apps/a"),
        ("../b/kustomization.yaml", "apps/a/kustomization.yaml"),
        ("more", "apps"),
    ] {
        let sandbox = Test::git()
            .file("dr/p.drplan", with_workload())
            .file("more/a/web.yaml", OTHER);
        for place in ["apps/b", "apps/a"] {
            if link.starts_with("apps/") {
                sandbox.write(
                    &format!("{place}/kustomization.yaml"),
                    "resources: [web.yaml]\n",
                );
                sandbox.write(&format!("{place}/web.yaml"), OTHER);
            }
        }
        let old = sandbox.at(link);
        if old.is_dir() {
            std::fs::remove_dir_all(&old).unwrap();
        } else if old.exists() {
            std::fs::remove_file(&old).unwrap();
        }
        sandbox.link(target, link);
        sandbox
            .run(&["check"])
            .says("files-not-read")
            .says("symbolic link")
            .never_says("workload-not-found");
    }
}

#[test]
fn only_plan_files_are_read_through_links_and_by_use() {
    // A file of secrets that Git ignores: what is wrong in it would be shown.
    const ENV: &str = "API_TOKEN=hunter2\n";
    for name in [
        ".env",
        "secrets.yaml",
        "id_rsa",
        "notes.drplan.bak",
        "drplan",
    ] {
        let sandbox = Test::git().file("dr/p.drplan", PLAN).file(name, ENV);
        sandbox.link(format!("../{name}"), "dr/zz.drplan");
        for verb in [&["check"][..], &["build"], &["fmt"], &["show"]] {
            sandbox
                .run(verb)
                .code(1)
                .says("link-outside")
                .never_says("hunter2");
        }
        sandbox
            .run(&["fmt", "dr/zz.drplan"])
            .code(1)
            .never_says("hunter2");
        assert_eq!(sandbox.read(name), ENV);
        // Through two links, the first of which has the right name.
        std::fs::remove_file(sandbox.at("dr/zz.drplan")).unwrap();
        sandbox.link(format!("../{name}"), "org/between.drplan");
        sandbox.link("../org/between.drplan", "dr/zz.drplan");
        sandbox
            .run(&["check"])
            .code(1)
            .says("link-outside")
            .never_says("hunter2");
        std::fs::remove_file(sandbox.at("dr/zz.drplan")).unwrap();
        for used in [format!("../{name}"), "../org/between.drplan".to_owned()] {
            sandbox.write("dr/p.drplan", format!("{PLAN}use \"{used}\"\n"));
            sandbox
                .run(&["check"])
                .code(1)
                .says("use-not-found")
                .says(".drplan")
                .never_says("hunter2");
        }
    }
    // A link to a plan file of the repository is followed.
    let sandbox = Test::git().file("dr/p.drplan", PLAN).file(
        "org/tiers.drplan",
        "tier u { rpo 2h; keep 7d }\nnamespace b { tier u }\n",
    );
    sandbox.link("../org/tiers.drplan", "dr/tiers.drplan");
    sandbox.run(&["check"]).code(0);
}

#[test]
fn conflict_markers_in_a_plan_are_one_finding() {
    let sides = "<<<<<<< HEAD\ntier t { rpo 1h; keep 7d }\n=======\ntier t { rpo 2h; keep 7d }\n>>>>>>> theirs\n";
    let plan = PLAN.replace("tier t { rpo 1h; keep 7d }\n", sides);
    let base = sides.replace(
        "=======",
        "||||||| base\ntier t { rpo 4h; keep 7d }\n=======",
    );
    for text in [
        plan.clone(),
        plan.replace('\n', "\r\n"),
        PLAN.replace("tier t { rpo 1h; keep 7d }\n", &base),
        format!("{plan}{}", sides.replace("tier t", "tier u")),
    ] {
        let sandbox = Test::git().file("dr/p.drplan", &text).file(
            "dr/q.drplan",
            "namespace b { tier t }\nnamespace c { tier t }\n",
        );
        for verb in [&["check"][..], &["build"]] {
            sandbox
                .run(verb)
                .code(1)
                .says("conflict-markers")
                .says("1 error, 0 warnings");
        }
        sandbox.run(&["fmt"]).code(1).says("conflict-markers");
        assert_eq!(sandbox.read("dr/p.drplan"), text);
    }
    // Marks that are no conflict: in a text, or left alone.
    for text in [
        format!("{PLAN}# <<<<<<< HEAD\n"),
        format!("{PLAN}>>>>>>> theirs\n"),
    ] {
        Test::git()
            .file("dr/p.drplan", text)
            .run(&["check"])
            .never_says("conflict-markers");
    }
}

/// The name of a stranger's file may be a word of the command line: no line of it is a command of a
/// CI runner, and nothing of it moves a terminal.
#[test]
fn words_of_the_command_line_are_shown_on_one_line() {
    let test = Test::git().file("dr/p.drplan", PLAN);
    let odd = "--a\n::error::pwn\u{1b}[31m\u{202e}.drplan";
    for args in [
        &["fmt", "--check", odd][..],
        &["explain", odd],
        &["explain", "a\n::error::x"],
        &["show", "--columns", "a\n::error::x"],
        &["init", "--name", "a\n::error::x"],
        &[
            "simulate",
            "--lose",
            "a\n::error::x",
            "--at",
            "2026-03-02T03:59",
        ],
        &["failover", "begin", "--cluster", "a\n::error::x"],
        &["check", "a\n::error::x"],
    ] {
        let ran = test.run(args);
        assert_ne!(ran.code, Some(0), "{args:?}");
        let text = ran.text();
        assert!(!text.contains("\n::"), "{args:?}: {text}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{args:?}: {text}");
    }
}

/// A link to nothing, or any other file, does not stand for the plan in the folder that it is in.
#[test]
fn another_file_is_not_the_plan_beside_it() {
    let test = Test::git()
        .file("plans/p.drplan", PLAN)
        .file("plans/notes", "text");
    test.link("nowhere", "plans/shop");
    for name in ["plans/shop", "plans/notes"] {
        for verb in ["check", "build", "show", "fmt"] {
            let ran = test.run(&[verb, name]);
            assert!(
                matches!(ran.code, Some(1 | 74)),
                "{verb} {name}: {}",
                ran.text()
            );
        }
    }
    test.run(&["check", "plans/p.drplan"]).code(0);
}
