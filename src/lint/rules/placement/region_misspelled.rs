//! region-misspelled: one region in two spellings counts as two, so a copy seems to outlive its loss.

use crate::diag::{Diag, Diags, Safety, findings};
use crate::lint::walk::region_names::{
    is_of_a_cloud, is_of_google, is_placeholder, is_same_region, region_of_zone,
};
use crate::lint::{Lint, LintCx};
use crate::model::value::region::{Cloud, canonical, is_one_region};
use crate::model::{Model, Provider, Recover, Store};
use crate::source::Spanned;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) static LINT: Lint = Lint {
    finding: &findings::REGION_MISSPELLED,
    check,
};

/// Whether the copies outlive a region is decided by its name alone.
const LABEL: &str = "two names count as two regions, so a copy here would seem to outlive the loss of the other one";
/// The CSI driver of Google's disks.
const GOOGLE_DISKS: &str = "pd.csi.storage.gke.io";

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    spelled_otherwise(cx.model, out);
    let regions = regions(cx.model);
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for region in &regions {
        *count.entry(&region.value).or_default() += 1;
    }
    // The name that is meant is one of a cloud, then the one that is written more often, then the first.
    let weight = |name: &str| (is_of_a_cloud(name), count.get(name).copied().unwrap_or(0));
    let google = has_google(cx.model);
    for (at, region) in regions.iter().enumerate() {
        let name = &*region.value;
        let meant = regions.iter().enumerate().find(|(before, other)| {
            let other = &*other.value;
            let another_cloud = google && is_of_google(name) != is_of_google(other);
            let zone = region_of_zone(name) == Some(other);
            // Two spellings of a provider's own name are compared as one.
            is_same_region(name, other)
                && !is_one_region(name, other)
                && !another_cloud
                && region_of_zone(other) != Some(name)
                && (zone
                    || weight(other) > weight(name)
                    || weight(other) == weight(name) && *before < at)
        });
        match meant {
            _ if is_placeholder(name) => out.push(placeholder(region)),
            Some((_, other)) => {
                let message = match region_of_zone(name) {
                    Some(_) => format!("`{name}` is a zone of the region `{}`", other.value),
                    None => format!(
                        "`{name}` and `{}` are one region in two spellings",
                        other.value
                    ),
                };
                let related = match region_of_zone(name) {
                    Some(_) => "the region",
                    None => "the other spelling",
                };
                out.push(found(region, message, &other.value).related(other.span, related));
            }
            None => out.extend_one(region_of_zone(name).map(|meant| {
                found(
                    region,
                    format!("`{name}` is a zone, and a region is expected"),
                    meant,
                )
            })),
        }
    }
}

fn found(region: &Spanned<Box<str>>, message: String, meant: &str) -> Diag {
    let zone = region_of_zone(&region.value).is_some();
    LINT.diag(region.span, message)
        .label(LABEL)
        .help(if zone {
            format!("write `region {meant}`; a cluster declares its zone with `zone {}`", region.value)
        } else {
            format!("write `region {meant}`, or accept this finding with `allow` if they are two regions")
        })
        .fix(region.span, meant, Safety::Review)
}

fn placeholder(region: &Spanned<Box<str>>) -> Diag {
    LINT.diag(
        region.span,
        format!("`{}` is not the name of a region", region.value),
    )
    .label("nothing replaces this text, and every other region would seem to outlive its loss")
    .help("write the name of the region, as its provider writes it")
}

/// Regions of buckets that AWS spells otherwise: Velero hands the name on as it is written.
fn spelled_otherwise(model: &Model, out: &mut Diags) {
    let at_amazon = |store: &&Arc<Store>| store.provider == Provider::S3;
    for store in model.stores.values().filter(at_amazon) {
        for bucket in store.buckets() {
            let region = bucket.region.as_ref().filter(|_| bucket.url.is_none());
            let Some(region) = region else { continue };
            let meant = canonical(&region.value);
            if *meant != *region.value && Cloud::Aws.has(&meant) {
                let message = format!("AWS writes the region `{}` as `{meant}`", region.value);
                out.push(
                    LINT.diag(region.span, message)
                        .label("Velero hands this name to AWS as it is written, and finds no such region")
                        .help(format!("write `region {meant}`"))
                        .fix(region.span, &meant, Safety::Review),
                );
            }
        }
    }
}

/// Every region of the plan, in the order of the text.
fn regions(model: &Model) -> Vec<&Spanned<Box<str>>> {
    let mut all: Vec<&Spanned<Box<str>>> = model.clusters.values().map(|c| &c.region).collect();
    for store in model.stores.values() {
        let buckets = store.buckets();
        all.extend(buckets.filter_map(|bucket| bucket.region.as_ref()));
    }
    let tiers = model.tiers.values().map(|tier| &tier.values.recover);
    let blocks = model.namespaces.iter().map(|block| &block.values.recover);
    let workloads = model.namespaces.iter().flat_map(|block| &block.workloads);
    let recovers = tiers.chain(blocks).chain(workloads.map(|w| &w.recover));
    all.extend(recovers.flatten().filter_map(|recover| match &**recover {
        Recover::Replication(replication) => Some(&replication.region),
        Recover::Operator(operator) => Some(&operator.region),
        Recover::Snapshot
        | Recover::FileBackup
        | Recover::Dump(_)
        | Recover::Elsewhere(_)
        | Recover::Rebuild => None,
    }));
    all.sort_by_key(|region| region.span);
    all.dedup_by_key(|region| region.span);
    all
}

/// Whether something of the plan is at Google, whose `us-east1` is not the `us-east-1` of AWS.
fn has_google(model: &Model) -> bool {
    let mut stores = model.stores.values();
    let mut drivers = model.snapshots.values().map(|snapshots| &snapshots.driver);
    stores.any(|store| store.provider == Provider::Gcs)
        || drivers.any(|driver| &*driver.value == GOOGLE_DISKS)
}
