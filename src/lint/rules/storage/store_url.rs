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
                    "the copy of a bucket with an address of its own has one too",
                )
                .label("Velero would look for it at Amazon")
                .related(url.span, "the address of the bucket")
                .help(format!(
                    "write `url \"{}\"` in its block, or where else it lies",
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
            .label("Velero does not find the account")
            .help("write `url \"https://ACCOUNT.blob.core.windows.net\"` in its block"),
        ),
        (Provider::S3, Some(url))
            if !url.value.starts_with("http://") && !url.value.starts_with("https://") =>
        {
            out.push(
                LINT.diag(url.span, format!("`{}` is no address", url.value))
                    .label("the scheme is missing")
                    .help(format!("write `https://{}`", url.value)),
            );
        }
        (Provider::Gcs, Some(url)) => out.push(
            LINT.diag(
                url.span,
                "a bucket of Google Cloud Storage has no address of its own",
            )
            .label("it would be ignored")
            .help("remove it"),
        ),
        _ => {}
    }
    if let (Provider::Azure, Some(key)) = (provider, &bucket.kms) {
        out.push(
            LINT.diag(key.span, "Velero's plugin for Azure sets no encryption key")
                .label("it would be ignored")
                .help("set the key on the storage account, and remove this statement"),
        );
    }
}
