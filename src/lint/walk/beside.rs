//! Namespaces whose applications come from one overlay.

use crate::analyze::effective::Member;
use crate::lint::LintCx;
use crate::lint::walk::state::{State, StateKind, states};
use crate::model::{Apps, Cluster, Method};
use crate::repository::tree::is_within;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The namespaces of a cluster whose applications come from a path, from one above it or from one below
/// it: one overlay may bring the workloads of several.
pub(in crate::lint) fn beside<'a>(
    cx: &LintCx<'a>,
    member: &Member,
    path: &str,
) -> Vec<&'a Arc<Member>> {
    let all = cx.analysis.members().iter();
    let members = all.filter(|other| {
        let apps = other.block.apps.as_ref();
        other.id.cluster == member.id.cluster
            && apps.is_some_and(|apps| {
                let other = apps.path.value.as_str();
                is_within(other, path) || is_within(path, other)
            })
    });
    members.collect()
}

/// Which namespace something is in is not known where no file says it.
pub(in crate::lint) fn is_of(member: &Member, found: &State) -> bool {
    member.block.may_hold(&found.namespace)
}

/// Whether it belongs to a namespace of which every workload that the plan declares is made again, and to none of
/// these by its name: then no backup contains its volumes, whatever the tier says.
pub(in crate::lint) fn is_skipped(member: &Member, found: &State) -> bool {
    let workloads = &member.block.workloads;
    let all = !workloads.is_empty() && member.set_method() == Method::Rebuild;
    let mut of = workloads.iter().filter(|workload| {
        let own = workload.release_name().unwrap_or(&workload.name.value.name);
        let mut volumes = workload.volumes.iter();
        found.name.starts_with(own)
            || found.name.starts_with(&*workload.name.value.name)
            || volumes.any(|volume| volume.name.value.as_str() == found.name)
    });
    all && member.method.value.copies_volumes() && is_of(member, found) && of.next().is_none()
}

/// The namespaces of a path of which none is one of its block: the name is wrong, which is reported there.
pub(in crate::lint) fn misplaced(cx: &LintCx<'_>, member: &Member) -> BTreeSet<String> {
    let apps = member.block.apps.as_ref();
    let path = apps.map(|apps| apps.path.value.as_str());
    let contents = path.and_then(|path| cx.inventory.contents(member.id.cluster, path));
    let there = contents
        .and_then(|contents| contents.namespaces.clone())
        .unwrap_or_default();
    let mut names = member.block.names.iter();
    if names.any(|name| there.contains(name.value.as_str())) {
        return BTreeSet::new();
    }
    there
}

/// What the primary's own Flux brings to namespaces of the plan beside their paths, where these are read as a whole.
pub(in crate::lint) fn unbrought<'a>(
    cx: &LintCx<'a>,
    primary: &Cluster,
) -> Vec<(State, &'a Member, &'a Apps)> {
    let Some(own) = cx.inventory.own(primary.id) else {
        return Vec::new();
    };
    let paths = cx.inventory.all_contents();
    let brought = paths.filter(|(on, ..)| *on == primary.id);
    let brought: Vec<State> = brought
        .flat_map(|(_, _, contents)| states(contents))
        .collect();
    // Its name may be filled in on the primary, and in the path not.
    let open: BTreeSet<&str> = brought
        .iter()
        .filter(|found| found.label.contains("${"))
        .map(|found| found.file.as_str())
        .collect();
    let known: BTreeSet<(&str, &str)> = brought
        .iter()
        .map(|found| (found.namespace.as_str(), found.label.as_str()))
        .collect();
    let mut all = Vec::new();
    for found in states(own) {
        let mut members = cx.analysis.members().iter().filter(|member| {
            let of = member.id.cluster == primary.id;
            of && member.name.value.as_str() == found.namespace
        });
        let member = members.find_map(|member| Some((&**member, member.block.apps.as_ref()?)));
        let Some((member, apps)) = member else {
            continue;
        };
        let known = known.contains(&(found.namespace.as_str(), found.label.as_str()))
            || open.contains(found.file.as_str());
        let shown = cx.inventory.contents(primary.id, apps.path.value.as_str());
        let whole = shown.is_some_and(|shown| shown.whole);
        // A claim alone may be one that a chart or a controller uses.
        let of_plan = member.set_method().copies_volumes() || member.is_from_git_alone();
        let counts = found.kind != StateKind::Claim && of_plan;
        if !known && whole && counts {
            all.push((found, member, apps));
        }
    }
    all
}
