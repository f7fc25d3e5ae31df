//! Outputs of plans that are gone, renamed or moved.

use crate::support::test::{LIST, PLAN, SCHEDULE, STAGE, Test};

/// What a build of a plan makes where nothing was before.
fn fresh(plan: &str) -> Vec<(String, Vec<u8>)> {
    let sandbox = Test::git().file("dr/p.drplan", plan);
    sandbox.run(&["build"]).code(0);
    sandbox.tree()
}

#[test]
fn a_new_output_folder_stops_nothing() {
    let sandbox = Test::built();
    let moved = PLAN.replace("plan p\n", "plan p { output deploy/dr }\n");
    sandbox.write("dr/p.drplan", &moved);
    // The stage file is ours, as the list at the old place says; the old folder is named.
    sandbox
        .run(&["build", "--check"])
        .code(4)
        .says(&format!("changed: {STAGE}"))
        .says("old-outputs");
    let ran = sandbox.run(&["build"]).code(0).says("old-outputs");
    ran.says("plan `p` writes to `deploy/dr/p` now")
        .says("drplan build --remove-old p");
    assert!(sandbox.at(SCHEDULE).exists(), "nothing goes unasked");
    assert!(sandbox.at("deploy").join(LIST).exists());
    sandbox
        .run(&["build", "--check"])
        .code(0)
        .says("old-outputs");
    sandbox.run(&["check"]).code(0).says("old-outputs");
    let ran = sandbox.run(&["build", "--remove-old", "p"]).code(0);
    ran.says(&format!("removed {SCHEDULE}"))
        .never_says(&format!("removed {STAGE}"));
    assert_eq!(sandbox.tree(), fresh(&moved));
    sandbox
        .run(&["build", "--check"])
        .code(0)
        .never_says("old-outputs");
    // In one step, and back again.
    sandbox.write("dr/p.drplan", PLAN);
    sandbox.run(&["build", "--remove-old", "p"]).code(0);
    assert_eq!(sandbox.tree(), fresh(PLAN));
}

#[test]
fn old_outputs_of_a_plan_are_not_held_against_it() {
    let with = |output: &str, platform: &str| {
        let head =
            format!("plan p {{ output {output} }}\nsnapshots ebs {{ driver d }}\n{platform}");
        PLAN.replace("plan p\n", &head)
    };
    let sandbox = Test::git().file("dr/p.drplan", with("infra", ""));
    sandbox.run(&["build"]).code(0);
    // The path of the platform holds the old folder, with the snapshot class in it.
    sandbox.write("dr/p.drplan", with("dr", "platform base { path infra }\n"));
    let ran = sandbox.run(&["build"]).code(0).says("old-outputs");
    ran.never_says("class-declared-twice");
    sandbox.run(&["build", "--remove-old", "p"]).code(0);
}

#[test]
fn a_stage_file_that_was_edited_is_not_taken_over() {
    let sandbox = Test::built();
    sandbox.edit(STAGE, "kind: Kustomization", "kind: Kustomization # mine");
    sandbox.edit("dr/p.drplan", "plan p\n", "plan p { output deploy/dr }\n");
    let before = sandbox.tree();
    sandbox
        .run(&["build"])
        .code(4)
        .says(&format!("hand-edited: {STAGE}"));
    assert_eq!(sandbox.tree(), before);
    // One that no list names is somebody else's.
    let sandbox = Test::built();
    std::fs::remove_file(sandbox.at(LIST)).unwrap();
    sandbox.edit("dr/p.drplan", "plan p\n", "plan p { output deploy/dr }\n");
    sandbox
        .run(&["build"])
        .code(4)
        .says(&format!("unowned file in the way: {STAGE}"));
}

