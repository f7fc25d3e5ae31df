//! Figures of a run: plans, accepted ones, what is in them, how close the bounds are, and faults with
//! the smallest plan of each kind.

use super::judge::Verdict;
use super::shrink::shrink;
use super::tree::{self, Stmt};
use std::collections::BTreeMap;

#[derive(Default)]
pub struct Tally {
    plans: usize,
    accepted: usize,
    errors: BTreeMap<&'static str, usize>,
    features: BTreeMap<String, usize>,
    points: Vec<f64>,
    times: Vec<f64>,
    faults: BTreeMap<&'static str, Vec<(u64, Vec<Stmt>, String)>>,
    /// Refused plans that were looked at, and those that a line would have kept.
    pub refusals: usize,
    kept: Vec<(u64, Vec<Stmt>, String)>,
    pairs: usize,
    pair_faults: BTreeMap<&'static str, Vec<(u64, String, String)>>,
    seconds: f64,
    began: Option<std::time::Instant>,
}

/// What a plan uses: every keyword of it, and shapes that are no keyword.
pub fn features(plan: &[Stmt]) -> Vec<String> {
    fn walk(stmt: &Stmt, above: &str, found: &mut Vec<String>) {
        let keyword = stmt.keyword();
        let words = match keyword {
            "recover" | "when" | "standby" | "mode" | "brings" | "lives" => {
                format!("{keyword} {}", stmt.arg(0))
            }
            "velero" => format!("velero {}", stmt.arg(0)),
            _ => keyword.to_owned(),
        };
        found.push(format!("{above}{words}"));
        if keyword == "namespace" && stmt.arg(0) == "*" {
            found.push("namespace *".to_owned());
        }
        if keyword == "every" && stmt.arg(0).starts_with('@') && above == "tier " {
            found.push("tier every @every".to_owned());
        }
        for inner in &stmt.body {
            walk(inner, &format!("{keyword} "), found);
        }
    }
    let mut found = Vec::new();
    for stmt in plan {
        walk(stmt, "", &mut found);
    }
    let primaries = plan.iter().filter(|stmt| stmt.keyword() == "cluster");
    let primaries = primaries
        .filter(|stmt| stmt.get("recovers").is_none())
        .count();
    if primaries > 1 {
        found.push("several primaries".to_owned());
    }
    if plan.iter().filter(|stmt| stmt.keyword() == "store").count() > 1 {
        found.push("several stores".to_owned());
    }
    let mixed = plan
        .iter()
        .filter(|stmt| stmt.keyword() == "namespace")
        .any(|namespace| {
            let methods = namespace
                .all("workload")
                .filter_map(|one| one.get("recover"));
            let methods: std::collections::BTreeSet<&str> = methods.map(|one| one.arg(0)).collect();
            methods.len() > 1
        });
    if mixed {
        found.push("mixed methods".to_owned());
    }
    found.extend(shapes(plan).into_iter().map(str::to_owned));
    found.sort();
    found.dedup();
    found
}

/// Whether a cluster recovers for one plan and is the primary of the other.
fn serves_and_recovers(plan: &[Stmt], other: &[Stmt]) -> bool {
    let recovers = |stmt: &&Stmt| stmt.keyword() == "cluster" && stmt.get("recovers").is_some();
    plan.iter().filter(recovers).any(|one| {
        let mut clusters = other.iter().filter(|stmt| stmt.keyword() == "cluster");
        clusters.any(|own| own.arg(0) == one.arg(0) && own.get("recovers").is_none())
    })
}

