//! Repositories of strangers: links, pipes, paths that lead out, and lists that lie.

mod lists;
mod reads;
mod shapes;
mod unseen;

use crate::support::test::{LIST, PLAN, SCHEDULE, STAGE, Test, ran};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A secret that no run may say, outside of every repository.
const SECRET: &str = "TOKEN=hunter2";

fn outside() -> Test {
    Test::new()
        .file("secret", SECRET)
        .file("hook", "#!/bin/sh\n")
}

/// Nothing outside has changed, and nothing of it was said.
#[track_caller]
fn untouched(outside: &Test) {
    let tree = outside.tree();
    let names: Vec<&str> = tree.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["hook", "secret"]);
    assert_eq!(outside.read("secret"), SECRET);
    assert_eq!(outside.read("hook"), "#!/bin/sh\n");
}

/// Runs a command that must be over at once.
#[track_caller]
fn at_once(sandbox: &Test, args: &[&str]) -> crate::support::expect::Ran {
    let begun = Instant::now();
    let mut child = sandbox
        .command(args)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("{args:?} waits");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    ran(&child.wait_with_output().unwrap())
}

#[test]
fn a_link_with_a_guessed_name_is_not_written_through() {
    let outside = outside();
    let messy = PLAN.replace("rpo 1h", "rpo   1h");
    let sandbox = Test::git().file("dr/p.drplan", messy);
    let hook = outside.at("hook");
    // Whatever a run may call its unfinished file: the names of before, and of now.
    for name in [
        ".p.drplan.drplan-new",
        ".0123456789abcdef.drplan-new",
        "p.drplan.tmp",
    ] {
        sandbox.link(&hook, &format!("dr/{name}"));
    }
    for name in [".drplan-outputs.json", "guarantees.lock", "report.html"] {
        sandbox.link(&hook, &format!("dr/p/.{name}.drplan-new"));
    }
    sandbox.link(&hook, "clusters/c/.drplan-p.yaml.drplan-new");
    sandbox.run(&["fmt"]).code(0);
    sandbox.run(&["build"]).code(0);
    untouched(&outside);
    assert!(!sandbox.at("dr/p.drplan").is_symlink());
    sandbox.run(&["build", "--check"]).code(0);
}

#[test]
fn no_component_of_a_path_is_a_link() {
    for place in [
        "dr",
        "dr/p",
        "dr/p/c",
        "dr/p/c/backup",
        "clusters",
        "clusters/c",
        SCHEDULE,
        STAGE,
        LIST,
        "dr/p/report.html",
        "dr/p/guarantees.lock",
    ] {
        for built in [false, true] {
            let outside = outside();
            let sandbox = Test::git().file("plans/p.drplan", PLAN);
            if built {
                sandbox.run(&["build", "plans"]).code(0);
                let path = sandbox.at(place);
                if path.is_dir() {
                    std::fs::remove_dir_all(path).unwrap();
                } else {
                    std::fs::remove_file(path).unwrap();
                }
            }
            let is_file = place.contains('.');
            let target = if is_file {
                outside.at("hook")
            } else {
                outside.path().to_owned()
            };
            sandbox.link(target, place);
            for args in [
                &["build", "plans"][..],
                &["build", "plans", "--overwrite-edited"],
            ] {
                let ran = sandbox.run(args);
                assert!(matches!(ran.code, Some(4 | 74)), "{place} {built}: {ran:?}");
                untouched(&outside);
            }
        }
    }
}

#[test]
fn out_is_the_word_of_the_user_and_a_link_below_it_is_not() {
    let outside = outside();
    let sandbox = Test::git().file("dr/p.drplan", PLAN);
    let target = Test::new();
    let out = target.at("new/place").display().to_string();
    sandbox.run(&["build", "--out", &out]).code(0);
    assert!(target.at("new/place").join(LIST).exists());
    sandbox.run(&["build", "--out", &out, "--check"]).code(0);
    std::fs::remove_dir_all(target.at("new/place/dr")).unwrap();
    target.link(outside.path(), "new/place/dr");
    let ran = sandbox.run(&["build", "--out", &out]);
    assert!(matches!(ran.code, Some(4 | 74)), "{ran:?}");
    untouched(&outside);
}

#[test]
fn a_folder_that_becomes_a_link_is_not_followed() {
    // Somebody swaps a folder and a link to the outside all the time, while builds run.
    for (swapped, verbs) in [
        ("dr/p/c", &["build"][..]),
        ("clusters", &["build"]),
        ("plans", &["build", "fmt", "init"]),
    ] {
        let outside = outside();
        let sandbox = Test::git().file("plans/p.drplan", PLAN);
        sandbox.run(&["build", "plans"]).code(0);
        let folder = sandbox.at(swapped);
        let aside = folder.with_extension("real");
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let _ = std::fs::rename(&folder, &aside);
                    let _ = std::os::unix::fs::symlink(outside.path(), &folder);
                    std::thread::sleep(Duration::from_micros(300));
                    let _ = std::fs::remove_file(&folder);
                    let _ = std::fs::rename(&aside, &folder);
                    std::thread::sleep(Duration::from_micros(300));
                }
            });
            for round in 0..24 {
                if swapped != "plans" {
                    let text = PLAN.replace("keep 7d", &format!("keep {}d", 8 + round));
                    sandbox.write("plans/p.drplan", text);
                }
                let ran = sandbox.run(&[verbs[round % verbs.len()], "plans"]);
                assert!(matches!(ran.code, Some(0..=4 | 74)), "{ran:?}");
            }
            stop.store(true, Ordering::Relaxed);
        });
        untouched(&outside);
    }
}
