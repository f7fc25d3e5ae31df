//! The `drill` and `alerts` blocks.

use super::Cx;
use super::shape::{Said, Shape};
use crate::model::{Alerts, Check, Drill, DrillKind, Probe, Record};
use crate::schema::Kind;

pub(super) fn lower_drill(cx: &Cx<'_>, said: &Said<'_>) -> Option<Drill> {
    let block = said.block.as_ref()?;
    Some(Drill {
        name: said.value()?,
        span: said.span,
        kind: block.value::<Box<str>>("kind").map(|word| {
            word.map(|word| {
                if &*word == "restore" {
                    DrillKind::Restore
                } else {
                    DrillKind::Bootstrap
                }
            })
        }),
        covers: cx.all_known(Kind::Tier, block.list("covers")),
        on: cx.known(Kind::Cluster, block.value("on"))?,
        every: block.value("every")?,
        within: block.value("within"),
        maps: block.pairs("map"),
        checks: block
            .all("check")
            .filter_map(|said| lower_check(cx, said))
            .collect(),
        record: block
            .first("record")
            .and_then(|said| said.block.as_ref())
            .map(lower_record),
    })
}

fn lower_check(cx: &Cx<'_>, said: &Said<'_>) -> Option<Check> {
    let namespace = cx.known(Kind::Namespace, said.value())?;
    let mut probes = Vec::new();
    for said in &said.block.as_ref()?.said {
        let container = said
            .block
            .as_ref()
            .and_then(|block| block.value("container"));
        match said.row.key {
            "http" => probes.extend(said.value().map(Probe::Http)),
            "sql" => probes.extend(said.value().map(|sql| Probe::Sql(sql, container))),
            "command" => probes.push(Probe::Command(said.list(0), container)),
            _ => {}
        }
    }
    Some(Check { namespace, probes })
}

fn lower_record(block: &Shape<'_>) -> Record {
    let bucket = block.first("bucket").and_then(|said| {
        Some((
            said.value()?,
            said.block.as_ref().and_then(|block| block.value("prefix")),
        ))
    });
    Record {
        webhook: block.value("webhook"),
        metrics: block.value("metrics"),
        bucket,
        configmap: block.value("configmap"),
    }
}

pub(super) fn lower_alerts(cx: &Cx<'_>) -> Option<Alerts> {
    let (said, _) = cx.all("alerts").next()?;
    let block = said.block.as_ref()?;
    Some(Alerts {
        span: said.span,
        labels: block.list("labels"),
        runbook: block.value("runbook"),
        severity: block.value("severity"),
    })
}