/// Shapes of plans that no single keyword shows.
fn shapes(plan: &[Stmt]) -> Vec<&'static str> {
    let of = |keyword: &'static str| plan.iter().filter(move |stmt| stmt.keyword() == keyword);
    let mut found = Vec::new();
    let mut name = |holds: bool, shape: &'static str| {
        if holds {
            found.push(shape);
        }
    };
    let workloads = || of("namespace").flat_map(|one| one.all("workload"));
    let names: Vec<&str> = of("namespace").flat_map(Stmt::args).collect();
    let twice = names
        .iter()
        .any(|one| names.iter().filter(|other| *other == one).count() > 1);
    name(twice, "several blocks of a namespace");
    let many = of("namespace").any(|one| one.words.len() > 2 && one.get("apps").is_some());
    let paths: Vec<&str> = of("namespace")
        .filter_map(|one| Some(one.get("apps")?.arg(0)))
        .collect();
    let shared = paths
        .iter()
        .any(|one| paths.iter().filter(|other| *other == one).count() > 1);
    name(many || shared, "several namespaces of a path");
    name(
        of("namespace").any(|one| one.get("tier").is_none()),
        "rebuild without a tier",
    );
    name(
        workloads()
            .any(|one| !one.arg(0).contains("set/") && !one.arg(0).starts_with("deployment/")),
        "resource of an operator",
    );
    let skipped = |one: &Stmt| {
        let mut volumes = one.all("volume").peekable();
        volumes.peek().is_some() && volumes.all(|volume| volume.get("skip").is_some())
    };
    name(workloads().any(skipped), "all volumes skipped");
    let regions: Vec<(&str, &str)> = of("cluster")
        .filter_map(|one| Some((one.arg(0), one.get("region")?.arg(0))))
        .collect();
    let rebuilt = of("cluster").any(|one| {
        let lost = one.get("recovers").map(Stmt::args).unwrap_or_default();
        let region = |name: &str| {
            regions
                .iter()
                .find(|(other, _)| *other == name)
                .map(|(_, region)| *region)
        };
        lost.into_iter()
            .any(|lost| region(lost) == region(one.arg(0)))
    });
    name(rebuilt, "a site that is rebuilt in its region");
    let mut recovers = of("cluster").filter_map(|one| one.get("recovers"));
    name(
        recovers.any(|lost| lost.args().len() > 1),
        "a cluster that recovers several",
    );
    let buckets: Vec<&str> = of("store")
        .filter_map(|one| Some(one.get("s3")?.arg(0)))
        .collect();
    name(
        buckets
            .iter()
            .any(|one| buckets.iter().filter(|other| *other == one).count() > 1),
        "stores in one bucket",
    );
    let writes = workloads().any(|one| {
        one.get("recover")
            .is_some_and(|how| matches!(how.arg(0), "dump" | "operator"))
    });
    let moves = workloads().any(|one| {
        one.get("recover")
            .is_some_and(|how| how.arg(0) == "snapshot")
    });
    name(writes && moves, "dumps or archives beside data movers");
    found
}

fn median(list: &mut [f64]) -> f64 {
    list.sort_by(f64::total_cmp);
    list.get(list.len() / 2).copied().unwrap_or(0.0)
}

impl Tally {
    pub fn add(&mut self, seed: u64, plan: &[Stmt], verdict: &Verdict) {
        let began = *self.began.get_or_insert_with(std::time::Instant::now);
        self.seconds = began.elapsed().as_secs_f64();
        self.plans += 1;
        let mut seen = Vec::new();
        for fault in &verdict.faults {
            if !seen.contains(&fault.kind) {
                seen.push(fault.kind);
                let list = self.faults.entry(fault.kind).or_default();
                list.push((seed, plan.to_vec(), fault.what.clone()));
            }
        }
        if !verdict.errors.is_empty() {
            for error in &verdict.errors {
                *self.errors.entry(*error).or_default() += 1;
            }
            return;
        }
        self.accepted += 1;
        for feature in features(plan) {
            *self.features.entry(feature).or_default() += 1;
        }
        self.points.extend(&verdict.points);
        self.times.extend(&verdict.times);
    }

