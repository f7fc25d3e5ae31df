//! Who uses a claim, where the values of charts name it: the claims of a release are no question of names or numbers.

use super::beside::is_of;
use super::charted::{self, charted_pods};
use super::owners::{fits, is_named};
use super::state::State;
use crate::analyze::effective::Member;
use crate::model::Workload;
use crate::repository::contents::{ChartedPods, Contents, NamedClaim};
use crate::repository::workloads::Overlay;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the values of charts show of who uses a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Users {
    /// They do not name it.
    Open,
    /// A workload of the plan, or one that it may mean.
    Declared,
    /// What the plan does not declare.
    Undeclared,
}

/// What may use claims in a namespace: what a cluster shows, and what the plan declares.
#[derive(Debug, Clone, Copy)]
pub(in crate::lint) struct Scope<'s, 'a> {
    /// What the cluster shows.
    pub(in crate::lint) contents: &'s [&'a Contents],
    /// The blocks whose workloads may be meant.
    pub(in crate::lint) beside: &'s [&'a Arc<Member>],
    /// What the path declares.
    pub(in crate::lint) overlay: &'a Overlay,
}

/// Claims of which no workload of the plan is the user, and those of which that is not shown.
pub(in crate::lint) fn by_values(
    scope: Scope<'_, '_>,
    claims: Vec<State>,
) -> (Vec<State>, Vec<State>) {
    let (mut undeclared, mut open) = (Vec::new(), Vec::new());
    for claim in claims {
        match users(scope, &claim) {
            Users::Declared => {}
            Users::Undeclared => undeclared.push(claim),
            Users::Open => open.push(claim),
        }
    }
    (undeclared, open)
}

fn users(scope: Scope<'_, '_>, found: &State) -> Users {
    let all = scope.contents.iter().flat_map(|one| &one.named_claims);
    let same = |one: &&NamedClaim| {
        one.claim == found.name && (one.namespace.is_empty() || one.namespace == found.namespace)
    };
    let named: BTreeSet<&NamedClaim> = all.filter(same).collect();
    if named.is_empty() {
        return Users::Open;
    }
    let members = scope.beside.iter().filter(|member| is_of(member, found));
    let workloads: Vec<&Workload> = members.flat_map(|one| &one.block.workloads).collect();
    let declared = |one: &&NamedClaim| {
        let pods: Vec<&ChartedPods> = charted_of(scope.contents, one).collect();
        match pods.is_empty() {
            true => is_of_chart(scope, &workloads, one),
            false => is_of_controllers(scope, &workloads, &pods, one),
        }
    };
    match named.iter().any(declared) {
        true => Users::Declared,
        false => Users::Undeclared,
    }
}

/// The pods of a release of `app-template`.
fn charted_of<'a>(
    contents: &'a [&Contents],
    of: &'a NamedClaim,
) -> impl Iterator<Item = &'a ChartedPods> {
    let all = contents.iter().flat_map(|one| &one.charted_pods);
    all.filter(|pods| pods.release == of.release && pods.namespace == of.namespace)
}

/// Whether a declared workload is a controller that has the claim, or may be meant by a wrong name, which is
/// `workload-not-found`.
fn is_of_controllers(
    scope: Scope<'_, '_>,
    workloads: &[&Workload],
    pods: &[&ChartedPods],
    named: &NamedClaim,
) -> bool {
    let has = |one: &ChartedPods| {
        let mut volumes = one.volumes.iter();
        !one.whole || volumes.any(|volume| volume.source.claim() == Some(&*named.claim))
    };
    workloads.iter().any(|workload| {
        let own = pods.iter().find(|one| charted::is(workload, one));
        match own {
            Some(own) => has(own),
            None => may_be_of(workload, &named.release, scope),
        }
    })
}

