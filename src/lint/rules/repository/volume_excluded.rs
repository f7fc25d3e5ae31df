//! volume-excluded: a label or an annotation in Git that keeps a volume out of the backup, against the
//! plan (`backup/item_backupper.go`, `util/podvolume/pod_volume.go`, v1.18.3).

use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::hooks::{self, Reach, Selection, selection};
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::shown_pods::{ShownPods, shown_pods};
use crate::lint::walk::{subjects, wiring};
use crate::lint::{Lint, LintCx};
use crate::model::Volume;
use crate::repository::contents::{Mark, On, PodVolume, Source};
use crate::repository::reach::Carrier;

pub(super) static LINT: Lint = Lint {
    finding: &findings::VOLUME_EXCLUDED,
    check,
};

/// The label that keeps an object out of every backup; only this text counts.
const EXCLUDE: (&str, &str) = ("velero.io/exclude-from-backup", "true");
/// The volumes of a pod that a file backup leaves out.
const BUT: &str = "backup.velero.io/backup-volumes-excludes";
/// The volumes of a pod that are copied as files, and therefore not by snapshot.
const ONLY: &str = "backup.velero.io/backup-volumes";

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    namespaces(cx, out);
    for shown in shown_pods(cx) {
        let Some(copy) = capture(cx.model, shown.member, shown.workload) else {
            continue;
        };
        pods(&shown, copy, out);
        if shown.workload.volumes.is_empty() {
            undeclared(cx, (&shown, copy), out);
        }
        for volume in &shown.workload.volumes {
            let mut known = shown.pods.volumes.iter();
            let found = known.find(|known| known.name == volume.name.value.as_str());
            let copied = shown.member.copies(shown.workload, volume);
            if let Some(found) = found.filter(|_| copied) {
                claim(cx, (&shown, copy), (volume, found), out);
                annotation(cx, (&shown, copy), volume, out);
            }
        }
    }
    releases(cx, out);
}

fn excludes(mark: &Mark) -> bool {
    mark.key == EXCLUDE.0 && mark.text == EXCLUDE.1
}

/// Namespaces: everything in one is left out.
fn namespaces(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for member in cx.analysis.members() {
        let marks = cx
            .inventory
            .contents_on(member.id.cluster)
            .flat_map(|one| &one.marks);
        let mut own = marks.filter(|mark| {
            let named = mark.name == member.name.value.as_str();
            mark.kind == "Namespace" && mark.on == On::Label && named && excludes(mark)
        });
        let Some(mark) = own.next().filter(|_| once.first(member.name.span)) else {
            continue;
        };
        out.push(
            LINT.diag(
                member.name.span,
                format!("`{}` labels the namespace `{}` with `{}: \"true\"`", mark.file, mark.name, mark.key),
            )
            .about([subjects::of_block(member.id.namespace.block)])
            .label("Velero leaves every object and every volume of this namespace out, and the backup is Completed")
            .help(format!("remove the label from the Namespace in `{}`, or remove this namespace from the plan", mark.file)),
        );
    }
}

/// Pods: their files are not copied, and hooks do not run in them.
fn pods(shown: &ShownPods<'_>, copy: Capture, out: &mut Diags) {
    let workload = shown.workload;
    let excluded = shown.pods.pod_labels.get(EXCLUDE.0).map(String::as_str) == Some(EXCLUDE.1);
    let hook = shown.member.hook(workload).is_some();
    let why = match copy {
        Capture::Files => {
            "Velero leaves these pods out, and with them the files of their volumes; the backup is Completed"
        }
        Capture::Snapshot if hook => {
            "Velero leaves these pods out, so the hook never runs, and the snapshot is made of files that are written to"
        }
        Capture::Snapshot => return,
    };
    if excluded {
        out.push(
            LINT.diag(
                workload.name.span,
                format!(
                    "`{}` labels the pods of `{}` with `{}: \"true\"`",
                    shown.pods.file,
                    workload.label(),
                    EXCLUDE.0
                ),
            )
            .about(subjects::of_workload(workload.id))
            .label(why)
            .help("remove the label from the pod template"),
        );
    }
}

