//! region-unknown: the region of a bucket that its provider does not have.

use crate::diag::near::nearest;
use crate::diag::{Diags, Safety, findings};
use crate::lint::walk::once::Once;
use crate::lint::walk::region_names::{is_placeholder, is_same_region, region_of_zone};
use crate::lint::{Lint, LintCx};
use crate::model::value::region::{Cloud, is_one_region};
use crate::model::{Bucket, Provider, Store};

pub(super) static LINT: Lint = Lint {
    finding: &findings::REGION_UNKNOWN,
    check,
};

/// The fewest letters of a region of a cloud.
const SHORTEST: usize = 4;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    let clusters = || cx.model.clusters.values().map(|cluster| &cluster.region);
    for store in cx.model.stores.values() {
        for bucket in store.buckets() {
            let Some((cloud, region)) = cloud(store, bucket).zip(bucket.region.as_ref()) else {
                continue;
            };
            let name = &*region.value;
            // One that a cluster is in too is the same region; the others are `region-misspelled`.
            let misspelt = is_placeholder(name)
                || region_of_zone(name).is_some()
                || clusters().any(|other| {
                    is_same_region(name, &other.value) || is_one_region(name, &other.value)
                });
            // Shorter names stand for a region in an example.
            let short = name.chars().count() < SHORTEST;
            if short || cloud.has(name) || misspelt || !once.first((cloud.name(), name)) {
                continue;
            }
            let diag = LINT
                .diag(
                    region.span,
                    format!("`{name}` is not a region of {}", cloud.name()),
                )
                .label("if the bucket is in the region of a cluster, it is lost together with the cluster");
            let near = nearest(name, cloud.regions().iter().copied());
            out.push(match near {
                Some(near) => diag
                    .help(format!("did you mean `{near}`? write `region {near}`"))
                    .fix(region.span, near, Safety::Review),
                None => diag.help(
                    "write the region as its provider does, or accept this finding with `allow` if it is a new one",
                ),
            });
        }
    }
}

/// Whose regions the name of a bucket must be one of. A server of one's own has regions of any name.
fn cloud(store: &Store, bucket: &Bucket) -> Option<Cloud> {
    match store.provider {
        Provider::S3 if bucket.url.is_none() && store.bucket.url.is_none() => Some(Cloud::Aws),
        Provider::S3 => None,
        Provider::Gcs => Some(Cloud::Google),
        Provider::Azure => Some(Cloud::Azure),
    }
}
