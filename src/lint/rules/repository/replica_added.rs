//! replica-added: a replica that a bucket did not have when the last build wrote to it. Replication copies what is written
//! from then on (Amazon S3 user guide, "Replicating existing objects with S3 Batch Replication"; Google Cloud Storage,
//! "Use cross-bucket replication": new and updated objects): the format of each repository of kopia, which is written once,
//! and the packs of before are not in the replica, so that no volume can be restored from it.

use crate::analyze::recovery::{Phase, RecoverySide};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::{Provider, Store};
use crate::repository::contents::Location;

pub(super) static LINT: Lint = Lint {
    finding: &findings::REPLICA_ADDED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for side in cx.analysis.sides() {
        for store in &side.stores {
            let added = added(cx, side, store).filter(|_| side.phase == Phase::Active);
            if let Some(diag) = added
                && once.first(store.id)
            {
                out.push(diag);
            }
        }
    }
}

fn added(cx: &LintCx<'_>, side: &RecoverySide, store: &Store) -> Option<Diag> {
    let replica = &store.replica.as_ref()?.bucket;
    let main = Location::of_bucket(store, &store.bucket);
    let all = cx.inventory.written.locations.iter();
    let mut used = all.filter(|one| {
        side.uses_main_bucket(store) && !one.location.read_only && one.location.is_place_of(&main)
    });
    let name = &*replica.name.value;
    let first = used.clone().next()?;
    if used.any(|one| one.replica.as_deref() == Some(name)) {
        return None;
    }
    let before = match &first.replica {
        Some(other) => format!("with the replica `{other}`"),
        None => "without a replica".to_owned(),
    };
    let place = main.place();
    let how = match store.provider {
        Provider::S3 => {
            "on AWS with a job of S3 Batch Replication, on another server with its own copy of a bucket"
        }
        Provider::Gcs => "with a job of Storage Transfer Service over what is there",
        Provider::Azure => {
            "by a rule of object replication that copies everything, not new objects only"
        }
    };
    Some(
        LINT.diag(
            replica.name.span,
            format!("`{name}` is a new replica of `{place}`, which is in use"),
        )
        .label("replication copies what is written from now on: the repository of kopia from before is not there, and no later backup can be restored without it")
        .because(format!("`{}` writes to `{place}` {before}", first.location.file))
        .help(format!(
            "copy what is in `{place}` to `{name}` too, once replication is on: {how}; until that is complete the loss of `{}` restores no volume",
            side.cluster.stated_name()
        ))
        .alternative(format!(
            "write a new `prefix` into store `{}`: all data is copied again, to both",
            store.name.value
        )),
    )
}
