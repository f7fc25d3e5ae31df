//! One analysis a run: whatever a verb prints or writes, it reads the same one.

#![allow(
    clippy::disallowed_methods,
    reason = "the test writes the plan that the verbs read"
)]

use super::args::Args;
use super::{Exit, run};
use crate::analyze::MADE;
use clap::Parser as _;

const PLAN: &str = "plan p { repository . }
cluster c { region r }
cluster d { recovers c; region q; standby warm }
store s { s3 b { region r }; replica w { region q } }
tier t { rpo 1h; rto 8h; keep 7d }
namespace a { tier t }
";

/// How many analyses a verb makes.
fn made(directory: &str, verb: &[&str]) -> usize {
    let mut words = vec!["drplan", "-C", directory, "--today", "2026-11-25", "-q"];
    words.extend(verb);
    let args = Args::try_parse_from(words).unwrap();
    MADE.set(0);
    assert_eq!(run(&args).unwrap(), Exit::Ok, "{verb:?}");
    MADE.get()
}

#[test]
fn a_run_makes_one_analysis() {
    let dir = tempfile::TempDir::new().unwrap();
    let path = dir.path().to_str().unwrap();
    std::fs::write(dir.path().join("p.drplan"), PLAN).unwrap();
    for (verb, analyses) in [
        // What judges a plan also judges it as `failover begin` leaves it, where a warm cluster waits.
        (&["check"][..], 2),
        (&["check", "--format", "json"], 2),
        (&["fmt", "--check"], 0),
        (&["build"], 2),
        (&["build", "--check"], 2),
        (&["show"], 1),
        (&["show", "--format", "json"], 1),
        (&["explain", "rpo-not-met"], 0),
        (&["explain", "a.rpo"], 1),
        (&["explain", "a.rto"], 1),
        (&["simulate", "--lose", "r", "--at", "2026-03-02T03:59"], 1),
        (&["failover", "status"], 1),
        // A move is decided by the plan as it is, and built from the plan as it is then.
        (&["failover", "begin"], 2),
        (&["failover", "finish"], 2),
    ] {
        assert_eq!(made(path, verb), analyses, "{verb:?}");
    }
}
