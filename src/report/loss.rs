//! What a loss at one moment does, for people and for programs from the same view.

use super::promises::shown;
use super::render;
use super::table::table;
use crate::analyze::Analysis;
use crate::analyze::backup::cost::SIZE;
use crate::analyze::guarantees::DataLoss;
use crate::analyze::quantities::Seconds;
use crate::analyze::rto::{self, Recovery};
use crate::analyze::simulate::{BackFrom, Lost, Outcome, Simulation, simulate};
use crate::model::value::Instant;
use serde::Serialize;

/// A loss and what follows from it.
#[derive(Debug, Serialize)]
pub struct LossView {
    /// The version of this shape.
    pub format_version: u32,
    /// `region` or `cluster`.
    pub kind: &'static str,
    /// Which.
    pub name: String,
    /// When.
    pub at: String,
    /// The clusters that are gone.
    pub clusters: Vec<String>,
    /// The buckets that are gone.
    pub buckets: Vec<String>,
    /// The workloads that ran there, those that are back first in front.
    pub workloads: Vec<WorkloadView>,
    /// The recoveries that follow.
    pub recoveries: Vec<RecoveryView>,
    /// What the numbers rest on.
    pub notes: Vec<String>,
}

/// What becomes of a workload.
#[derive(Debug, Serialize)]
pub struct WorkloadView {
    /// The primary that it belongs to.
    pub cluster: String,
    /// `NAMESPACE[/KIND/NAME]`.
    pub workload: String,
    /// Its tier.
    pub tier: String,
    /// How its state survives.
    pub method: &'static str,
    /// What it comes back from.
    pub from: String,
    /// When the run began that it comes back from.
    pub run: Option<String>,
    /// What is lost of it.
    pub lost: String,
    /// The same in seconds; none for everything and for nothing.
    pub lost_seconds: Option<u64>,
    /// The most that may be lost.
    pub rpo: String,
    /// The same in seconds.
    pub rpo_seconds: Option<u64>,
    /// The cluster that it comes back on.
    pub on: String,
    /// How long after the loss.
    pub back: String,
    /// The same in seconds.
    pub back_seconds: Option<u64>,
    /// When.
    pub back_at: Option<String>,
    /// The longest that it may take.
    pub rto: String,
    /// The same in seconds.
    pub rto_seconds: Option<u64>,
}

/// One recovery in time.
#[derive(Debug, Serialize)]
pub struct RecoveryView {
    /// The cluster that recovers.
    pub cluster: String,
    /// The cluster that is lost.
    pub primary: String,
    /// What happens, in the order of time.
    pub steps: Vec<StepView>,
}

/// One step of a recovery.
#[derive(Debug, Serialize)]
pub struct StepView {
    /// What it is.
    pub name: String,
    /// Seconds from the loss until it begins.
    pub begin_seconds: u64,
    /// Seconds from the loss until it is done.
    pub done_seconds: u64,
    /// The same, to be read.
    pub after: String,
    /// The moment.
    pub at: String,
    /// Whether all would be back sooner without it.
    pub critical: bool,
}

/// Simulates a loss and makes its view.
pub fn loss_of(analysis: &Analysis, lost: Lost<'_>, at: Instant) -> LossView {
    let simulation = simulate(analysis, lost, at);
    let (kind, name) = match lost {
        Lost::Region(region) => ("region", region.to_owned()),
        Lost::Cluster(cluster) => ("cluster", cluster.name.value.to_string()),
    };
    let clusters = simulation.clusters.iter();
    LossView {
        format_version: 1,
        kind,
        name,
        at: at.to_string(),
        clusters: clusters
            .map(|cluster| cluster.name.value.to_string())
            .collect(),
        buckets: simulation
            .buckets
            .iter()
            .map(|b| b.name.value.to_string())
            .collect(),
        workloads: simulation
            .outcomes
            .iter()
            .map(|one| workload(&simulation, one, at))
            .collect(),
        recoveries: simulation
            .recoveries
            .iter()
            .map(|one| recovery(one, at))
            .collect(),
        notes: notes(analysis, &simulation),
    }
}

