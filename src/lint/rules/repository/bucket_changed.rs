//! bucket-changed: a set that is backed up to another bucket or directory than by the last build: a recovery reads the new
//! one, and there is no backup in it yet.

use crate::analyze::recovery::{Phase, RecoverySide};
use crate::analyze::sets::BackupSet;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::standing::standing;
use crate::lint::{Lint, LintCx};
use crate::model::Bucket;
use crate::repository::contents::Location;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::BUCKET_CHANGED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for side in cx.analysis.sides() {
        if side.phase != Phase::Active {
            continue;
        }
        for set in cx.analysis.sets_of(&side.cluster).filter(|set| !set.second) {
            if let Some((at, diag)) = changed(cx, side, set)
                && once.first(at)
            {
                out.push(diag);
            }
        }
    }
}

fn changed(cx: &LintCx<'_>, side: &RecoverySide, set: &BackupSet) -> Option<(Span, Diag)> {
    let bucket = side.bucket(&set.store);
    let new = Location::of_bucket(&set.store, bucket);
    let written = &cx.inventory.written.locations;
    let old = set.members.iter().find_map(|member| {
        let mut places = standing(cx, set, member)
            .into_iter()
            .filter_map(|schedule| {
                let mut all = written.iter();
                all.find(|one| {
                    one.folder == schedule.folder && one.location.name == schedule.location
                })
            });
        let old = places.next()?;
        let kept =
            old.location.is_place_of(&new) || places.any(|one| one.location.is_place_of(&new));
        (!kept).then_some(&old.location)
    })?;
    let at = span(bucket, old);
    let (place, before) = (new.place(), old.place());
    let velero = cx.model.plan.velero_namespace();
    let diag = LINT
        .diag(
            at,
            format!("`{place}` is another place for backups than `{before}`, which the last build wrote to"),
        )
        .label("a recovery reads the new place alone: until a backup there is complete, and replicated, a loss restores nothing")
        .because(format!("`{}` has the old one", old.file))
        .because("the first backup there copies all data once more")
        .help(format!(
            "after Flux has applied this on `{}`, run `velero backup create --namespace {velero} --wait --from-schedule {}` at once, and so for every Schedule of the store",
            set.cluster.stated_name(), set.schedule_name
        ))
        .alternative(format!(
            "keep `{before}` until the time of `keep` is over: a BackupStorageLocation of another name with `accessMode: ReadOnly` reads the backups from before"
        ));
    Some((at, diag))
}

/// What of a bucket is another one.
fn span(bucket: &Bucket, old: &Location) -> Span {
    let prefix = bucket
        .prefix
        .as_ref()
        .filter(|_| *bucket.name.value == *old.bucket);
    prefix.map_or(bucket.name.span, |prefix| prefix.span)
}
