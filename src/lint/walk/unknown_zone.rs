//! What to write where a promise depends on a bucket that may be in the lost zone.

use crate::diag::Diag;
use crate::model::{Bucket, Cluster};

/// Adds what is not known of the zone of a bucket, and the statement that tells it.
pub(in crate::lint) fn unknown_zone(diag: Diag, bucket: &Bucket, cluster: &Cluster) -> Diag {
    let (name, primary) = (&bucket.name.value, &cluster.name.value);
    let diag = match (&bucket.zone, &bucket.url) {
        (Some(zone), _) => diag.related(zone.span, "the zone of the bucket"),
        (None, Some(url)) => diag.related(
            url.span,
            "this address is not the object store of a cloud: the server is in one place, and it may be in the zone",
        ),
        (None, None) => diag.related(bucket.name.span, "the bucket"),
    };
    match (&bucket.zone, &cluster.zone) {
        (Some(_), Some(own)) => diag
            .related(
                own.span,
                format!("the zone of `{primary}`, in another form"),
            )
            .help("write both zones in one form, both as names or both as ids"),
        (Some(_), None) => diag.help(format!("write `zone ZONE` in cluster `{primary}`")),
        (None, Some(_)) => diag
            .help(format!("write `zone ZONE` in the block of bucket `{name}`"))
            .alternative("write a `replica` in an object store of a cloud, or in another region"),
        (None, None) => diag
            .help(format!(
                "write `zone ZONE` in the block of bucket `{name}` and in cluster `{primary}`"
            ))
            .alternative("write a `replica` in an object store of a cloud, or in another region"),
    }
}