/// Whether declared workloads of another chart may use the claim: each volume of theirs is one claim, the one that has
/// its name in the values where there is one.
fn is_of_chart(scope: Scope<'_, '_>, workloads: &[&Workload], named: &NamedClaim) -> bool {
    let own = workloads
        .iter()
        .filter(|workload| may_be_of(workload, &named.release, scope));
    let own: Vec<&&Workload> = own.collect();
    if own.is_empty() || own.iter().any(|workload| workload.volumes.is_empty()) {
        return !own.is_empty();
    }
    let volumes: BTreeSet<&str> = own
        .iter()
        .flat_map(|workload| &workload.volumes)
        .map(|volume| volume.name.value.as_str())
        .collect();
    let is_called = |one: &NamedClaim| {
        one.words.iter().any(|word| volumes.contains(&**word)) || volumes.contains(&*one.claim)
    };
    if is_called(named) {
        return true;
    }
    let all = scope.contents.iter().flat_map(|one| &one.named_claims);
    let of_release: BTreeSet<&NamedClaim> = all
        .filter(|one| one.release == named.release && one.namespace == named.namespace)
        .collect();
    let (called, others): (Vec<&NamedClaim>, Vec<&NamedClaim>) =
        of_release.into_iter().partition(|one| is_called(one));
    let taken = volumes.iter().filter(|name| {
        let mut all = called.iter();
        all.any(|one| one.words.contains(**name) || one.claim == **name)
    });
    let left = volumes.len().saturating_sub(taken.count());
    others.len() <= left
}

/// Whether a workload of the plan may be of a release: it names the release, or its name fits and it is nothing else
/// that is shown. A resource of an operator is never one.
pub(in crate::lint) fn may_be_of(workload: &Workload, release: &str, scope: Scope<'_, '_>) -> bool {
    let name = &workload.name.value;
    match workload.release_name() {
        _ if name.kind.operator().is_some() => false,
        Some(own) => own == release,
        None => {
            let other = scope.contents.iter().flat_map(|one| &one.charted_pods);
            let mut other = other.filter(|pods| charted::is(workload, pods));
            scope.overlay.find(name.kind, &name.name, &[]).is_none()
                && other.all(|pods| pods.release == release)
                && fits(workload, release)
        }
    }
}

/// The claims of a path that no workload of the plan can use, of those that no values name. A workload that is not shown
/// has as many claims as it declares volumes, and one where it declares none, without those that values name: more claims
/// than that are not all declared.
pub(in crate::lint) fn unowned(scope: Scope<'_, '_>, claims: Vec<State>) -> Vec<State> {
    let Some(first) = claims.first().cloned() else {
        return claims;
    };
    let members = scope.beside.iter().filter(|member| is_of(member, &first));
    let all = members.flat_map(|member| member.block.workloads.iter().map(move |w| (member, w)));
    let all: Vec<(&Arc<Member>, &Workload)> =
        all.map(|(member, workload)| (*member, workload)).collect();
    // A claim that `app-template` makes may stand in Git too, under the name that the chart gives it.
    let made = |claim: &State| {
        all.iter().any(|(member, workload)| {
            let pods = scope.contents.iter();
            let mut pods = pods.filter_map(|one| charted_pods(one, member, workload));
            pods.any(|pods| may_make(pods, &claim.name))
        })
    };
    let claims: Vec<State> = claims.into_iter().filter(|one| !made(one)).collect();
    let hidden = all.iter().filter(|(member, workload)| {
        let name = &workload.name.value;
        let shown = scope.overlay.find(name.kind, &name.name, &[]);
        let pods = scope.contents.iter();
        let mut pods = pods.filter_map(|one| charted_pods(one, member, workload));
        shown.is_none() && !pods.any(names_all)
    });
    let workloads: Vec<&Workload> = hidden.map(|(_, workload)| *workload).collect();
    let room = workloads.iter().map(|one| {
        let all = scope.contents.iter().flat_map(|one| &one.named_claims);
        let named = all.filter(|claim| may_be_of(one, &claim.release, scope));
        let named: BTreeSet<&str> = named.map(|one| &*one.claim).collect();
        one.volumes.len().max(1).saturating_sub(named.len())
    });
    let room = room.sum();
    let fits = |claim: &State| workloads.iter().any(|one| is_named(one, claim));
    let (named, rest): (Vec<State>, Vec<State>) = claims.into_iter().partition(fits);
    match named.len() + rest.len() <= room {
        true => Vec::new(),
        false => rest,
    }
}

/// Whether the chart may make a claim of this name for pods.
fn may_make(pods: &ChartedPods, name: &str) -> bool {
    let mut claims = pods.volumes.iter().filter_map(|one| one.source.claim());
    claims.any(|claim| claim == name || claim.is_empty() && name.starts_with(&*pods.release))
}

/// Whether the values show every claim that pods use by its name.
fn names_all(pods: &ChartedPods) -> bool {
    let mut claims = pods.volumes.iter().filter_map(|one| one.source.claim());
    pods.whole && claims.all(|name| !name.contains(['{', '$']))
}
