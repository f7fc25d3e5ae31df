//! Random plans over every statement, with promises near what can be kept.

mod kinds;
mod places;
mod promises;
mod sites;
mod state;

use super::tree::{Stmt, line};
use crate::support::rng::Rng;
use std::sync::LazyLock;

/// Statements that this version of the language may not have yet.
pub struct Known {
    pub write: bool,
    pub lives: bool,
    pub switch: bool,
    pub brings: bool,
}

/// What the tables of the language have.
pub static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let has = |block: &str, keyword: &str| {
        let blocks = drplan::schema::blocks();
        let mut blocks = blocks.into_iter().filter(|one| one.name == block);
        blocks.any(|one| one.rows.iter().any(|row| row.usage().starts_with(keyword)))
    };
    Known {
        write: has("cluster", "write"),
        lives: has("snapshots", "lives"),
        switch: has("tier", "switch"),
        brings: has("cluster", "brings"),
    }
});

/// Random numbers with the questions that a generator asks.
pub struct Dice(pub Rng);

impl Dice {
    /// True so many times of a hundred.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.0.below(100) < chance
    }

    pub fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        self.0.pick(items)
    }

    /// A number between two others, small ones as often as large ones.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        let share = self.0.below(10_000) as f64 / 10_000.0;
        low * (high / low).powf(share)
    }
}

/// A time as the language writes it, in whole minutes above an hour.
pub fn duration(seconds: f64) -> String {
    let seconds = seconds.max(1.0) as u64;
    match seconds {
        0..600 => format!("{seconds}s"),
        _ if seconds >= 172_800 && seconds.is_multiple_of(86_400) => {
            format!("{}d", seconds / 86_400)
        }
        _ => format!("{}m", seconds.div_ceil(60)),
    }
}

/// The plan of a seed.
pub fn plan(seed: u64) -> Vec<Stmt> {
    let mut dice = Dice(Rng::new(seed));
    for _ in 0..5 {
        dice.0.below(2);
    }
    let version = dice.pick(&[
        "1.18.3", "1.18.3", "1.18.3", "1.18", "1.18.1", "1.17", "1.17", "1.16", "1.16", "1.15",
    ]);
    let mut head = line("plan p");
    head.push(&format!("velero {version}"));
    if dice.percent(40) {
        let declare = dice.pick(&["0m", "2m", "5m", "30m"]);
        if declare != "0m" {
            head.push(&format!("declare {declare}"));
        }
    }
    let mut plan = vec![head];
    let mut places = places::places(&mut dice, &mut plan, version);
    // Dice of its own: the other plans of earlier seeds stay what they were.
    let mut own = Dice(Rng::new(seed ^ 0x7061_6972));
    let together = sites::together(&mut own, &mut plan, &mut places);
    if places.primaries.len() > 1
        && let Some(head) = plan.first_mut()
    {
        // What stores share is what is tried.
        head.push("allow store-shared \"tried here\" until 2026-12-31");
    }
    let tiers = promises::tiers(&mut dice, &mut plan, &places);
    state::namespaces(&mut dice, &mut plan, &places, tiers);
    promises::promise(&mut dice, &mut plan);
    kinds::second(&mut dice, &mut plan, &places);
    if together {
        sites::apart(&mut plan);
    }
    plan
}