#[test]
fn a_renamed_plan_is_built_and_its_old_outputs_go_in_one_step() {
    let sandbox = Test::built();
    let renamed = PLAN.replace("plan p\n", "plan q\n");
    sandbox.write("dr/p.drplan", &renamed);
    // Both would run: that is an error, and the way out is named beside it.
    let ran = sandbox
        .run(&["build"])
        .code(1)
        .says("namespace-in-two-plans");
    ran.says("old-outputs")
        .says("the plan in `dr` is called `q` now")
        .says("--remove-old p");
    let before = sandbox.tree();
    sandbox.run(&["build", "--remove-old", "q"]).code(1);
    assert_eq!(sandbox.tree(), before);
    let ran = sandbox.run(&["build", "--remove-old", "p"]).code(0);
    ran.says(&format!("removed {STAGE}"))
        .says(&format!("removed {SCHEDULE}"));
    assert_eq!(sandbox.tree(), fresh(&renamed));
    sandbox.run(&["check"]).code(0).never_says("old-outputs");
    sandbox
        .run(&["build", "--remove-old", "p"])
        .code(2)
        .says("no old outputs of a plan `p`");
}

const OTHER: &str = "plan other\ncluster o { region r }\nstore os { s3 ob { region r } }\ntier ot { rpo 1h; keep 7d }\nnamespace oa { tier ot }\n";

#[test]
fn a_plan_that_is_gone_is_named_by_every_other() {
    let sandbox = Test::built().file("plans/other/o.drplan", OTHER).file(
        "plans/third/t.drplan",
        OTHER
            .replace("plan other", "plan third")
            .replace("cluster o", "cluster t")
            .replace("oa", "ta")
            .replace("ob", "tb"),
    );
    for plan in ["plans/other", "plans/third", "dr"] {
        sandbox
            .run(&["build", plan])
            .code(0)
            .never_says("old-outputs");
    }
    std::fs::remove_file(sandbox.at("dr/p.drplan")).unwrap();
    for plan in ["plans/other", "plans/third"] {
        for verb in ["check", "build"] {
            let ran = sandbox.run(&[verb, plan]).code(0).says("old-outputs");
            let ran = ran.says("there is no plan in `dr` any more").says(STAGE);
            ran.says("deletes these Schedules")
                .says("drplan build --remove-old p");
        }
    }
    assert!(sandbox.at(STAGE).exists());
    // A live plan is not removed, nor one that never was.
    let before = sandbox.tree();
    for plan in ["third", "other", "nobody", "../x", ""] {
        sandbox
            .run(&["build", "plans/other", "--remove-old", plan])
            .code(2);
    }
    sandbox
        .run(&["build", "plans/other", "--remove-old", "p", "--check"])
        .code(2);
    assert_eq!(sandbox.tree(), before);
    sandbox
        .run(&["build", "plans/other", "--remove-old", "p"])
        .code(0);
    assert!(!sandbox.at("dr/p").exists() && !sandbox.at("clusters/c").exists());
    assert!(sandbox.at("dr/third").join("report.html").exists());
    sandbox
        .run(&["check", "plans/third"])
        .code(0)
        .never_says("old-outputs");
}

#[test]
fn a_plan_that_moved_is_the_same_plan() {
    let sandbox = Test::built();
    std::fs::create_dir(sandbox.at("plans")).unwrap();
    std::fs::rename(sandbox.at("dr/p.drplan"), sandbox.at("plans/p.drplan")).unwrap();
    sandbox
        .run(&["build", "plans", "--check"])
        .code(4)
        .says(&format!("changed: {LIST}"));
    sandbox
        .run(&["build", "plans"])
        .code(0)
        .never_says("old-outputs");
    assert!(sandbox.read(LIST).contains("\"directory\":\"plans\""));
    // Moved and renamed, it is another plan, and the old one is named.
    std::fs::create_dir(sandbox.at("new")).unwrap();
    std::fs::rename(sandbox.at("plans/p.drplan"), sandbox.at("new/p.drplan")).unwrap();
    sandbox.edit("new/p.drplan", "plan p\n", "plan r { output out }\n");
    sandbox
        .run(&["check", "new"])
        .says("old-outputs")
        .says("there is no plan in `plans` any more");
}

