//! state-not-declared: something with claims that the plan does not declare: no sum knows its volumes, or no backup
//! contains them.

use crate::analyze::effective::Member;
use crate::analyze::unclaimed::unclaimed_namespaces;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::beside::{beside, is_of, is_skipped, misplaced, overlay_of, unbrought};
use crate::lint::walk::once::Once;
use crate::lint::walk::state::{State, StateKind, states};
use crate::lint::walk::{labelled, resources, shown_blocks, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::{Cluster, Method, NamespaceName, WorkloadRef};
use crate::repository::workloads::Overlay;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) static LINT: Lint = Lint {
    finding: &findings::STATE_NOT_DECLARED,
    check,
};

/// How many namespaces are listed by name.
const LISTED: usize = 8;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let (mut once, mut once_a_path) = (Once::new(), Once::new());
    // What the labels of no block take is `labels-leave-out`.
    let left_out = labelled::undeclared(cx);
    for (member, path, overlay) in shown_blocks(cx) {
        let Some(contents) = cx.inventory.contents(member.id.cluster, path) else {
            continue;
        };
        let beside = beside(cx, member, path);
        for found in states(contents) {
            // Where no pods are shown beside a claim, those that use it are not in this path.
            let mut pods = contents.pods.iter();
            let used_elsewhere = found.kind == StateKind::Claim
                && !is_skipped(member, &found)
                && !pods.any(|pods| pods.namespace == found.namespace);
            if used_elsewhere
                || left_out.contains(member, &found.label)
                || is_declared(cx, member, &found, (&beside, overlay))
                || !once.first((member.id.namespace.block, found.label.clone()))
                || !once_a_path.first((
                    member.id.cluster,
                    path,
                    found.label.clone(),
                    found.namespace.clone(),
                ))
            {
                continue;
            }
            let skipped = found.kind == StateKind::Claim && is_skipped(member, &found);
            if !skipped {
                out.push(undeclared(member, path, &found));
            } else if once.first((member.id.namespace.block, String::new())) {
                // Whatever claims it leaves out, the workloads of the block are one cause.
                let mut all = states(contents);
                all.retain(|one| one.kind == StateKind::Claim && is_skipped(member, one));
                out.push(undeclared(member, path, &together(found, &all)));
            }
        }
    }
    for primary in cx.model.primaries() {
        whole_namespaces(cx, primary, out);
        beside_paths(cx, primary, out);
        elsewhere(cx, primary, out);
    }
}

/// The first of several claims, with the names of all.
fn together(first: State, all: &[State]) -> State {
    let labels: Vec<&str> = all.iter().map(|one| one.label.as_str()).collect();
    let label = labels.join("`, `");
    State { label, ..first }
}

/// Whether blocks of one path declare it, or have a wrong name for it, which is reported there.
fn is_declared(
    cx: &LintCx<'_>,
    member: &Member,
    found: &State,
    (beside, overlay): (&[&Arc<Member>], &Overlay),
) -> bool {
    let block = &member.block;
    // What all comes from Git again is `state-not-copied`.
    let nothing = member.is_from_git_alone()
        || block.workloads.is_empty() && member.method.value == Method::Rebuild;
    if !is_of(member, found) || nothing {
        return true;
    }
    let of = || beside.iter().filter(|other| is_of(other, found));
    let mut workloads = of().flat_map(|other| &other.block.workloads);
    let declared = match found.kind {
        StateKind::Workload => workloads.any(|workload| *workload.name.value.name == *found.name),
        StateKind::Release => workloads.any(|workload| {
            let release = workload.release.as_ref();
            let named = release.is_some_and(|release| *release.value.name == *found.name);
            let name = &workload.name.value;
            // The chart may make one that is not shown.
            let hidden = overlay.find(name.kind, &name.name, &[]).is_none() && release.is_none();
            named || hidden || name.name.starts_with(&*found.name)
        }),
        // How a resource is recovered is `operator-by-volumes`.
        StateKind::Resource => resources::is_declared(member, found, (beside, overlay)),
        // A workload that is not shown may use it.
        StateKind::Claim => {
            !is_skipped(member, found) && (!overlay.whole || workloads.next().is_some())
        }
    };
    declared
        || beside.iter().any(|other| {
            let overlay = overlay_of(cx, other).unwrap_or(overlay);
            let mut workloads = other.block.workloads.iter();
            let lost = |name: &WorkloadRef| overlay.find(name.kind, &name.name, &[]).is_none();
            found.kind == StateKind::Workload
                && workloads.any(|workload| lost(&workload.name.value))
        })
}

fn undeclared(member: &Member, path: &str, found: &State) -> Diag {
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
                StateKind::Claim => format!("no workload of the plan uses `{label}` of `{path}`"),
                StateKind::Workload | StateKind::Release | StateKind::Resource => {
                    format!("`{label}` of `{path}` has claims, and the plan does not declare it")
                }
            },
        )
        .label(match is_skipped(member, found) {
            true => "no backup contains its volumes: every workload that this block declares is made again",
            false => "its volumes are in no worst case, so it is not known whether the promises hold",
        })
        .about([subjects::of_block(member.id.namespace.block)]);
    let volumes = claims.join("; volume ");
    match found.kind {
        StateKind::Workload => diag
            .because(format!("`{file}` has the claims `{}`", claims.join("`, `")))
            .help(format!("write `workload {label} {{ recover METHOD; volume {volumes} }}`, or `recover rebuild` where nothing of it must survive")),
        StateKind::Release => diag
            .because(format!("`{file}` asks its chart for claims with `{volumes}`"))
            .help(format!("write `workload KIND/NAME {{ release {}; recover METHOD; volume NAME }}`, or `recover rebuild` where nothing of it must survive", found.name)),
        StateKind::Resource => diag
            .because(format!("`{file}` declares it"))
            .help(match found.operators.first() {
                Some(one) => {
                    let word = one.word();
                    format!("write `workload {word}/{} {{ recover operator {word} {{ archive … }} }}`, or `recover rebuild` where nothing of it must survive", found.name)
                }
                None => "write `recover operator` for it".to_owned(),
            }),
        StateKind::Claim => diag
            .because(format!("`{file}` declares it"))
            .help("declare the workload that uses it, or label the claim `velero.io/exclude-from-backup: \"true\"` if nothing of it must survive"),
    }
}

