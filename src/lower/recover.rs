//! The `recover` statement.

use super::shape::{KnownStatement, Shape};
use crate::diag::{Diag, Diags, findings};
use crate::model::{
    Dump, Elsewhere, HookParameters, Operator, PodLabels, Promote, Recover, Replication,
};
use crate::source::Spanned;

pub(super) fn lower_recover(
    statement: &KnownStatement<'_>,
    out: &mut Diags,
) -> Option<Spanned<Recover>> {
    let block = statement.block.as_ref();
    let recover = match statement.row.variant()? {
        "snapshot" => Recover::Snapshot,
        "file-backup" => Recover::FileBackup,
        "rebuild" => Recover::Rebuild,
        "elsewhere" => Recover::Elsewhere(Box::new(lower_elsewhere(statement)?)),
        "dump" => Recover::Dump(Box::new(Dump {
            into: block?.value("into")?,
            path: block?.value("path"),
            hook: lower_parameters(statement.arg(1)?, block?)?,
        })),
        "replication" => {
            let standby = block?.first("standby")?;
            let promote = block?.first("promote");
            Recover::Replication(Box::new(Replication {
                engine: statement.arg(1)?,
                region: standby.arg(0)?,
                address: standby.arg(1)?,
                lag: block?.value("lag")?,
                promote: promote.and_then(|statement| {
                    let value = statement.block.as_ref();
                    Some(Promote {
                        sql: statement.value()?,
                        secret: value.and_then(|block| block.value("secret")),
                        image: value.and_then(|block| block.value("image")),
                    })
                }),
            }))
        }
        _ => Recover::Operator(Box::new(lower_operator(statement, block?, out)?)),
    };
    Some(Spanned::new(recover, statement.head()))
}

/// What is stated of the copies of another tool.
pub(super) fn lower_elsewhere(statement: &KnownStatement<'_>) -> Option<Elsewhere> {
    let block = statement.block.as_ref()?;
    Some(Elsewhere {
        tool: statement.arg(1)?,
        rpo: block.value("rpo")?,
        ready: block.value("ready")?,
    })
}

/// The parameters of a built-in recipe.
pub(super) fn lower_parameters(
    recipe: Spanned<Box<str>>,
    block: &Shape<'_>,
) -> Option<HookParameters> {
    Some(HookParameters {
        recipe,
        container: block.value("container")?,
        user: block.value("user"),
        database: block.value("database"),
        secret: block.value("secret"),
        timeout: block.value("timeout"),
        via_schedule: lower_via(block),
    })
}

/// `via schedule`, with the labels of the pods.
pub(super) fn lower_via(block: &Shape<'_>) -> Option<PodLabels> {
    let via = block.first("via")?;
    let labels = via.block.as_ref().map(|inner| inner.list("labels"));
    let labels = labels.unwrap_or_default();
    Some(labels.into_iter().map(|label| label.value).collect())
}

fn lower_operator(
    statement: &KnownStatement<'_>,
    block: &Shape<'_>,
    out: &mut Diags,
) -> Option<Operator> {
    let name = statement.arg(1)?;
    if let Some(archive) = block.first("archive") {
        let inner = archive.block.as_ref()?;
        return Some(Operator {
            name,
            region: inner.value("region")?,
            archive: archive.value(),
            address: None,
            lag: inner.value("lag")?,
            download: inner.value("download"),
            base: inner.value("base"),
            change: inner.value("change"),
            span: statement.head(),
        });
    }
    let standby = block.first("standby");
    let lag = block.value("lag");
    match (standby, lag) {
        (Some(standby), Some(lag)) => Some(Operator {
            name,
            region: standby.arg(0)?,
            archive: None,
            address: standby.arg(1),
            lag,
            download: None,
            base: None,
            change: None,
            span: statement.head(),
        }),
        _ => {
            out.push(
                Diag::new(&findings::MISSING_STATEMENT, statement.head(), "this operator declares no copy outside of the cluster")
                    .label("without an archive, or a standby with its lag, nothing is left to recover from")
                    .help("write `archive URL { region REGION; lag DURATION }`, or `standby REGION` and `lag DURATION`"),
            );
            None
        }
    }
}
