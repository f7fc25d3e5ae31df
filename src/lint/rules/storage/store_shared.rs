//! store-shared: two stores in one directory of one bucket, so each Velero treats the backups of the other as its own.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::value::region::is_one_region;
use crate::model::{Bucket, Cluster, Provider};
use crate::source::{Span, Spanned};

pub(super) static LINT: Lint = Lint {
    finding: &findings::STORE_SHARED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    by_primaries(cx, out);
    in_two_regions(cx, out);
    let mut seen: Vec<(String, Span)> = Vec::new();
    for store in cx.model.stores.values() {
        for bucket in store.buckets() {
            let place = place(store.provider, bucket);
            let inside =
                |(other, _): &&(String, Span)| is_inside(&place, other) || is_inside(other, &place);
            if let Some((_, first)) = seen.iter().find(inside) {
                out.push(
                    LINT.diag(
                        bucket.name.span,
                        format!(
                            "one store of the bucket `{}` is in the directory of another",
                            bucket.name.value
                        ),
                    )
                    .label("Velero refuses a location with a directory that is not its own, so the outer store becomes unavailable")
                    .related(*first, "the other one")
                    .help("write a `prefix` in each bucket block, none of which begins with another"),
                );
            } else if let Some((_, first)) = seen.iter().find(|(other, _)| *other == place) {
                out.push(
                    LINT.diag(
                        bucket.name.span,
                        format!(
                            "two stores use the same directory of the bucket `{}`",
                            bucket.name.value
                        ),
                    )
                    .label("each would delete the expired backups of the other")
                    .related(*first, "used first here")
                    .help("write a different `prefix` in each bucket block"),
                );
            }
            seen.push((place, bucket.name.span));
        }
    }
}

/// One bucket that two stores put into two regions: it is in one, and the copies of the other store are not where it says.
fn in_two_regions(cx: &LintCx<'_>, out: &mut Diags) {
    let mut seen: Vec<(String, &Spanned<Box<str>>)> = Vec::new();
    for store in cx.model.stores.values() {
        for bucket in store.buckets() {
            let Some(region) = &bucket.region else {
                continue;
            };
            let place = bucket.place(store.provider);
            let other = seen.iter().find(|(other, known)| {
                *other == place && !is_one_region(&known.value, &region.value)
            });
            if let Some((_, other)) = other {
                out.push(
                    LINT.diag(
                        region.span,
                        format!(
                            "the bucket `{}` is in `{}` here, and in `{}` in another store",
                            bucket.name.value, region.value, other.value
                        ),
                    )
                    .label("a bucket is in one region: a copy that seems to outlive its loss may be lost with it")
                    .related(other.span, "the other region")
                    .help("write the region that the bucket has, or the name of the other bucket"),
                );
            }
            seen.push((place, region));
        }
    }
}

/// A store that several primaries write to. Each Velero would expire the backups of the other, and a repository of kopia
/// belongs to a namespace by its name alone (velero#627).
fn by_primaries(cx: &LintCx<'_>, out: &mut Diags) {
    for store in cx.model.stores.values() {
        let mut writers: Vec<&Cluster> = Vec::new();
        for set in cx
            .analysis
            .sets()
            .iter()
            .filter(|set| set.store.id == store.id)
        {
            if !writers.iter().any(|one| one.id == set.cluster.id) {
                writers.push(&set.cluster);
            }
        }
        let [first, second, ..] = writers.as_slice() else {
            continue;
        };
        let bucket = &store.bucket;
        let prefix = bucket
            .prefix
            .as_ref()
            .map_or("", |prefix| prefix.value.trim_matches('/'));
        // A directory inside of that of another store is refused, so that of all of the bucket has none beside it.
        let own = match prefix {
            "" => "a bucket of its own".to_owned(),
            prefix => format!("`prefix {prefix}-{}`", second.name.value),
        };
        let name = &store.name.value;
        out.push(
            LINT.diag(
                bucket.name.span,
                format!("`{}` and `{}` write to one directory of the bucket `{}`", first.name.value, second.name.value, bucket.name.value),
            )
            .label("each Velero removes expired backups and maintains repositories of the other, and can remove what the other still needs")
            .related(first.name.span, "this cluster uses the store")
            .related(second.name.span, "and so does this one")
            .help(format!("write a second store with {own}, and `store NAME` in each of the clusters: `{name}` stays that of `{}`", first.name.value)),
        );
    }
}

/// Whether a directory lies in another one (object_store.go, IsValid).
fn is_inside(inner: &str, outer: &str) -> bool {
    let rest = inner.strip_prefix(outer);
    rest.is_some_and(|rest| !rest.is_empty() && (outer.ends_with('/') || rest.starts_with('/')))
}

/// What identifies a directory of a bucket.
fn place(provider: Provider, bucket: &Bucket) -> String {
    let prefix = bucket.prefix.as_ref().map_or("", |prefix| &*prefix.value);
    format!("{}/{}", bucket.place(provider), prefix.trim_matches('/'))
}
