//! One plan, named in every way: the same findings, the same bytes, and one name for each file.

use crate::support::expect::Ran;
use crate::support::test::{LIST, PLAN, Test, ran};

/// Names the same plan in every way that people do, and gives what each comes to.
fn every_way(sandbox: &Test, verb: &[&str]) -> Vec<(String, Ran)> {
    let absolute = sandbox.at("dr").display().to_string();
    let file = sandbox.at("dr/p.drplan").display().to_string();
    let through = sandbox.path().parent().unwrap().join(format!(
        "{}.link",
        sandbox.path().file_name().unwrap().to_string_lossy()
    ));
    let _ = std::fs::remove_file(&through);
    std::os::unix::fs::symlink(sandbox.path(), &through).unwrap();
    let linked = through.join("dr").display().to_string();
    let root = sandbox.path().display().to_string();
    let ways: [(&str, &[&str]); 22] = [
        (".", &[]),
        (".", &["dr"]),
        (".", &["dr/"]),
        (".", &["./dr"]),
        (".", &["dr/."]),
        (".", &["dr//"]),
        (".", &["dr/../dr"]),
        (".", &["dr/p.drplan"]),
        (".", &["./dr/./p.drplan"]),
        (".", &[&absolute]),
        (".", &[&file]),
        (".", &[&linked]),
        ("dr", &[]),
        ("dr", &["."]),
        ("dr", &["p.drplan"]),
        ("dr", &["../dr"]),
        ("apps", &["../dr"]),
        ("apps/deep", &["../../dr/p.drplan"]),
        (".", &["-C", "dr"]),
        (".", &["-C", &root]),
        ("apps", &["-C", ".."]),
        ("apps", &["-C", &linked]),
    ];
    let mut runs = Vec::new();
    for (place, way) in ways {
        let mut args: Vec<&str> = verb.to_vec();
        args.extend(way);
        runs.push((format!("{place}: {args:?}"), sandbox.run_in(place, &args)));
    }
    // A working directory that is a link, as a shell has it.
    let mut command = sandbox.command(verb);
    command.current_dir(&through).env("PWD", &through);
    runs.push(("through a link".to_owned(), ran(&command.output().unwrap())));
    std::fs::remove_file(&through).unwrap();
    runs
}

fn repository(plan: &str) -> Test {
    let sandbox = Test::git()
        .file("dr/p.drplan", plan)
        .file(
            "dr/tiers.drplan",
            "tier u { rpo 2h; keep 7d }\nnamespace b { tier u }\n",
        )
        .file(
            "org/shared.drplan",
            "tier v { rpo 3h; keep 7d }\nnamespace d { tier v }\n",
        );
    std::fs::create_dir_all(sandbox.at("apps/deep")).unwrap();
    sandbox
}

#[test]
fn a_plan_is_the_same_however_it_is_named() {
    let sandbox = repository(&format!("{PLAN}use \"../org/shared.drplan\"\n"));
    sandbox.run(&["build"]).code(0);
    let first = sandbox.tree();
    assert!(sandbox.read(LIST).contains("\"directory\":\"dr\""));
    for (way, run) in every_way(&sandbox, &["build", "--check"]) {
        assert_eq!(run.code, Some(0), "{way}: {}", run.text());
    }
    for (way, run) in every_way(&sandbox, &["build"]) {
        assert_eq!(run.code, Some(0), "{way}: {}", run.text());
        assert!(!run.text().contains("wrote"), "{way}: {}", run.text());
        assert_eq!(sandbox.tree(), first, "{way}");
    }
}

#[test]
fn a_build_from_nothing_is_the_same_however_the_plan_is_named() {
    let mut trees = Vec::new();
    for (place, args) in [
        (".", &["build"][..]),
        (".", &["build", "dr/../dr"]),
        ("dr", &["build"]),
        ("apps", &["-C", "../dr", "build"]),
        ("apps/deep", &["build", "../../dr//p.drplan"]),
    ] {
        let sandbox = repository(PLAN);
        sandbox.run_in(place, args).code(0);
        trees.push(sandbox.tree());
    }
    trees.dedup();
    assert_eq!(trees.len(), 1);
}

