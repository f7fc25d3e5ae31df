//! `drplan show`: what the plan promises to each workload, and what is lost at worst.

use super::args::{Args, Format, Show};
use super::{Exit, io, report};
use crate::analyze::guarantee::{self, Guarantee, Loss};
use crate::analyze::sum;
use crate::compile::Compilation;
use crate::diag::near::nearest;
use anyhow::Result;
use serde::Serialize;

/// The columns, in the order of the table.
const COLUMNS: [&str; 16] = [
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

#[derive(Serialize)]
struct Row {
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
}

/// The same as numbers, for programs and for sorting.
#[derive(Serialize)]
struct Numbers {
    rpo: u64,
    worst: Option<u64>,
    slack: Option<u64>,
    rto: Option<u64>,
    back: Option<u64>,
    keep: u64,
}

#[derive(Serialize)]
struct Addend {
    name: &'static str,
    seconds: u64,
    source: &'static str,
    how: String,
}

impl Row {
    fn cell(&self, column: &str) -> &str {
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
    fn key(&self, column: &str) -> (u64, String) {
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

pub(super) fn run(args: &Args, verb: &Show) -> Result<Exit> {
    let columns = verb.columns.iter().chain(&verb.sort);
    for column in columns {
        if !COLUMNS.contains(&column.as_str()) {
            let near = nearest(column, COLUMNS);
            let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            io::note(
                args,
                &format!("drplan: there is no column `{column}`{hint}"),
            );
            return Ok(Exit::Usage);
        }
    }
    let Some(loaded) = io::load(args, verb.plan.as_deref())? else {
        return Ok(report::no_plan(args));
    };
    let root = loaded.root.clone();
    let done = loaded
        .project
        .compile(io::today(args)?, |model| io::look(&root, model));
    if done.diags.any(args.fail_on.severity()) {
        return report::findings(args, &done);
    }
    let mut rows = rows(&done, args.format == Format::Json);
    if let Some(column) = &verb.sort {
        rows.sort_by_key(|row| row.key(column));
    }
    if args.format == Format::Json {
        let value = serde_json::json!({ "format_version": 2, "rows": rows });
        io::print(&(serde_json::to_string_pretty(&value)? + "\n"))?;
    } else {
        let columns: Vec<&str> = if verb.columns.is_empty() {
            COLUMNS.to_vec()
        } else {
            verb.columns.iter().map(String::as_str).collect()
        };
        io::print(&table(&rows, &columns))?;
    }
    Ok(Exit::Ok)
}

fn rows(done: &Compilation, sums: bool) -> Vec<Row> {
    let (Some(model), Some(facts)) = (&done.model, done.facts()) else {
        return Vec::new();
    };
    let all = guarantee::all(model, &facts);
    all.iter().map(|one| row(one, sums)).collect()
}

fn row(one: &Guarantee<'_, '_>, sums: bool) -> Row {
    let member = one.member;
    let (worst, seconds) = match one.loss {
        Loss::Age(worst) | Loss::Lag(worst) => (worst.to_string(), Some(worst.get())),
        Loss::Everything => ("everything".to_owned(), None),
        Loss::NoData => ("no data".to_owned(), None),
        Loss::Unknown => ("-".to_owned(), None),
    };
    let slack = one.slack();
    let schedule = one.set.and_then(|set| set.schedule.as_ref());
    let terms = match (one.loss, one.set) {
        (Loss::Age(_), Some(set)) if sums => sum::of_set(set, one.scope),
        (Loss::Age(_) | Loss::Lag(_) | Loss::Everything | Loss::NoData | Loss::Unknown, _) => None,
    };
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    Row {
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
    }
}

fn table(rows: &[Row], columns: &[&str]) -> String {
    let mut widths: Vec<usize> = columns.iter().map(|column| column.len()).collect();
    for row in rows {
        for (width, column) in widths.iter_mut().zip(columns) {
            *width = (*width).max(row.cell(column).chars().count());
        }
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells
            .zip(&widths)
            .map(|(cell, width)| {
                let fill = " ".repeat(width.saturating_sub(cell.chars().count()));
                format!("{cell}{fill}")
            })
            .collect();
        padded.join("  ").trim_end().to_owned() + "\n"
    };
    let mut text = line(&mut columns.iter().copied());
    for row in rows {
        text.push_str(&line(&mut columns.iter().map(|column| row.cell(column))));
    }
    text
}
