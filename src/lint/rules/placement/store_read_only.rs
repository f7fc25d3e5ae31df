//! store-read-only: a copy that Velero can only read, from which no Restore completes.
//!
//! Velero writes the log and the results of a Restore into the location that it restores from, whatever its `accessMode` is,
//! and a log that cannot be written makes the Restore PartiallyFailed (restore_controller.go, v1.18.3).

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::Provider;
use crate::model::value::address::host;

pub(super) static LINT: Lint = Lint {
    finding: &findings::STORE_READ_ONLY,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for store in cx.model.stores.values() {
        if store.provider != Provider::Azure {
            continue;
        }
        for bucket in store.buckets() {
            let Some(url) = &bucket.url else { continue };
            let host = host(&url.value);
            let account = host.split('.').next().unwrap_or_default();
            if account.ends_with("-secondary") {
                out.push(
                    LINT.diag(
                        url.span,
                        format!("nothing can be written to `{account}`"),
                    )
                    .label("each Restore writes its log there, and fails where it cannot: no application would start")
                    .because("the secondary address of a storage account only reads (`RA-GRS`), until the account is failed over")
                    .help("write a storage account of its own in that region, with object replication into it"),
                );
            }
        }
    }
}
