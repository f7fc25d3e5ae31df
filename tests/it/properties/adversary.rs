//! An adversary: random plans, compiled as people do, and a world of Velero, node-agent and Flux that
//! knows nothing of the analysis and tries the worst on what was written. `tests/README.md` says how
//! it is run for hours.

mod begin;
mod claims;
mod cron;
mod declared;
mod emitted;
mod fluid;
mod generate;
mod jobs;
mod judge;
mod pair;
mod recovery;
mod refusal;
mod repository;
mod rules;
mod scenario;
mod search;
mod shrink;
mod stages;
mod survival;
mod tally;
mod tree;
mod velero;

use judge::{Effort, judge};
use tally::Tally;

/// The kinds of faults that are failures.
const HOLDS: [&str; 16] = [
    "points",
    "placement",
    "survival",
    "promise",
    "missed-run",
    "time-out",
    "dead",
    "avoid",
    "corruption",
    "two-numbers",
    "times",
    "never-back",
    "restore-time-out",
    "placement-back",
    "promise-time",
    "two-times",
];
/// So many plans are tried where none are asked for.
const PLANS: u64 = 150;
/// Every so manieth plan has another beside it.
const PAIRS: u64 = 4;
const EFFORT: Effort = Effort { tries: 3 };

/// The seeds of the plans: `DRPLAN_ADVERSARY=20000` is the first of them, `10001..20000` a part of them.
fn wanted() -> std::ops::RangeInclusive<u64> {
    let wanted = std::env::var("DRPLAN_ADVERSARY").unwrap_or_default();
    let (from, to) = wanted.split_once("..").unwrap_or(("1", &wanted));
    let to = to.parse().unwrap_or(PLANS);
    from.parse().unwrap_or(1)..=to
}

/// The text of a random plan.
pub fn text(seed: u64) -> String {
    tree::print(&generate::plan(seed))
}

/// The same plan with one statement a line.
pub fn lined(text: &str) -> String {
    tree::print(&tree::parse(text))
}

#[test]
fn no_claim_is_broken() {
    let mut tally = Tally::default();
    let wanted = wanted();
    let refusals = (wanted.end() + 1 - wanted.start()) / 10;
    for seed in wanted {
        let plan = generate::plan(seed);
        if seed % PAIRS == 0 {
            let other = pair::second(&plan, &generate::plan(seed + 1_000_000_007));
            let both = pair::judge(&plan, &other, EFFORT);
            tally.add_pair(seed, (&plan, &other), &both);
            continue;
        }
        let verdict = judge(&plan, EFFORT);
        if refusal::counts(&verdict.errors) && tally.refusals as u64 <= refusals {
            tally.refusal(seed, &plan, refusal::kept(&plan));
        }
        tally.add(seed, &plan, &verdict);
    }
    tally.print();
    let faults = tally.faults(&HOLDS);
    assert!(faults.is_empty(), "{faults:?}");
}

/// What comes of single plans: `DRPLAN_ADVERSARY_SEEDS=41,121`.
#[test]
fn single_plans_are_shown() {
    let seeds = std::env::var("DRPLAN_ADVERSARY_SEEDS").unwrap_or_default();
    for seed in seeds.split(',').filter_map(|seed| seed.parse().ok()) {
        let plan = generate::plan(seed);
        let text = tree::print(&plan);
        if seed % PAIRS == 0 {
            let other = pair::second(&plan, &generate::plan(seed + 1_000_000_007));
            let both = pair::judge(&plan, &other, EFFORT);
            let (other, errors, faults) = (tree::print(&other), both.errors, both.faults);
            println!("seed {seed}\n{text}---\n{other}{errors:?} {faults:#?}");
            continue;
        }
        let verdict = judge(&plan, EFFORT);
        let kept = refusal::counts(&verdict.errors).then(|| refusal::kept(&plan));
        let (errors, faults) = (verdict.errors, verdict.faults);
        println!("seed {seed}\n{text}{errors:?} {faults:#?}");
        if let Some(Some(line)) = kept {
            println!("kept with {}", line.trim());
        }
    }
}

/// The plans of each rule: nothing that is claimed of them is broken.
#[test]
fn the_plans_of_the_rules_are_answered() {
    if wanted().is_empty() {
        return;
    }
    for (rule, kind, text) in rules::RULES {
        let verdict = rules::tried(text);
        let kinds: Vec<&str> = verdict.faults.iter().map(|fault| fault.kind).collect();
        let red = kinds.contains(kind);
        let held = kinds.iter().any(|kind| HOLDS.contains(kind));
        assert!(!held, "rule {rule}: {:?}\n{text}", verdict.faults);
        println!(
            "rule {rule} {kind}: red {red} errors {:?} faults {:?}",
            verdict.errors, verdict.faults
        );
    }
}
