//! restored-pod-replaced: a pod with an emptyDir that is restored as it was backed up, and that another pod template in Git replaces at once, with what was restored into it.

use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::recovery::RecoverySide;
use crate::diag::{Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::restored_workloads::{RestoredWorkload, restored_workloads};
use crate::lint::{Lint, LintCx};

pub(super) static LINT: Lint = Lint {
    finding: &findings::RESTORED_POD_REPLACED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for one in restored_workloads(cx) {
        let (Some(before), Some(after)) = (&one.before.template, &one.after.template) else {
            continue;
        };
        // What Flux fills in is not shown.
        let open = before.contains("${") || after.contains("${");
        let replaced = with_images(one.side, before) != *after;
        let Some(volume) = lost(cx, &one).filter(|_| replaced && !open) else {
            continue;
        };
        let (kind, name) = (&one.after.kind, &one.after.name);
        if once.first((one.path.span, kind, name)) {
            out.push(
                LINT.diag(
                    one.path.span,
                    format!(
                        "the pods of the {kind} `{name}` are restored, and then replaced: `{}` has another template of them",
                        one.after.file
                    ),
                )
                .label(format!("the volume `{volume}` is lost with its pod, and with it what was restored"))
                .because(format!("`{}` shows the template that is backed up, and `{}` the one that is applied after the Restore", one.before.file, one.after.file))
                .help("write the same pod template in the overlay of the recovery, with the same images")
                .alternative("keep the data on a claim"),
            );
        }
    }
}

/// A volume that is copied as files and lost with its pod.
fn lost<'a>(cx: &LintCx<'a>, one: &RestoredWorkload<'a>) -> Option<&'a str> {
    let mut workloads = one.member.block.workloads.iter();
    let workload = workloads.find(|workload| {
        let wanted = &workload.name.value;
        wanted.kind.kind() == one.before.kind && *wanted.name == *one.before.name
    })?;
    if capture(cx.model, one.member, workload) != Some(Capture::Files) {
        return None;
    }
    let volumes = workload.volumes.iter();
    let mut copied = volumes.filter(|volume| one.member.copies(workload, volume));
    let found = copied.find(|volume| {
        let name = volume.name.value.as_str();
        let mut shown = one.before.volumes.iter();
        shown.any(|one| one.name == name && one.source.is_lost_with_pod())
    });
    found.map(|volume| volume.name.value.as_str())
}

/// Velero changes the images of pods and of what makes them (change_image_name_action.go, v1.18.3).
fn with_images(side: &RecoverySide, template: &str) -> String {
    let images = side.cluster.images.iter();
    images.fold(template.to_owned(), |text, (old, new)| {
        let (old, new) = (format!("image: {}", old.value), format!("image: {new}"));
        text.replace(&old, &new)
    })
}