/// What of a volume carries the label: the file, and what it is.
fn labelled<'a>(
    cx: &LintCx<'a>,
    (shown, copy): (&ShownPods<'a>, Capture),
    found: &'a PodVolume,
) -> Option<(&'a str, &'static str)> {
    let labels = match &found.source {
        Source::Template(claim) => Some((&claim.labels, &shown.pods.file, "claim template")),
        source => {
            let claim = shown.claim(source);
            claim.map(|claim| (&claim.spec.labels, &claim.file, "claim"))
        }
    };
    // A snapshot is made of the claim alone; files are written to the volume that the Restore finds.
    let bound = shown
        .volume(cx, &found.source)
        .filter(|_| copy == Capture::Files);
    let bound = bound.map(|bound| (&bound.labels, &bound.file, "PersistentVolume"));
    let mut all = labels.into_iter().chain(bound);
    let excluded =
        all.find(|(labels, ..)| labels.get(EXCLUDE.0).map(String::as_str) == Some(EXCLUDE.1));
    excluded.map(|(_, file, what)| (file.as_str(), what))
}

/// Claims, their templates, and the volumes that they are bound to in Git.
fn claim<'a>(
    cx: &LintCx<'a>,
    (shown, copy): (&ShownPods<'a>, Capture),
    (volume, found): (&Volume, &'a PodVolume),
    out: &mut Diags,
) {
    let Some((file, what)) = labelled(cx, (shown, copy), found) else {
        return;
    };
    out.push(
        LINT.diag(
            volume.name.span,
            format!("`{file}` labels the {what} of volume `{}` with `{}: \"true\"`", found.name, EXCLUDE.0),
        )
        .about(subjects::of_volume(volume.id))
        .label("Velero leaves it out, and the backup is Completed: there is nothing to restore")
        .help(format!("remove the label from the {what}, or write `skip \"WHY\"` if this volume need not survive")),
    );
}

/// A workload that declares no volume, and all of whose claims are left out.
fn undeclared<'a>(cx: &LintCx<'a>, (shown, copy): (&ShownPods<'a>, Capture), out: &mut Diags) {
    let is_claim = |one: &&PodVolume| matches!(one.source, Source::Claim(_) | Source::Template(_));
    let claims: Vec<&PodVolume> = shown.pods.volumes.iter().filter(is_claim).collect();
    let left: Option<Vec<_>> = claims
        .iter()
        .map(|one| labelled(cx, (shown, copy), one))
        .collect();
    let left = left.unwrap_or_default();
    let (workload, [(file, what), ..]) = (shown.workload, left.as_slice()) else {
        return;
    };
    out.push(
        LINT.diag(
            workload.name.span,
            format!("`{file}` labels every {what} of `{}` with `{}: \"true\"`", workload.label(), EXCLUDE.0),
        )
        .about(subjects::of_workload(workload.id))
        .label("Velero leaves them out, and the backup is Completed: there is nothing to restore")
        .help(format!("remove the label from the {what}, or write `recover rebuild` if nothing of it must survive")),
    );
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
        (Capture::Files, Selection::Default) => (BUT, false),
        (Capture::Files, Selection::But(_)) => (BUT, true),
        (Capture::Files, Selection::Only(_)) => (ONLY, true),
        (Capture::Snapshot, _) => (ONLY, false),
    };
    let Some(written) = shown.pods.pod_annotations.get(key) else {
        return;
    };
    let later = written.file != shown.pods.file && comes_later(cx, shown, &written.file);
    let listed = lists(&written.text, volume.name.value.as_str());
    let against = match (copy, key == ONLY) {
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
            (Some(Capture::Files), Selection::Default) => BUT,
            (Some(Capture::Snapshot), _) => ONLY,
            _ => continue,
        };
        let copy = if key == BUT {
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
) -> crate::diag::Diag {
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
