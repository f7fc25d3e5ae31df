//! workload-not-found: a workload that the overlay does not declare, so its hooks and volumes have no pods.

use crate::analyze::hooks;
use crate::diag::near::nearest;
use crate::diag::{Diags, Safety, findings};
use crate::lint::walk::misnamed::{charts_another, is_lost, meant, meant_release};
use crate::lint::walk::wiring::shown;
use crate::lint::walk::{applied, shown_workloads, subjects, workloads};
use crate::lint::{Lint, LintCx};
use crate::model::WorkloadRef;
use crate::repository::workloads::{Charted, Overlay};

pub(super) static LINT: Lint = Lint {
    finding: &findings::WORKLOAD_NOT_FOUND,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, path, overlay) in shown_workloads(cx) {
        let WorkloadRef { kind, name } = &workload.name.value;
        let another = charts_another(overlay, member, workload);
        if !another && !overlay.lacks(*kind, name) {
            continue;
        }
        let span = workload.name.span;
        let diag = LINT
            .diag(
                span,
                format!("no manifest of `{path}` declares `{}`", workload.label()),
            )
            .about(subjects::of_workload(workload.id).into_iter().take(1))
            .label(match kind.operator() {
                Some(_) => "its pods, volumes and sizes are read from that resource, and no copy is known to be of another",
                None => "the patch with its annotations matches no pod template: Flux fails, and backups run without the hooks",
            });
        let charted = || overlay.charted.iter();
        // Those of the release that makes them are meant before all others.
        let of_release = charted()
            .filter(|one| another && workload.release_name().unwrap_or(name) == one.release);
        let of_release: Vec<String> = of_release.map(Charted::label).collect();
        let declared = overlay.workloads.iter();
        let declared = declared.map(|other| format!("{}/{}", other.kind.word(), other.name));
        let others: Vec<String> = match of_release.is_empty() {
            true => declared.chain(charted().map(Charted::label)).collect(),
            false => of_release,
        };
        let same_name = others
            .iter()
            .position(|other| other.split('/').nth(1) == Some(&**name));
        let near = same_name
            .and_then(|at| others.get(at).map(String::as_str))
            .or_else(|| nearest(&workload.label(), others.iter().map(String::as_str)));
        out.push(match (near, others.as_slice()) {
            (Some(near), _) => diag
                .help(format!("did you mean `{near}`? write `{near}`"))
                .fix(span, near, Safety::Review),
            (None, []) => diag.help("name the overlay that declares it in `apps`"),
            (None, others) => diag.help(format!("write one of `{}`", others.join("`, `"))),
        });
    }
    elsewhere(cx, out);
    renamed(cx, out);
    slips(cx, out);
}

/// Names that are a slip away from what is read, where a chart or an operator beside it may bring more than is read.
fn slips(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload) in workloads(cx) {
        let apps = member.block.apps.as_ref();
        let (path, contents) = match apps {
            Some(apps) => {
                let path = apps.path.value.to_string();
                let contents = cx.inventory.contents(member.id.cluster, &path);
                (path, contents)
            }
            None => (
                member.cluster.path().to_string(),
                cx.inventory.own(member.id.cluster),
            ),
        };
        let Some(contents) = contents else { continue };
        if let Some(release) = meant_release(cx, member, workload, contents)
            && let Some(written) = &workload.release
        {
            out.push(
                LINT.diag(
                    written.span,
                    format!("no HelmRelease of `{path}` is called `{}`", written.value.name),
                )
                .about(subjects::of_workload(workload.id).into_iter().take(1))
                .label("what the values of the release declare is not compared with the plan, and no hook reaches its pods")
                .because(format!("`{}` declares the HelmRelease `{}`, and no workload of the plan names it", release.file, release.name))
                .help(format!("did you mean `{0}`? write `release {0}`", release.name))
                .fix(written.span, &*release.name, Safety::Review),
            );
        }
        let lost = |overlay: &Overlay| apps.is_some() && is_lost(overlay, member, workload);
        if contents.overlay.as_ref().is_some_and(lost) {
            continue;
        }
        let Some(found) = meant(cx, member, workload, contents) else {
            continue;
        };
        let span = workload.name.span;
        let near = format!("{}/{}", found.kind.word(), found.name);
        out.push(
            LINT.diag(
                span,
                format!("no manifest of `{path}` declares `{}`", workload.label()),
            )
            .about(subjects::of_workload(workload.id).into_iter().take(1))
            .label("its hooks reach no pods, and the gate of a recovery waits for claims of this name, which no backup contains")
            .because(format!("`{}` declares `{near}`, and the plan does not", found.file))
            .help(format!("did you mean `{near}`? write `{near}`"))
            .fix(span, near, Safety::Review),
        );
    }
}

/// Workloads that the plan calls by the name of their file, and a kustomization.yaml calls otherwise.
fn renamed(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, found) in shown(cx) {
        let (Some(apps), Some(name)) = (&member.block.apps, &found.renamed) else {
            continue;
        };
        let (span, kind) = (workload.name.span, workload.name.value.kind.word());
        out.push(
            LINT.diag(
                span,
                format!(
                    "`{}` is called `{kind}/{name}` on the cluster",
                    workload.label()
                ),
            )
            .about(subjects::of_workload(workload.id).into_iter().take(1))
            .label(
                "pods have the name of the cluster: what is looked for by this name is not found",
            )
            .because(format!(
                "a kustomization.yaml or Kustomization between `{}` and `{}` adds to the name",
                apps.path.value, found.file
            ))
            .help(format!("write `{kind}/{name}`"))
            .fix(span, format!("{kind}/{name}"), Safety::Review),
        );
    }
}

/// Overlays of a recovery cluster, to which the annotations of the primary's pods are applied too.
fn elsewhere(cx: &LintCx<'_>, out: &mut Diags) {
    // One that the primary does not declare either has another name, and that is said there.
    let mut unknown = Vec::new();
    for (_, workload, _, overlay) in shown_workloads(cx) {
        let WorkloadRef { kind, name } = &workload.name.value;
        if overlay.find(*kind, name, &[]).is_none() {
            unknown.push(workload.id);
        }
    }
    for met in applied::met_overlays(cx) {
        let (path, member, overlay) = (met.path, met.member, met.overlay);
        let primary = member.block.apps.as_ref().map(|apps| &apps.path.value);
        if primary == Some(&path.value) {
            continue;
        }
        for workload in &member.block.workloads {
            let WorkloadRef { kind, name } = &workload.name.value;
            if !overlay.lacks(*kind, name)
                || unknown.contains(&workload.id)
                || !hooks::annotated(cx.model, member, workload)
            {
                continue;
            }
            let cluster = &met.side.cluster.stated_name();
            out.push(
                LINT.diag(path.span,
                    format!("no manifest of `{}` declares `{}`", path.value, workload.label()),
                )
                .label(format!("the annotations of its pods are also applied on `{cluster}`: Flux fails on their patch, and applies nothing of this path"))
                .related(workload.name.span, "this workload has annotations")
                .help("declare it in this overlay too, with `replicas: 0` if it must not run there"),
            );
        }
    }
}
