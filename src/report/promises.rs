//! The table of promises: one row a workload.

use super::columns::Column;
use crate::analyze::Analysis;
use crate::analyze::breakdown::TermKind;
use crate::analyze::guarantees::{DataLoss, Guarantee, TimeStatus};
use crate::analyze::rpo;
use serde::Serialize;

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
    verdict: String,
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
    rpo: Option<u64>,
    worst: Option<u64>,
    slack: Option<u64>,
    rto: Option<u64>,
    back: Option<u64>,
    keep: Option<u64>,
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
    /// The text of a column.
    pub fn cell(&self, column: Column) -> &str {
        match column {
            Column::Cluster => &self.cluster,
            Column::Namespace => &self.namespace,
            Column::Workload => &self.workload,
            Column::Tier => &self.tier,
            Column::Scope => self.scope,
            Column::Rpo => &self.rpo,
            Column::Worst => &self.worst,
            Column::Slack => &self.slack,
            Column::Verdict => &self.verdict,
            Column::Assumed => self.assumed,
            Column::Rto => &self.rto,
            Column::Back => &self.back,
            Column::Keep => &self.keep,
            Column::Method => self.method,
            Column::Schedule => &self.schedule,
            Column::Store => &self.store,
        }
    }

    /// What a column is sorted by: times by their length, those that are not there last.
    pub fn key(&self, column: Column) -> (u64, &str) {
        let number = match column {
            Column::Rpo => self.seconds.rpo,
            Column::Worst => self.seconds.worst,
            Column::Slack => self.seconds.slack,
            Column::Rto => self.seconds.rto,
            Column::Back => self.seconds.back,
            Column::Keep => self.seconds.keep,
            Column::Cluster
            | Column::Namespace
            | Column::Workload
            | Column::Tier
            | Column::Scope
            | Column::Verdict
            | Column::Assumed
            | Column::Method
            | Column::Schedule
            | Column::Store => return (0, self.cell(column)),
        };
        (number.unwrap_or(u64::MAX), "")
    }
}

/// The promises of a plan, in its order; with `sums` also the terms of each worst case.
pub fn promises(analysis: &Analysis, sums: bool) -> Vec<Promise> {
    let all = analysis.guarantees().iter();
    all.map(|one| promise(one, sums)).collect()
}

pub(super) fn promise(one: &Guarantee, sums: bool) -> Promise {
    let member = &one.member;
    let (worst, seconds) = shown(one.loss);
    let slack = one.slack();
    let schedule = one.set.as_ref().and_then(|set| set.schedule.as_ref());
    let terms = match (one.loss, &one.set) {
        (DataLoss::Staleness(_), Some(set)) if sums => rpo::breakdown::of_set(set, one.scope),
        (
            DataLoss::Staleness(_)
            | DataLoss::Lag(_)
            | DataLoss::Declared(_)
            | DataLoss::Everything
            | DataLoss::NoData
            | DataLoss::Unknown,
            _,
        ) => None,
    };
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    Promise {
        cluster: member.cluster.name.value.to_string(),
        namespace: member.shown(),
        workload: or_dash(one.part()),
        tier: member.tier_name().to_owned(),
        scope: one.scope.word(),
        rpo: or_dash(member.rpo.map(|rpo| rpo.value.to_string())),
        worst,
        slack: or_dash(slack.map(|slack| slack.to_string())),
        verdict: one.verdict().to_string(),
        assumed: one.assumed.map_or("-", TermKind::name),
        rto: or_dash(member.rto.map(|rto| rto.value.to_string())),
        back: match (one.back, one.time_status()) {
            (Some(back), _) => back.to_string(),
            (None, TimeStatus::NotComputed) => "not computed".to_owned(),
            (
                None,
                TimeStatus::Kept
                | TimeStatus::SizeUnknown
                | TimeStatus::NotMet
                | TimeStatus::NotPromised,
            ) => "-".to_owned(),
        },
        keep: or_dash(member.keep.map(|keep| keep.value.to_string())),
        method: one.method.word(),
        schedule: or_dash(schedule.map(|schedule| {
            let seconds = one.seconds.iter();
            let seconds = seconds.filter_map(|set| Some(set.schedule.as_ref()?.cron.as_str()));
            let all: Vec<&str> = std::iter::once(schedule.cron.as_str())
                .chain(seconds)
                .collect();
            all.join(", also ")
        })),
        store: or_dash({
            let store = member.store.as_ref();
            store.map(|store| store.value.name.value.to_string())
        }),
        seconds: Numbers {
            rpo: member.rpo.map(|rpo| rpo.value.as_seconds()),
            worst: seconds,
            slack: slack.map(|slack| slack.get()),
            rto: member.rto.map(|rto| rto.value.as_seconds()),
            back: one.back.map(|back| back.get()),
            keep: member.keep.map(|keep| keep.value.as_seconds()),
        },
        sum: terms
            .into_iter()
            .flat_map(|sum| sum.terms)
            .map(|term| Addend {
                name: term.kind.name(),
                seconds: term.value.get(),
                source: term.origin().word(),
                how: term.how,
            })
            .collect(),
        losses: if sums { by_loss(one) } else { Vec::new() },
    }
}

/// A loss to be read, and in seconds where it is a time.
pub(super) fn shown(loss: DataLoss) -> (String, Option<u64>) {
    match loss {
        DataLoss::Staleness(worst) | DataLoss::Lag(worst) | DataLoss::Declared(worst) => {
            (worst.to_string(), Some(worst.get()))
        }
        DataLoss::Everything => ("everything".to_owned(), None),
        DataLoss::NoData => ("no data".to_owned(), None),
        DataLoss::Unknown => ("-".to_owned(), None),
    }
}

fn by_loss(one: &Guarantee) -> Vec<ByLoss> {
    let losses = one.losses().into_iter();
    losses
        .map(|(of, loss)| {
            let (worst, seconds) = shown(loss);
            ByLoss { of, worst, seconds }
        })
        .collect()
}
