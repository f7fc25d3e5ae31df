//! volume-excluded: a label in Git that keeps a volume out of the backup, against the plan
//! (`backup/item_backupper.go`, v1.18.3).

use crate::analyze::backup::demand::{Capture, capture};
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::shown_pods::{ShownPods, shown_pods};
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::model::Volume;
use crate::repository::contents::{self, Mark, On, PodVolume, VolumeSource};

pub(super) static LINT: Lint = Lint {
    finding: &findings::VOLUME_EXCLUDED,
    check,
};

/// The label that keeps an object out of every backup; only this text counts.
const EXCLUDE: (&str, &str) = (contents::EXCLUDE, "true");

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
            }
        }
    }
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
    let template = found.source.template();
    let template = template.map(|claim| (&claim.labels, &shown.pods.file, "claim template"));
    let labels = template.or_else(|| {
        let claim = shown.claim(&found.source)?;
        Some((&claim.spec.labels, &claim.file, "claim"))
    });
    // A snapshot is made of the claim alone; files are written to the volume that the Restore finds.
    let bound = shown.volume(cx, found).filter(|_| copy == Capture::Files);
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
    let is_claim = |one: &&PodVolume| {
        matches!(
            one.source,
            VolumeSource::Claim(_) | VolumeSource::Template(_)
        )
    };
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
