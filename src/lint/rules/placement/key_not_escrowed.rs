//! key-not-escrowed: a key that is lost with what it opens.

use crate::analyze::rpo::survival::{self, key_lies_in};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::repository::contents::Encryption;
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    finding: &findings::KEY_NOT_ESCROWED,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let lost = cluster
            .recovers
            .as_ref()
            .and_then(|name| cx.model.clusters.get(name.value));
        let Some(lost) = lost.filter(|lost| lost.region != cluster.region) else {
            continue;
        };
        let kms = cluster
            .decrypt
            .as_ref()
            .and_then(|decrypt| decrypt.value.kms.as_ref());
        if let Some(kms) = kms.filter(|kms| key_lies_in(&kms.value, &lost.region.value)) {
            out.push(lost_key(
                kms,
                &lost.region.value,
                "decrypts the secrets in Git",
            ));
        }
    }
    lost_with_cluster(cx, out);
    opened_by_lost_keys(cx, out);
    for store in cx.model.stores.values() {
        let Some(replica) = &store.replica else {
            continue;
        };
        let main = store.bucket.region.as_ref();
        let (Some(key), Some(main)) = (&replica.bucket.kms, main) else {
            continue;
        };
        if replica.bucket.region.as_ref() != Some(main) && key_lies_in(&key.value, &main.value) {
            out.push(lost_key(key, &main.value, "encrypts the replica"));
        }
    }
}

/// A bucket that outlives the region of a cluster, with a key that does not.
fn lost_with_cluster(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for set in cx.analysis.sets() {
        let bucket = survival::written(&set.store, &set.cluster);
        let region = &set.cluster.region.value;
        let elsewhere = bucket.region.as_ref().is_some_and(|r| r.value != *region);
        if let Some(key) = bucket.kms.as_ref().filter(|_| elsewhere)
            && key_lies_in(&key.value, region)
            && once.first(key.span)
        {
            out.push(lost_key(key, region, "encrypts the bucket"));
        }
    }
}

/// Files that only keys of the lost region open.
fn opened_by_lost_keys(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied::applied(cx) {
        let (lost, here) = (&applied.side.primary.region, &applied.side.cluster.region);
        for (file, encryption) in &applied.contents.encrypted {
            let Encryption::Sops {
                regional,
                other_keys,
            } = encryption
            else {
                continue;
            };
            let outlives = *other_keys || regional.iter().any(|key| !key_lies_in(key, &lost.value));
            if lost.value != here.value && !outlives && once.first(applied.path.span) {
                out.push(
                    LINT.diag(applied.path.span,
                        format!("`{file}` can only be decrypted with keys in {}", lost.value),
                    )
                    .label("these keys are lost with the region, so the recovery cannot decrypt the file")
                    .help(format!("add a key of {} to `.sops.yaml`, and run `sops updatekeys` on the files below this path", here.value)),
                );
            }
        }
    }
}

fn lost_key(key: &Spanned<Box<str>>, region: &str, what: &str) -> Diag {
    LINT.diag(key.span, format!("the key that {what} is in {region}"))
        .label("it is lost together with the region, and the recovery needs it")
        .help("write a key of the recovery region, or a replica of the key there")
}
