//! state-not-copied: something with claims in a namespace of which nothing is copied, and that the plan does not declare:
//! `recover rebuild` with `apps` writes no Schedule and no Restore.

use crate::analyze::effective::Member;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::beside::is_of;
use crate::lint::walk::once::Once;
use crate::lint::walk::state::{Keeps, State, StateKind, states};
use crate::lint::walk::{shown_blocks, subjects};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::STATE_NOT_COPIED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for (member, path, _) in shown_blocks(cx) {
        let Some(contents) = cx.inventory.contents(member.id.cluster, path) else {
            continue;
        };
        if !member.is_from_git_alone() {
            continue;
        }
        let mut all = states(contents);
        all.retain(|found| is_of(member, found) && !is_named(member, found));
        let key = (member.id.cluster, path.to_owned(), member.block.id);
        if !all.is_empty() && once.first(key) {
            out.push(lost(member, path, &all));
        }
    }
    platforms(cx, out);
}

/// What keeps data in namespaces that a platform fills: nothing of these is restored.
fn platforms(cx: &LintCx<'_>, out: &mut Diags) {
    for platform in cx.model.platforms.values() {
        let named = |namespace: &str| {
            let mut names = platform.namespaces.iter();
            names.any(|name| &*name.value == namespace)
        };
        let mut once = Once::new();
        let mut all: Vec<State> = Vec::new();
        for primary in cx.model.primaries() {
            let path = platform.path.value.as_str();
            let own = cx.inventory.own(primary.id).into_iter();
            let shown = own.chain(cx.inventory.contents(primary.id, path));
            let found = shown.flat_map(states).filter(|found| {
                let of = named(&found.namespace) && found.on != Keeps::Node;
                of && once.first((found.namespace.clone(), found.label.clone()))
            });
            all.extend(found);
        }
        if all.is_empty() {
            continue;
        }
        let labels: Vec<String> = all.iter().map(|one| format!("`{}`", one.label)).collect();
        let list = match labels.split_at_checked(LISTED) {
            Some((first, [_, ..])) => {
                format!("{} and {} more", first.join(", "), labels.len() - LISTED)
            }
            _ => labels.join(", "),
        };
        let mut diag = LINT
            .diag(
                platform.name.span,
                format!(
                    "nothing of the `namespaces` of platform `{}` is copied, and they have {list}",
                    platform.name.value
                ),
            )
            .label("after a recovery what this keeps on claims is empty");
        for one in all.iter().take(LISTED) {
            diag = diag.because(format!("`{}` declares `{}`", one.file, one.label));
        }
        out.push(
            diag.help("write `namespace NAME { tier TIER; apps PATH }` for what must survive, with a path of its own")
                .alternative("write `allow state-not-copied \"WHY\" until DATE` in the platform if all of it is made again"),
        );
    }
}

/// How much is listed by name.
const LISTED: usize = 8;

/// Whether a workload that the namespace declares is what was found, or may use the claim.
fn is_named(member: &Member, found: &State) -> bool {
    member.block.workloads.iter().any(|workload| {
        let own = &*workload.name.value.name;
        let released = workload.release_name() == Some(found.name.as_str());
        let mut volumes = workload.volumes.iter();
        let used = volumes.any(|volume| volume.name.value.as_str() == found.name);
        let claim = found.kind == StateKind::Claim && (used || found.name.starts_with(own));
        let chart = found.kind == StateKind::Release && own.starts_with(&*found.name);
        *found.name == *own || released || claim || chart
    })
}

fn lost(member: &Member, path: &str, all: &[State]) -> Diag {
    let labels: Vec<String> = all.iter().map(|one| format!("`{}`", one.label)).collect();
    let mut diag = LINT
        .diag(
            member.name.span,
            format!(
                "nothing of `{}` is copied, and `{path}` has {}",
                member.name.value.as_str(),
                labels.join(", ")
            ),
        )
        .label("after a recovery what this keeps on claims is empty")
        .about([subjects::of_block(member.block.id)]);
    if let Some(rebuild) = member.method.origin.span() {
        diag = diag.related(rebuild, "all of it comes from Git again");
    }
    for one in all {
        diag = diag.because(format!("`{}` declares `{}`", one.file, one.label));
    }
    let workload = all.iter().find(|one| one.kind == StateKind::Workload);
    diag.help(match workload {
        Some(one) => format!(
            "write `workload {} {{ recover rebuild }}` where nothing of it must survive",
            one.label
        ),
        None => "declare the workload that uses it, with `recover rebuild` where nothing of it must survive".to_owned(),
    })
    .alternative("write another `recover` and a `tier`, so that it is copied")
}