#[test]
fn a_plan_that_moved_is_not_taken_for_gone_by_others() {
    let sandbox = Test::built()
        .file("plans/o.drplan", OTHER)
        .file("org/tiers.drplan", "tier shared { rpo 1h; keep 7d }\n");
    std::fs::create_dir(sandbox.at("new")).unwrap();
    std::fs::rename(sandbox.at("dr/p.drplan"), sandbox.at("new/p.drplan")).unwrap();
    // It is to be built at its new place, and its outputs are those of now.
    sandbox
        .run(&["check", "plans"])
        .code(0)
        .never_says("old-outputs");
    sandbox
        .run(&["build", "plans", "--remove-old", "p"])
        .code(2);
    // A list that says otherwise makes nobody remove the outputs of a plan that is there.
    sandbox.edit(LIST, "\"directory\":\"dr\"", "\"directory\":\"gone\"");
    sandbox
        .run(&["check", "plans"])
        .code(0)
        .never_says("old-outputs");
    sandbox
        .run(&["build", "plans", "--remove-old", "p"])
        .code(2);
    assert!(sandbox.at(SCHEDULE).exists());
    // Files that others use are no plan.
    std::fs::remove_file(sandbox.at("new/p.drplan")).unwrap();
    sandbox.run(&["check", "plans"]).code(0).says("old-outputs");
    sandbox.write("gone/tiers.drplan", "tier x { rpo 1h; keep 7d }\n");
    sandbox
        .run(&["check", "plans"])
        .code(0)
        .says("there is no plan in `gone` any more");
}

#[test]
fn what_was_edited_is_left() {
    let sandbox = Test::built().file("plans/o.drplan", OTHER);
    std::fs::remove_file(sandbox.at("dr/p.drplan")).unwrap();
    sandbox.edit(SCHEDULE, "spec:\n", "spec:\n  paused: true\n");
    sandbox.write("dr/p/mine.yaml", "mine: true\n");
    let ran = sandbox
        .run(&["build", "plans", "--remove-old", "p"])
        .code(4);
    ran.says(&format!("hand-edited: {SCHEDULE}"))
        .says("removed dr/p/report.html");
    assert!(sandbox.at(SCHEDULE).exists() && sandbox.at("dr/p/mine.yaml").exists());
    assert!(!sandbox.at(STAGE).exists());
    // It is still known, and still named.
    sandbox
        .run(&["check", "plans"])
        .code(0)
        .says("1 old file of plan `p`");
    sandbox.edit(SCHEDULE, "  paused: true\n", "");
    sandbox
        .run(&["build", "plans", "--remove-old", "p"])
        .code(0);
    assert!(!sandbox.at(SCHEDULE).exists() && !sandbox.at(LIST).exists());
    assert_eq!(sandbox.read("dr/p/mine.yaml"), "mine: true\n");
}

#[test]
fn a_stage_file_alone_is_named_and_not_removed() {
    let sandbox = Test::built().file("plans/o.drplan", OTHER);
    sandbox.run(&["build", "plans"]).code(0);
    std::fs::remove_dir_all(sandbox.at("dr/p")).unwrap();
    // Its plan is still there: it is built again, and no finding is raised.
    sandbox
        .run(&["check", "plans"])
        .code(0)
        .never_says("old-outputs");
    std::fs::remove_file(sandbox.at("dr/p.drplan")).unwrap();
    let ran = sandbox.run(&["check", "plans"]).code(0).says("old-outputs");
    ran.says(STAGE).says("remove it by hand");
    sandbox
        .run(&["build", "plans", "--remove-old", "p"])
        .code(4)
        .says("hand-edited");
    assert!(sandbox.at(STAGE).exists());
    // A file of that name that drplan did not write is not spoken of.
    sandbox.write(STAGE, "mine: true\n");
    sandbox
        .run(&["check", "plans"])
        .code(0)
        .never_says("old-outputs");
}

