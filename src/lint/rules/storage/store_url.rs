//! store-url: a store that cannot be reached as it is written.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Bucket, Provider};

pub(super) static LINT: Lint = Lint {
    finding: &findings::STORE_URL,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for store in cx.model.stores.values() {
        let replica = store.replica.as_ref().map(|replica| &replica.bucket);
        if let (Some(copy), Provider::S3, Some(url)) = (replica, store.provider, &store.bucket.url)
            && copy.url.is_none()
        {
            out.push(
                LINT.diag(
                    copy.name.span,
                    "the replica of a bucket with a `url` needs a `url` too",
                )
                .label("Velero would look for this bucket at Amazon")
                .related(url.span, "the address of the bucket")
                .help(format!(
                    "write `url \"{}\"` in its block if it is on the same server, or else its own address",
                    url.value
                )),
            );
        }
        for bucket in [Some(&store.bucket), replica].into_iter().flatten() {
            check_bucket(store.provider, bucket, out);
        }
    }
}

fn check_bucket(provider: Provider, bucket: &Bucket, out: &mut Diags) {
    match (provider, &bucket.url) {
        (Provider::Azure, None) => out.push(
            LINT.diag(
                bucket.name.span,
                "a container of Azure needs the address of its storage account",
            )
            .label("Velero cannot find the storage account, and every backup fails")
            .help("write `url \"https://ACCOUNT.blob.core.windows.net\"` in its block"),
        ),
        (Provider::S3, Some(url))
            if !url.value.starts_with("http://") && !url.value.starts_with("https://") =>
        {
            out.push(
                LINT.diag(url.span, format!("`{}` is not a valid address", url.value))
                    .label("the scheme is missing, so Velero cannot reach the store")
                    .help(format!("write `https://{}`", url.value)),
            );
        }
        (Provider::Gcs, Some(url)) => out.push(
            LINT.diag(url.span, "a bucket of Google Cloud Storage takes no `url`")
                .label("it would be ignored")
                .help("remove it"),
        ),
        _ => {}
    }
}
