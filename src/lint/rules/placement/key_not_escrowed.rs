//! key-not-escrowed: a key that is lost with what it opens.

use crate::analyze::rpo::place::{self, Lost, Outlives, key_lies_in};
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::applied;
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::value::region::is_one_region;
use crate::model::{Decrypt, Scope};
use crate::repository::contents::{Bound, Encryption};
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
        let Some(lost) = lost.filter(|lost| !lost.shares_region(cluster)) else {
            continue;
        };
        let decrypt = cluster.decrypt.as_ref().map(|decrypt| &decrypt.value);
        let kms = decrypt.and_then(|decrypt| decrypt.kms.as_ref().zip(Some(decrypt)));
        let lies_there = |(key, decrypt): (&Spanned<Box<str>>, &Decrypt)| {
            let stated = decrypt.kms_region.as_ref();
            place::key_survives(&key.value, stated, &lost.region.value) == Outlives::No
        };
        if let Some((kms, _)) = kms.filter(|kms| lies_there(*kms)) {
            out.push(lost_key(
                kms,
                &lost.region.value,
                "decrypts the secrets in Git",
            ));
        }
    }
    lost_with_cluster(cx, out);
    opened_by_lost_keys(cx, out);
    volumes_with_lost_keys(cx, out);
}

/// A bucket outside of the region of a cluster whose key is inside, where no other copy can be read.
fn lost_with_cluster(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for set in cx.analysis.sets().iter().filter(|set| !set.second) {
        if set.survivor(Scope::Region).is_some() {
            continue;
        }
        let replica = set.store.replica.as_ref().map(|replica| &replica.bucket);
        let copies = [
            (Some(&set.store.bucket), "encrypts the bucket"),
            (replica, "encrypts the replica"),
        ];
        for (bucket, what) in copies {
            let lost = bucket.and_then(|bucket| place::lost(bucket, &set.cluster, Scope::Region));
            let key = bucket.and_then(|bucket| bucket.kms.as_ref());
            if let Some(key) = key.filter(|_| lost == Some(Lost::KeyWithRegion))
                && once.first(key.span)
            {
                out.push(lost_key(key, &set.cluster.region.value, what));
            }
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
            if !is_one_region(&lost.value, &here.value)
                && !outlives
                && once.first(applied.path.span)
            {
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

/// Classes of volumes that encrypt with a key of the lost region.
fn volumes_with_lost_keys(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for applied in applied::applied(cx) {
        let (lost, here) = (&applied.side.primary.region, &applied.side.cluster.region);
        if is_one_region(&lost.value, &here.value) {
            continue;
        }
        let regional = applied.contents.regional.iter();
        for class in regional.filter(|one| one.bound == Bound::VolumeKey) {
            if key_lies_in(&class.text, &lost.value) && once.first((&class.file, &class.of)) {
                out.push(
                    LINT.diag(applied.path.span,
                        format!("`{}` in `{}` encrypts volumes with a key in {}", class.of, class.file, lost.value),
                    )
                    .label("the key is lost together with the region: no volume of this class can be made, and every Restore of one fails")
                    .related(applied.side.cluster.name.span, format!("this cluster recovers in {}", here.value))
                    .help(format!("patch the class in a platform of the recovery cluster: use a key of {}", here.value)),
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
