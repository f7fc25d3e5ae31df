//! region-contradicted: an address or a key names another region than the plan declares.

use crate::diag::{Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::value::address::host;
use crate::model::value::key_place::{KeyPlace, key_place};
use crate::model::value::region::{is_multi_region, is_of_a_cloud, is_one_region, regions_in};
use crate::model::{Bucket, Recover};
use crate::source::Spanned;

pub(super) static LINT: Lint = Lint {
    finding: &findings::REGION_CONTRADICTED,
    check,
};

/// A name of the plan, and where it stands.
type Text = Spanned<Box<str>>;

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for store in cx.model.stores.values() {
        for bucket in store.buckets() {
            of_bucket(bucket, out);
        }
    }
    let tiers = cx.model.tiers.values().map(|tier| &tier.values.recover);
    let blocks = cx
        .model
        .namespaces
        .iter()
        .map(|block| &block.values.recover);
    let workloads = cx
        .model
        .namespaces
        .iter()
        .flat_map(|block| &block.workloads);
    let recovers = tiers.chain(blocks).chain(workloads.map(|w| &w.recover));
    for recover in recovers.flatten() {
        let (region, address) = match &**recover {
            Recover::Replication(one) => (&one.region, Some(&one.address)),
            Recover::Operator(one) => (&one.region, one.archive.as_ref().or(one.address.as_ref())),
            Recover::Snapshot
            | Recover::FileBackup
            | Recover::Dump(_)
            | Recover::Elsewhere(_)
            | Recover::Rebuild => {
                continue;
            }
        };
        if let Some(address) = address {
            of_address(address, region, "the copy", out);
        }
    }
}

fn of_bucket(bucket: &Bucket, out: &mut Diags) {
    let Some(region) = &bucket.region else {
        return;
    };
    if let Some(url) = &bucket.url {
        of_address(url, region, "the bucket", out);
    }
    let Some(key) = &bucket.kms else { return };
    let KeyPlace::Region(own) = key_place(&key.value) else {
        return;
    };
    if let Some(stated) = bucket
        .kms_region
        .as_ref()
        .filter(|s| !is_one_region(&s.value, own))
    {
        contradicted(key, own, stated, "the key", out);
    } else if bucket.url.is_none()
        && !is_one_region(own, &region.value)
        && !is_multi_region(&region.value)
    {
        out.push(
            LINT.diag(
                key.span,
                format!("the key is in {own}, and bucket `{}` in {}", bucket.name.value, region.value),
            )
            .label("the provider encrypts a bucket with keys of its own region alone: every backup fails")
            .related(region.span, "the region of the bucket")
            .help(format!("write a key of {}", region.value)),
        );
    }
}

/// A host that names a region of a cloud, where another one is declared. A server of one's own may have
/// regions of any name, which contradict nothing.
fn of_address(address: &Text, region: &Text, what: &str, out: &mut Diags) {
    let host = host(&address.value);
    let at_amazon = host.contains(".amazonaws.");
    let other = regions_in(&host).find(|own| !is_one_region(own, &region.value));
    if let Some(own) = other.filter(|_| at_amazon || is_of_a_cloud(&region.value)) {
        contradicted(address, own, region, what, out);
    }
}

fn contradicted(address: &Text, own: &str, stated: &Text, what: &str, out: &mut Diags) {
    out.push(
        LINT.diag(
            address.span,
            format!(
                "this address is in {own}, and the plan declares {}",
                stated.value
            ),
        )
        .label(format!(
            "{what} is lost with {own} if the address is right, and with {} otherwise",
            stated.value
        ))
        .related(stated.span, "the declared region")
        .help(format!(
            "write `region {own}`, or the address in {}",
            stated.value
        )),
    );
}
