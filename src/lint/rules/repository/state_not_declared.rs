//! state-not-declared: something with claims that the plan does not declare: no sum knows its volumes, or no backup
//! contains them.

mod beside_paths;
mod charted;
mod elsewhere;
mod made_again;
mod text;
mod volumes;

use crate::analyze::effective::Member;
use crate::diag::{Diags, findings};
use crate::lint::walk::beside::{beside, is_of, is_skipped};
use crate::lint::walk::claim_users::{self, Scope};
use crate::lint::walk::once::Once;
use crate::lint::walk::owners;
use crate::lint::walk::resources::Resource;
use crate::lint::walk::state::{State, StateKind, is_used, states};
use crate::lint::walk::{labelled, misnamed, shown_blocks, wiring};
use crate::lint::{Lint, LintCx};
use crate::model::{BlockId, Cluster, Method, Workload};
use crate::repository::contents::Contents;
use crate::repository::workloads::{Declared, Overlay};
use std::collections::BTreeMap;
use std::sync::Arc;
use text::undeclared;

/// How many claims are listed by name.
const LISTED: usize = 8;

pub(super) static LINT: Lint = Lint {
    finding: &findings::STATE_NOT_DECLARED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let (mut once, mut once_a_path) = (Once::new(), Once::new());
    // What the labels of no block take is `labels-leave-out`.
    let left_out = labelled::undeclared(cx);
    for (member, path, overlay) in shown_blocks(cx) {
        let Some(contents) = cx.inventory.contents(member.id.cluster, path) else {
            continue;
        };
        let beside = beside(cx, member, path);
        let counts = |found: &State| {
            let here = used_on(cx, member, found);
            !here && !left_out.contains(member, &found.label)
        };
        let mut first = |found: &State| {
            once.first((member.id.namespace.block, found.label.clone()))
                && once_a_path.first((
                    member.id.cluster,
                    path,
                    found.label.clone(),
                    found.namespace.clone(),
                ))
        };
        let all = states(contents).into_iter().filter(counts);
        let (claims, others): (Vec<State>, Vec<State>) =
            all.partition(|found| found.kind == StateKind::Claim);
        for found in others {
            if let Some(declared) = lacking(cx, member, &found, (&beside, overlay))
                && first(&found)
            {
                out.push(undeclared(member, path, &found, declared));
            }
        }
        let open = claims
            .into_iter()
            .filter(|found| is_of(member, found) && !is_made_again(member));
        let contents = owners::shown(cx, member.id.cluster);
        let scope = Scope {
            contents: &contents,
            beside: &beside,
            overlay,
        };
        // However many claims there are, that nothing declares their workloads is one cause.
        for mut all in open_claims(scope, member, open.collect()) {
            all.retain(&mut first);
            if let Some(one) = together(&all) {
                out.push(undeclared(member, path, &one, 0));
            }
        }
    }
    volumes::volumes(cx, out);
    volumes::of_charts(cx, out);
    charted::charted(cx, out);
    made_again::made_again(cx, out);
    for primary in cx.model.primaries() {
        whole_namespaces(cx, primary, out);
        beside_paths::beside_paths(cx, primary, out);
        elsewhere::elsewhere(cx, primary, out);
    }
}

/// The claims whose workloads nothing declares: those that no backup contains, and the others.
fn open_claims(scope: Scope<'_, '_>, member: &Member, claims: Vec<State>) -> [Vec<State>; 2] {
    let is_skipped = |found: &State| is_skipped(member, found);
    let (undeclared, open) = claim_users::by_values(scope, claims);
    let (mut skipped, mut others): (Vec<State>, Vec<State>) =
        undeclared.into_iter().partition(is_skipped);
    let (also_skipped, open): (Vec<State>, Vec<State>) = open.into_iter().partition(is_skipped);
    skipped.extend(also_skipped);
    others.extend(claim_users::unowned(scope, open));
    [skipped, others]
}

/// Whether a workload of another path uses a claim.
fn used_on(cx: &LintCx<'_>, member: &Member, found: &State) -> bool {
    let mut all = cx.inventory.contents_on(member.id.cluster);
    found.kind == StateKind::Claim
        && all.any(|contents| is_used(contents, &found.namespace, &found.name))
}

/// Whether all of a namespace comes from Git again, which is `state-not-copied`.
fn is_made_again(member: &Member) -> bool {
    member.is_from_git_alone()
        || member.block.workloads.is_empty() && member.method.value == Method::Rebuild
}

/// The first of several claims, with the names of all in backquotes.
fn together(all: &[State]) -> Option<State> {
    let first = all.first()?.clone();
    let labels: Vec<&str> = all.iter().map(|one| one.label.as_str()).collect();
    let label = match labels.split_at_checked(LISTED) {
        Some((first, [_, ..])) => {
            let rest = labels.len() - LISTED;
            format!("`{}` and {rest} more", first.join("`, `"))
        }
        _ => format!("`{}`", labels.join("`, `")),
    };
    Some(State { label, ..first })
}

