//! The `workload` and `volume` blocks.

use super::Cx;
use super::recover::{lower_elsewhere, lower_parameters, lower_recover, lower_via};
use super::shape::KnownStatement;
use crate::diag::{Diag, Diags, findings};
use crate::model::value::Name;
use crate::model::{HookUse, Quiesce, Recover, Refill, Volume, VolumeId, Workload, WorkloadId};
use crate::source::{Span, Spanned};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

pub(super) fn lower_workload(
    cx: &Cx<'_>,
    id: WorkloadId,
    statement: &KnownStatement<'_>,
    out: &mut Diags,
) -> Option<Workload> {
    let name = statement.value()?;
    let Some(block) = statement.block.as_ref() else {
        return Some(Workload {
            id,
            name,
            span: statement.span,
            recover: None,
            volumes: Vec::new(),
            quiesce: None,
            hook: None,
            replicas: None,
            release: None,
        });
    };
    let mut volumes: Vec<Volume> = Vec::new();
    let mut known: BTreeMap<Name, Span> = BTreeMap::new();
    for statement in block.statements_of("volume") {
        let id = VolumeId::new(id, volumes.len());
        let Some(volume) = lower_volume(id, statement) else {
            continue;
        };
        match known.entry(volume.name.value.clone()) {
            Entry::Occupied(first) => out.push(duplicate_volume(&volume, *first.get())),
            Entry::Vacant(place) => {
                place.insert(volume.name.span);
                volumes.push(volume);
            }
        }
    }
    volumes.shrink_to_fit();
    let recover = block
        .first("recover")
        .and_then(|statement| lower_recover(statement, out));
    if let Some(Recover::Dump(dump)) = recover.as_ref().map(|recover| &recover.value)
        && !volumes.iter().any(|volume| volume.name == dump.into)
    {
        out.push(unknown_volume(&dump.into, statement.head()));
    }
    let quiesce = block.first("quiesce").and_then(|statement| {
        Some(Quiesce {
            span: statement.span,
            hook: lower_parameters(statement.value()?, statement.block.as_ref()?)?,
        })
    });
    let hook = block.first("hook").and_then(|statement| {
        Some(HookUse {
            hook: cx.resolve(statement.value())?,
            span: statement.head(),
            parameters: statement
                .block
                .as_ref()
                .map(|block| block.parameters.clone())
                .unwrap_or_default(),
            via_schedule: statement.block.as_ref().and_then(lower_via),
        })
    });
    Some(Workload {
        id,
        name,
        span: statement.span,
        recover,
        volumes,
        quiesce,
        hook,
        replicas: block.value("replicas"),
        release: block.value("release"),
    })
}

fn lower_volume(id: VolumeId, statement: &KnownStatement<'_>) -> Option<Volume> {
    let name = statement.value()?;
    let block = statement.block.as_ref();
    Some(Volume {
        id,
        name,
        span: statement.span,
        size: block.and_then(|b| b.value("size")),
        change: block.and_then(|b| b.value("change")),
        touched: block.and_then(|b| b.value("touched")),
        skip: block.and_then(|b| b.value("skip")),
        from: block.and_then(|b| b.value("from")),
        refill: block.and_then(|b| {
            let block = b.first("from")?.block.as_ref()?;
            Some(Refill {
                lag: block.value("lag")?,
                ready: block.value("ready")?,
            })
        }),
        label: block.and_then(|b| b.value("label")),
        group: block.and_then(|b| b.value("group")),
        elsewhere: block.and_then(|b| {
            let statement = b.first("recover")?;
            Some(Spanned::new(lower_elsewhere(statement)?, statement.head()))
        }),
    })
}

fn duplicate_volume(volume: &Volume, first: Span) -> Diag {
    Diag::new(
        &findings::DUPLICATE_NAME,
        volume.name.span,
        format!("volume `{}` is declared twice", volume.name.value),
    )
    .label("declared again here")
    .related(first, "declared first here")
    .help("remove one of the two: the volumes of a pod have different names")
}

fn unknown_volume(into: &Spanned<crate::model::value::Name>, workload: Span) -> Diag {
    Diag::new(
        &findings::UNKNOWN_NAME,
        into.span,
        format!("this workload has no volume `{}`", into.value),
    )
    .label("the dump would be written to a directory that is not backed up")
    .related(workload, "the workload")
    .help(format!(
        "declare it: `volume {} {{ size 100Gi }}`",
        into.value
    ))
}
