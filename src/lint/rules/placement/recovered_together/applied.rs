//! Objects in Git that the applications of one primary bring, and that belong to another one that the same cluster recovers.

use super::{LINT, apart, names, place};
use crate::analyze::recovery::RecoverySide;
use crate::diag::Diag;
use crate::lint::LintCx;
use crate::model::NamespaceName;
use crate::model::value::RepoPath;
use crate::repository::alike::Alike;
use crate::source::Spanned;
use std::collections::BTreeMap;

/// An overlay with what its objects say.
type Shown<'a> = (&'a Spanned<RepoPath>, &'a Alike);

/// The overlays of a side. Only of one that waits nowhere does a move leave the stage out, and Flux deletes what it
/// has applied.
fn overlays<'a>(cx: &LintCx<'a>, side: &'a RecoverySide, leaves: bool) -> Vec<Shown<'a>> {
    let members = cx.analysis.members_of(&side.primary);
    let apps = members.filter_map(|member| member.block.apps.as_ref());
    let apps = apps.filter(|apps| !leaves || apps.standby.is_none());
    let paths = apps.flat_map(|apps| [Some(side.overlay(apps)), apps.standby.as_ref()]);
    let shown = paths.flatten().filter_map(|path| {
        let alike = cx.inventory.alike(side.cluster.id, path.value.as_str())?;
        Some((path, alike))
    });
    shown.collect()
}

/// A namespace of one whose Namespace comes with the applications of another.
pub(super) fn namespaces<'a>(
    cx: &LintCx<'a>,
    one: &'a RecoverySide,
    other: &'a RecoverySide,
) -> Option<Diag> {
    let members = cx.analysis.members_of(&one.primary);
    let named = members.filter(|member| member.name.value != NamespaceName::Rest);
    let named: BTreeMap<&str, _> = named
        .map(|member| (one.cluster.called(member.name.value.as_str()), member))
        .collect();
    for (path, alike) in overlays(cx, other, true) {
        let all = alike.iter();
        let mut all = all.filter(|(id, _)| id.kind == "Namespace" && id.group.is_empty());
        let found = all.find_map(|(id, said)| Some((id, said, named.get(id.name.as_str())?)));
        let Some((id, said, member)) = found else {
            continue;
        };
        let [of, and, site] = names(one, other);
        return Some(
            LINT.diag(
                place(other),
                format!("the applications of `{and}` bring the Namespace `{}`, which `{site}` recovers of `{of}`", id.name),
            )
            .label(format!("when the recovery of `{and}` leaves the stage file, Flux deletes the Namespace, with all that was recovered of `{of}` in it"))
            .related(member.name.span, format!("the namespace of `{of}`"))
            .related(path.span, format!("applied for `{and}`"))
            .because(format!("`{}` declares it", said.file))
            .help(format!("move the Namespace out of `{}`, for example to the path of a platform, which no move removes", path.value))
            .alternative(apart(other)),
        );
    }
    None
}

/// An object of both that is not the same.
pub(super) fn objects<'a>(
    cx: &LintCx<'a>,
    one: &'a RecoverySide,
    other: &'a RecoverySide,
) -> Option<Diag> {
    let before = overlays(cx, one, false);
    for (path, alike) in overlays(cx, other, false) {
        let found = alike.iter().find_map(|(id, said)| {
            let (first_path, first) = before
                .iter()
                .find_map(|(path, alike)| Some((path, alike.get(id)?)))?;
            let differs = first.digest.zip(said.digest);
            let differs = differs.is_some_and(|(first, own)| first != own);
            differs.then_some((id, said, first_path, first))
        });
        let Some((id, said, first_path, first)) = found else {
            continue;
        };
        let [of, and, site] = names(one, other);
        return Some(
            LINT.diag(
                place(other),
                format!("two stages of `{site}` would apply {} `{}`, and say different things of it for `{of}` and for `{and}`", id.kind, id.name),
            )
            .label("each stage changes what the other one has applied, at every reconciliation: one application runs with what is written for the other")
            .related(first_path.span, format!("applied for `{of}`"))
            .related(path.span, format!("applied for `{and}`"))
            .because(format!("`{}` declares it, and so does `{}`", first.file, said.file))
            .help("give one of the two another name, or write `recovery PATH` in one of the two `apps`, with an overlay that leaves it out")
            .alternative(apart(other)),
        );
    }
    None
}
