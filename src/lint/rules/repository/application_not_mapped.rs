//! application-not-mapped: a namespace that is restored under another name, and an application that is applied under the old one.

use crate::analyze::recovery::RecoverySide;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::shown_pods::pods_of;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::Contents;

pub(super) static LINT: Lint = Lint {
    finding: &findings::APPLICATION_NOT_MAPPED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for side in cx.analysis.sides().iter() {
        let maps = side.cluster.maps.iter();
        for (old, new) in maps.filter(|(old, new)| old.value != *new) {
            of_stages(cx, side, (&old.value, new), out);
            if let Some(file) = of_others(cx, side, &old.value) {
                out.push(
                    LINT.diag(old.span, format!("Flux applies `{file}` to `{}` in `{}`, which is restored there as `{new}`", side.cluster.name.value, old.value))
                        .label("the pods start with new and empty claims, and nothing uses the restored ones")
                        .help(format!("put it into the namespace `{new}` on this cluster")),
                );
            }
        }
    }
}

/// What a stage applies. Where all of a path is of the namespace alone, the stage puts it into the other one.
fn of_stages(cx: &LintCx<'_>, side: &RecoverySide, (old, new): (&str, &str), out: &mut Diags) {
    let mut once = Once::new();
    let members = cx.analysis.members_of(&side.primary);
    let members = members.filter(|one| one.name.value.as_str() == old && side.manages_apps);
    for apps in members.filter_map(|member| member.block.apps.as_ref()) {
        let waiting = apps.standby.as_ref().filter(|_| !side.at_home());
        for path in [Some(side.overlay(apps)), waiting].into_iter().flatten() {
            let text = path.value.as_str();
            let Some(contents) = cx.inventory.contents(side.cluster.id, text) else {
                continue;
            };
            let Some(shown) = shown(contents, old, new).filter(|_| once.first(text)) else {
                continue;
            };
            let cluster = &side.cluster.name.value;
            let message = match shown {
                Shown::Old => format!(
                    "`{text}` puts objects into `{old}`, which is restored on `{cluster}` as `{new}`"
                ),
                Shown::Unknown => format!(
                    "cannot verify that `{text}` is applied to `{new}` on `{cluster}`, where `{old}` is restored as that"
                ),
            };
            out.push(
                LINT.diag(path.span, message)
                    .label("where it is applied to the old name, the pods start with new and empty claims, and nothing uses the restored ones")
                    .because("not everything of this path is shown to be of that namespace alone, so that the stage does not move it")
                    .help(format!("write `recovery OVERLAY` in `apps`, with a kustomization.yaml that has `namespace: {new}` and brings nothing of other namespaces")),
            );
        }
    }
}

/// What a path shows of the old name of a namespace.
enum Shown {
    Old,
    Unknown,
}

fn shown(contents: &Contents, old: &str, new: &str) -> Option<Shown> {
    let pods = contents.pods.iter().map(|pods| &pods.namespace);
    let claims = contents.claims.iter().map(|claim| &claim.namespace);
    let mut stated = pods.chain(claims);
    let named = contents.namespaces.as_ref();
    if stated.clone().any(|name| name == old) || named.is_some_and(|all| all.contains(old)) {
        return Some(Shown::Old);
    }
    let empty = contents.whole && stated.clone().next().is_none();
    let unknown = named.is_none() && !empty && !stated.any(|name| name == new);
    unknown.then_some(Shown::Unknown)
}

/// The file of a workload that the author's own Flux applies to a recovery cluster under the old name.
fn of_others(cx: &LintCx<'_>, side: &RecoverySide, old: &str) -> Option<String> {
    let own = cx.inventory.own(side.cluster.id)?;
    let members = cx.analysis.members_of(&side.primary);
    let mut workloads = members
        .filter(|member| member.name.value.as_str() == old)
        .flat_map(|member| &member.block.workloads);
    let found = workloads.find_map(|one| pods_of(own, one, old).filter(|one| one.namespace == old));
    found.map(|pods| pods.file.clone())
}