/// How many workloads of it the blocks of one path declare, where that is not all of it; `None` where it is, or where a
/// block has a wrong name for it, which is reported there.
fn lacking(
    cx: &LintCx<'_>,
    member: &Member,
    found: &State,
    (beside, overlay): (&[&Arc<Member>], &Overlay),
) -> Option<usize> {
    if !is_of(member, found) || is_made_again(member) {
        return None;
    }
    let of = || beside.iter().filter(|other| is_of(other, found));
    let mut workloads = of().flat_map(|other| &other.block.workloads);
    let mut some = 0;
    let declared = match found.kind {
        StateKind::Workload => workloads.any(|workload| owners::is_shown_as(workload, found)),
        StateKind::Release => {
            let own = owners::of_release(workloads, Some(overlay), found);
            some = own.len();
            owners::are_all(&own, found)
        }
        // How a resource is recovered is `operator-by-volumes`.
        StateKind::Resource => {
            let open = workloads.any(|workload| owners::may_be_filled(workload, overlay, found));
            open || resource(found).is_declared(beside.iter().copied(), Some(overlay))
        }
        // Its operator makes workloads that are not shown.
        StateKind::Other => {
            workloads.any(|workload| *workload.name.value.name == *found.name)
                || owners::may_be_made((beside, overlay), found)
        }
        // Claims are counted together.
        StateKind::Claim => true,
    };
    let of_pods = found.kind == StateKind::Workload;
    let misnamed = |other: &Member| {
        let path = other.block.apps.as_ref().map(|apps| &apps.path.value);
        let shown = path.and_then(|path| cx.inventory.contents(other.id.cluster, path.as_str()));
        let mut workloads = other.block.workloads.iter();
        workloads.any(|workload| is_misnamed(cx, other, workload, shown, found))
    };
    let misnamed = || of_pods && beside.iter().any(|other| misnamed(other));
    (!declared && !misnamed()).then_some(some)
}

/// Whether `workload-not-found` reports a workload of the plan, and this is what it means or may mean.
fn is_misnamed(
    cx: &LintCx<'_>,
    member: &Member,
    workload: &Workload,
    shown: Option<&Contents>,
    found: &State,
) -> bool {
    let Some((contents, overlay)) = shown.and_then(|shown| Some((shown, shown.overlay.as_ref()?)))
    else {
        return false;
    };
    let label = |one: &Declared| format!("{}/{}", one.kind.word(), one.name);
    // What Flux fills in may be any name of the plan that is not found.
    let open = || {
        let name = &workload.name.value;
        found.name.contains("${") && overlay.find(name.kind, &name.name, &[]).is_none()
    };
    misnamed::is_lost(overlay, member, workload)
        || open()
        || misnamed::meant(cx, member, workload, contents)
            .is_some_and(|one| label(one) == found.label)
        || is_renamed(cx, workload, &found.name)
}

/// Whether a workload has this name on the cluster, and another one in the plan, which is reported there.
fn is_renamed(cx: &LintCx<'_>, workload: &Workload, name: &str) -> bool {
    let mut all = wiring::shown(cx);
    all.any(|(_, own, at)| own.id == workload.id && at.renamed.as_deref() == Some(name))
}

fn resource(found: &State) -> Resource<'_> {
    Resource {
        namespace: &found.namespace,
        name: &found.name,
        operators: found.operators,
    }
}

/// Namespaces that the plan names without a path: what the primary's own Flux brings to them.
fn whole_namespaces(cx: &LintCx<'_>, primary: &Arc<Cluster>, out: &mut Diags) {
    let Some(own) = cx.inventory.own(primary.id) else {
        return;
    };
    let mut once = Once::new();
    let mut claims: BTreeMap<BlockId, (&Arc<Member>, Vec<State>)> = BTreeMap::new();
    for found in states(own) {
        let mut members = cx.analysis.members_of(primary);
        let member = members.find(|member| {
            member.name.value.as_str() == found.namespace && member.block.apps.is_none()
        });
        let copies = |member: &&Arc<Member>| {
            member.set_method().copies_volumes() || is_skipped(member, &found)
        };
        let Some(member) = member.filter(copies) else {
            continue;
        };
        let of = || {
            let members = cx.analysis.members_of(primary);
            members.filter(|other| other.name.value == member.name.value)
        };
        let mut workloads = of().flat_map(|other| &other.block.workloads);
        let overlay = own.overlay.as_ref();
        let mut some = 0;
        let declared = match found.kind {
            StateKind::Release => {
                let own = owners::of_release(workloads, overlay, &found);
                some = own.len();
                owners::are_all(&own, &found)
            }
            StateKind::Resource => resource(&found).is_declared(of(), overlay),
            StateKind::Workload => {
                let meant = |other: &Arc<Member>, workload: &Workload| {
                    let one = misnamed::meant(cx, other, workload, own);
                    one.is_some_and(|one| one.name == found.name)
                };
                workloads.any(|workload| *workload.name.value.name == *found.name)
                    || of().any(|other| {
                        let mut all = other.block.workloads.iter();
                        all.any(|workload| meant(other, workload))
                    })
            }
            StateKind::Other | StateKind::Claim => workloads.any(|workload| {
                *workload.name.value.name == *found.name
                    || workload.name.value.name.starts_with(&*found.name)
            }),
        };
        match found.kind {
            StateKind::Claim if !used_on(cx, member, &found) => {
                let all = claims.entry(member.block.id);
                all.or_insert((member, Vec::new())).1.push(found);
            }
            StateKind::Claim => {}
            StateKind::Workload | StateKind::Release | StateKind::Resource | StateKind::Other => {
                if !declared && once.first((member.block.id, found.label.clone())) {
                    out.push(undeclared(member, &primary.path(), &found, some));
                }
            }
        }
    }
    for (member, all) in claims.into_values() {
        let of = cx.analysis.members_of(primary);
        let of: Vec<_> = of
            .filter(|other| other.name.value == member.name.value)
            .collect();
        let Some(overlay) = own.overlay.as_ref() else {
            continue;
        };
        let scope = Scope {
            contents: &[own],
            beside: &of,
            overlay,
        };
        for all in open_claims(scope, member, all) {
            if let Some(one) = together(&all) {
                out.push(undeclared(member, &primary.path(), &one, 0));
            }
        }
    }
}
