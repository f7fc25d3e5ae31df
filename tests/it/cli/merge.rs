//! Two branches that both built, merged by a real Git, and checkouts with other line ends.

mod lists;

use crate::support::test::{LIST, SCHEDULE, STAGE, Test};

/// A plan with two tiers on two clusters, so that branches meet in some files and not in others.
const TWO: &str = "plan p

cluster c { region r1 }

cluster d { recovers c; brings velero; region r2 }

store s { s3 b { region r1 }; replica w { region r2 } }

tier hot { rpo 4h; keep 7d }

tier cold { rpo 1d; keep 30d }

namespace a { tier hot }

namespace b { tier cold }

namespace e { tier cold }

namespace f { tier hot }
";

/// Commits `TWO` as built, then one change a branch, each with its build. The two are not merged yet.
fn branches(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> Test {
    let sandbox = Test::git().file("dr/p.drplan", TWO);
    sandbox.run(&["build"]).code(0);
    sandbox.commit();
    for (branch, edits) in [("theirs", theirs), ("main", ours)] {
        if branch == "theirs" {
            sandbox.git_run(&["checkout", "-q", "-b", "theirs"]);
        } else {
            sandbox.git_run(&["checkout", "-q", "main"]);
        }
        for (from, to) in edits {
            sandbox.edit("dr/p.drplan", from, to);
        }
        sandbox.run(&["build"]).code(0);
        sandbox.commit();
    }
    sandbox
}

/// Merges; whether Git was content with it.
fn merge(sandbox: &Test) -> bool {
    let (clean, text) = sandbox.git_try(&["merge", "--no-edit", "theirs"]);
    assert!(clean || text.contains("CONFLICT"), "{text}");
    clean
}

/// The outputs that the plan of now has where nothing was before.
fn fresh(sandbox: &Test) -> Vec<(String, Vec<u8>)> {
    let fresh = Test::git().file("dr/p.drplan", sandbox.read("dr/p.drplan"));
    fresh.run(&["build"]).code(0);
    fresh.tree()
}

#[test]
fn a_merge_of_two_builds_is_finished_by_a_build() {
    let hot = (
        "tier hot { rpo 4h; keep 7d }",
        "tier hot { rpo 2h; keep 8d }",
    );
    let cold = (
        "tier cold { rpo 1d; keep 30d }",
        "tier cold { rpo 1d; keep 40d }",
    );
    let first = (
        "namespace a { tier hot }\n",
        "namespace a { tier hot }\nnamespace a2 { tier hot }\n",
    );
    let last = (
        "namespace f { tier hot }\n",
        "namespace f { tier hot }\nnamespace g { tier cold }\n",
    );
    let gone = ("namespace e { tier cold }\n", "");
    let none = [
        ("namespace b { tier cold }\n", ""),
        ("namespace e { tier cold }\n", ""),
        ("tier cold { rpo 1d; keep 30d }\n", ""),
    ];
    let renamed = [("tier hot", "tier warm"), ("store s", "store main")];
    let cases: [(&[(&str, &str)], &[(&str, &str)]); 10] = [
        (&[hot], &[cold]),
        (&[cold], &[hot]),
        (&[first], &[last]),
        (&[last], &[first]),
        (&[gone], &[hot]),
        (&[hot], &none),
        (&none, &[hot]),
        (&[first, hot], &[gone, cold]),
        (&renamed, &[gone]),
        (&renamed, &[cold]),
    ];
    let mut conflicts = 0;
    for (number, (ours, theirs)) in cases.into_iter().enumerate() {
        let sandbox = branches(ours, theirs);
        if !merge(&sandbox) {
            conflicts += 1;
            let text = sandbox.read("dr/p.drplan");
            assert!(
                !text.contains("<<<<<<<"),
                "{number}: the plan itself merges: {text}"
            );
            sandbox
                .run(&["build", "--check"])
                .code(4)
                .says("in conflict: ");
        }
        let ran = sandbox.run(&["build"]);
        assert_eq!(ran.code, Some(0), "{number}: {}", ran.text());
        sandbox.run(&["build", "--check"]).code(0);
        assert_eq!(sandbox.tree(), fresh(&sandbox), "{number}");
        sandbox.commit();
        sandbox.run(&["check"]).code(0);
    }
    assert!(conflicts > 5, "{conflicts} merges had a conflict");
}

#[test]
fn a_rebase_and_a_cherry_pick_are_finished_by_a_build() {
    for verb in [&["rebase", "main"][..], &["cherry-pick", "main"]] {
        let sandbox = branches(
            &[(
                "tier hot { rpo 4h; keep 7d }",
                "tier hot { rpo 2h; keep 8d }",
            )],
            &[("keep 30d", "keep 40d")],
        );
        sandbox.git_run(&["checkout", "-q", "theirs"]);
        let (clean, text) = sandbox.git_try(verb);
        assert!(!clean && text.contains("CONFLICT"), "{text}");
        sandbox
            .run(&["build"])
            .code(0)
            .says("resolved dr/p/report.html");
        sandbox.run(&["build", "--check"]).code(0);
        assert_eq!(sandbox.tree(), fresh(&sandbox));
    }
}

#[test]
fn conflicts_with_the_common_text_are_read_too() {
    for style in ["diff3", "zdiff3"] {
        let sandbox = branches(
            &[(
                "tier hot { rpo 4h; keep 7d }",
                "tier hot { rpo 2h; keep 8d }",
            )],
            &[("keep 30d", "keep 40d")],
        );
        sandbox.git_run(&["config", "merge.conflictStyle", style]);
        assert!(!merge(&sandbox));
        assert!(sandbox.read(LIST).contains("|||||||"));
        sandbox.run(&["build"]).code(0);
        assert_eq!(sandbox.tree(), fresh(&sandbox));
    }
}

#[test]
fn git_may_be_told_not_to_merge_outputs() {
    // What docs/ci.md says of `.gitattributes`.
    let page = std::fs::read_to_string(crate::support::harness::project_root().join("docs/ci.md"))
        .unwrap();
    let lines = [
        "/dr/shop/** text eol=lf -merge",
        "/dr/shop/.drplan-outputs.json merge=text",
    ];
    let lines: Vec<String> = lines
        .iter()
        .map(|line| {
            assert!(page.contains(line), "docs/ci.md says {line}");
            line.replace("shop", "p")
        })
        .collect();
    let sandbox = Test::git()
        .file("dr/p.drplan", TWO)
        .file(".gitattributes", lines.join("\n") + "\n");
    sandbox.run(&["build"]).code(0);
    sandbox.commit();
    sandbox.git_run(&["checkout", "-q", "-b", "theirs"]);
    sandbox.edit("dr/p.drplan", "keep 30d", "keep 40d");
    sandbox.run(&["build"]).code(0);
    sandbox.commit();
    sandbox.git_run(&["checkout", "-q", "main"]);
    sandbox.edit("dr/p.drplan", "keep 7d", "keep 8d");
    sandbox.run(&["build"]).code(0);
    sandbox.commit();
    assert!(!merge(&sandbox));
    assert!(!sandbox.read("dr/p/report.html").contains("<<<<<<<"));
    sandbox.run(&["build"]).code(0);
    sandbox.run(&["build", "--check"]).code(0);
    let mut expected = fresh(&sandbox);
    expected.push((
        ".gitattributes".to_owned(),
        sandbox.read(".gitattributes").into_bytes(),
    ));
    expected.sort();
    assert_eq!(sandbox.tree(), expected);
}

#[test]
fn a_checkout_with_other_line_ends_is_in_sync() {
    let sandbox = Test::git().file("dr/p.drplan", TWO);
    sandbox.run(&["build"]).code(0);
    sandbox.commit();
    sandbox.git_run(&["config", "core.autocrlf", "true"]);
    for path in ["dr", "clusters"] {
        std::fs::remove_dir_all(sandbox.at(path)).unwrap();
    }
    sandbox.git_run(&["checkout", "-q", "--", "."]);
    assert!(sandbox.read(LIST).contains("\r\n") && sandbox.read(STAGE).contains("\r\n"));
    let before = sandbox.tree();
    sandbox.run(&["build", "--check"]).code(0);
    sandbox.run(&["fmt", "--check"]).code(0);
    sandbox.run(&["build"]).code(0).never_says("wrote");
    assert_eq!(sandbox.tree(), before);
    // A real edit is seen, and so is a carriage return that ends no line.
    for (from, to) in [
        ("spec:\r\n", "spec:\r\n  paused: true\r\n"),
        ("kind: Kustomization\r\n", "kind: \rKustomization\r\n"),
    ] {
        let text = sandbox.read(STAGE);
        sandbox.edit(STAGE, from, to);
        sandbox
            .run(&["build", "--check"])
            .code(4)
            .says(&format!("hand-edited: {STAGE}"));
        sandbox.write(STAGE, text);
    }
    // A change of the plan is written where it changes something, and nowhere else.
    sandbox.edit("dr/p.drplan", "keep 30d", "keep 31d");
    sandbox
        .run(&["build"])
        .code(0)
        .says("wrote")
        .never_says(&format!("wrote {STAGE}"));
    sandbox.run(&["build", "--check"]).code(0);
    // With every kind of line end in one file.
    let sandbox = Test::built();
    let mixed = sandbox.read(SCHEDULE).replacen('\n', "\r\n", 3);
    sandbox.write(SCHEDULE, mixed);
    sandbox.run(&["build", "--check"]).code(0);
}

#[test]
fn init_in_git_names_the_attributes() {
    let sandbox = Test::git();
    sandbox
        .run(&["init", "--name", "shop"])
        .code(0)
        .says("dr/shop/** text eol=lf");
    Test::new()
        .run(&["init", "--name", "shop"])
        .code(0)
        .never_says(".gitattributes");
    assert_eq!(sandbox.tree().len(), 1);
}
