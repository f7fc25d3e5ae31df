//! The table of promises: one row a workload.

use crate::analyze::Facts;
use crate::analyze::guarantee::{self, Guarantee, Loss};
use crate::analyze::sum;
use crate::model::Model;
use serde::Serialize;

/// The columns, in the order of the table.
pub const COLUMNS: [&str; 16] = [
    "cluster",
    "namespace",
    "workload",
    "tier",
    "scope",
    "rpo",
    "worst",
    "slack",
    "verdict",
    "assumed",
    "rto",
    "back",
    "keep",
    "method",
    "schedule",
    "store",
];

/// What one workload is promised, and what is lost at worst, ready to be shown.
#[derive(Debug, Clone, Serialize)]
pub struct Promise {
    cluster: String,
    namespace: String,
    workload: String,
    tier: String,
    scope: &'static str,
    rpo: String,
    worst: String,
    slack: String,
    verdict: &'static str,
    assumed: &'static str,
    rto: String,
    back: String,
    keep: String,
    method: &'static str,
    schedule: String,
    store: String,
    seconds: Numbers,
    sum: Vec<Addend>,
    losses: Vec<ByLoss>,
}

/// What is lost at worst with one thing that may be lost.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ByLoss {
    of: &'static str,
    worst: String,
    seconds: Option<u64>,
}

/// The same as numbers, for programs and for sorting.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Numbers {
    rpo: u64,
    worst: Option<u64>,
    slack: Option<u64>,
    rto: Option<u64>,
    back: Option<u64>,
    keep: u64,
}

/// A term of a worst case.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Addend {
    name: &'static str,
    seconds: u64,
    source: &'static str,
    how: String,
}

impl Promise {
    /// The text of a column; empty where there is no such column.
    pub fn cell(&self, column: &str) -> &str {
        match column {
            "cluster" => &self.cluster,
            "namespace" => &self.namespace,
            "workload" => &self.workload,
            "tier" => &self.tier,
            "scope" => self.scope,
            "rpo" => &self.rpo,
            "worst" => &self.worst,
            "slack" => &self.slack,
            "verdict" => self.verdict,
            "assumed" => self.assumed,
            "rto" => &self.rto,
            "back" => &self.back,
            "keep" => &self.keep,
            "method" => self.method,
            "schedule" => &self.schedule,
            "store" => &self.store,
            _ => "",
        }
    }

    /// What a column is sorted by: times by their length, those that are not there last.
    pub fn key(&self, column: &str) -> (u64, String) {
        let number = match column {
            "rpo" => Some(self.seconds.rpo),
            "worst" => self.seconds.worst,
            "slack" => self.seconds.slack,
            "rto" => self.seconds.rto,
            "back" => self.seconds.back,
            "keep" => Some(self.seconds.keep),
            _ => return (0, self.cell(column).to_owned()),
        };
        (number.unwrap_or(u64::MAX), String::new())
    }
}

/// The promises of a plan, in its order; with `sums` also the terms of each worst case.
pub fn promises<'a>(model: &'a Model, facts: &Facts<'a>, sums: bool) -> Vec<Promise> {
    let all = guarantee::all(model, facts);
    all.iter().map(|one| promise(one, sums)).collect()
}

pub(super) fn promise(one: &Guarantee<'_, '_>, sums: bool) -> Promise {
    let member = one.member;
    let (worst, seconds) = shown(one.loss);
    let slack = one.slack();
    let schedule = one.set.and_then(|set| set.schedule.as_ref());
    let terms = match (one.loss, one.set) {
        (Loss::Age(_), Some(set)) if sums => sum::of_set(set, one.scope),
        (Loss::Age(_) | Loss::Lag(_) | Loss::Everything | Loss::NoData | Loss::Unknown, _) => None,
    };
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    Promise {
        cluster: member.cluster.name.value.to_string(),
        namespace: member.name.value.as_str().to_owned(),
        workload: or_dash(one.workload.map(|workload| workload.label())),
        tier: member.tier.name.value.to_string(),
        scope: one.scope.word(),
        rpo: member.rpo.0.to_string(),
        worst,
        slack: or_dash(slack.map(|slack| slack.to_string())),
        verdict: one.verdict(),
        assumed: one.assumed.unwrap_or("-"),
        rto: or_dash(member.rto.map(|rto| rto.0.to_string())),
        back: or_dash(one.back.map(|back| back.to_string())),
        keep: member.keep.0.to_string(),
        method: one.method.word(),
        schedule: or_dash(schedule.map(|schedule| schedule.cron.clone())),
        store: or_dash(member.store.map(|store| store.0.name.value.to_string())),
        seconds: Numbers {
            rpo: member.rpo.0.as_seconds(),
            worst: seconds,
            slack: slack.map(|slack| slack.get()),
            rto: member.rto.map(|rto| rto.0.as_seconds()),
            back: one.back.map(|back| back.get()),
            keep: member.keep.0.as_seconds(),
        },
        sum: terms
            .into_iter()
            .flat_map(|sum| sum.terms)
            .map(|term| Addend {
                name: term.name,
                seconds: term.value.get(),
                source: term.source().word(),
                how: term.how,
            })
            .collect(),
        losses: if sums { by_loss(one) } else { Vec::new() },
    }
}

/// A loss to be read, and in seconds where it is a time.
pub(super) fn shown(loss: Loss) -> (String, Option<u64>) {
    match loss {
        Loss::Age(worst) | Loss::Lag(worst) => (worst.to_string(), Some(worst.get())),
        Loss::Everything => ("everything".to_owned(), None),
        Loss::NoData => ("no data".to_owned(), None),
        Loss::Unknown => ("-".to_owned(), None),
    }
}

fn by_loss(one: &Guarantee<'_, '_>) -> Vec<ByLoss> {
    let losses = guarantee::losses(one).into_iter();
    losses
        .map(|(of, loss)| {
            let (worst, seconds) = shown(loss);
            ByLoss { of, worst, seconds }
        })
        .collect()
}
