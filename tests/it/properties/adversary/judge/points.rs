//! Claims about recovery points: what each loss takes.

use super::{Case, SCOPES, short};
use crate::properties::adversary::claims::Row;
use crate::properties::adversary::declared::{Cluster, Elsewhere, Method, Namespace};
use crate::properties::adversary::jobs;
use crate::properties::adversary::search;
use crate::properties::adversary::survival::{self, Lost};

impl Case<'_> {
    pub(super) fn points(&mut self) {
        for (number, row) in self.rows.clone().into_iter().enumerate() {
            let Some((namespace, workload)) = self.declared(&row) else {
                continue;
            };
            let Some(home) = self.serving(&row) else {
                continue;
            };
            let method = workload.map_or(&namespace.method, |workload| &workload.method);
            self.objects(&row, namespace, home);
            if let Some(elsewhere) = self.brought(&row, namespace) {
                let method = Method::Elsewhere(elsewhere);
                self.replicated((number, &row), namespace, &method);
                continue;
            }
            if workload.is_some_and(|workload| !jobs::in_backups(&workload.method)) {
                self.replicated((number, &row), namespace, method);
                continue;
            }
            let Some(at) = self.job(&row) else { continue };
            let seconds = self.seconds(&row);
            let found = self.found[at].clone();
            let location = self.location(at);
            let job = self.jobs[at].clone();
            let (plan, written) = (self.plan, self.written);
            if let Some(dead) = self.jobs[at].dead {
                self.fault("dead", &row, dead.to_owned());
                continue;
            }
            let late = |at: &usize| {
                let found = &self.found[*at];
                found.timed_out || (found.piled_times_out && !row.even)
            };
            // Where no data is promised, no sum names an even spread.
            let promised = row.verdict != "no data is promised";
            if promised && (late(&at) || seconds.iter().any(late)) {
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
                // Where nothing of the first Schedule is left, the best of the others is.
                let others = |piled: bool| {
                    let each = seconds.iter().filter_map(|at| {
                        let found = &self.found[*at];
                        let age = found.piled.filter(|_| piled).or(found.age);
                        let location = self.location(*at);
                        survival::loss(&lost, written, &self.jobs[*at], &location, (age, data))
                    });
                    each.min_by(f64::total_cmp)
                };
                let first = loss(found.age);
                let even = first.or_else(|| others(false));
                let piled = loss(found.piled.or(found.age)).or_else(|| others(true));
                self.kept(&row, namespace, scope, first);
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
            self.damaged(&row, namespace, (at, &seconds));
            self.second(&row, (namespace, home), &seconds);
            if let Some(start) = search::in_window(&found.starts, &namespace.avoid) {
                let what = format!("begins at {:.0}s of the day", start.rem_euclid(86_400.0));
                self.fault("avoid", &row, what);
            }
        }
    }

    /// Damage is copied like everything else: what is restored is older than it, and still kept.
    fn damaged(&mut self, row: &Row, namespace: &Namespace, (first, seconds): (usize, &[usize])) {
        let claim = row.losses.get("corruption").copied().flatten();
        let (Some(claim), Some(detect)) = (claim, namespace.detect) else {
            return;
        };
        // What the first Schedule has no longer may be among the backups of another one.
        let left = |at: &usize| {
            let found = &self.found[*at];
            let gone = found.kept.is_some_and(|kept| kept < detect);
            (!gone).then_some(found.captures + detect)
        };
        let others = || seconds.iter().filter_map(left).min_by(f64::total_cmp);
        let Some(observed) = left(&first).or_else(others) else {
            let what = format!("damage noticed after {detect}s: no good copy is left");
            self.fault("corruption", row, what);
            return;
        };
        if observed > claim + 1.0 {
            let what = format!("loss of damaged data: {observed:.0}s, claimed {claim}s");
            self.fault("corruption", row, what);
        }
    }

    /// A second Schedule keeps the `rpo` of its tier, where nothing is said of it, and its windows.
    fn second(&mut self, row: &Row, (namespace, home): (&Namespace, &Cluster), seconds: &[usize]) {
        for at in seconds.iter().copied() {
            let Some(tier) = self.plan.tier(&self.jobs[at].tier) else {
                continue;
            };
            let name = self.jobs[at].name.clone();
            if let Some(start) = search::in_window(&self.found[at].starts, &tier.avoid) {
                let at = start.rem_euclid(86_400.0);
                self.fault(
                    "avoid",
                    row,
                    format!("{name} begins at {at:.0}s of the day"),
                );
            }
            let Some(rpo) = tier.rpo.filter(|_| !self.warned && home.mode != "active") else {
                continue;
            };
            let lost = Lost {
                plan: self.plan,
                home,
                scope: &row.scope,
            };
            let (job, location) = (&self.jobs[at], self.location(at));
            let data = !namespace.workloads.is_empty();
            let age = (self.found[at].age, data);
            let loss = survival::loss(&lost, self.written, job, &location, age);
            // Whether a copy of it outlives the loss is not promised.
            if loss.is_some_and(|loss| loss > rpo + 1.0) {
                let what = format!("{name}: {}, its tier promises {rpo}s", short(loss));
                self.fault("promise", row, what);
            }
        }
    }

    /// The backups of objects are as old as is stated of them, where nothing else is copied.
    fn objects(&mut self, row: &Row, namespace: &Namespace, home: &Cluster) {
        let Some(most) = namespace.objects.filter(|_| namespace.has_objects_alone()) else {
            return;
        };
        let Some(at) = self.job(row) else { return };
        let scope = if home.name == row.cluster {
            row.scope.as_str()
        } else {
            "cluster"
        };
        let lost = Lost {
            plan: self.plan,
            home,
            scope,
        };
        let (job, location) = (&self.jobs[at], self.location(at));
        let age = (self.found[at].age, false);
        let loss = survival::loss(&lost, self.written, job, &location, age);
        if loss.is_none_or(|loss| loss > most + 1.0) {
            let what = format!("objects: {}, promised {most}s", short(loss));
            self.fault("promise", row, what);
        }
    }

    /// What another tool copies, where a row is about that: of a whole workload, or of one of its volumes.
    fn brought(&self, row: &Row, namespace: &Namespace) -> Option<Elsewhere> {
        let volumes = namespace.workloads.iter().flat_map(|one| {
            let volumes = one.volumes.iter();
            volumes.map(move |volume| (format!("{}/{}", one.name, volume.name), volume))
        });
        let mut own = volumes.filter(|(name, _)| *name == row.workload);
        own.find_map(|(_, volume)| volume.elsewhere)
    }

    pub(super) fn location(&self, job: usize) -> String {
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
            // What was promoted is not followed by a standby: `successor-not-covered` says so.
            let promoted = home.mode == "active" && matches!(method, Method::Replication { .. });
            if !promoted {
                self.kept(row, namespace, scope, observed);
            }
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
    }

    /// What is promised, which the first Schedule keeps.
    fn kept(&mut self, row: &Row, namespace: &Namespace, scope: &str, observed: Option<f64>) {
        // Of another tool nothing is proved, and what is not copied has no data.
        let none = ["no data is promised", "declared"];
        if none.contains(&row.verdict.as_str()) {
            return;
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
}
