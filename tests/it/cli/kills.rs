//! Builds that are killed, run at once, or run out of space: what is there is old or new, never half.
//!
//! `DRPLAN_KILLS=300 DRPLAN_RACES=200 cargo test --test it kills:: -- --nocapture` takes the full
//! numbers; without them a few of each are done.

mod left;
mod power;

use crate::support::fleet::Fleet;
use crate::support::rng::Rng;
use crate::support::test::{Test, ran};
use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

type Tree = BTreeMap<String, Vec<u8>>;

fn rounds(name: &str, few: u64) -> u64 {
    let said = std::env::var(name).ok();
    said.map_or(few, |said| said.parse().unwrap())
}

/// A plan with enough manifests that a build takes a while, with a retention in days.
struct Plans {
    files: Vec<(String, String)>,
}

impl Plans {
    fn new() -> Self {
        let fleet = Fleet {
            namespaces: 12,
            clusters: 2,
        };
        Self {
            files: fleet.files(),
        }
    }

    /// Its files; another number of days changes every Schedule, and odd ones bring other files too.
    fn write(&self, sandbox: &Test, days: u64) {
        for (name, text) in &self.files {
            let lines = text.lines().map(|line| match line.split_once("keep ") {
                Some((head, tail)) => {
                    let rest = tail.trim_start_matches(|c: char| c.is_alphanumeric());
                    format!("{head}keep {days}d{rest}\n")
                }
                None => format!("{line}\n"),
            });
            let text: String = lines.collect();
            let store = if days % 2 == 1 {
                "store other"
            } else {
                "store main"
            };
            // In one step, since a build may be reading it.
            sandbox.write("aside", text.replace("store main", store));
            std::fs::rename(sandbox.at("aside"), sandbox.at(name)).unwrap();
        }
    }

    /// What a build of it makes where nothing was before.
    fn fresh(&self, days: u64) -> Tree {
        let sandbox = Test::git();
        self.write(&sandbox, days);
        sandbox.run(&["build"]).code(0);
        outputs(&sandbox)
    }
}

/// Everything but the plan.
fn outputs(sandbox: &Test) -> Tree {
    let files = sandbox.tree().into_iter();
    files
        .filter(|(name, _)| !name.ends_with(".drplan"))
        .collect()
}

/// Every file is one of an older build, of the newer one, or not whole yet and so not under its name.
#[track_caller]
fn old_or_new(now: &Tree, builds: &[&Tree], round: u64) {
    for (name, bytes) in now {
        if name.ends_with(".drplan-new") || name.ends_with(".drplan-outputs.json") {
            continue;
        }
        assert!(!bytes.is_empty(), "round {round}: {name} is empty");
        let whole = builds.iter().any(|build| build.get(name) == Some(bytes));
        assert!(whole, "round {round}: {name} is neither old nor new");
    }
}

/// The list can be read, and is whole.
#[track_caller]
fn list_is_whole(now: &Tree, round: u64) {
    for (name, bytes) in now
        .iter()
        .filter(|(name, _)| name.ends_with(".drplan-outputs.json"))
    {
        let value: Result<serde_json::Value, _> = serde_json::from_slice(bytes);
        assert!(value.is_ok(), "round {round}: {name} is half");
    }
}

