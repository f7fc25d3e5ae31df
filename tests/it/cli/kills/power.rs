//! The order in which a run waits for the disk: what a loss of power may leave follows from it.
//!
//! strace shows the calls. A name changes once the bytes of its file are on the disk, and so is every
//! name that changed before the last wait; the list comes before everything and after everything.

use crate::support::test::{LIST, PLAN, Test};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// What a run does to the disk, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// Writes to a handle.
    Write(String),
    /// Waits for a handle, or for the whole file system.
    Wait(Option<String>),
    /// Gives a new file its name.
    Rename(String, String),
}

/// The steps of a run, and the handle that each new file was made with.
fn steps(sandbox: &Test, args: &[&str]) -> Option<(Vec<Step>, BTreeMap<String, String>)> {
    let trace = tempfile::NamedTempFile::new().unwrap();
    let calls = "openat,write,fsync,fdatasync,syncfs,rename,renameat,renameat2";
    let ran = Command::new("strace")
        .args([
            "-f",
            "-qq",
            "-s",
            "300",
            "-e",
            &format!("trace={calls}"),
            "-o",
        ])
        .arg(trace.path())
        .arg(assert_cmd::cargo::cargo_bin("drplan"))
        .args(["--today", "2026-11-25"])
        .args(args)
        .current_dir(sandbox.path())
        .output()
        .ok()?;
    if !ran.status.success() {
        // Also where nobody may trace.
        return None;
    }
    let text = std::fs::read_to_string(trace.path()).unwrap();
    let (mut steps, mut made) = (Vec::new(), BTreeMap::new());
    for line in text.lines() {
        let call = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let Some((name, rest)) = call.split_once('(') else {
            continue;
        };
        let words: Vec<&str> = rest.split('"').collect();
        let first = rest.split([',', ')', ' ']).next().unwrap().to_owned();
        match name {
            "openat" if rest.contains("O_CREAT") => {
                let handle = rest.rsplit("= ").next().unwrap().trim();
                made.insert(words[1].to_owned(), handle.to_owned());
            }
            "write" => steps.push(Step::Write(first)),
            "fsync" | "fdatasync" => steps.push(Step::Wait(Some(first))),
            "syncfs" => steps.push(Step::Wait(None)),
            _ if name.starts_with("rename") && words.len() > 3 => {
                steps.push(Step::Rename(words[1].to_owned(), words[3].to_owned()));
            }
            _ => {}
        }
    }
    Some((steps, made))
}

/// Holds the steps of a run to the order, and gives the names that changed.
fn in_order(steps: &[Step], made: &BTreeMap<String, String>) -> Vec<String> {
    let (mut unwaited, mut names) = (BTreeSet::new(), Vec::new());
    for step in steps {
        match step {
            Step::Write(handle) => {
                unwaited.insert(handle.clone());
            }
            Step::Wait(Some(handle)) => {
                unwaited.remove(handle);
            }
            Step::Wait(None) => unwaited.clear(),
            Step::Rename(from, to) => {
                let handle = &made[from];
                assert!(
                    !unwaited.contains(handle),
                    "{to} has its name before its bytes"
                );
                names.push(to.clone());
            }
        }
    }
    names
}

#[test]
fn no_name_changes_before_its_bytes_are_on_the_disk() {
    // Few files, and more than are waited for one by one.
    let many: String = (0..40)
        .map(|n| {
            format!(
                "tier t{n} {{ rpo 2h; keep {}d }}\nnamespace n{n} {{ tier t{n} }}\n",
                7 + n
            )
        })
        .collect();
    for plan in [PLAN.to_owned(), format!("{PLAN}{many}")] {
        let sandbox = Test::git().file("dr/p.drplan", &plan);
        let Some((first, made)) = steps(&sandbox, &["build"]) else {
            eprintln!("skipped: strace is not installed, or may not trace here");
            return;
        };
        let names = in_order(&first, &made);
        let list = LIST.rsplit('/').next().unwrap();
        assert_eq!(names.first().map(String::as_str), Some(list));
        // Where the list of before and of after are the same it is written once.
        let waits = first.iter().filter(|step| matches!(step, Step::Wait(_)));
        assert!(waits.count() > 1, "{first:?}");
        // Its name is waited for before the first one of another file.
        let at = |name: &str| {
            let found = first
                .iter()
                .position(|step| matches!(step, Step::Rename(_, to) if to == name));
            found.unwrap()
        };
        let between = &first[at(list)..at(&names[1])];
        assert!(between.iter().any(|step| matches!(step, Step::Wait(_))));
        // A second build changes nothing, and waits for nothing.
        let (second, _) = steps(&sandbox, &["build"]).unwrap();
        assert!(
            !second
                .iter()
                .any(|step| matches!(step, Step::Wait(_) | Step::Rename(..)))
        );
        // A build that changes files: the list twice.
        sandbox.edit("dr/p.drplan", "keep 7d", "keep 9d");
        let (third, made) = steps(&sandbox, &["build"]).unwrap();
        let names = in_order(&third, &made);
        assert_eq!(names.first(), names.last());
        assert_eq!(names.iter().filter(|name| *name == list).count(), 2);
        let last = third
            .iter()
            .rposition(|step| matches!(step, Step::Rename(_, to) if to != list));
        let after = &third[last.unwrap()..];
        assert!(after.iter().any(|step| matches!(step, Step::Wait(_))));
        // `fmt` too.
        sandbox.edit("dr/p.drplan", "rpo 1h", "rpo   1h");
        let (steps, made) = steps(&sandbox, &["fmt"]).unwrap();
        assert_eq!(in_order(&steps, &made), ["p.drplan"]);
    }
}
