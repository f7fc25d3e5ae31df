//! stage-differs: a stage of a recovery cluster that cannot say all that the primary's Kustomization says.

use crate::analyze::recovery::{InGit, RecoverySide, Stage};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::value::RepoPath;
use crate::repository::carried::{Carried, LeftOut};
use crate::source::Spanned;
use std::collections::BTreeMap;

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
        let mut lacking: BTreeMap<&str, Vec<Lacking<'_>>> = BTreeMap::new();
        for (stage, path) in paths(side) {
            let cluster = side.cluster.id;
            let Some(carried) = cx.inventory.carried(cluster, path.value.as_str()) else {
                continue;
            };
            if !once.first((cluster, path.value.as_str())) {
                continue;
            }
            match (
                differs(side, path, carried),
                lacks(cx, side, (stage, path), carried),
            ) {
                (Some(diag), _) => out.push(diag),
                (None, Some(one)) => lacking.entry(&one.what).or_default().push((path, one)),
                (None, None) => {}
            }
        }
        // What is not there is one cause, however many stages want it.
        for all in lacking.values() {
            if let Some(diag) = said(side, all) {
                out.push(diag);
            }
        }
    }
}

/// A stage, by its path, and what it cannot say.
type Lacking<'l> = (&'l Spanned<RepoPath>, &'l LeftOut);

/// The stages of a side with their paths in Git.
fn paths(side: &RecoverySide) -> impl Iterator<Item = (&Stage, &Spanned<RepoPath>)> {
    side.stages.iter().filter_map(|stage| {
        let path = match stage.kind.in_git()? {
            InGit::Platform(platform) => &platform.path,
            InGit::Apps(apps) => side.overlay(apps),
        };
        Some((stage, path))
    })
}

fn differs(side: &RecoverySide, path: &Spanned<RepoPath>, carried: &Carried) -> Option<Diag> {
    let first = carried.differences.first()?;
    let more = match carried.differences.len() {
        1 => String::new(),
        2 => ", and one other object differs too".to_owned(),
        many => format!(", and {} other objects differ too", many - 1),
    };
    let (there, here) = (&side.primary.name.value, side.cluster.stated_name());
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

fn lacks<'c>(
    cx: &LintCx<'_>,
    side: &RecoverySide,
    (stage, path): (&Stage, &Spanned<RepoPath>),
    carried: &'c Carried,
) -> Option<&'c LeftOut> {
    // A variable that nothing fills in is said by its own name.
    let contents = cx.inventory.contents(side.cluster.id, path.value.as_str());
    let unfilled = contents.is_some_and(|contents| !contents.variables.is_empty());
    // The account that the plan names takes the place of the primary's.
    let named = side.account(stage).is_some();
    let mut all = carried.left_out.iter();
    all.find(|one| if one.values { !unfilled } else { !named })
}

fn said(side: &RecoverySide, all: &[Lacking<'_>]) -> Option<Diag> {
    let (path, one) = all.first()?;
    let here = side.cluster.stated_name();
    let lacks = match all.len() {
        1 => "lacks".to_owned(),
        2 => "and one more lack".to_owned(),
        many => format!("and {} more lack", many - 1),
    };
    let help = if one.values {
        format!(
            "commit that object to the path of `{here}` or to a platform, or write `substitute-from` with another one in the cluster"
        )
    } else {
        format!(
            "commit the account to the path of `{here}`, or write `service-account` with another one in the cluster"
        )
    };
    Some(
        LINT.diag(
            path.span,
            format!(
                "the stage of `{}` on `{here}` {lacks} `{}`",
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