#[test]
fn a_kill_at_any_moment_leaves_old_or_new() {
    let plans = Plans::new();
    let builds = [plans.fresh(30), plans.fresh(31)];
    let sandbox = Test::git();
    plans.write(&sandbox, 30);
    let begun = Instant::now();
    sandbox.run(&["build"]).code(0);
    let whole = u64::try_from(begun.elapsed().as_micros()).unwrap();
    let mut rng = Rng::new(7);
    let (mut killed, mut under_way, mut finished, mut round) = (0, 0, 0, 0);
    while killed < rounds("DRPLAN_KILLS", 12) {
        round += 1;
        let new = round % 2;
        plans.write(&sandbox, 30 + new);
        let mut child = sandbox
            .command(&["build"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Sooner or later: at a moment of the whole run, or once the list says that it is under way.
        if rng.one_in(2) {
            std::thread::sleep(Duration::from_micros(rng.below(whole + whole / 5)));
        } else {
            let list = sandbox.at(FLEET_LIST);
            while child.try_wait().unwrap().is_none() {
                if std::fs::read_to_string(&list).is_ok_and(|text| text.contains("\"was\"")) {
                    break;
                }
            }
            std::thread::sleep(Duration::from_micros(rng.below(whole / 3)));
        }
        let _ = child.kill();
        if !child.wait().unwrap().success() {
            killed += 1;
        }
        let now = outputs(&sandbox);
        old_or_new(&now, &[&builds[0], &builds[1]], round);
        list_is_whole(&now, round);
        under_way += u64::from(now != builds[0] && now != builds[1]);
        // Now and then the next build is of the plan of before, or is killed too.
        if rng.one_in(3) {
            continue;
        }
        if rng.one_in(4) {
            plans.write(&sandbox, 30 + (1 - new));
        }
        let days = if sandbox.read("fleet.drplan").contains("keep 31d") {
            1
        } else {
            0
        };
        let ran = sandbox.run(&["build"]);
        assert_eq!(ran.code, Some(0), "round {round}: {}", ran.text());
        assert_eq!(
            outputs(&sandbox),
            builds[days],
            "round {round}: nothing else is left"
        );
        sandbox.run(&["build", "--check"]).code(0);
        finished += 1;
    }
    println!(
        "{killed} kills, {under_way} of them in the middle of writing, {finished} finished by the next build"
    );
    assert!(under_way > 0);
}

const FLEET_LIST: &str = "dr/fleet/.drplan-outputs.json";

#[test]
fn two_builds_at_once_leave_what_one_of_them_makes() {
    let plans = Plans::new();
    let builds = [plans.fresh(30), plans.fresh(31)];
    let sandbox = Test::git();
    plans.write(&sandbox, 30);
    sandbox.run(&["build"]).code(0);
    let mut rng = Rng::new(11);
    let (mut both, mut clean) = (0, 0);
    for round in 1..=rounds("DRPLAN_RACES", 6) {
        let new = round % 2;
        let spawn = || {
            let mut command = sandbox.command(&["build"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        };
        plans.write(&sandbox, 30 + new);
        // The same plan, or a plan that changes between the two; sometimes one of them is killed.
        let changes = rng.one_in(2);
        let first = spawn();
        std::thread::sleep(Duration::from_micros(rng.below(30_000)));
        if changes {
            plans.write(&sandbox, 30 + (1 - new));
        }
        let mut second = spawn();
        let kills = rng.one_in(3);
        if kills {
            std::thread::sleep(Duration::from_micros(rng.below(100_000)));
            let _ = second.kill();
        }
        for (name, child) in [("first", first), ("second", second)] {
            let ran = ran(&child.wait_with_output().unwrap());
            let ended = matches!(ran.code, Some(0 | 4)) || (kills && name == "second");
            // A plan that is half written is a finding, and no build.
            let ended = ended || (changes && ran.code == Some(1));
            assert!(ended, "round {round}, {name}: {ran:?}");
            both += u64::from(ran.code == Some(0));
        }
        let now = outputs(&sandbox);
        old_or_new(&now, &[&builds[0], &builds[1]], round);
        list_is_whole(&now, round);
        let days = usize::from(sandbox.read("fleet.drplan").contains("keep 31d"));
        clean += u64::from(now == builds[days]);
        let ran = sandbox.run(&["build"]);
        assert_eq!(ran.code, Some(0), "round {round}: {}", ran.text());
        assert_eq!(outputs(&sandbox), builds[days], "round {round}");
    }
    println!("{both} builds ended well, {clean} rounds needed no further build");
}

#[test]
fn an_edit_while_a_build_runs_is_kept() {
    let plans = Plans::new();
    let sandbox = Test::git();
    plans.write(&sandbox, 30);
    sandbox.run(&["build"]).code(0);
    let last = outputs(&sandbox);
    let schedule = |name: &&String| name.contains("/backup/schedule-");
    let last = last.keys().rfind(schedule).unwrap().clone();
    let mut kept = 0;
    for round in 1..=2_u64 {
        plans.write(&sandbox, 30 + round);
        let mut command = sandbox.command(&["build"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Once the list says that the build is under way, everything has been compared.
        let list = sandbox.at(FLEET_LIST);
        let edit = format!("# an edit of round {round}\n");
        loop {
            if std::fs::read_to_string(&list).is_ok_and(|text| text.contains("\"was\"")) {
                sandbox.write(&last, &edit);
                break;
            }
            if child.try_wait().unwrap().is_some() {
                sandbox.write(&last, &edit);
                break;
            }
        }
        let ran = ran(&child.wait_with_output().unwrap());
        assert_eq!(sandbox.read(&last), edit, "round {round}: {ran:?}");
        if ran.code == Some(4) {
            kept += 1;
            let ran = ran.says(&last);
            assert!(ran.text().contains("changed by somebody else"), "{ran:?}");
        }
        sandbox
            .run(&["build"])
            .code(4)
            .says(&format!("hand-edited: {last}"));
        sandbox.run(&["build", "--overwrite-edited"]).code(0);
        sandbox.run(&["build", "--check"]).code(0);
    }
    assert!(kept > 0, "no edit came in between");
}
