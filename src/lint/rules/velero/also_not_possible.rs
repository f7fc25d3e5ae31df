//! also-not-possible: a second Schedule that would copy other volumes than its tier says, or nothing of its own. The
//! annotations of pods are for every Schedule (volume_policy_helper.go, v1.18.3).

use crate::analyze::backup::demand::{Capture, capture};
use crate::analyze::effective::Member;
use crate::analyze::hooks::{Selection, selection};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::{Method, TierId, Workload};
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    finding: &findings::ALSO_NOT_POSSIBLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for member in cx.analysis.members() {
        for (at, also) in member.also().iter().enumerate() {
            let before = member.also().get(..at).unwrap_or_default();
            if let Some(diag) = of_member(cx, member, also, before)
                && once.first((also.span, diag.primary.span))
            {
                out.push(diag);
            }
        }
    }
}

fn of_member(
    cx: &LintCx<'_>,
    member: &Member,
    also: &Spanned<TierId>,
    before: &[Spanned<TierId>],
) -> Option<Diag> {
    // What is made again from Git is `rebuild-restores-nothing`.
    if member.is_from_git_alone() {
        return None;
    }
    let second = member.under(cx.model, also)?;
    let (tier, name) = (second.tier.as_ref()?, member.name.value.as_str());
    let label = &tier.name.value;
    if member.is_in(tier.id) || before.iter().any(|other| other.value == tier.id) {
        return Some(
            LINT.diag(also.span, format!("`{name}` is in tier `{label}` already"))
                .label("it would be backed up twice by one rhythm")
                .help("write the name of another tier, or remove it"),
        );
    }
    let method = tier.values.recover.as_ref();
    if let Some(method) = method
        .filter(|method| !matches!(method.value.method(), Method::Snapshot | Method::FileBackup))
    {
        return Some(
            LINT.diag(
                also.span,
                format!(
                    "tier `{label}` gives no second backup: it states `recover {}`",
                    method.value.method().word()
                ),
            )
            .label("a second Schedule copies the same volumes by `snapshot` or `file-backup`")
            .related(method.span, "the method of the tier")
            .help(
                "write the name of a tier with `recover snapshot`, `recover file-backup` or none",
            ),
        );
    }
    member
        .block
        .workloads
        .iter()
        .find_map(|workload| of_workload(cx, member, &second, workload, also))
}

/// A volume that the second Schedule does not copy as its tier says, or a hook that is not for that method.
fn of_workload(
    cx: &LintCx<'_>,
    first: &Member,
    second: &Member,
    workload: &Workload,
    also: &Spanned<TierId>,
) -> Option<Diag> {
    let method = second.method_of(workload);
    if let Some(hook) = second.hook(workload)
        && method != first.method_of(workload)
        && !hook.safe.contains(&method)
    {
        return Some(
            LINT.diag(
                also.span,
                format!(
                    "the hook of `{}` is not for `{}`",
                    workload.label(),
                    method.word()
                ),
            )
            .label("the second backups have the files of a running engine that nothing prepared")
            .related(hook.span, "the hook")
            .help("write the name of a tier without `recover`, or write `recover` in the workload"),
        );
    }
    let wanted = capture(cx.model, second, workload);
    let annotated = selection(cx.model, first, workload);
    let every = second.set_method() == Method::FileBackup;
    let snapshots = second.set_method() == Method::Snapshot
        || second.set_method() == Method::Dump && !cx.model.snapshots.is_empty();
    workload.volumes.iter().find_map(|volume| {
        let name = volume.name.value.as_str();
        let copied = second.copies(workload, volume);
        let wanted = wanted.filter(|_| copied);
        let found = if !copied && volume.label.is_some() {
            None
        } else {
            match (&annotated, every) {
                (Selection::But(names), true) if names.contains(&name) => None,
                (_, true) => Some(Capture::Files),
                (Selection::Only(names), false) if names.contains(&name) => Some(Capture::Files),
                (_, false) => snapshots.then_some(Capture::Snapshot),
            }
        };
        (found != wanted && second.set_method().copies_volumes()).then(|| {
            LINT.diag(
                also.span,
                format!(
                    "the second Schedule of `{}` cannot copy volume `{name}` as its tier says",
                    workload.label()
                ),
            )
            .label("the annotation of its pods, or the lack of a `label`, is for the first method")
            .related(volume.span, "the volume")
            .help("write the name of a tier without `recover`, or write `label KEY=VALUE` in a volume that is not copied")
        })
    })
}
