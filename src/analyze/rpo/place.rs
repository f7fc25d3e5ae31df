//! What is lost with a place: whether a bucket, its key and its server outlive a loss.

use crate::model::value::address::{host, is_in_cluster};
use crate::model::value::key_place::{KeyPlace, key_place};
use crate::model::value::object_store::is_regional;
use crate::model::value::region::{holds_region, is_one_region, regions_in};
use crate::model::value::zone::is_one_zone;
use crate::model::{Bucket, Cluster, Scope};
use crate::source::Spanned;

/// Whether something outlives a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outlives {
    /// It is lost.
    No,
    /// Nothing states where it is.
    Unknown,
    /// It is outside.
    Yes,
}

/// Why a bucket cannot be read after a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Its address is a Service of the cluster.
    WithCluster,
    /// It lies in the zone.
    WithZone,
    /// It lies in the region.
    WithRegion,
    /// Its region is not declared, so that it is where the cluster is.
    RegionNotDeclared,
    /// Its key lies in the region.
    KeyWithRegion,
}

/// Why the loss of a place of a cluster takes a bucket; `None` where it does not, as far as is known.
pub fn lost(bucket: &Bucket, cluster: &Cluster, scope: Scope) -> Option<Lost> {
    let served = |url: &str| scope >= Scope::Cluster && is_in_cluster(url);
    if bucket.url.as_ref().is_some_and(|url| served(&url.value)) {
        return Some(Lost::WithCluster);
    }
    match scope {
        Scope::Volume | Scope::Cluster => return None,
        Scope::Zone => {
            return (zone_outlives(bucket, cluster) == Outlives::No).then_some(Lost::WithZone);
        }
        Scope::Region => {}
    }
    let region = &*cluster.region.value;
    let Some(declared) = &bucket.region else {
        return Some(Lost::RegionNotDeclared);
    };
    if is_one_region(&declared.value, region) || is_named_in_url(bucket, region) {
        return Some(Lost::WithRegion);
    }
    (key_outlives(bucket, region) == Outlives::No).then_some(Lost::KeyWithRegion)
}

/// Whether a bucket and its key outlive the loss of a place of a cluster.
pub fn outlives(bucket: &Bucket, cluster: &Cluster, scope: Scope) -> Outlives {
    if lost(bucket, cluster, scope).is_some() {
        return Outlives::No;
    }
    match scope {
        Scope::Region => key_outlives(bucket, &cluster.region.value),
        Scope::Zone => zone_outlives(bucket, cluster),
        Scope::Volume | Scope::Cluster => Outlives::Yes,
    }
}

/// Whether a bucket outlives the loss of the zone of a cluster. What a cloud runs for a whole region does; a server of
/// one's own is in one place of it, and only its `zone` tells which.
fn zone_outlives(bucket: &Bucket, cluster: &Cluster) -> Outlives {
    let region = &*cluster.region.value;
    let declared = bucket.region.as_ref();
    let is_elsewhere = declared.is_some_and(|declared| !is_one_region(&declared.value, region));
    if is_elsewhere && !is_named_in_url(bucket, region) {
        return Outlives::Yes;
    }
    let Some(own) = &bucket.zone else {
        let of_a_cloud = bucket
            .url
            .as_ref()
            .is_none_or(|url| is_regional(&url.value));
        return if of_a_cloud {
            Outlives::Yes
        } else {
            Outlives::Unknown
        };
    };
    let lost = cluster.zone.as_ref();
    match lost.and_then(|lost| is_one_zone(&own.value, &lost.value, region)) {
        Some(true) => Outlives::No,
        Some(false) => Outlives::Yes,
        None => Outlives::Unknown,
    }
}

fn is_named_in_url(bucket: &Bucket, region: &str) -> bool {
    let url = bucket.url.as_ref();
    url.is_some_and(|url| host_names(&host(&url.value), region))
}

/// Whether the host of a server names a region: that of a cloud, or one that people or a smaller provider call so, as a
/// part of the host (`nyc3.digitaloceanspaces.com`, `s3.fr-par.scw.cloud`, `oss-cn-hangzhou.aliyuncs.com`).
fn host_names(host: &str, region: &str) -> bool {
    let mut own = regions_in(host);
    own.any(|own| is_one_region(own, region)) || region.len() > 2 && holds_region(host, region)
}

/// Whether the key of a bucket outlives the loss of a region.
fn key_outlives(bucket: &Bucket, region: &str) -> Outlives {
    let key = bucket.kms.as_ref();
    key.map_or(Outlives::Yes, |key| {
        key_survives(&key.value, bucket.kms_region.as_ref(), region)
    })
}

/// Whether a key outlives the loss of a region, where it is stated to lie in another.
pub fn key_survives(key: &str, stated: Option<&Spanned<Box<str>>>, region: &str) -> Outlives {
    if key_lies_in(key, region) {
        return Outlives::No;
    }
    match (key_place(key), stated) {
        // An alias does not say where its key is, so what is stated counts.
        (KeyPlace::Beside | KeyPlace::Unknown, Some(stated))
            if is_one_region(&stated.value, region) =>
        {
            Outlives::No
        }
        (KeyPlace::Region(_) | KeyPlace::Several | KeyPlace::Beside, _) => Outlives::Yes,
        (KeyPlace::Unknown, Some(_)) => Outlives::Yes,
        (KeyPlace::Unknown, None) => Outlives::Unknown,
    }
}

/// Whether a key lies in a region: AWS and Google write it into the address, and the name of a vault
/// often holds it.
pub fn key_lies_in(key: &str, region: &str) -> bool {
    match key_place(key) {
        KeyPlace::Region(own) => is_one_region(own, region),
        KeyPlace::Unknown => holds_region(key, region),
        KeyPlace::Several | KeyPlace::Beside => false,
    }
}

/// Whether an address names a region as its own.
pub fn is_in_region(address: &str, region: &str) -> bool {
    let server = address.starts_with("http://") || address.starts_with("https://");
    server && host_names(&host(address), region)
        || regions_in(address).any(|own| is_one_region(own, region))
}

#[cfg(test)]
mod tests {
    use super::key_lies_in;

    #[test]
    fn keys() {
        for (key, region) in [
            ("arn:aws:kms:us-east-1:1:key/k", "us-east-1"),
            ("arn:aws:kms:us-east-1:1:key/k", "US-EAST-1"),
            (
                "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k",
                "europe-west1",
            ),
            (
                "https://vault-us-east-1.vault.azure.net/keys/k/1",
                "us-east-1",
            ),
        ] {
            assert!(key_lies_in(key, region), "{key}");
        }
        assert!(!key_lies_in("arn:aws:kms:us-west-2:1:key/k", "us-east-1"));
        assert!(!key_lies_in("https://v.vault.azure.net/keys/k", "eastus"));
    }
}
