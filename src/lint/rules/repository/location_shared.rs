//! location-shared: a storage location that the author wrote, with write access, in the directory of a store of the plan on a
//! cluster that must not write there (gc_controller.go, backup_repository_controller.go, v1.18.3).

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::recovered::recovered;
use crate::lint::{Lint, LintCx};
use crate::model::{Bucket, Cluster, Store};
use crate::repository::contents::Location;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::LOCATION_SHARED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    other_plans(cx, out);
    let mut once = Once::new();
    for one in recovered(cx) {
        let stages = one.stages.iter();
        let stages = stages.map(|stage| (stage.path.span, stage.contents));
        let own = one.own.map(|own| (path(&one.side.cluster), own));
        for (at, contents) in stages.chain(own) {
            for location in &contents.locations {
                let mut stores = one.side.stores.iter();
                if let Some(found) = stores.find_map(|store| shared(store, location))
                    && once.first((one.side.cluster.id, &location.file, &location.name))
                {
                    out.push(recovers(&one.side.cluster, at, location, found));
                }
            }
        }
    }
    for cluster in cx.model.primaries() {
        let Some(own) = cx.inventory.own(cluster.id) else {
            continue;
        };
        for store in cx.model.stores.values() {
            let mut sets = cx.analysis.sets().iter();
            let uses = sets.any(|set| set.cluster.id == cluster.id && set.store.id == store.id);
            let mut locations = own.locations.iter();
            // A location beside that of the plan, in one directory, is that of one Velero.
            let found = locations.find_map(|one| {
                let (bucket, shares) = shared(store, one)?;
                (!uses || shares == Shares::Part).then_some((one, bucket, shares))
            });
            if let Some((location, bucket, shares)) = found {
                out.push(other_primary(cluster, location, (bucket, shares)));
            }
        }
    }
}

/// Buckets that other plans write to as well.
fn other_plans(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for other in &cx.inventory.other_locations {
        let mut stores = cx.model.stores.values();
        let Some((bucket, shares)) = stores.find_map(|store| shared(store, &other.location)) else {
            continue;
        };
        if !once.first((bucket.name.span, &other.plan)) {
            continue;
        }
        let own = &cx.model.plan.name.value;
        out.push(
            LINT.diag(
                bucket.name.span,
                format!("plan `{}` writes to the directory of this store too", other.plan),
            )
            .label(label(shares, "two plans are two locations of one directory: each removes expired backups and maintains repositories of the other"))
            .help(match other.location.prefix.as_str() {
                prefix if shares == Shares::All && !prefix.is_empty() => {
                    format!("write `prefix {prefix}-{own}` here, or another one in the plan that has no backups yet")
                }
                _ => "use another bucket in the plan that has no backups yet, or a `prefix` in both, none of which begins with the other".to_owned(),
            }),
        );
    }
}

fn path(cluster: &Cluster) -> Span {
    let path = cluster.path.as_ref().map(|path| path.span);
    path.unwrap_or(cluster.name.span)
}

fn recovers(
    cluster: &Cluster,
    at: Span,
    location: &Location,
    (bucket, shares): (&Bucket, Shares),
) -> Diag {
    let name = cluster.stated_name();
    let off = match location.charted {
        true => {
            "write `backupsEnabled: false` in the values of the chart: the plan writes the location"
        }
        false => "remove this location: the plan writes one",
    };
    LINT.diag(
        at,
        format!(
            "location `{}` of `{}` writes to the directory of a store on `{name}`",
            location.name, location.file
        ),
    )
    .label(label(shares, "its Velero removes expired backups and maintains their repositories, while the recovery reads them"))
    .related(bucket.name.span, "this is the directory")
    .help(off)
    .alternative("write `accessMode: ReadOnly` in this location")
}

fn other_primary(
    cluster: &Cluster,
    location: &Location,
    (bucket, shares): (&Bucket, Shares),
) -> Diag {
    let name = cluster.stated_name();
    LINT.diag(
        bucket.name.span,
        format!(
            "`{name}` writes to the directory of this store: location `{}` of `{}`",
            location.name, location.file
        ),
    )
    .label(label(shares, "two clusters remove backups and maintain repositories in one directory, and each damages what the other needs"))
    .related(cluster.name.span, "Flux brings the location to this cluster")
    .help(match location.prefix.as_str() {
        prefix if shares == Shares::All && !prefix.is_empty() => {
            format!("write `prefix: {prefix}-{name}` in that location")
        }
        _ => "use another bucket in that location, or a `prefix` that does not begin with that of the store".to_owned(),
    })
}

/// What happens to the store.
fn label(shares: Shares, all: &'static str) -> &'static str {
    match shares {
        Shares::All => all,
        Shares::Part => {
            "Velero refuses a location with a directory that is not its own, so the outer one becomes unavailable"
        }
    }
}

/// How the directories of a store and of a location are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shares {
    /// They are one.
    All,
    /// One of them is in the other.
    Part,
}

/// The bucket of a store whose directory a location shares.
fn shared<'a>(store: &'a Store, location: &Location) -> Option<(&'a Bucket, Shares)> {
    if location.read_only {
        return None;
    }
    store.buckets().find_map(|bucket| {
        let prefix = bucket.prefix.as_ref().map_or("", |prefix| &prefix.value);
        let (own, other) = (prefix.trim_matches('/'), location.prefix.as_str());
        let shares = match own == other {
            true => Shares::All,
            false if is_inside(own, other) || is_inside(other, own) => Shares::Part,
            false => return None,
        };
        let same = location.is_in_bucket(store, bucket);
        same.then_some((bucket, shares))
    })
}

/// Whether a directory lies in another one.
fn is_inside(inner: &str, outer: &str) -> bool {
    outer.is_empty()
        || inner
            .strip_prefix(outer)
            .is_some_and(|rest| rest.starts_with('/'))
}
