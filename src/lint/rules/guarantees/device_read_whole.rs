//! device-read-whole: a block volume that is declared smaller than its device, or with a share of touched files (pkg/uploader/kopia/block_backup.go, v1.18.3).

use crate::analyze::rpo::survival;
use crate::diag::{Diags, findings};
use crate::lint::walk::shown_pods::{ShownPods, shown_pods};
use crate::lint::{Lint, LintCx};
use crate::model::Volume;
use crate::model::value::Share;
use crate::repository::contents::ClaimSpec;

pub(super) static LINT: Lint = Lint {
    finding: &findings::DEVICE_READ_WHOLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for shown in shown_pods(cx) {
        // A snapshot that is not moved is not read.
        if !survival::must_be_moved(cx.model, shown.member) {
            continue;
        }
        let volumes = shown.workload.volumes.iter();
        let copied = volumes.filter(|volume| shown.member.copies(shown.workload, volume));
        for volume in copied {
            let Some(claim) = device(&shown, volume) else {
                continue;
            };
            let name = volume.name.value.as_str();
            let whole = claim.and_then(|claim| claim.size);
            let less = volume.size.zip(whole);
            let less = less.filter(|(stated, whole)| stated.value < *whole);
            let share = volume.touched.as_ref();
            let share = share.filter(|share| share.value < Share::percent(100));
            let (span, message, help) = if let Some((stated, whole)) = less {
                (
                    stated.span,
                    format!(
                        "`{name}` is a block volume of {whole}, more than its `size {}`",
                        stated.value
                    ),
                    format!("write `size {whole}`, or remove `size`"),
                )
            } else if let Some(share) = share {
                (
                    share.span,
                    format!(
                        "`{name}` is a block volume: `touched {}` does not apply to it",
                        share.value
                    ),
                    "remove `touched`: the run is then computed with every byte of the volume"
                        .to_owned(),
                )
            } else {
                continue;
            };
            out.push(
                LINT.diag(span, message)
                    .label("a copy reads the whole device each time, and a restore writes all of it: both take longer than computed")
                    .because(format!("`{}` takes it as a device", shown.pods.file))
                    .help(help),
            );
        }
    }
}

/// What the claim of a volume asks for, where that is shown; `None` where the volume is files, or may be.
fn device<'a>(shown: &ShownPods<'a>, volume: &Volume) -> Option<Option<&'a ClaimSpec>> {
    let name = volume.name.value.as_str();
    let mut volumes = shown.pods.volumes.iter();
    let found = volumes.find(|one| one.name == name)?;
    let claim = shown.asked(found).flatten();
    let by_pods = shown.pods.devices.contains(name);
    (by_pods || claim.is_some_and(|claim| claim.block)).then_some(claim)
}
