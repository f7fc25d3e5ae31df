//! Annotations of pods that a Kustomization of the author's must bring, and how they reach the pods.

use crate::analyze::effective::Member;
use crate::analyze::hooks::{self, Found, Lacking, Reach};
use crate::analyze::paths;
use crate::analyze::recovery::RecoverySide;
use crate::analyze::wires;
use crate::lint::LintCx;
use crate::lint::walk::once::Once;
use crate::model::{Apps, Workload};

/// A workload whose annotations no Kustomization of its primary applies.
#[derive(Debug, Clone)]
pub(in crate::lint) struct Unwired<'a> {
    /// The namespace.
    pub(in crate::lint) member: &'a Member,
    /// Its path.
    pub(in crate::lint) apps: &'a Apps,
    /// The workload.
    pub(in crate::lint) workload: &'a Workload,
    /// The folder of the Component, below that of the cluster's hooks.
    pub(in crate::lint) folder: String,
    /// What to add, and where.
    pub(in crate::lint) help: String,
}

/// Every such workload, where the repository shows the Kustomization.
pub(in crate::lint) fn unwired<'a>(cx: &LintCx<'a>) -> Vec<Unwired<'a>> {
    let mut all = Vec::new();
    for (side, member, workload) in annotated(cx) {
        let Some(apps) = &member.block.apps else {
            continue;
        };
        let Some(flux) = cx.inventory.flux.get(&side.cluster.id) else {
            continue;
        };
        if side.manages_apps {
            continue;
        }
        let reach = hooks::reach(cx.analysis, side, member, workload);
        let folder = hooks::folder_of(member, reach);
        let own = paths::output_of(cx.model, &side.cluster);
        let directory = format!("{own}/hooks/{folder}");
        let applier = match reach {
            Some(Reach::By(found)) => Some(&found.applier),
            Some(Reach::Not(_)) | None => None,
        };
        let shown = applier.and_then(|one| Some((one, one.object.as_ref()?)));
        let wired = wires::is_wired(flux, applier, apps.path.value.as_str(), &directory);
        let known = shown.is_some() || flux.applies(apps.path.value.as_str());
        if wired || !known {
            continue;
        }
        let cut = flux.kustomization_of(apps.path.value.as_str());
        let cut = cut.is_some_and(|one| one.cut);
        let help = match shown {
            Some((applier, object)) => {
                let component = format!("{}{directory}", paths::up(&applier.path));
                let (file, line) = (&object.file, object.line);
                if object.has_components {
                    format!(
                        "add `{component}` to `components` of the Kustomization at {file}:{line}"
                    )
                } else {
                    format!(
                        "add `components: [{component}]` to the `spec` of the Kustomization at {file}:{line}"
                    )
                }
            }
            None if cut => format!(
                "write `via schedule` in the hook: Flux applies this path from an artifact, which does not contain …/{directory}"
            ),
            None => format!(
                "add the Component …/{directory} to `components` of the Kustomization that applies this path; `drplan build` prints the line"
            ),
        };
        all.push(Unwired {
            member,
            apps,
            workload,
            folder,
            help,
        });
    }
    all
}

/// Every workload with annotations on every cluster where drplan writes them.
fn annotated<'a>(
    cx: &LintCx<'a>,
) -> impl Iterator<Item = (&'a RecoverySide, &'a Member, &'a Workload)> + use<'a> {
    let cx = *cx;
    let sides = cx.analysis.sides().iter();
    sides.flat_map(move |side| {
        let members = cx.analysis.members_of(&side.primary);
        members.flat_map(move |member| {
            let workloads = member.block.workloads.iter();
            let annotated = workloads.filter(move |w| hooks::annotated(cx.model, member, w));
            annotated.map(move |workload| (&**side, &**member, workload))
        })
    })
}

/// Every workload whose object the repository shows, each once, with that object.
pub(in crate::lint) fn shown<'a>(
    cx: &LintCx<'a>,
) -> impl Iterator<Item = (&'a Member, &'a Workload, &'a Found)> + use<'a> {
    let cx = *cx;
    let mut once = Once::new();
    let sides = cx.analysis.sides().iter();
    let all = sides.flat_map(move |side| {
        let members = cx.analysis.members_of(&side.primary);
        members.flat_map(move |member| {
            let workloads = member.block.workloads.iter();
            workloads.filter_map(move |workload| {
                match hooks::reach(cx.analysis, side, member, workload)? {
                    Reach::By(found) => Some((&**member, workload, &**found)),
                    Reach::Not(_) => None,
                }
            })
        })
    });
    all.filter(move |(_, workload, _)| once.first(workload.id))
}

static NOT_SHOWN: Lacking = Lacking::NotShown;

/// Workloads whose annotations reach no pods, each with why.
pub(in crate::lint) fn unreached<'a>(
    cx: &LintCx<'a>,
) -> impl Iterator<Item = (&'a RecoverySide, &'a Member, &'a Workload, &'a Lacking)> + use<'a> {
    let cx = *cx;
    annotated(&cx).filter_map(move |(side, member, workload)| {
        match hooks::reach(cx.analysis, side, member, workload) {
            Some(Reach::Not(lacking)) => Some((side, member, workload, lacking)),
            // Without its resource not even the kind of the object to patch is known.
            None if workload.name.value.kind.operator().is_some() => {
                Some((side, member, workload, &NOT_SHOWN))
            }
            Some(Reach::By(_)) | None => None,
        }
    })
}

/// Workloads whose annotations reach their pods, each with how.
pub(in crate::lint) fn reached<'a>(
    cx: &LintCx<'a>,
) -> impl Iterator<Item = (&'a RecoverySide, &'a Member, &'a Workload, &'a Found)> + use<'a> {
    let cx = *cx;
    annotated(&cx).filter_map(move |(side, member, workload)| {
        match hooks::reach(cx.analysis, side, member, workload)? {
            Reach::By(found) => Some((side, member, workload, &**found)),
            Reach::Not(_) => None,
        }
    })
}
