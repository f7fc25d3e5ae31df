//! key-not-escrowed: a key that is lost with what it opens.

use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    name: "key-not-escrowed",
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let lost = cluster
            .recovers
            .as_ref()
            .and_then(|name| cx.model.clusters.get(&name.value));
        let Some(lost) = lost.filter(|lost| lost.region != cluster.region) else {
            continue;
        };
        let kms = cluster
            .decrypt
            .as_ref()
            .and_then(|decrypt| decrypt.value.kms.as_ref());
        if let Some(kms) = kms.filter(|kms| lies_in(&kms.value, &lost.region.value)) {
            out.push(lost_key(
                kms,
                &lost.region.value,
                "decrypts the secrets in Git",
            ));
        }
    }
    for store in cx.model.stores.values() {
        let Some(replica) = &store.replica else {
            continue;
        };
        let main = store.bucket.region.as_ref();
        let (Some(key), Some(main)) = (&replica.bucket.kms, main) else {
            continue;
        };
        if replica.bucket.region.as_ref() != Some(main) && lies_in(&key.value, &main.value) {
            out.push(lost_key(key, &main.value, "encrypts the replica"));
        }
    }
}

/// AWS writes the region of a key into its address.
fn lies_in(key: &str, region: &str) -> bool {
    key.split([':', '/']).any(|part| part == region)
}

fn lost_key(key: &Spanned<Box<str>>, region: &str, what: &str) -> Diag {
    Diag::new(
        "key-not-escrowed",
        key.span,
        format!("the key that {what} lies in {region}"),
    )
    .label("it is lost with the region whose loss it must outlive")
    .help("write a key of the recovery region, or a replica of the key there")
}
