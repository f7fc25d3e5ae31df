//! store-url: a store that cannot be reached as it is written.

use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::{Bucket, Provider, account_of};
use crate::source::{Span, Spanned};

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
        (Provider::Azure, Some(url)) => out.extend_one(account(bucket, url)),
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
    for (span, word) in foreign(provider, bucket) {
        let of = match provider {
            Provider::S3 => "a bucket of S3",
            Provider::Gcs => "a bucket of Google Cloud Storage",
            Provider::Azure => "a container of Azure",
        };
        out.push(
            LINT.diag(span, format!("{of} takes no `{word}`"))
                .label("it would be ignored")
                .help("remove it"),
        );
    }
}

/// Statements that the plugin of a provider does not read.
fn foreign(provider: Provider, bucket: &Bucket) -> impl Iterator<Item = (Span, &'static str)> {
    let account = bucket.account.as_ref().map(|one| (one.span, "account"));
    let signing = bucket.signing.as_ref().map(|one| (one.span, "signing"));
    let ca = bucket.ca.as_ref().map(|one| (one.span, "ca"));
    let found = [
        account.filter(|_| provider != Provider::Azure),
        signing.filter(|_| provider != Provider::S3),
        ca.filter(|_| provider == Provider::Gcs),
    ];
    found.into_iter().flatten()
}

/// The plugin for Azure asks for the name of the storage account beside its address.
fn account(bucket: &Bucket, url: &Spanned<Box<str>>) -> Option<Diag> {
    let of_url = account_of(&url.value);
    match (&bucket.account, of_url) {
        (None, None) => Some(
            LINT.diag(
                url.span,
                format!("`{}` does not tell the storage account", url.value),
            )
            .label("Velero refuses a location without the name of the account")
            .help("write `account ACCOUNT` in its block"),
        ),
        (Some(stated), Some(of_url)) if *stated.value != *of_url => Some(
            LINT.diag(
                stated.span,
                format!("`{}` is not the account of `{}`", stated.value, url.value),
            )
            .label("Velero signs its requests for this account, and the server refuses them")
            .related(url.span, format!("this is an address of `{of_url}`"))
            .help(format!("write `account {of_url}`, or remove it")),
        ),
        _ => None,
    }
}
