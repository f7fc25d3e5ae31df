//! hook-not-reachable: annotations for pods that no patch of a manifest reaches.

use crate::analyze::effective::Member;
use crate::analyze::hooks::{self, Lacking};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::wiring::unreached;
use crate::lint::walk::{shown_workloads, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::{Workload, WorkloadId};
use std::collections::BTreeSet;

pub(super) static LINT: Lint = Lint {
    finding: &findings::HOOK_NOT_REACHABLE,
    check,
};

/// Reasons that are named one by one.
const NAMED: usize = 3;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    // Where all of an overlay is read, a workload that it lacks is another finding.
    let shown: BTreeSet<WorkloadId> = shown_workloads(cx).map(|(_, w, _, _)| w.id).collect();
    let mut once = Once::new();
    for (side, member, workload, lacking) in unreached(cx) {
        if matches!(lacking, Lacking::NotShown) {
            if once.first(workload.id) {
                out.push(not_shown(member, workload));
            }
            continue;
        }
        let Some(apps) = &member.block.apps else {
            continue;
        };
        let path = if side.manages_apps {
            hooks::applied_path(side, apps)
        } else {
            &apps.path
        };
        let contents = cx.inventory.contents(side.cluster.id, path.value.as_str());
        let overlay = contents.and_then(|contents| contents.overlay.as_ref());
        let whole = overlay.is_some_and(|overlay| {
            overlay.lacks(workload.name.value.kind, &workload.name.value.name)
        });
        let absent = matches!(lacking, Lacking::NoObject { .. });
        if absent && whole && (side.manages_apps || shown.contains(&workload.id)) {
            continue;
        }
        if !once.first(workload.id) {
            continue;
        }
        let label = workload.label();
        let hooked = member.hook(workload).is_some();
        let (path, what) = (&path.value, if hooked { "hooks" } else { "volumes" });
        let diag = |message: String| {
            LINT.diag(workload.name.span, message)
                .about(subjects::of_workload(workload.id))
                .label(if hooked {
                    "the patch with its annotations fails: Flux applies nothing of this path, or no hook runs"
                } else {
                    "the patch with its annotations fails: Flux applies nothing of this path, or no volume is chosen"
                })
        };
        let by_labels = "write `via schedule { labels KEY=VALUE }` in the hook, with labels that only these pods have";
        let diag = match lacking {
            Lacking::NoObject { releases, not_read } => {
                let found = diag(format!(
                    "no patch reaches the {what} of `{label}`: no manifest of `{path}` that is read declares it"
                ));
                let found = reasons(found, not_read);
                match releases.as_slice() {
                    [] if hooked => found.help(by_labels),
                    [] => found.help("name the path of the manifest that declares it in `apps`"),
                    [one] => found.help(format!("write `release {one}` if the chart of this HelmRelease makes it")),
                    many => found.help(format!(
                        "write `release NAME` with the HelmRelease whose chart makes it: one of `{}`",
                        many.join("`, `")
                    )),
                }
            }
            Lacking::NoRelease(others) => {
                let release = workload.release.as_ref();
                let name = release.map(|one| one.value.to_string()).unwrap_or_default();
                let found = diag(format!(
                    "no manifest of `{path}` declares the HelmRelease `{name}`"
                ));
                match others.as_slice() {
                    [] => found.help("name the path that declares it in `apps`"),
                    others => found.help(format!(
                        "write `release NAME` with one of `{}`",
                        others.join("`, `")
                    )),
                }
            }
            Lacking::NoField(file) => diag(format!(
                "it is not known how an annotation reaches all pods of `{label}`"
            ))
            .because(match file.as_str() {
                "" => "drplan does not know what this operator hands to its pods".to_owned(),
                file => format!("`{file}` declares it"),
            })
            .because("Velero reads the files of every volume in this namespace that no annotation leaves out")
            .help(format!("move `{label}` into another namespace than the workloads with `recover file-backup`"))
            .alternative("`recover snapshot` for these workloads"),
            Lacking::NotShown => continue,
            Lacking::Namesake(file) => diag(format!(
                "no patch reaches `{label}` alone: each of its names is also one of another object"
            ))
            .because(format!("`{file}` declares the other object"))
            .help("give one of the two another name in its manifest"),
            Lacking::Replaced(file) => diag(format!(
                "no patch reaches `{label}`: `{file}` sets `postRenderers` of its HelmRelease after every Component"
            ))
            .because("a merge patch takes the place of the whole list, and what a Component added to it is lost")
            .help("move this patch into a Component that stands before that of drplan, or write the list into the HelmRelease itself")
            .alternative("`via schedule` in the hook: then nothing is patched"),
            Lacking::Stripped(file) => {
                let found = LINT
                    .diag(
                        workload.name.span,
                        format!("a patch in `{file}` takes away what a Component annotates on the pods of `{label}`"),
                    )
                    .about(subjects::of_workload(workload.id))
                    .label(if hooked {
                        "no hook would be in the pods: each copy is made without it, and its backup is Completed"
                    } else {
                        "Velero would not know which volumes to copy, and each backup is Completed"
                    })
                    .because("Flux applies the patches of a path after its Components")
                    .because("`add` of the whole of `/spec/template/metadata/annotations`, or `annotations: null`, leaves nothing of what was there")
                    .help("write a merge patch with `annotations: { KEY: VALUE }`, which leaves the others as they are");
                match hooked {
                    true => found.alternative("`via schedule` in the hook: then nothing is patched"),
                    false => found,
                }
            }
        };
        out.push(diag);
    }
}

/// A resource of an operator that the repository does not show.
fn not_shown(member: &Member, workload: &Workload) -> Diag {
    let (label, name) = (workload.label(), member.name.value.as_str());
    let diag = LINT
        .diag(
            workload.name.span,
            format!("it is not known how an annotation reaches the pods of `{label}`"),
        )
        .about(subjects::of_workload(workload.id))
        .label("Velero reads the files of every volume in this namespace that no annotation leaves out")
        .because("the repository does not show the resource");
    match &member.block.apps {
        Some(_) => diag.help("write the path in `apps` that declares it"),
        None => diag.help(format!(
            "write `apps PATH` in `namespace {name}` with the path that declares it"
        )),
    }
}

fn reasons(mut diag: Diag, not_read: &[String]) -> Diag {
    for reason in not_read.iter().take(NAMED) {
        diag = diag.because(format!("not read: {reason}"));
    }
    match not_read.len().checked_sub(NAMED) {
        Some(more) if more > 0 => diag.because(format!("not read: {more} more")),
        _ => diag,
    }
}
