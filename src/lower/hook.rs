//! The `hook` block.

use super::Cx;
use super::shape::Said;
use crate::model::{Holds, Hook, HookId, Method, OnError, Param, Step};

pub(super) fn lower_hook(_: &Cx<'_>, id: HookId, said: &Said<'_>, _: bool) -> Option<Hook> {
    let block = said.block.as_ref()?;
    Some(Hook {
        id,
        name: said.value()?,
        span: said.span,
        params: block
            .all("param")
            .filter_map(|said| {
                Some(Param {
                    name: said.arg(0)?,
                    default: said.arg(1),
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

fn lower_step(said: &Said<'_>) -> Option<Step> {
    let block = said.block.as_ref()?;
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
