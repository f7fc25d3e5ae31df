//! What is written of something that keeps data and is not declared.

use super::LINT;
use crate::analyze::effective::Member;
use crate::diag::Diag;
use crate::lint::walk::beside::is_skipped;
use crate::lint::walk::state::{Keeps, State, StateKind};
use crate::lint::walk::subjects;

/// `declared` is how many workloads of a release the plan declares.
pub(super) fn undeclared(member: &Member, path: &str, found: &State, declared: usize) -> Diag {
    let State {
        label,
        claims,
        file,
        ..
    } = found;
    let diag = LINT
        .diag(
            member.name.span,
            match found.kind {
                StateKind::Release if declared > 0 => format!(
                    "`{label}` of `{path}` has claims of {} workloads, and the plan declares {declared} of them",
                    found.parts
                ),
                StateKind::Claim => format!("no workload of the plan uses {label} of `{path}`"),
                StateKind::Workload
                | StateKind::Release
                | StateKind::Resource
                | StateKind::Other => {
                    let has = match found.on {
                        Keeps::Claims => "has claims",
                        Keeps::Node => "keeps data on its node",
                        Keeps::Share => "keeps data on a share",
                    };
                    format!("`{label}` of `{path}` {has}, and the plan does not declare it")
                }
            },
        )
        .label(match is_skipped(member, found) {
            true => "no backup contains its volumes: every workload that this block declares is made again",
            false if found.on == Keeps::Node => "no backup contains a directory of a node, so that it is empty after a recovery",
            false if !member.set_method().copies_volumes() => "no backup contains its volumes: nothing that this block declares has its volumes copied",
            false => "its volumes are in no worst case, so it is not known whether the promises hold",
        })
        .about([subjects::of_block(member.id.namespace.block)]);
    let volumes = claims.join("; volume ");
    match found.kind {
        StateKind::Workload => diag
            .because(format!(
                "`{file}` has the {} `{}`",
                if found.on == Keeps::Claims { "claims" } else { "volumes" },
                claims.join("`, `")
            ))
            .help(format!("write `workload {label} {{ recover METHOD; volume {volumes} }}`, or `recover rebuild` where nothing of it must survive")),
        StateKind::Release => diag
            .because(match found.on {
                Keeps::Share => format!("`{file}` mounts a share with `{}`", claims.join("`, `")),
                Keeps::Claims | Keeps::Node => format!("`{file}` asks its chart for claims with `{}`", claims.join("`, `")),
            })
            .help(match found.parts {
                1 => format!("write `workload KIND/NAME {{ release {}; recover METHOD; volume NAME }}`, or `recover rebuild` where nothing of it must survive", found.name),
                _ => format!("write `workload KIND/NAME {{ release {}; recover METHOD; volume NAME }}` for each of them, or `recover rebuild` where nothing of it must survive", found.name),
            }),
        StateKind::Resource => diag
            .because(format!("`{file}` declares it"))
            .help(match found.operators.first() {
                Some(one) => {
                    let word = one.word();
                    let copy = if one.has_archive() { "archive" } else { "standby" };
                    let name = if found.name.contains("${") { "NAME" } else { &found.name };
                    format!("write `workload {word}/{name} {{ recover operator {word} {{ {copy} … }} }}`, or `recover rebuild` where nothing of it must survive")
                }
                None => "write `recover operator` for it".to_owned(),
            }),
        StateKind::Other => diag
            .because(match volumes.as_str() {
                "" => format!("`{file}` declares it, and its kind keeps data on claims"),
                _ => format!("`{file}` asks for storage with `{}`", claims.join("`, `")),
            })
            .help("declare the workload that is made of it: write `workload KIND/NAME { recover METHOD; volume NAME { size SIZE } }`, or `recover rebuild` where nothing of it must survive"),
        StateKind::Claim => diag
            .because(format!("`{file}` declares it"))
            .help("declare the workload that uses it, or label the claim `velero.io/exclude-from-backup: \"true\"` if nothing of it must survive"),
    }
}