    /// Two plans on the same clusters.
    pub fn add_pair(&mut self, seed: u64, (plan, other): (&[Stmt], &[Stmt]), verdict: &Verdict) {
        self.plans += 1;
        if !verdict.errors.is_empty() {
            for error in &verdict.errors {
                *self.errors.entry(*error).or_default() += 1;
            }
            return;
        }
        self.accepted += 1;
        self.pairs += 1;
        if serves_and_recovers(plan, other) {
            *self
                .features
                .entry("a recovery where backups are made".to_owned())
                .or_default() += 1;
        }
        for feature in features(plan).into_iter().chain(features(other)) {
            *self.features.entry(feature).or_default() += 1;
        }
        self.points.extend(&verdict.points);
        self.times.extend(&verdict.times);
        for fault in &verdict.faults {
            let list = self.pair_faults.entry(fault.kind).or_default();
            if list.last().is_none_or(|(last, ..)| *last != seed) {
                let text = format!("{}---\n{}", tree::print(plan), tree::print(other));
                list.push((seed, text, fault.what.clone()));
            }
        }
    }

    /// A plan that was refused for its promises, with the line that would have kept them.
    pub fn refusal(&mut self, seed: u64, plan: &[Stmt], kept: Option<String>) {
        self.refusals += 1;
        if let Some(kept) = kept {
            self.kept.push((seed, plan.to_vec(), kept));
        }
    }

    /// The seeds of the faults of some kinds.
    pub fn faults(&self, kinds: &[&str]) -> Vec<(&'static str, u64)> {
        let alone = self.faults.iter().flat_map(|(kind, list)| {
            let seeds = list.iter().map(|(seed, ..)| *seed);
            seeds.map(|seed| (*kind, seed)).collect::<Vec<_>>()
        });
        let pairs = self.pair_faults.iter().flat_map(|(kind, list)| {
            let seeds = list.iter().map(|(seed, ..)| *seed);
            seeds.map(|seed| (*kind, seed)).collect::<Vec<_>>()
        });
        let all = alone.chain(pairs);
        all.filter(|(kind, _)| kinds.contains(kind)).collect()
    }

    pub fn print(&mut self) {
        println!(
            "{} plans, {} accepted, {:.0} s",
            self.plans, self.accepted, self.seconds
        );
        println!("refused: {:?}", self.errors);
        for (feature, count) in &self.features {
            println!("{count:>7} {feature}");
        }
        let (points, times) = (self.points.len(), self.times.len());
        println!(
            "observed / claimed: points {:.3} of {points}, times {:.3} of {times}",
            median(&mut self.points),
            median(&mut self.times)
        );
        println!("{} pairs of plans accepted", self.pairs);
        for (kind, list) in &self.pair_faults {
            println!("\n== two plans: {kind}: {} pairs", list.len());
            if let Some((seed, text, what)) = list.iter().min_by_key(|(_, text, _)| text.len()) {
                println!("seed {seed}: {what}\n{text}");
            }
        }
        println!(
            "{} refused plans looked at, {} kept by a line",
            self.refusals,
            self.kept.len()
        );
        let all = self.kept.iter().map(|(seed, _, line)| (seed, line.trim()));
        println!("{:?}", all.collect::<Vec<_>>());
        if let Some((seed, plan, line)) = self
            .kept
            .iter()
            .min_by_key(|(_, plan, _)| tree::print(plan).len())
        {
            println!("seed {seed}: kept with {line}{}", tree::print(plan));
        }
        for (kind, list) in &self.faults {
            println!(
                "\n== {kind}: {} plans; seeds {:?}",
                list.len(),
                list.iter().take(8).map(|one| one.0).collect::<Vec<_>>()
            );
            let smallest = list
                .iter()
                .min_by_key(|(_, plan, _)| tree::print(plan).len());
            if let Some((seed, plan, what)) = smallest {
                println!(
                    "seed {seed}: {what}\n{}",
                    tree::print(&shrink(plan, kind, 400))
                );
            }
        }
    }
}
