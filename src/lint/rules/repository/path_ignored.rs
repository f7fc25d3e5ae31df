//! path-ignored: files that a cluster needs and that the source of its Flux leaves out.

mod written;

pub(in crate::lint) use written::of_files;

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::ClusterId;
use crate::model::value::Name;
use crate::repository::ignored::Ignored;
use crate::repository::tree::is_within;
use crate::source::Spanned;
use std::collections::{BTreeMap, BTreeSet};

pub(super) static LINT: Lint = Lint {
    finding: &findings::PATH_IGNORED,
    check,
};

/// How many paths are named.
const SHOWN: usize = 3;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    // One list is one cause, however many clusters fetch it and however many paths it takes.
    let mut lists: BTreeMap<(&str, u32), Vec<(ClusterId, Vec<&Ignored>)>> = BTreeMap::new();
    for (cluster, all) in &cx.inventory.ignored {
        // What Git leaves out is no matter of the source.
        let (git, source): (Vec<&Ignored>, _) = all.iter().partition(|one| one.by_git());
        for all in [source, git] {
            let Some(first) = all.first() else { continue };
            let list = lists.entry((&first.file, first.line)).or_default();
            list.push((*cluster, all));
        }
    }
    for of_clusters in lists.values() {
        let clusters = of_clusters.iter();
        let clusters = clusters.filter_map(|(id, _)| cx.model.clusters.get(*id));
        let names: Vec<&Spanned<Name>> = clusters.map(|cluster| &cluster.name).collect();
        let all: Vec<&Ignored> = of_clusters
            .iter()
            .flat_map(|(_, all)| all)
            .copied()
            .collect();
        let (Some(name), Some(first)) = (names.first(), all.first()) else {
            continue;
        };
        let folders: BTreeSet<&str> = all.iter().map(|one| folder(one)).collect();
        // A folder takes those in it along.
        let inside = |one: &str| {
            folders
                .iter()
                .any(|other| *other != one && is_within(one, other))
        };
        let folders: BTreeSet<&str> = folders.iter().copied().filter(|one| !inside(one)).collect();
        let shown: Vec<String> = folders
            .iter()
            .take(SHOWN)
            .map(|one| format!("`{one}`"))
            .collect();
        let more = match folders.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let others = match names.len() - 1 {
            0 => String::new(),
            1 => " and of one more cluster".to_owned(),
            n => format!(" and of {n} more clusters"),
        };
        let again: Vec<String> = folders
            .iter()
            .take(SHOWN)
            .map(|one| format!("`!/{one}`"))
            .collect();
        let rest = if folders.len() > SHOWN {
            " and the others"
        } else {
            ""
        };
        if first.by_git() {
            out.push(of_git(first, name, (&shown, &more), of_clusters));
            continue;
        }
        out.push(
            LINT.diag(
                name.span,
                format!("the source of `{}`{others} leaves out {}{more}", name.value, shown.join(", ")),
            )
            .about(of_clusters.iter().map(|(id, _)| subjects::of_cluster(*id)))
            .label("Flux does not fetch these files: every Kustomization over them says `path not found`, and nothing of it is recovered")
            .because(format!(
                "line {} of `{}` has the pattern `{}`",
                first.line, first.file, first.pattern
            ))
            .help(format!(
                "add {}{rest} to `{}`, or write `output DIR` in the plan block for a folder that is fetched",
                again.join(", "),
                first.file
            )),
        );
    }
}

/// What drplan writes and Git leaves out. A folder that a pattern takes is let in as a whole, and so is what is inside.
fn of_git(
    first: &Ignored,
    name: &Spanned<Name>,
    (shown, more): (&[String], &str),
    clusters: &[(ClusterId, Vec<&Ignored>)],
) -> Diag {
    let top = first.path.split('/').next().unwrap_or_default();
    LINT.diag(
        name.span,
        format!("`{}` leaves out {}{more}, which `build` writes for `{}`", first.file, shown.join(", "), name.value),
    )
    .about(clusters.iter().map(|(id, _)| subjects::of_cluster(*id)))
    .label("a commit does not contain these files: every Kustomization over them says `path not found`, and nothing is backed up or restored")
    .because(format!("line {} has the pattern `{}`", first.line, first.pattern))
    .help(format!("add `!/{top}/` and `!/{top}/**` to `{}`, or write `output DIR` in the plan block for a folder that is committed", first.file))
}

fn folder(one: &Ignored) -> &str {
    one.path.rsplit_once('/').map_or("", |(folder, _)| folder)
}
