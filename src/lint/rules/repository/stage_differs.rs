//! stage-differs: a stage of a recovery cluster that cannot say all that the primary's Kustomization says.

use crate::analyze::recovery::{RecoverySide, StageKind};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::value::RepoPath;
use crate::repository::carried::Carried;
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    finding: &findings::STAGE_DIFFERS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for side in cx.analysis.sides().iter() {
        if !side.manages_apps || side.at_home() {
            continue;
        }
        for path in paths(side) {
            let cluster = side.cluster.id;
            let Some(carried) = cx.inventory.carried(cluster, path.value.as_str()) else {
                continue;
            };
            let diag = differs(side, path, carried).or_else(|| lacks(cx, side, path, carried));
            if let Some(diag) = diag.filter(|_| once.first((cluster, path.value.as_str()))) {
                out.push(diag);
            }
        }
    }
}

/// The paths in Git of the stages of a side.
fn paths(side: &RecoverySide) -> impl Iterator<Item = &Spanned<RepoPath>> {
    side.stages.iter().filter_map(|stage| match &stage.kind {
        StageKind::Platform(platform) => Some(&platform.path),
        StageKind::Apps(member) => member.block.apps.as_ref().map(|apps| side.overlay(apps)),
        StageKind::Backup
        | StageKind::VeleroConfig
        | StageKind::Storage
        | StageKind::Restore(_)
        | StageKind::Promote(_)
        | StageKind::Load(_)
        | StageKind::Check(_)
        | StageKind::Complete => None,
    })
}

fn differs(side: &RecoverySide, path: &Spanned<RepoPath>, carried: &Carried) -> Option<Diag> {
    let first = carried.differences.first()?;
    let more = match carried.differences.len() {
        1 => String::new(),
        2 => ", and one other object differs too".to_owned(),
        many => format!(", and {} other objects differ too", many - 1),
    };
    let (there, here) = (&side.primary.name.value, &side.cluster.name.value);
    Some(
        LINT.diag(
            path.span,
            format!("`{}` is not the same on `{here}` as on `{there}`", path.value),
        )
        .label("the stage begins below the files that change it on the primary, so the recovered application is another one")
        .because(format!(
            "on `{there}`, line {} of `{}` says `{}` of `{}`{more}",
            first.line, first.file, first.field, first.object
        ))
        .help(format!(
            "move that into `{}`, or name the path that `{}` applies",
            path.value, carried.file
        )),
    )
}

fn lacks(
    cx: &LintCx<'_>,
    side: &RecoverySide,
    path: &Spanned<RepoPath>,
    carried: &Carried,
) -> Option<Diag> {
    // A variable that nothing fills in is said by its own name.
    let contents = cx.inventory.contents(side.cluster.id, path.value.as_str());
    let unfilled = contents.is_some_and(|contents| !contents.variables.is_empty());
    let mut all = carried.left_out.iter();
    let one = all.find(|one| !(one.values && unfilled))?;
    let here = &side.cluster.name.value;
    let help = if one.values {
        format!(
            "commit that object to the path of `{here}` or to a platform, or write `substitute-from` with another one in the cluster"
        )
    } else {
        format!("commit the account to the path of `{here}`")
    };
    Some(
        LINT.diag(
            path.span,
            format!(
                "the stage of `{}` on `{here}` lacks `{}`",
                path.value, one.what
            ),
        )
        .label("on the primary the same path is applied with it")
        .because(format!(
            "line {} of `{}` says it, and {}",
            one.line, one.file, one.why
        ))
        .help(help),
    )
}
