//! Claims about recovery times.

use super::Case;
use crate::properties::adversary::begin::{self, Begun};
use crate::properties::adversary::claims::Row;
use crate::properties::adversary::declared::Namespace;
use crate::properties::adversary::emitted;
use crate::properties::adversary::recovery::{self, Order, Ready, Side};
use crate::properties::adversary::scenario::Place;
use crate::properties::adversary::survival::Lost;

/// Primaries, each with the cluster that recovers it.
type Pairs = Vec<(usize, usize)>;

impl Case<'_> {
    /// Each primary alone, and all that one zone or one region takes, with each cluster that may recover it.
    pub(super) fn times(&mut self, texts: &[String]) {
        let mut losses: Vec<(Vec<&str>, Pairs)> = Vec::new();
        for home in &self.plan.clusters {
            if !home.recovers.is_empty() || home.mode == "fenced" {
                continue;
            }
            for scope in ["cluster", "zone", "region"] {
                let lost = Lost {
                    plan: self.plan,
                    home,
                    scope,
                };
                for (last, most) in [(false, false), (true, false), (false, true), (true, true)] {
                    let pairs = self.recovering(&lost, last, most);
                    match losses.iter_mut().find(|(_, other)| *other == pairs) {
                        Some((scopes, _)) if !scopes.contains(&scope) => scopes.push(scope),
                        None if !pairs.is_empty() => losses.push((vec![scope], pairs)),
                        Some(_) | None => {}
                    }
                }
            }
        }
        for (scopes, pairs) in losses {
            self.recover(texts, &scopes, &pairs);
        }
    }

    /// The primaries that a loss takes, or may take, with the cluster that recovers each: the first or the last of those
    /// that do.
    fn recovering(&self, lost: &Lost<'_>, last: bool, most: bool) -> Pairs {
        let clusters = self.plan.clusters.iter().enumerate();
        let primaries = clusters.filter(|(_, one)| {
            let taken = lost.cluster(one) || (most && lost.may_take(one));
            one.recovers.is_empty() && taken
        });
        let with = primaries.filter_map(|(at, one)| {
            let from = Lost { home: one, ..*lost };
            let mut answers = from.answers();
            let first = if last { answers.last() } else { answers.next() }?;
            let mut clusters = self.plan.clusters.iter();
            let answer = clusters.position(|other| other.name == first.name)?;
            Some((at, answer))
        });
        with.collect()
    }

    /// Schedules of which a cluster has no backup after a loss: its location names a bucket that is lost.
    fn gone(
        &self,
        pairs: &[(usize, usize)],
        scopes: &[&str],
        answer: usize,
        written: &emitted::Cluster,
    ) -> Vec<String> {
        let homes = pairs.iter().filter(|(_, own)| *own == answer);
        let homes: Vec<usize> = homes.map(|(home, _)| *home).collect();
        let jobs = self.jobs.iter().enumerate();
        let own = jobs.filter(|(_, job)| homes.contains(&job.cluster));
        let unread = own.filter(|(at, job)| {
            let buckets = &self.plan.stores[job.store].buckets;
            let named = written.locations.get(&self.location(*at));
            let read = buckets.iter().find(|bucket| Some(&bucket.name) == named);
            let mut losses = scopes.iter().map(|scope| Lost {
                plan: self.plan,
                home: &self.plan.clusters[job.cluster],
                scope,
            });
            read.is_none_or(|bucket| losses.any(|lost| lost.bucket(bucket)))
        });
        unread.map(|(_, job)| job.name.clone()).collect()
    }

    fn recover(&mut self, texts: &[String], scopes: &[&str], pairs: &[(usize, usize)]) {
        let named = |at: usize| self.plan.clusters[at].name.as_str();
        let begun = pairs.iter().map(|(home, answer)| Begun {
            cluster: named(*answer),
            from: named(*home),
        });
        let Some(written) = begin::begun(texts, &begun.collect::<Vec<_>>()) else {
            return;
        };
        let mut sides: Vec<Side<'_>> = Vec::new();
        for (_, answer) in pairs {
            let Some(written) = written.get(named(*answer)) else {
                return;
            };
            // One cluster may recover several that are lost.
            if sides.iter().all(|side| side.cluster != *answer) {
                sides.push(Side {
                    cluster: *answer,
                    written,
                    gone: self.gone(pairs, scopes, *answer, written),
                });
            }
        }
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
            let (home, answer) = pairs[at];
            let Some(at) = sides.iter().position(|side| side.cluster == answer) else {
                continue;
            };
            let side = &sides[at];
            let answer = &self.plan.clusters[answer];
            let home = &self.plan.clusters[home];
            let bare = Lost {
                plan: self.plan,
                home,
                scope: &row.scope,
            };
            // What is promised outside of `when` is of the clusters that answer that loss.
            let bare = bare.answers().any(|one| one.name == answer.name);
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
            for scope in scopes {
                let promised = namespace.when.get(*scope).and_then(|own| own.rto);
                let even: Option<Vec<f64>> = even.iter().copied().collect();
                let worst = even.map(|all| all.into_iter().fold(0.0, f64::max));
                if let Some(rto) = promised.filter(|_| row.back.is_some() || !bare)
                    && worst.is_none_or(|worst| worst > rto + 1.0)
                {
                    let what = format!("the {scope} is back after {worst:?}s, promised {rto}s");
                    self.fault("promise-time", &row, what);
                }
            }
            if !bare {
                continue;
            }
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
                "placement-back",
                row,
                format!("back after {piled:.0}s on one node, claimed {claim}s"),
            );
        }
        for promised in [namespace.main.rto].into_iter().flatten() {
            if observed > promised + 1.0 {
                self.fault(
                    "promise-time",
                    row,
                    format!("back after {observed:.0}s, promised {promised}s"),
                );
            }
        }
    }
}
