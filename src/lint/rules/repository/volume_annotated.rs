//! volume-annotated: an annotation of the author's by which Velero copies a volume otherwise than the plan says
//! (`util/podvolume/pod_volume.go`, v1.18.3).

use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::hooks::{self, Reach, Selection, selection};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::shown_pods::{ShownPods, shown_pods};
use crate::lint::walk::{subjects, wiring};
use crate::lint::{Lint, LintCx};
use crate::model::Volume;
use crate::repository::contents::{Mark, On, VOLUMES_BUT, VOLUMES_ONLY};
use crate::repository::reach::Carrier;

pub(super) static LINT: Lint = Lint {
    finding: &findings::VOLUME_ANNOTATED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for shown in shown_pods(cx) {
        let Some(copy) = capture(cx.model, shown.member, shown.workload) else {
            continue;
        };
        for volume in &shown.workload.volumes {
            let mut known = shown.pods.volumes.iter();
            let found = known.any(|known| known.name == volume.name.value.as_str());
            if found && shown.member.copies(shown.workload, volume) {
                annotation(cx, (&shown, copy), volume, out);
            }
        }
    }
    releases(cx, out);
}

/// The author's own annotations of pods. One that drplan writes too is replaced by that of its Component, unless
/// the kustomization.yaml of the path patches it afterwards.
fn annotation(
    cx: &LintCx<'_>,
    (shown, copy): (&ShownPods<'_>, Capture),
    volume: &Volume,
    out: &mut Diags,
) {
    let (member, workload) = (shown.member, shown.workload);
    let (key, replaced) = match (copy, selection(cx.model, member, workload)) {
        (Capture::Files, Selection::Default) => (VOLUMES_BUT, false),
        (Capture::Files, Selection::But(_)) => (VOLUMES_BUT, true),
        (Capture::Files, Selection::Only(_)) => (VOLUMES_ONLY, true),
        (Capture::Snapshot, _) => (VOLUMES_ONLY, false),
    };
    let Some(written) = shown.pods.pod_annotations.get(key) else {
        return;
    };
    let later = written.file != shown.pods.file && comes_later(cx, shown, &written.file);
    let listed = lists(&written.text, volume.name.value.as_str());
    let against = match (copy, key == VOLUMES_ONLY) {
        (Capture::Files, false) | (Capture::Snapshot, true) => listed,
        (Capture::Files, true) => !listed,
        (Capture::Snapshot, false) => false,
    };
    if against && (!replaced || later) {
        out.push(said(
            volume,
            workload.label(),
            (&written.file, key, &written.text),
            copy,
        ));
    }
}

/// Whether a patch of this file is applied after the Component: one of the kustomization.yaml of the path, or of the
/// Flux Kustomization that applies it.
fn comes_later(cx: &LintCx<'_>, shown: &ShownPods<'_>, file: &str) -> bool {
    let member = shown.member;
    let in_path = member.block.apps.as_ref().is_some_and(|apps| {
        let rest = file.strip_prefix(apps.path.value.as_str());
        rest.is_some_and(|rest| rest.rfind('/') == Some(0))
    });
    let side = cx.analysis.side_of(&member.cluster);
    let reach = side.and_then(|side| hooks::reach(cx.analysis, side, member, shown.workload));
    let applier = match reach {
        Some(Reach::By(found)) => found.applier.object.as_ref(),
        Some(Reach::Not(_)) | None => None,
    };
    in_path || applier.is_some_and(|object| object.file == file)
}

/// Annotations in the values or post-renderers of a release whose chart makes the workload.
fn releases(cx: &LintCx<'_>, out: &mut Diags) {
    for (member, workload, found) in wiring::shown(cx) {
        let Carrier::Release { object, .. } = &found.carrier else {
            continue;
        };
        let key = match (
            capture(cx.model, member, workload),
            selection(cx.model, member, workload),
        ) {
            (Some(Capture::Files), Selection::Default) => VOLUMES_BUT,
            (Some(Capture::Snapshot), _) => VOLUMES_ONLY,
            _ => continue,
        };
        let copy = if key == VOLUMES_BUT {
            Capture::Files
        } else {
            Capture::Snapshot
        };
        let contents = member.block.apps.as_ref().and_then(|apps| {
            cx.inventory
                .contents(member.id.cluster, apps.path.value.as_str())
        });
        let marks = contents.iter().flat_map(|one| &one.marks);
        let of_release =
            |mark: &&Mark| mark.on == On::Release && mark.name == object.name && mark.key == key;
        for mark in marks.filter(of_release) {
            for volume in &workload.volumes {
                let listed = lists(&mark.text, volume.name.value.as_str());
                if listed && member.copies(workload, volume) {
                    out.push(said(
                        volume,
                        workload.label(),
                        (&mark.file, key, &mark.text),
                        copy,
                    ));
                }
            }
        }
    }
}

/// Whether Velero finds a volume in a list: it splits at commas and cuts no spaces away.
fn lists(text: &str, volume: &str) -> bool {
    text.split(',').any(|one| one == volume)
}

fn said(
    volume: &Volume,
    workload: String,
    (file, key, text): (&str, &str, &str),
    copy: Capture,
) -> Diag {
    let name = &volume.name.value;
    let (why, help) = match copy {
        Capture::Files => (
            "a file backup leaves this volume out, and is Completed",
            format!(
                "write the annotation without `{name}`, or write `skip \"WHY\"` if this volume need not survive"
            ),
        ),
        Capture::Snapshot => (
            "Velero copies the files of this volume and makes no snapshot of it: the Restore of its claim has no data",
            format!("write the annotation without `{name}`, or write `recover file-backup`"),
        ),
    };
    LINT.diag(
        volume.name.span,
        format!("`{file}` annotates the pods of `{workload}` with `{key}: {text}`"),
    )
    .about(subjects::of_volume(volume.id))
    .label(why)
    .help(help)
}
