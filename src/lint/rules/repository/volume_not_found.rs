//! volume-not-found: a volume that the pods do not have, so its statements have no effect.

use crate::analyze::effective::Member;
use crate::analyze::hooks::{self, Carrier, Reach};
use crate::diag::near::nearest;
use crate::diag::{Diags, Safety, findings};
use crate::lint::walk::charted::charted_pods;
use crate::lint::walk::{declared_workloads, shown_workloads, subjects};
use crate::lint::{Lint, LintCx};
use crate::model::Workload;

pub(super) static LINT: Lint = Lint {
    finding: &findings::VOLUME_NOT_FOUND,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for (place, workload, declared) in declared_workloads(cx) {
        for volume in &workload.volumes {
            let name = volume.name.value.as_str();
            if place.patches_name(name) || declared.volumes.iter().any(|known| known == name) {
                continue;
            }
            let operated = workload.name.kind.operator().is_some();
            let (what, whose) = match operated {
                true => (
                    "the claims",
                    "this is what drplan calls the claims of the resource",
                ),
                false => (
                    "the pods",
                    "the name of the volume in the pod, not of the claim",
                ),
            };
            let diag = LINT
                .diag(
                    volume.name.span,
                    match operated {
                        true => format!("`{}` has no volume `{name}`", workload.label()),
                        false => {
                            format!("the pods of `{}` have no volume `{name}`", workload.label())
                        }
                    },
                )
                .about(subjects::of_volume(volume.id).into_iter().take(1))
                .label("the statements in this block have no effect on any volume")
                .because(format!("`{}` declares {what}", declared.file));
            if let Some(own) = named_by_pods(cx, place.member, workload, name) {
                out.push(
                    diag.help(format!("write `volume {own}`: this is what drplan calls the claims that the pods mount as `{name}`"))
                        .fix(volume.name.span, own, Safety::Review),
                );
                continue;
            }
            let known = declared.volumes.iter().map(String::as_str);
            out.push(match (nearest(name, known), declared.volumes.as_slice()) {
                (Some(near), _) => diag
                    .help(format!("did you mean `{near}`? write `volume {near}`"))
                    .fix(volume.name.span, near, Safety::Review),
                (None, []) => diag.help(match operated {
                    true => "remove it: no field of this resource is known to ask for a claim",
                    false => "remove it: these pods have no volume",
                }),
                (None, [only]) => diag.help(format!("write `volume {only}`: {whose}")),
                (None, known) => {
                    diag.help(format!("write one of `{}`: {whose}", known.join("`, `")))
                }
            });
        }
    }
    charted(cx, out);
}

/// Volumes of workloads that the values of `app-template` name: the keys of `persistence`.
fn charted(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, path, overlay) in shown_workloads(cx) {
        let name = &workload.name.value;
        let contents = cx.inventory.contents(member.id.cluster, path);
        let pods = contents.and_then(|contents| charted_pods(contents, member, workload));
        let shown = overlay.find(name.kind, &name.name, &[]).is_some();
        let Some(pods) = pods.filter(|pods| pods.whole && !shown) else {
            continue;
        };
        let known = || pods.volumes.iter().map(|volume| volume.name.as_str());
        for volume in &workload.volumes {
            let name = volume.name.value.as_str();
            if known().any(|known| known == name) {
                continue;
            }
            let diag = LINT
                .diag(
                    volume.name.span,
                    format!("the pods of `{}` have no volume `{name}`", workload.label()),
                )
                .about(subjects::of_volume(volume.id).into_iter().take(1))
                .label("the gate of a recovery waits for files of this volume, which no backup contains")
                .because(format!("the values of `{}` declare the volumes", pods.file));
            out.push(match nearest(name, known()) {
                Some(near) => diag
                    .help(format!("did you mean `{near}`? write `volume {near}`"))
                    .fix(volume.name.span, near, Safety::Review),
                None => diag.help(match known().collect::<Vec<_>>().join("`, `") {
                    all if all.is_empty() => "remove it: these pods have no volume".to_owned(),
                    all => format!("write one of `{all}`: the keys of `persistence`"),
                }),
            });
        }
    }
}

/// What a plan calls the claims of an operator that its pods mount by a name.
fn named_by_pods<'a>(
    cx: &LintCx<'a>,
    member: &Member,
    workload: &Workload,
    name: &str,
) -> Option<&'a str> {
    let side = cx.analysis.side_of(&member.cluster)?;
    let Some(Reach::By(found)) = hooks::reach(cx.analysis, side, member, workload) else {
        return None;
    };
    let Carrier::Operated(all) = &found.carrier else {
        return None;
    };
    let mut volumes = all.iter().flat_map(|one| &one.volumes);
    let own = volumes.find(|volume| volume.pod == name)?;
    Some(own.plan.as_str()).filter(|plan| !plan.is_empty() && *plan != name)
}
