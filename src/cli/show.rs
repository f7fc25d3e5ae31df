//! `drplan show`: what the plan promises, namespace by namespace.

use super::args::{Args, Format, Show};
use super::{Exit, io, report};
use crate::analyze::copies;
use crate::compile::Compilation;
use anyhow::Result;
use serde::Serialize;

#[derive(Serialize)]
struct Row {
    cluster: String,
    namespace: String,
    workload: String,
    tier: String,
    scope: &'static str,
    rpo: String,
    rto: String,
    keep: String,
    method: &'static str,
    schedule: String,
    store: String,
}

const HEADS: [&str; 11] = [
    "cluster",
    "namespace",
    "workload",
    "tier",
    "for the loss of",
    "rpo",
    "rto",
    "keep",
    "method",
    "schedule",
    "store",
];

pub(super) fn run(args: &Args, verb: &Show) -> Result<Exit> {
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
    let rows = rows(&done);
    if args.format == Format::Json {
        let value = serde_json::json!({ "format_version": 1, "rows": rows });
        io::print(&(serde_json::to_string_pretty(&value)? + "\n"))?;
    } else {
        io::print(&table(&rows))?;
    }
    Ok(Exit::Ok)
}

fn rows(done: &Compilation) -> Vec<Row> {
    let (Some(model), Some(facts)) = (&done.model, done.facts()) else {
        return Vec::new();
    };
    let mut rows = Vec::new();
    for member in &facts.effective {
        let set = facts.sets.iter().find(|set| {
            set.cluster.name == member.cluster.name
                && set
                    .members
                    .iter()
                    .any(|m| m.name.value == member.name.value)
        });
        let scope = if copies::recovered_elsewhere(model, member.cluster).is_some() {
            "region"
        } else {
            "cluster"
        };
        let row = |workload: String, method: &'static str| Row {
            cluster: member.cluster.name.value.to_string(),
            namespace: member.name.value.as_str().to_owned(),
            workload,
            tier: member.tier.name.value.to_string(),
            scope,
            rpo: member.rpo.0.to_string(),
            rto: member.rto.map_or("-".to_owned(), |rto| rto.0.to_string()),
            keep: member.keep.0.to_string(),
            method,
            schedule: set
                .and_then(|set| set.schedule.as_ref())
                .map_or("-".to_owned(), |schedule| schedule.cron.clone()),
            store: member
                .store
                .map_or("-".to_owned(), |store| store.0.name.value.to_string()),
        };
        if member.block.workloads.is_empty() {
            rows.push(row("-".to_owned(), member.method.0.word()));
        }
        for workload in &member.block.workloads {
            rows.push(row(workload.label(), member.method_of(workload).word()));
        }
    }
    rows
}

fn table(rows: &[Row]) -> String {
    let cells: Vec<[&str; 11]> = rows
        .iter()
        .map(|r| {
            [
                &*r.cluster,
                &*r.namespace,
                &*r.workload,
                &*r.tier,
                r.scope,
                &*r.rpo,
                &*r.rto,
                &*r.keep,
                r.method,
                &*r.schedule,
                &*r.store,
            ]
        })
        .collect();
    let mut widths = HEADS.map(str::len);
    for row in &cells {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |row: &[&str; 11]| {
        let padded: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| {
                format!(
                    "{cell}{}",
                    " ".repeat(width.saturating_sub(cell.chars().count()))
                )
            })
            .collect();
        padded.join("  ").trim_end().to_owned() + "\n"
    };
    let mut text = line(&HEADS);
    cells.iter().for_each(|row| text.push_str(&line(row)));
    text
}
