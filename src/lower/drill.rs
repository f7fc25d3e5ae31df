//! The `drill` and `alerts` blocks.

use super::Cx;
use super::shape::{Said, Shape};
use crate::model::value::Name;
use crate::model::{Alerts, Check, Drill, DrillId, DrillKind, Probe, Record};
use crate::schema::Kind;
use crate::source::{Span, Spanned};

pub(super) fn lower_drill(cx: &Cx<'_>, id: DrillId, said: &Said<'_>, _: bool) -> Option<Drill> {
    let block = said.block.as_ref()?;
    Some(Drill {
        id,
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
        covers: cx.resolve_all(block.list("covers")),
        on: cx.resolve(block.value("on"))?,
        every: block.value("every")?,
        within: block.value("within"),
        maps: block.pairs("map"),
        checks: block
            .all("check")
            .filter_map(|said| lower_check(cx, said))
            .collect(),
        record: block
            .first("record")
            .and_then(|said| Some(lower_record(said.head(), said.block.as_ref()?))),
    })
}

fn lower_check(cx: &Cx<'_>, said: &Said<'_>) -> Option<Check> {
    let namespace = said
        .value()
        .filter(|name: &Spanned<Name>| cx.names.has(Kind::Namespace, name))?;
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

fn lower_record(span: Span, block: &Shape<'_>) -> Record {
    let bucket = block.first("bucket").and_then(|said| {
        Some((
            said.value()?,
            said.block.as_ref().and_then(|block| block.value("prefix")),
        ))
    });
    Record {
        span,
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