#[test]
fn a_file_has_one_name_in_findings() {
    let broken = format!(
        "{}use \"../org/shared.drplan\"\n",
        PLAN.replace("tier t }", "tier x }")
    );
    let sandbox = repository(&broken);
    sandbox.write("org/shared.drplan", "namespace d { tier y }\n");
    for (way, run) in every_way(&sandbox, &["check", "--format", "json", "--quiet"]) {
        assert_eq!(run.code, Some(1), "{way}: {}", run.text());
        let value: serde_json::Value = serde_json::from_str(&run.text()).unwrap();
        let mut files: Vec<&str> = value["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|finding| finding["name"] == "unknown-name")
            .map(|finding| finding["file"].as_str().unwrap())
            .collect();
        files.sort_unstable();
        let expected = if way.starts_with("dr:") {
            ["../org/shared.drplan", "p.drplan"]
        } else if way.starts_with("apps/deep") {
            ["../../dr/p.drplan", "../../org/shared.drplan"]
        } else if way.starts_with("apps") {
            ["../dr/p.drplan", "../org/shared.drplan"]
        } else {
            ["dr/p.drplan", "org/shared.drplan"]
        };
        assert_eq!(files, expected, "{way}");
    }
    // From outside of the repository it is named by its whole path.
    let outside = Test::new();
    let plan = sandbox.at("dr").display().to_string();
    outside
        .run(&["check", "--format", "concise", &plan])
        .code(1)
        .says(&plan);
}

#[test]
fn a_plan_is_checked_once_and_a_link_to_its_file_is_not_another_file() {
    let sandbox = repository(&PLAN.replace("tier t }", "tier x }"));
    sandbox.link("p.drplan", "dr/q.drplan");
    let absolute = sandbox.at("dr").display().to_string();
    let ran = sandbox.run(&[
        "check",
        "--format",
        "concise",
        "dr",
        "dr/p.drplan",
        "dr/.",
        &absolute,
    ]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        ran.text().matches("unknown-name").count(),
        1,
        "{}",
        ran.text()
    );
    sandbox
        .run(&["check"])
        .never_says("two-plans")
        .never_says("q.drplan");
    // `fmt` lays it out once too.
    sandbox.edit("dr/p.drplan", "rpo 1h", "rpo   1h");
    let ran = sandbox
        .run(&[
            "fmt",
            "dr",
            "dr/p.drplan",
            "dr/../dr/p.drplan",
            "dr/q.drplan",
        ])
        .code(0);
    assert_eq!(ran.text().matches("formatted").count(), 1, "{}", ran.text());
    assert!(sandbox.at("dr/q.drplan").is_symlink());
}

#[test]
fn a_plan_in_a_folder_of_its_own_root_is_the_same_from_anywhere() {
    let plan = PLAN.replace("plan p\n", "plan p { repository ../.. }\n");
    let sandbox = Test::git().file("team/plans/x/p.drplan", plan);
    sandbox.run(&["build", "team/plans/x"]).code(0);
    let list = sandbox.read(&format!("team/{LIST}"));
    assert!(list.contains("\"directory\":\"plans/x\""), "{list}");
    sandbox
        .run_in("team/plans", &["build", "x", "--check"])
        .code(0);
    sandbox
        .run_in("team/plans/x", &["build", "--check"])
        .code(0);
    // A root that the plan is not in.
    let plan = PLAN.replace("plan p\n", "plan p { repository ../gitops }\n");
    let sandbox = Test::git().file("plans/p.drplan", plan);
    sandbox.run(&["build", "plans"]).code(0);
    assert!(
        sandbox
            .read(&format!("gitops/{LIST}"))
            .contains("\"directory\":\"../plans\"")
    );
    sandbox.run_in("plans", &["build", "--check"]).code(0);
}

#[test]
fn a_plan_is_the_same_from_inside_of_its_outputs() {
    let sandbox = repository(PLAN);
    sandbox.run(&["build"]).code(0);
    let first = sandbox.tree();
    sandbox.link("dr/p", "outputs");
    for (place, args) in [
        ("dr/p", &["build", ".."][..]),
        ("dr/p/c/backup", &["build", "../../../p.drplan"]),
        ("dr/p", &["-C", "..", "build"]),
        ("dr/p", &["-C", "../..", "build", "dr/p/../"]),
        ("outputs", &["build", ".."]),
        ("clusters/c", &["-C", "../../dr/p/c/../..", "build"]),
    ] {
        sandbox.run_in(place, args).code(0).never_says("wrote");
        std::fs::remove_file(sandbox.at("outputs")).unwrap();
        assert_eq!(sandbox.tree(), first, "{place} {args:?}");
        sandbox.link("dr/p", "outputs");
    }
}
