//! The `cluster` block.

use super::Cx;
use super::shape::{KnownStatement, Shape};
use crate::model::{Cluster, ClusterId, Decrypt, Mode, RecoverMode, Standby};
use crate::source::Spanned;

pub(super) fn lower_cluster(
    cx: &Cx<'_>,
    id: ClusterId,
    statement: &KnownStatement<'_>,
    _: bool,
) -> Option<Cluster> {
    let block = statement.block.as_ref()?;
    let standby = block.value::<Box<str>>("standby");
    Some(Cluster {
        id,
        name: statement.value()?,
        span: statement.span,
        region: block.value("region")?,
        zone: block.value("zone"),
        path: block.value("path"),
        source: block.value("source"),
        service_account: block.value("service-account"),
        site: None,
        recovers: cx.resolve_all(block.list("recovers")).first().copied(),
        standby: standby.map(|s| {
            s.map(|word| {
                if &*word == "warm" {
                    Standby::Warm
                } else {
                    Standby::Cold
                }
            })
        }),
        store: cx.resolve(block.value("store")),
        provision: block.value("provision"),
        bootstrap: block.value("bootstrap"),
        workers: block.value("workers"),
        requeue: block.value("requeue"),
        concurrent_backups: block.value("concurrent-backups"),
        nodes: block.value("nodes"),
        node_agent_load: block.value("node-agent-load"),
        mover_attachments: block.value("mover-attachments"),
        node_agent_config: block.value("node-agent-config"),
        read: block.value("read"),
        write: block.value("write"),
        brings_velero: block.first("brings").is_some(),
        snapshot_ready: block.value("snapshot-ready"),
        mover_start: block.value("mover-start"),
        storage_classes: block.pairs("storage-class"),
        images: block.pairs("image"),
        modifiers: block.value("modifiers"),
        maps: block.pairs("map"),
        decrypt: lower_decrypt(block),
        substitute_from: block.list("substitute-from"),
        prepull: block.list("prepull"),
        mode: block
            .first("mode")
            .and_then(|statement| lower_mode(cx, statement)),
    })
}

/// The keys of every `decrypt` of a cluster, found at the first.
fn lower_decrypt(block: &Shape<'_>) -> Option<Spanned<Decrypt>> {
    let mut all: Option<Spanned<Decrypt>> = None;
    for statement in block.statements_of("decrypt") {
        let Some(inner) = &statement.block else {
            continue;
        };
        let decrypt = &mut all
            .get_or_insert_with(|| Spanned::new(Decrypt::default(), statement.head()))
            .value;
        if statement.row.variant() == Some("sops") {
            decrypt.kms = inner.value("kms");
            let key = inner.first("kms").and_then(|kms| kms.block.as_ref());
            decrypt.kms_region = key.and_then(|block| block.value("region"));
            decrypt.age = inner.value("age");
            decrypt.gpg = inner.value("gpg");
        } else {
            decrypt.sealed = inner.value("secret");
        }
    }
    all
}

pub(super) fn lower_mode(cx: &Cx<'_>, statement: &KnownStatement<'_>) -> Option<Spanned<Mode>> {
    let list = |key: &str| {
        statement
            .block
            .as_ref()
            .map(|block| block.list(key))
            .unwrap_or_default()
    };
    let mode = match statement.row.variant()? {
        "standby" => Mode::Standby { runs: list("runs") },
        "active" => Mode::Active { runs: list("runs") },
        "fenced" => Mode::Fenced {
            runs: list("runs"),
            successor: cx.resolve(
                statement
                    .block
                    .as_ref()
                    .and_then(|block| block.value("for")),
            ),
        },
        _ => Mode::Recover(RecoverMode {
            run: statement.value()?,
            tiers: cx.resolve_all(list("tier")),
            backups: statement
                .block
                .as_ref()
                .map(|block| block.list("backup"))
                .unwrap_or_default(),
            runs: list("runs"),
        }),
    };
    Some(Spanned::new(mode, statement.head()))
}
