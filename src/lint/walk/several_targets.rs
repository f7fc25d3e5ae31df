//! Paths that the author applies to several namespaces of the plan: one Kustomization for each, by its `targetNamespace`. The
//! plan writes one stage for a path, which has one.

use crate::analyze::effective::Member;
use crate::lint::LintCx;
use crate::repository::flux::Kustomization;
use std::collections::BTreeSet;

/// The Kustomizations of the primary that put the path of a namespace into it and into others of the plan; none where the
/// path serves one namespace of the plan.
pub(in crate::lint) fn several_targets<'a>(
    cx: &LintCx<'a>,
    member: &Member,
) -> Vec<&'a Kustomization> {
    let flux = cx.inventory.flux.get(&member.id.cluster);
    let (Some(flux), Some(apps)) = (flux, &member.block.apps) else {
        return Vec::new();
    };
    let path = &apps.path.value;
    let same = cx.analysis.members_of(&member.cluster).filter(|other| {
        let apps = other.block.apps.as_ref();
        apps.is_some_and(|apps| apps.path.value == *path)
    });
    let names: BTreeSet<&str> = same.map(|other| other.name.value.as_str()).collect();
    let all = flux.flux.iter();
    let found: Vec<&Kustomization> = all
        .filter(|one| one.path == path.as_str() && names.contains(one.target.as_str()))
        .collect();
    let targets: BTreeSet<&str> = found.iter().map(|one| one.target.as_str()).collect();
    let own = targets.contains(member.name.value.as_str());
    match own && targets.len() > 1 {
        true => found,
        false => Vec::new(),
    }
}
