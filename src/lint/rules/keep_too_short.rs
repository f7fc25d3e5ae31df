//! keep-too-short: backups that are gone before the next ones are sure: Velero removes the last good one too (gc_controller.go).

use crate::analyze::effective::Origin;
use crate::analyze::sets::BackupSet;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::value::Duration;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    name: "keep-too-short",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut said: Vec<Span> = Vec::new();
    for set in &cx.facts.sets {
        let Some(member) = set.members.first() else {
            continue;
        };
        let (keep, Origin::Said(_, span)) = member.keep else {
            continue;
        };
        let sure = set.schedule.as_ref().filter(|schedule| !schedule.ambiguous);
        let gap = sure.map_or(0, |schedule| schedule.gap);
        let window = member.detect.map_or(0, Duration::as_seconds);
        let least = member.rpo.0.as_seconds().max(window);
        if said.contains(&span) {
            continue;
        }
        if keep.as_seconds() < least.max(2 * gap) {
            said.push(span);
            let least = Duration::seconds(least.max(3 * gap));
            out.push(too_short(set, keep, least, span));
        } else if keep.as_seconds() == 2 * gap {
            said.push(span);
            out.push(just_gone(set, keep, Duration::seconds(3 * gap), span));
        }
    }
}

fn too_short(set: &BackupSet<'_>, keep: Duration, least: Duration, span: Span) -> Diag {
    Diag::new(
        "keep-too-short",
        span,
        format!(
            "backups of `{}` are kept {keep}, and must be kept {least}",
            set.name
        ),
    )
    .label("the last good backup would be removed before the next is sure")
    .because("it must outlive the RPO, three runs in a row, and `detect`")
    .help(format!("write `keep {least}` or more"))
}

fn just_gone(set: &BackupSet<'_>, keep: Duration, least: Duration, span: Span) -> Diag {
    Diag::new(
        "keep-too-short",
        span,
        format!("backups of `{}` are kept for exactly two runs", set.name),
    )
    .label("after one failed run the last good backup goes while the next is being made")
    .because(format!(
        "the time of a backup is counted from its start, and two runs are {keep} apart"
    ))
    .help(format!("write `keep {least}` or more"))
}
