//! The `hook` block.

use super::Cx;
use super::shape::{KnownStatement, bad_name, is_of_type};
use crate::diag::Diags;
use crate::model::{Holds, Hook, HookId, Method, OnError, Param, Step};
use crate::schema::Ty;
use crate::source::Spanned;

pub(super) fn lower_hook(
    _: &Cx<'_>,
    id: HookId,
    statement: &KnownStatement<'_>,
    out: &mut Diags,
) -> Option<Hook> {
    let block = statement.block.as_ref()?;
    // Of a hook that could not be read as a whole nothing is said.
    block.first("safe")?;
    let steps = [block.first("pre"), block.first("post")];
    for step in steps.into_iter().flatten() {
        check_container(step, out);
    }
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

/// The name of a container, where no parameter is a part of it: a pod has none of another form.
fn check_container(step: &KnownStatement<'_>, out: &mut Diags) {
    let name: Option<Spanned<Box<str>>> = step
        .block
        .as_ref()
        .and_then(|block| block.value("container"));
    if let Some(name) = name
        && !name.value.contains("%{")
        && !is_of_type(&name.value, Ty::Name)
    {
        out.push(bad_name(name.span, &name.value));
    }
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
