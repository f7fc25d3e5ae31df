//! One plan: what drplan claims of it beside what the world does to it.

mod points;
mod times;

use super::claims::{self, Row};
use super::declared::{Namespace, Plan, Workload};
use super::emitted;
use super::jobs::{self, Job};
use super::repository;
use super::search::{self, Found};
use super::tree::{self, Stmt};
use std::collections::BTreeMap;

/// A claim that does not hold.
#[derive(Clone, Debug)]
pub struct Fault {
    pub kind: &'static str,
    pub what: String,
}

/// What came of one plan.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    pub errors: Vec<&'static str>,
    pub faults: Vec<Fault>,
    /// Observed over claimed, of points and of times, without `tolerate`.
    pub points: Vec<f64>,
    pub times: Vec<f64>,
    /// What the world did to each row at its worst: what a promise is compared with.
    pub observed: Vec<Observed>,
}

/// The worst that was seen of one row, on any placement; none where everything is lost, or never back.
#[derive(Clone, Debug)]
pub struct Observed {
    pub namespace: String,
    pub losses: BTreeMap<&'static str, Option<f64>>,
    pub scope: String,
    pub back: Option<Option<f64>>,
    /// What is claimed of it.
    pub claim: Option<f64>,
    pub claimed_back: Option<f64>,
}

/// How hard the adversary tries.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    pub tries: u64,
}

const SCOPES: [&str; 4] = ["volume", "cluster", "zone", "region"];

/// Compiles a plan, and lets the world loose on it where it is accepted.
pub fn judge(statements: &[Stmt], effort: Effort) -> Verdict {
    let text = tree::print(statements);
    let done = repository::compiled(&text, &[], false);
    let mut verdict = Verdict {
        errors: claims::errors(&done),
        ..Verdict::default()
    };
    let rows = claims::rows(&done);
    // What waits for itself has no time at all.
    let cyclic = verdict.errors.contains(&"cyclic-needs");
    let odd = claims::other_numbers(&done, &rows).into_iter();
    for what in odd.filter(|_| !cyclic) {
        let of_times = what.starts_with("rto-") || what.contains(".rto says");
        let kind = if of_times { "two-times" } else { "two-numbers" };
        verdict.faults.push(Fault { kind, what });
    }
    if verdict.errors.is_empty() && done.bundle.is_some() {
        let plan = Plan::read(statements);
        let written = emitted::read(&done, &plan);
        let warned = claims::warned(&done, "also-not-met");
        let case = Case::new(&plan, &written, rows, effort).warned(warned);
        case.judge(&[text], &mut verdict);
    }
    verdict
}

pub struct Case<'c> {
    plan: &'c Plan,
    written: &'c BTreeMap<String, emitted::Cluster>,
    rows: Vec<Row>,
    jobs: Vec<Job>,
    found: Vec<Found>,
    faults: Vec<Fault>,
    point_ratios: Vec<f64>,
    time_ratios: Vec<f64>,
    observed: Vec<Observed>,
    text: String,
    /// Whether it was said that a second Schedule does not keep the `rpo` of its tier.
    warned: bool,
}

fn short(time: Option<f64>) -> String {
    time.map_or_else(|| "everything".to_owned(), |time| format!("{time:.0}s"))
}

impl<'c> Case<'c> {
    pub fn new(
        plan: &'c Plan,
        written: &'c BTreeMap<String, emitted::Cluster>,
        rows: Vec<Row>,
        effort: Effort,
    ) -> Self {
        let jobs = jobs::jobs(plan, written);
        let tolerated = jobs.iter().map(|job| {
            let mut own = plan.namespaces.iter();
            if own.clone().any(|one| job.second_of(one)) {
                return plan.tier(&job.tier).map_or(0, |tier| tier.tolerate);
            }
            let own = own.by_ref().filter(|one| job.takes(one));
            own.map(|one| one.tolerate).min().unwrap_or(0)
        });
        let tolerated: Vec<usize> = tolerated.collect();
        let found = search::search(plan, &jobs, &tolerated, effort.tries);
        Self {
            plan,
            written,
            rows,
            jobs,
            found,
            faults: Vec::new(),
            point_ratios: Vec::new(),
            time_ratios: Vec::new(),
            observed: Vec::new(),
            text: String::new(),
            warned: false,
        }
    }

    /// With what was said of second Schedules.
    pub fn warned(mut self, warned: bool) -> Self {
        self.warned = warned;
        self
    }

    /// All questions at once; the texts are those of all plans of the repository.
    pub fn judge(mut self, texts: &[String], verdict: &mut Verdict) {
        self.observed = self
            .rows
            .iter()
            .map(|row| Observed {
                namespace: row.namespace.clone(),
                losses: BTreeMap::new(),
                scope: row.scope.clone(),
                back: None,
                claim: row.worst,
                claimed_back: row.back,
            })
            .collect();
        self.text = texts.join("---\n");
        self.points();
        self.times(texts);
        verdict.faults.extend(self.faults);
        verdict.points.extend(self.point_ratios);
        verdict.times.extend(self.time_ratios);
        verdict.observed.extend(self.observed);
    }

    fn fault(&mut self, kind: &'static str, row: &Row, what: String) {
        let what = format!("{}/{} {}: {what}", row.cluster, row.namespace, row.workload);
        self.faults.push(Fault { kind, what });
    }

    /// The cluster that serves what a row is about: the primary, or the one that took over.
    fn serving(&self, row: &Row) -> Option<&'c super::declared::Cluster> {
        let own = self.plan.cluster(&row.cluster)?;
        let successor = self
            .plan
            .clusters
            .iter()
            .find(|cluster| cluster.recovers.contains(&own.name) && cluster.mode == "active");
        Some(successor.unwrap_or(own))
    }

    fn declared(&self, row: &Row) -> Option<(&'c Namespace, Option<&'c Workload>)> {
        let serving = self.serving(row)?;
        let namespace = self.plan.namespaces.iter().find(|one| {
            one.is(&row.namespace) && serving.homes(&row.cluster).contains(&&one.cluster)
        })?;
        let workload = namespace
            .workloads
            .iter()
            .find(|one| one.name == row.workload);
        Some((namespace, workload))
    }

    /// The Schedule in which the namespace of a row is.
    fn job(&self, row: &Row) -> Option<usize> {
        let serving = self.serving(row)?;
        let (namespace, _) = self.declared(row)?;
        self.jobs.iter().position(|job| {
            self.plan.clusters[job.cluster].name == serving.name && job.first_of(namespace)
        })
    }

    /// The other Schedules in which it is.
    fn seconds(&self, row: &Row) -> Vec<usize> {
        let Some((serving, (namespace, _))) = self.serving(row).zip(self.declared(row)) else {
            return Vec::new();
        };
        let jobs = self.jobs.iter().enumerate();
        let own = jobs.filter(|(_, job)| {
            self.plan.clusters[job.cluster].name == serving.name && job.second_of(namespace)
        });
        own.map(|(at, _)| at).collect()
    }
}
