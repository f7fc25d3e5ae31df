//! begins-in-window: a run that may begin inside of an `avoid` window: its line is there, or it waits for a slot until then.

use crate::analyze::backup::cost::runs_several;
use crate::analyze::quantities::Seconds;
use crate::analyze::rpo::worst_case::WorstCase;
use crate::analyze::sets::BackupSet;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::subjects;
use crate::lint::{Lint, LintCx};
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::BEGINS_IN_WINDOW,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once: Once<Span> = Once::new();
    for set in cx.analysis.sets() {
        if cx.analysis.overloaded(&set.cluster) {
            continue;
        }
        let worst_case = set.worst_case.as_ref();
        let begin = worst_case.and_then(|worst_case| worst_case.waits.intrusion);
        if let (Some(worst_case), Some(begin)) = (worst_case, begin)
            && let Some((span, diag)) = too_late(cx, set, worst_case, begin)
            && once.first(span)
        {
            out.push(diag);
        }
    }
}

fn too_late(
    cx: &LintCx<'_>,
    set: &BackupSet,
    worst_case: &WorstCase,
    begin: Seconds,
) -> Option<(Span, Diag)> {
    let schedule = set.schedule.as_ref()?;
    let windows = set.members.first()?.avoid();
    let first = windows.first()?;
    let span = schedule.pinned.unwrap_or(first.span);
    let named: Vec<String> = windows.iter().map(|w| w.value.to_string()).collect();
    let minutes = begin.get() / 60;
    let queue = worst_case.waits.most.queue;
    let mut diag = LINT
        .diag(
            span,
            format!(
                "a backup of {} may begin at {:02}:{:02}, inside of `avoid {}`",
                set.label(),
                minutes / 60,
                minutes % 60,
                named.join(", ")
            ),
        )
        .about(subjects::not_sized(set))
        .label("the backup uses the disks and the network in the hours that are kept free of it")
        .because(format!(
            "the line is `{}`, and Velero looks at its schedules once a minute",
            schedule.cron
        ));
    if queue > Seconds::ZERO {
        diag = diag.because(format!(
            "a run waits up to {queue} for a slot, which other backups of `{}` hold",
            set.cluster.name.value
        ));
    }
    if schedule.pinned.is_some() {
        diag = diag.related(first.span, "no backup begins in this window");
    }
    let diag = match (schedule.pinned, queue > Seconds::ZERO) {
        (Some(_), _) => diag.help("write `every` with times that are earlier or after the window, or remove it: then drplan chooses them"),
        (None, true) if !runs_several(cx.model, &set.cluster) => diag.help("write a shorter window"),
        (None, true) => diag.help("write a higher `concurrent-backups` in the cluster and start Velero with the same flag, or write a shorter window"),
        (None, false) => diag.help("write a shorter window"),
    };
    Some((span, diag))
}