/// What no path of a namespace brings, so that the recovery cluster never gets it.
fn beside_paths(cx: &LintCx<'_>, primary: &Arc<Cluster>, out: &mut Diags) {
    let mut once = Once::new();
    for (found, member, apps) in unbrought(cx, primary) {
        let (label, namespace) = (&found.label, &found.namespace);
        if !once.first((member.block.id, label.clone())) {
            continue;
        }
        out.push(
            LINT.diag(
                member.name.span,
                format!("`{label}` of `{}` has claims in `{namespace}`, and no path of the plan brings it", found.file),
            )
            .label("its volumes are in no worst case, and a recovery cluster gets their copies and nothing that uses them")
            .about([subjects::of_block(member.id.namespace.block)])
            .related(apps.path.span, "what a recovery cluster gets of this namespace")
            .help(format!("move it into `{}`, or write another block `namespace {namespace} {{ apps PATH }}` with its path", apps.path.value)),
        );
    }
}

/// Namespaces that the plan names without a path: what the primary's own Flux brings to them.
fn whole_namespaces(cx: &LintCx<'_>, primary: &Arc<Cluster>, out: &mut Diags) {
    let Some(own) = cx.inventory.own(primary.id) else {
        return;
    };
    let mut once = Once::new();
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
        let of = cx.analysis.members_of(primary);
        let of = of.filter(|other| other.name.value == member.name.value);
        let mut workloads = of.flat_map(|other| &other.block.workloads);
        let declared = workloads.any(|workload| {
            let release = workload.release.as_ref();
            *workload.name.value.name == *found.name
                || workload.name.value.name.starts_with(&*found.name)
                || release.is_some_and(|release| *release.value.name == *found.name)
        });
        let of_workload = matches!(found.kind, StateKind::Workload | StateKind::Release);
        let counts = of_workload || found.kind == StateKind::Claim && is_skipped(member, &found);
        if counts && !declared && once.first((member.block.id, found.label.clone())) {
            out.push(undeclared(member, &primary.path(), &found));
        }
    }
}

/// State of a primary in namespaces that the plan does not name: one finding for what `*` takes, and one for what no
/// backup contains.
fn elsewhere(cx: &LintCx<'_>, primary: &Arc<Cluster>, out: &mut Diags) {
    let Some(own) = cx.inventory.own(primary.id) else {
        return;
    };
    let mut known: BTreeSet<String> = unclaimed_namespaces(cx.analysis, primary.id)
        .into_iter()
        .collect();
    let platforms = cx
        .model
        .platforms
        .values()
        .flat_map(|platform| &platform.namespaces);
    known.extend(platforms.map(|name| name.value.to_string()));
    let members = || cx.analysis.members_of(primary);
    known.extend(members().map(|member| member.name.value.as_str().to_owned()));
    known.extend(members().flat_map(|member| misplaced(cx, member)));
    let mut found: BTreeMap<String, Vec<State>> = BTreeMap::new();
    for state in states(own) {
        let open = state.namespace.is_empty() || state.namespace.contains("${");
        if !open && !known.contains(&state.namespace) {
            found
                .entry(state.namespace.clone())
                .or_default()
                .push(state);
        }
    }
    if found.is_empty() {
        return;
    }
    let mut rest = members().filter(|member| member.name.value == NamespaceName::Rest);
    let rest = rest.next();
    if rest.is_some_and(|rest| !rest.set_method().copies_volumes()) {
        return;
    }
    let names: Vec<&str> = found.keys().map(String::as_str).collect();
    let list = match names.split_at_checked(LISTED) {
        Some((first, [_, ..])) => {
            format!("`{}` and {} more", first.join("`, `"), names.len() - LISTED)
        }
        _ => format!("`{}`", names.join("`, `")),
    };
    let mut diag = match rest {
        Some(rest) => LINT
            .diag(rest.name.span, format!("`*` takes namespaces with claims that the plan does not declare: {list}"))
            .label("their volumes are in no worst case, and no gate counts them")
            .about([subjects::of_block(rest.block.id)])
            .help("write a `namespace NAME { … }` with the workloads of each, or `namespaces NAME` in the platform that fills it, where nothing of it is promised"),
        None => LINT
            .diag(primary.name.span, format!("namespaces of `{}` with claims are not in the plan: {list}", primary.name.value))
            .label("no backup of the plan contains them: it brings nothing of them back after the loss of this cluster")
            .about([subjects::of_cluster(primary.id)])
            .help("write a `namespace NAME { … }` for each, or `namespace * { tier TIER }` for all of them; write `recover rebuild` where nothing must survive"),
    };
    for states in found.values().take(LISTED) {
        if let Some(first) = states.first() {
            diag = diag.because(format!(
                "`{}` declares `{}` in `{}`",
                first.file, first.label, first.namespace
            ));
        }
    }
    out.push(diag);
}