fn workload(simulation: &Simulation, one: &Outcome<'_>, at: Instant) -> WorkloadView {
    let guarantee = &one.guarantee;
    let member = &guarantee.member;
    let (lost, lost_seconds) = shown(one.loss);
    let (from, run) = match one.from {
        BackFrom::Run(run, bucket) => {
            let from = format!("backup of {run} in {}", bucket.name.value);
            (from, Some(run.to_string()))
        }
        BackFrom::SomeRun(bucket) => (format!("newest backup in {}", bucket.name.value), None),
        BackFrom::Own => (guarantee.copies().join(", "), None),
        BackFrom::Nothing if one.loss == DataLoss::NoData => ("rebuilt".to_owned(), None),
        BackFrom::Nothing => ("nothing".to_owned(), None),
    };
    let on = one.back.and_then(|(at, _)| simulation.recoveries.get(at));
    let back = one.back.map(|(_, back)| back);
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    WorkloadView {
        cluster: member.cluster.name.value.to_string(),
        workload: guarantee.label(),
        tier: member.tier_name().to_owned(),
        method: guarantee.method.word(),
        from,
        run,
        lost,
        lost_seconds,
        rpo: or_dash(member.rpo.map(|rpo| rpo.value.to_string())),
        rpo_seconds: member.rpo.map(|rpo| rpo.value.as_seconds()),
        on: or_dash(on.map(|recovery| recovery.cluster.name.value.to_string())),
        back: or_dash(back.map(|back| back.to_string())),
        back_seconds: back.map(Seconds::get),
        back_at: back.map(|back| at.later(back.get()).to_string()),
        rto: or_dash(member.rto.map(|rto| rto.value.to_string())),
        rto_seconds: member.rto.map(|rto| rto.value.as_seconds()),
    }
}

fn recovery(recovery: &Recovery, at: Instant) -> RecoveryView {
    let step = |name: &str, begin: Seconds, done: Seconds, critical: bool| StepView {
        name: name.to_owned(),
        begin_seconds: begin.get(),
        done_seconds: done.get(),
        after: done.to_string(),
        at: at.later(done.get()).to_string(),
        critical,
    };
    let lead = recovery.lead();
    let mut steps: Vec<StepView> = lead
        .map(|(term, begin, done)| step(term.kind.name(), begin, done, true))
        .collect();
    let critical = recovery.critical();
    let mut stages: Vec<usize> = (0..recovery.nodes.len()).collect();
    stages.sort_by_key(|at| recovery.nodes.get(*at).map(|node| (node.finish, *at)));
    for at in stages {
        if let Some(node) = recovery.nodes.get(at) {
            let critical = critical.contains(&at);
            steps.push(step(&node.name, node.start, node.finish, critical));
        }
    }
    RecoveryView {
        cluster: recovery.cluster.name.value.to_string(),
        primary: recovery.primary.name.value.to_string(),
        steps,
    }
}

fn notes(analysis: &Analysis, simulation: &Simulation<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if simulation.outcomes.is_empty() {
        notes.push("no workload of the plan runs there".to_owned());
    }
    let clusters = &analysis.model().clusters;
    for cluster in &simulation.clusters {
        let primary = cluster.recovers.and_then(|id| clusters.get(id.value));
        if let Some(primary) = primary {
            notes.push(format!(
                "until {} runs again, no cluster recovers {}",
                cluster.name.value, primary.name.value
            ));
        }
    }
    if simulation.outcomes.is_empty() {
        return notes;
    }
    notes.push(
        "assumed: every run begins on time and is as slow as the worst case allows".to_owned(),
    );
    if rto::hangs_on_sizes(analysis) {
        notes.push(format!("assumed: a volume without a `size` has {SIZE}"));
    }
    let homeless = |one: &&Outcome<'_>| one.back.is_none() && one.loss != DataLoss::Everything;
    if simulation.outcomes.iter().any(|one| homeless(&one)) {
        notes.push(
            "`-` below `on`: no cluster recovers it, or its recovery time is not computed"
                .to_owned(),
        );
    }
    notes
}

/// The text of a loss.
///
/// # Errors
/// Where the template names what its view does not have.
pub fn loss(view: &LossView) -> Result<String, super::Fault> {
    #[derive(Serialize)]
    struct Text<'v> {
        view: &'v LossView,
        workloads: String,
        recoveries: Vec<String>,
    }
    let rows: Vec<Vec<&str>> = view
        .workloads
        .iter()
        .map(|one| {
            vec![
                one.workload.as_str(),
                &one.tier,
                &one.lost,
                &one.rpo,
                &one.from,
                &one.back,
                &one.rto,
                &one.on,
            ]
        })
        .collect();
    let headings = [
        "workload", "tier", "lost", "rpo", "from", "back", "rto", "on",
    ];
    let steps = |recovery: &RecoveryView| {
        let rows: Vec<Vec<&str>> = recovery
            .steps
            .iter()
            .map(|step| {
                let mark = if step.critical { "*" } else { "" };
                vec![step.after.as_str(), &step.at, &step.name, mark]
            })
            .collect();
        table(&["after", "at", "done", ""], &rows)
    };
    let text = Text {
        view,
        workloads: if rows.is_empty() {
            String::new()
        } else {
            table(&headings, &rows)
        },
        recoveries: view.recoveries.iter().map(steps).collect(),
    };
    render(include_str!("templates/loss.txt.j2"), &text)
}
