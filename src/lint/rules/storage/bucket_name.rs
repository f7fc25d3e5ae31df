//! bucket-name: a bucket name that contains a path. Velero looks for a bucket of exactly that name (object_store.go, v1.18.3).

use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::Bucket;

pub(super) static LINT: Lint = Lint {
    finding: &findings::BUCKET_NAME,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for store in cx.model.stores.values() {
        let replica = store.replica.as_ref().map(|replica| &replica.bucket);
        for bucket in [Some(&store.bucket), replica].into_iter().flatten() {
            if bucket.name.value.contains(['/', ':', ' ']) {
                out.push(bucket_path(bucket));
            }
        }
    }
}

fn bucket_path(bucket: &Bucket) -> Diag {
    LINT.diag(
        bucket.name.span,
        format!("`{}` is not a valid bucket name", bucket.name.value),
    )
    .label("Velero marks the location unavailable, and no backup runs")
    .help("write only the name of the bucket, and the directory as `prefix` in its block")
}
