//! One plan: what drplan claims of it beside what the world does to it.

use super::begin;
use super::claims::{self, Row};
use super::declared::{Method, Namespace, Plan, Workload};
use super::emitted;
use super::jobs::{self, Job};
use super::recovery::{self, Order, Ready, Side};
use super::repository;
use super::scenario::Place;
use super::search::{self, Found};
use super::survival::{self, Lost};
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
    for what in claims::other_numbers(&done, &rows) {
        verdict.faults.push(Fault {
            kind: "two-numbers",
            what,
        });
    }
    if verdict.errors.is_empty() && done.bundle.is_some() {
        let plan = Plan::read(statements);
        let written = emitted::read(&done);
        let case = Case::new(&plan, &written, rows, effort);
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
            let own = plan
                .namespaces
                .iter()
                .filter(|one| job.scope.has(&one.name));
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
        }
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
        let successor = self.plan.clusters.iter().find(|cluster| {
            cluster.recovers.as_ref() == Some(&own.name) && cluster.mode == "active"
        });
        Some(successor.unwrap_or(own))
    }

    fn declared(&self, row: &Row) -> Option<(&'c Namespace, Option<&'c Workload>)> {
        let serving = self.serving(row)?;
        let homes = [Some(&row.cluster), serving.recovers.as_ref()];
        let namespace = self
            .plan
            .namespaces
            .iter()
            .find(|one| one.name == row.namespace && homes.contains(&Some(&one.cluster)))?;
        let workload = namespace
            .workloads
            .iter()
            .find(|one| one.name == row.workload);
        Some((namespace, workload))
    }

    /// The Schedule in which the namespace of a row is.
    fn job(&self, row: &Row) -> Option<usize> {
        let serving = self.serving(row)?;
        let name = if row.namespace == "*" {
            "any-other"
        } else {
            row.namespace.as_str()
        };
        self.jobs.iter().position(|job| {
            self.plan.clusters[job.cluster].name == serving.name && job.scope.has(name)
        })
    }

    fn points(&mut self) {
        for (number, row) in self.rows.clone().into_iter().enumerate() {
            let Some((namespace, workload)) = self.declared(&row) else {
                continue;
            };
            let Some(home) = self.serving(&row) else {
                continue;
            };
            let method = workload.map_or(&namespace.method, |workload| &workload.method);
            if workload.is_some_and(|workload| !jobs::in_backups(&workload.method)) {
                self.replicated((number, &row), namespace, method);
                continue;
            }
            let Some(at) = self.job(&row) else { continue };
            let found = self.found[at].clone();
            let location = self.location(at);
            let job = self.jobs[at].clone();
            let (plan, written) = (self.plan, self.written);
            if let Some(dead) = self.jobs[at].dead {
                self.fault("dead", &row, dead.to_owned());
                continue;
            }
            if found.timed_out {
                self.fault(
                    "time-out",
                    &row,
                    "a copy gives up before it is complete".to_owned(),
                );
            }
            let data = workload.is_some();
            // A row of a cluster that was lost is about its successor, which no other cluster recovers.
            let scopes = if home.name == row.cluster {
                &SCOPES[..]
            } else {
                &SCOPES[..2]
            };
            let mut row = row;
            if home.name != row.cluster {
                "cluster".clone_into(&mut row.scope);
            }
            for scope in scopes.iter().copied() {
                let lost = Lost { plan, home, scope };
                let loss = |age| survival::loss(&lost, written, &job, &location, (age, data));
                let (even, piled) = (loss(found.age), loss(found.piled.or(found.age)));
                self.compare(&row, namespace, scope, even);
                let most = even.and_then(|even| Some(even.max(piled?)));
                self.observed[number].losses.insert(scope, most);
                if piled > even && !row.even {
                    self.compare_piled(&row, scope, piled);
                }
                let missed = loss(found.missed);
                if scope == row.scope && row.verdict == "ok" && missed > row.rpo {
                    let what = format!("{} with one missed run more", short(missed));
                    self.fault("missed-run", &row, what);
                }
            }
            if let Some(start) = search::in_window(&found.starts, &namespace.avoid) {
                let what = format!("begins at {:.0}s of the day", start.rem_euclid(86_400.0));
                self.fault("avoid", &row, what);
            }
        }
    }

    fn location(&self, job: usize) -> String {
        let cluster = &self.plan.clusters[self.jobs[job].cluster].name;
        let schedules = self
            .written
            .get(cluster)
            .map_or(&[][..], |own| &own.schedules[..]);
        let own = schedules.iter().find(|one| one.name == self.jobs[job].name);
        own.map_or_else(String::new, |own| own.location.clone())
    }

    fn replicated(&mut self, (number, row): (usize, &Row), namespace: &Namespace, method: &Method) {
        if *method == Method::Rebuild {
            return;
        }
        let Some(home) = self.serving(row) else {
            return;
        };
        let scopes = if home.name == row.cluster {
            &SCOPES[..]
        } else {
            &SCOPES[..2]
        };
        for scope in scopes.iter().copied() {
            let lost = Lost {
                plan: self.plan,
                home,
                scope,
            };
            let observed = survival::replicated(&lost, method);
            self.compare(row, namespace, scope, observed);
            self.observed[number].losses.insert(scope, observed);
        }
    }

    fn compare_piled(&mut self, row: &Row, scope: &str, observed: Option<f64>) {
        let claim = row.losses.get(scope).copied().flatten();
        if let (Some(claim), Some(observed)) = (claim, observed)
            && observed > claim + 1.0
        {
            let what = format!("loss of the {scope}: {observed:.0}s on one node, claimed {claim}s");
            self.fault("placement", row, what);
        }
    }

    fn compare(&mut self, row: &Row, namespace: &Namespace, scope: &str, observed: Option<f64>) {
        let Some(Some(claim)) = row.losses.get(scope).copied() else {
            return;
        };
        match observed {
            None => {
                let what = format!("loss of the {scope}: everything is lost, claimed {claim}s");
                self.fault("survival", row, what);
            }
            Some(observed) if observed > claim + 1.0 => {
                let what = format!("loss of the {scope}: {observed:.0}s, claimed {claim}s");
                self.fault("points", row, what);
            }
            Some(observed) => {
                if scope == row.scope && namespace.tolerate == 0 && claim > 0.0 {
                    self.point_ratios.push(observed / claim);
                }
            }
        }
        let promised = namespace.when.get(scope).and_then(|promise| promise.rpo);
        let main = (scope == row.scope).then_some(row.rpo).flatten();
        for promised in [promised, main].into_iter().flatten() {
            if observed.is_none_or(|observed| observed > promised + 1.0) {
                let what = format!(
                    "loss of the {scope}: {}, promised {promised}s",
                    short(observed)
                );
                self.fault("promise", row, what);
            }
        }
    }

    /// Each primary alone, and all that one region takes.
    fn times(&mut self, texts: &[String]) {
        let mut losses: Vec<Vec<(usize, usize)>> = Vec::new();
        for home in &self.plan.clusters {
            if home.recovers.is_some() || home.mode == "fenced" {
                continue;
            }
            for scope in ["cluster", "region"] {
                let pairs = self.recovering(&Lost {
                    plan: self.plan,
                    home,
                    scope,
                });
                if !pairs.is_empty() && !losses.contains(&pairs) {
                    losses.push(pairs);
                }
            }
        }
        for pairs in losses {
            self.recover(texts, &pairs);
        }
    }

    /// The primaries that a loss takes, with the cluster that recovers each.
    fn recovering(&self, lost: &Lost<'_>) -> Vec<(usize, usize)> {
        let clusters = self.plan.clusters.iter().enumerate();
        let primaries = clusters.filter(|(_, one)| one.recovers.is_none() && lost.cluster(one));
        let with = primaries.filter_map(|(at, one)| {
            let from = Lost { home: one, ..*lost };
            let first = from.answers().next()?;
            let answer = self
                .plan
                .clusters
                .iter()
                .position(|other| other.name == first.name)?;
            Some((at, answer))
        });
        with.collect()
    }

    fn recover(&mut self, texts: &[String], pairs: &[(usize, usize)]) {
        let names = pairs
            .iter()
            .map(|(_, answer)| self.plan.clusters[*answer].name.clone());
        let Some(written) = begin::begun(texts, &names.collect::<Vec<_>>()) else {
            return;
        };
        let sides = pairs.iter().filter_map(|(_, answer)| {
            let written = written.get(&self.plan.clusters[*answer].name)?;
            Some(Side {
                cluster: *answer,
                written,
            })
        });
        let sides: Vec<Side<'_>> = sides.collect();
        let mut orders = vec![
            Order::Listed,
            Order::Reversed,
            Order::Random(1),
            Order::Random(2),
        ];
        for side in &sides {
            let apps = side
                .written
                .stages
                .iter()
                .filter(|stage| stage.name.contains("-apps-"));
            orders.extend(apps.map(|stage| Order::Last(stage.name.clone())));
        }
        let all: Vec<(Place, Vec<Ready>)> = orders
            .iter()
            .map(|order| (Place::Even, order))
            .chain([(Place::Pile, &orders[0])])
            .map(|(place, order)| {
                (
                    place,
                    recovery::recover(self.plan, &sides, &self.jobs, (order, place)),
                )
            })
            .collect();
        for (number, row) in self.rows.clone().into_iter().enumerate() {
            let at = pairs
                .iter()
                .position(|(home, _)| self.plan.clusters[*home].name == row.cluster);
            let Some(at) = at else { continue };
            let Some((namespace, workload)) = self.declared(&row) else {
                continue;
            };
            let side = &sides[at];
            let runs = |place: Place| {
                let runs = all.iter().filter(move |(own, _)| *own == place);
                runs.map(|(_, ready)| {
                    recovery::back(namespace, workload, (side, &self.jobs), &ready[at])
                })
            };
            let (even, piled): (Vec<_>, Vec<_>) =
                (runs(Place::Even).collect(), runs(Place::Pile).collect());
            let slowest = even
                .iter()
                .chain(&piled)
                .copied()
                .collect::<Option<Vec<f64>>>();
            let slowest = slowest.map(|all| all.into_iter().fold(0.0, f64::max));
            let before = self.observed[number].back;
            self.observed[number].back = Some(match (before, slowest) {
                (Some(None), _) | (_, None) => None,
                (Some(Some(before)), Some(now)) => Some(now.max(before)),
                (None, now) => now,
            });
            self.time(&row, namespace, even, piled);
            for (_, ready) in &all {
                if let Some(late) = ready[at].timed_out.first() {
                    self.fault("restore-time-out", &row, format!("{late} gives up"));
                    break;
                }
            }
        }
    }

    fn time(
        &mut self,
        row: &Row,
        namespace: &Namespace,
        even: Vec<Option<f64>>,
        piled: Vec<Option<f64>>,
    ) {
        let worst = |runs: &[Option<f64>]| {
            let all: Option<Vec<f64>> = runs.iter().copied().collect();
            all.map(|all| all.into_iter().fold(0.0, f64::max))
        };
        let Some(claim) = row.back else { return };
        let Some(observed) = worst(&even) else {
            self.fault("never-back", row, format!("never, claimed {claim}s"));
            return;
        };
        if observed > claim + 1.0 {
            self.fault("times", row, format!("{observed:.0}s, claimed {claim}s"));
        } else if namespace.tolerate == 0 {
            if observed < claim * 0.8 && std::env::var_os("DRPLAN_ADVERSARY_LOOSE").is_some() {
                let texts = self.text.clone();
                println!(
                    "loose: {} {} {observed:.0}s of {claim}s\n{texts}",
                    row.namespace, row.workload
                );
            }
            self.time_ratios.push(observed / claim);
        }
        if let Some(piled) = worst(&piled)
            && piled > observed.max(claim) + 1.0
            && !row.spread
        {
            self.fault(
                "placement",
                row,
                format!("back after {piled:.0}s on one node, claimed {claim}s"),
            );
        }
        for promised in [namespace.main.rto].into_iter().flatten() {
            if observed > promised + 1.0 {
                self.fault(
                    "promise",
                    row,
                    format!("back after {observed:.0}s, promised {promised}s"),
                );
            }
        }
    }
}
