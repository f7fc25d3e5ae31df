//! key-place-unknown: a promise depends on a key of which nothing states where it is.

use crate::analyze::rpo;
use crate::analyze::rpo::place::{self, Outlives};
use crate::analyze::rpo::survival::answers;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::Scope;
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    finding: &findings::KEY_PLACE_UNKNOWN,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for set in cx.analysis.sets() {
        let Some(member) = set.members.first() else {
            continue;
        };
        let mut promises = rpo::promises(cx.model, member).into_iter();
        let copy = set
            .survivor(Scope::Region)
            .filter(|_| promises.any(|promise| promise.scope == Scope::Region));
        let Some(bucket) = copy.map(|copy| copy.bucket(&set.store)) else {
            continue;
        };
        let unknown = place::outlives(bucket, &set.cluster, Scope::Region) == Outlives::Unknown;
        if let Some(key) = bucket.kms.as_ref().filter(|_| unknown)
            && once.first(key.span)
        {
            let region = &set.cluster.region;
            let label = format!(
                "if it is lost with {}, bucket `{}` cannot be read",
                region.value, bucket.name.value
            );
            out.push(unknown_key(key, region, label, "encrypt kms"));
        }
    }
    decrypts(cx, out);
}

/// The key with which a recovery cluster decrypts the secrets in Git, where it declares no other.
fn decrypts(cx: &LintCx<'_>, out: &mut Diags) {
    for cluster in cx.model.clusters.values() {
        let primary = cluster
            .recovers
            .as_ref()
            .and_then(|id| cx.model.clusters.get(id.value));
        let decrypt = cluster.decrypt.as_ref().map(|decrypt| &decrypt.value);
        let Some((primary, decrypt)) = primary.zip(decrypt) else {
            continue;
        };
        let alone = decrypt.age.is_none() && decrypt.gpg.is_none();
        let key = decrypt.kms.as_ref().filter(|_| alone);
        let Some(key) = key.filter(|_| answers(cluster, primary, Scope::Region)) else {
            continue;
        };
        let region = &primary.region;
        let stated = decrypt.kms_region.as_ref();
        if place::key_survives(&key.value, stated, &region.value) == Outlives::Unknown {
            let label = format!(
                "if it is lost with {}, the secrets in Git cannot be decrypted",
                region.value
            );
            out.push(unknown_key(key, region, label, "kms"));
        }
    }
}

fn unknown_key(
    key: &Spanned<Box<str>>,
    region: &Spanned<Box<str>>,
    label: String,
    statement: &str,
) -> Diag {
    let name = &region.value;
    LINT.diag(
        key.span,
        format!("the address of this key does not tell whether it is in {name}"),
    )
    .label(label)
    .related(region.span, "the loss of this region is promised")
    .help(format!(
        "write `{statement} \"{}\" {{ region REGION }}` with the region of the key",
        key.value
    ))
}
