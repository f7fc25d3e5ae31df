//! Claims about recovery points: what each loss takes.

use super::{Case, SCOPES, short};
use crate::properties::adversary::claims::Row;
use crate::properties::adversary::declared::{Method, Namespace};
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
            if found.timed_out || (found.piled_times_out && !row.even) {
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
            self.damaged(&row, namespace, &found);
            if let Some(start) = search::in_window(&found.starts, &namespace.avoid) {
                let what = format!("begins at {:.0}s of the day", start.rem_euclid(86_400.0));
                self.fault("avoid", &row, what);
            }
        }
    }

    /// Damage is copied like everything else: what is restored is older than it, and still kept.
    fn damaged(&mut self, row: &Row, namespace: &Namespace, found: &search::Found) {
        let claim = row.losses.get("corruption").copied().flatten();
        let (Some(claim), Some(detect)) = (claim, namespace.detect) else {
            return;
        };
        let observed = found.captures + detect;
        if found.kept.is_some_and(|kept| kept < detect) {
            let what = format!("damage noticed after {detect}s: no good copy is left");
            self.fault("corruption", row, what);
        } else if observed > claim + 1.0 {
            let what = format!("loss of damaged data: {observed:.0}s, claimed {claim}s");
            self.fault("corruption", row, what);
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
}
