//! store-url: a store that cannot be reached as it is written.

use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::model::Provider;

pub(super) static LINT: Lint = Lint {
    name: "store-url",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for store in cx.model.stores.values() {
        let bucket = &store.bucket;
        match (store.provider, &bucket.url, &bucket.region) {
            (Provider::Azure, None, _) => out.push(
                Diag::new(
                    "store-url",
                    bucket.name.span,
                    "a container of Azure needs the address of its storage account",
                )
                .label("Velero does not find the account")
                .help("write `url \"https://ACCOUNT.blob.core.windows.net\"` in its block"),
            ),
            (Provider::S3, Some(url), _)
                if !url.value.starts_with("http://") && !url.value.starts_with("https://") =>
            {
                out.push(
                    Diag::new(
                        "store-url",
                        url.span,
                        format!("`{}` is no address", url.value),
                    )
                    .label("the scheme is missing")
                    .help(format!("write `https://{}`", url.value)),
                );
            }
            (Provider::Gcs, Some(url), _) => out.push(
                Diag::new(
                    "store-url",
                    url.span,
                    "a bucket of Google Cloud Storage has no address of its own",
                )
                .label("it would be ignored")
                .help("remove it"),
            ),
            _ => {}
        }
        if let (Provider::Azure, Some(key)) = (store.provider, &bucket.kms) {
            out.push(
                Diag::new(
                    "store-url",
                    key.span,
                    "Velero's plugin for Azure sets no encryption key",
                )
                .label("it would be ignored")
                .help("set the key on the storage account, and remove this statement"),
            );
        }
    }
}