#[test]
fn lists_of_strangers_accuse_and_remove_nobody() {
    let head = "# Written by drplan: do not edit; change the plan and run `drplan build`.\n";
    let list = |plan: &str, directory: &str, path: &str| {
        format!(
            "{{\"tool\":\"drplan\",\"plan\":{plan:?},\"directory\":{directory:?},\"files\":[\n{{\"path\":{path:?},\"sha256\":\"0\"}},\n{{}}]}}\n"
        )
    };
    for (place, text) in [
        // Whose name is not that of its folder, or is none.
        ("dr/x", list("y", "gone", "dr/x/a.yaml")),
        ("dr/X y", list("X y", "gone", "dr/X y/a.yaml")),
        // Whose folder is outside of the repository, or whose files are.
        ("dr/x", list("x", "../../..", "dr/x/a.yaml")),
        ("dr/x", list("x", "/etc", "dr/x/a.yaml")),
        ("dr/x", list("x", "gone", "src/main.rs")),
        ("dr/x", list("x", "gone", "../dr/x/a.yaml")),
        // Of a root below this one.
        ("team/dr/x", list("x", "gone", "dr/x/a.yaml")),
        // That says nothing.
        (
            "dr/x",
            "{\"files\":[{\"path\":\"dr/x/a.yaml\",\"sha256\":\"0\"}]}".to_owned(),
        ),
        ("dr/x", "[".repeat(100_000)),
    ] {
        let sandbox = Test::built()
            .file(&format!("{place}/.drplan-outputs.json"), text)
            .file("dr/x/a.yaml", format!("{head}# tier t of plan x\n"))
            .file("src/main.rs", "");
        let before = sandbox.tree();
        sandbox.run(&["check"]).code(0).never_says("old-outputs");
        sandbox.run(&["build", "--remove-old", "x"]).code(2);
        assert_eq!(sandbox.tree(), before);
    }
    // A plan that cannot be read may still be the one.
    let sandbox = Test::built().file("plans/o.drplan", OTHER);
    for broken in ["tier {", "plan \"p\u{7}\"\n", "plan \n"] {
        sandbox.write("dr/p.drplan", broken);
        sandbox
            .run(&["check", "plans"])
            .code(0)
            .never_says("old-outputs");
    }
    // Behind a link nothing is looked for, and a walk ends.
    let sandbox = Test::built().file("plans/o.drplan", OTHER);
    sandbox.link("..", "plans/up");
    sandbox.link("/", "plans/all");
    sandbox
        .run(&["check", "plans"])
        .code(0)
        .never_says("old-outputs");
}

#[test]
fn two_plans_in_one_folder_are_told() {
    let sandbox = Test::built().file("plans/p.drplan", PLAN);
    let ran = sandbox.run(&["check", "plans"]).code(1);
    ran.says("outputs-shared")
        .says("in `dr`, writes to `dr/p` too");
    sandbox.run(&["build", "plans"]).code(1);
    sandbox.run(&["build", "--check"]).code(0);
    // Another output, and they are two; another name is the same cure.
    sandbox.edit("plans/p.drplan", "plan p\n", "plan p { output deploy }\n");
    sandbox
        .run(&["check", "plans"])
        .never_says("outputs-shared");
    sandbox.edit("plans/p.drplan", "plan p { output deploy }\n", "plan pp\n");
    sandbox
        .run(&["check", "plans"])
        .never_says("outputs-shared")
        .never_says("old-outputs");
}

#[test]
fn old_outputs_can_be_allowed_for_a_time() {
    let sandbox = Test::built().file(
        "plans/o.drplan",
        OTHER.replace(
            "plan other\n",
            "plan other {\n  allow old-outputs \"until the move is done\" until 2026-12-31\n}\n",
        ),
    );
    std::fs::remove_file(sandbox.at("dr/p.drplan")).unwrap();
    sandbox
        .run(&["check", "plans", "--format", "concise"])
        .code(0)
        .says("1 allowed")
        .never_says("old-outputs");
}
