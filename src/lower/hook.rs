//! The `hook` block.

use super::Cx;
use super::shape::KnownStatement;
use crate::model::{Holds, Hook, HookId, Method, OnError, Param, Step};

pub(super) fn lower_hook(
    _: &Cx<'_>,
    id: HookId,
    statement: &KnownStatement<'_>,
    _: bool,
) -> Option<Hook> {
    let block = statement.block.as_ref()?;
    Some(Hook {
        id,
        name: statement.value()?,
        span: statement.span,
        params: block
            .statements_of("param")
            .filter_map(|statement| {
                Some(Param {
                    name: statement.arg(0)?,
                    default: statement.arg(1),
                })
            })
            .collect(),
        holds: block.value::<Box<str>>("holds")?.map(|word| match &*word {
            "server-state" => Holds::ServerState,
            "session-lock" => Holds::SessionLock,
            _ => Holds::Nothing,
        }),
        safe: block
            .list::<Box<str>>("safe")
            .into_iter()
            .map(|word| {
                word.map(|word| {
                    if &*word == "snapshot" {
                        Method::Snapshot
                    } else {
                        Method::FileBackup
                    }
                })
            })
            .collect(),
        pre: lower_step(block.first("pre")?)?,
        post: block.first("post").and_then(lower_step),
    })
}

fn lower_step(statement: &KnownStatement<'_>) -> Option<Step> {
    let block = statement.block.as_ref()?;
    Some(Step {
        container: block.value("container")?,
        command: block.list("command"),
        timeout: block.value("timeout"),
        on_error: block.value::<Box<str>>("on-error").map(|word| {
            word.map(|word| {
                if &*word == "fail" {
                    OnError::Fail
                } else {
                    OnError::Continue
                }
            })
        }),
    })
}
