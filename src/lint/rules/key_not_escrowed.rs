//! key-not-escrowed: a key that is lost with what it opens.

use super::shared::brought;
use crate::analyze::copies::key_lies_in;
use crate::diag::{Diag, Diags};
use crate::lint::{Lint, LintCx};
use crate::repo::shown::Lock;
use crate::source::Spanned;
use std::collections::BTreeSet;

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
    let mut said = BTreeSet::new();
    for set in &cx.facts.sets {
        let (bucket, region) = (&set.store.bucket, &set.cluster.region.value);
        let elsewhere = bucket.region.as_ref().is_some_and(|r| r.value != *region);
        if let Some(key) = bucket.kms.as_ref().filter(|_| elsewhere)
            && key_lies_in(&key.value, region)
            && said.insert(key.span)
        {
            out.push(lost_key(key, region, "encrypts the bucket"));
        }
    }
}

/// Files that only keys of the lost region open.
fn opened_by_lost_keys(cx: &LintCx<'_>, out: &mut Diags) {
    let mut said = BTreeSet::new();
    brought::each(cx, |brought| {
        let (lost, here) = (&brought.place.home.region, &brought.place.cluster.region);
        for (file, lock) in &brought.shown.locks {
            let Lock::Sops { regional, others } = lock else {
                continue;
            };
            let outlives = *others || regional.iter().any(|key| !key_lies_in(key, &lost.value));
            if lost.value != here.value && !outlives && said.insert(brought.path.span) {
                out.push(
                    Diag::new(
                        "key-not-escrowed",
                        brought.path.span,
                        format!("`{file}` can be opened with keys in {} alone", lost.value),
                    )
                    .label("they are lost with the region whose loss the file must outlive")
                    .help(format!("add a key of {} to `.sops.yaml`, and run `sops updatekeys` on the files below this path", here.value)),
                );
            }
        }
    });
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
