//! The `drill` and `alerts` blocks.

use super::Cx;
use super::shape::{KnownStatement, Shape};
use crate::model::value::Name;
use crate::model::{Alerts, Check, Drill, DrillId, DrillKind, Probe, Record};
use crate::schema::Kind;
use crate::source::{Span, Spanned};

pub(super) fn lower_drill(
    cx: &Cx<'_>,
    id: DrillId,
    statement: &KnownStatement<'_>,
    _: bool,
) -> Option<Drill> {
    let block = statement.block.as_ref()?;
    Some(Drill {
        id,
        name: statement.value()?,
        span: statement.span,
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
            .statements_of("check")
            .filter_map(|statement| lower_check(cx, statement))
            .collect(),
        record: block
            .first("record")
            .and_then(|statement| Some(lower_record(statement.head(), statement.block.as_ref()?))),
    })
}

fn lower_check(cx: &Cx<'_>, statement: &KnownStatement<'_>) -> Option<Check> {
    let namespace = statement
        .value()
        .filter(|name: &Spanned<Name>| cx.names.has(Kind::Namespace, name))?;
    let mut probes = Vec::new();
    for statement in &statement.block.as_ref()?.statements {
        let container = statement
            .block
            .as_ref()
            .and_then(|block| block.value("container"));
        match statement.row.key {
            "http" => probes.extend(statement.value().map(Probe::Http)),
            "sql" => probes.extend(statement.value().map(|sql| Probe::Sql(sql, container))),
            "command" => probes.push(Probe::Command(statement.list(0), container)),
            _ => {}
        }
    }
    Some(Check { namespace, probes })
}

fn lower_record(span: Span, block: &Shape<'_>) -> Record {
    let bucket = block.first("bucket").and_then(|statement| {
        Some((
            statement.value()?,
            statement
                .block
                .as_ref()
                .and_then(|block| block.value("prefix")),
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
    let (statement, _) = cx.top_statements("alerts").next()?;
    let block = statement.block.as_ref()?;
    Some(Alerts {
        span: statement.span,
        labels: block.list("labels"),
        runbook: block.value("runbook"),
        severity: block.value("severity"),
    })
}
