//! What `check` says: the findings of each plan, and in one line what a plan without any promises.

use super::build::steps;
use super::findings::{Counts, list};
use super::{many, pretty};
use crate::analyze::Analysis;
use crate::analyze::effective::Member;
use crate::driver::Compilation;
use crate::report::{Tightest, tightest};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is known of a checked plan.
#[derive(Debug, Clone, Serialize)]
pub struct Checked {
    /// Its name, where the text gives one.
    plan: Option<String>,
    /// Its directory, as it was found.
    directory: String,
    namespaces: usize,
    clusters: usize,
    /// Lines of the plan whose promise is not proved.
    not_proved: usize,
    /// Namespaces whose volumes are copied and that declare no workload: no sum counts them.
    not_declared: usize,
    tightest: Option<Tightest>,
    #[serde(flatten)]
    counts: Counts,
    #[serde(skip)]
    findings: Vec<Value>,
    /// What is to be wired by hand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    wiring: Vec<Value>,
    /// What of the repository was read and what was not, where that is not all.
    #[serde(skip)]
    pub reading: Option<String>,
}

impl Checked {
    /// Sums up a plan; with `data` also its findings as data.
    pub fn new(done: &Compilation, directory: String, data: bool) -> Self {
        let counts = Counts::of(done);
        // Of a plan with errors no promise is spoken of: what could not be read is not in it.
        let sound = done.analysis.as_ref().filter(|_| counts.errors == 0);
        let model = done.model();
        Self {
            plan: model.map(|model| model.plan.name.value.to_string()),
            directory,
            namespaces: done
                .analysis
                .as_ref()
                .map_or(0, |analysis| namespaces(analysis.members().iter())),
            clusters: model.map_or(0, |model| {
                let clusters = model.clusters.values();
                clusters.filter(|cluster| cluster.leads()).count()
            }),
            not_proved: sound.map_or(0, not_proved),
            not_declared: sound.map_or(0, not_declared),
            tightest: sound.and_then(tightest),
            counts,
            findings: if data { list(done) } else { Vec::new() },
            wiring: if data {
                steps(&done.wiring.open)
            } else {
                Vec::new()
            },
            reading: done.reading.clone(),
        }
    }

    /// One line of it; `named` says which plan it is, where there are several.
    pub fn line(&self, named: bool) -> String {
        let plan = self.plan.as_deref().unwrap_or("without a name");
        let place = match named {
            true => format!("plan {plan} in {}: ", self.directory),
            false => String::new(),
        };
        let clean = self.counts.errors == 0 && self.counts.warnings == 0;
        if !clean {
            return format!("{place}{}", self.counts.line());
        }
        let place = match named {
            true => place,
            false => format!("plan {plan}: "),
        };
        let mut line = format!(
            "{place}{}; {}, {}",
            self.counts.line(),
            many(self.namespaces, "namespace"),
            many(self.clusters, "cluster")
        );
        if self.not_proved > 0 {
            let lines = many(self.not_proved, "line");
            line.push_str(&format!(
                "; {lines} of `drplan show` with parts that are not read"
            ));
        }
        if self.not_declared > 0 {
            let declare = match self.not_declared {
                1 => "namespace that declares",
                _ => "namespaces that declare",
            };
            line.push_str(&format!(
                "; no sum counts the volumes of {} {declare} no workload",
                self.not_declared
            ));
        }
        if let Some(Tightest {
            value,
            workload,
            promised,
            worst,
        }) = &self.tightest
        {
            line.push_str(&format!(
                "; tightest promise: {value} {promised} of {workload}, {worst} at worst"
            ));
        }
        line
    }
}

/// How many namespaces these are: one of two clusters counts on each.
fn namespaces<'m>(members: impl Iterator<Item = &'m Arc<Member>>) -> usize {
    let all: BTreeSet<(&str, &str)> = members
        .map(|member| {
            (
                &*member.cluster.name.value as &str,
                member.name.value.as_str(),
            )
        })
        .collect();
    all.len()
}

fn not_proved(analysis: &Analysis) -> usize {
    let all = analysis.guarantees().iter();
    all.filter(|one| !one.verdict().is_proved() || one.time_status().is_open())
        .count()
}

fn not_declared(analysis: &Analysis) -> usize {
    let all = analysis.guarantees().iter();
    namespaces(all.filter(|one| one.is_undeclared()).map(|one| &one.member))
}

/// Every checked plan as data; `failures` say of what could not be checked why.
pub fn json(plans: &[Checked], failures: &[String]) -> String {
    #[derive(Serialize)]
    struct Report<'a> {
        format_version: u32,
        findings: Vec<&'a Value>,
        #[serde(flatten)]
        counts: Counts,
        plans: &'a [Checked],
        #[serde(skip_serializing_if = "<[String]>::is_empty")]
        failures: &'a [String],
    }
    let counts = plans.iter().map(|plan| plan.counts);
    pretty(&Report {
        format_version: 1,
        findings: plans.iter().flat_map(|plan| &plan.findings).collect(),
        counts: counts.fold(Counts::default(), Counts::and),
        plans,
        failures,
    })
}
