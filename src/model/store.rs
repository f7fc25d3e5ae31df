//! The `store` and `snapshots` blocks.

use super::id::{SnapshotsId, StoreId, Table};
use super::tier::Scope;
use super::value::address::host;
use super::value::{Duration, Name, Rate, RepoPath};
use crate::source::{Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};

/// A backup storage location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// Which store it is.
    pub id: StoreId,
    /// Its name.
    pub name: Spanned<Name>,
    /// Where the block stands.
    pub span: Span,
    /// Whose bucket it is.
    pub provider: Provider,
    /// The bucket.
    pub bucket: Bucket,
    /// Its copy elsewhere.
    pub replica: Option<Replica>,
    /// What all backups together write.
    pub upload: Option<Spanned<Rate>>,
    /// What all restores together read.
    pub download: Option<Spanned<Rate>>,
    /// Secret and key that open it.
    pub credential: Option<Spanned<(Box<str>, Box<str>)>>,
    /// Objects that cannot be removed before their time.
    pub immutable: Option<Span>,
    /// The first store that lies in a bucket of this one, or this one: all of them share one link.
    pub link: StoreId,
}

impl Store {
    /// What identifies its buckets.
    fn places(&self) -> impl Iterator<Item = String> {
        self.buckets().map(|bucket| bucket.place(self.provider))
    }

    /// Its bucket, and that of its replica.
    pub fn buckets(&self) -> impl Iterator<Item = &Bucket> {
        let replica = self.replica.as_ref().map(|replica| &replica.bucket);
        std::iter::once(&self.bucket).chain(replica)
    }
}

/// What identifies the buckets behind each link, each as one word.
pub fn places_of_links(stores: &Table<StoreId, Store>) -> BTreeMap<StoreId, BTreeSet<String>> {
    let mut places: BTreeMap<StoreId, BTreeSet<String>> = BTreeMap::new();
    for store in stores.values() {
        let of_link = places.entry(store.link).or_default();
        of_link.extend(store.places().map(|place| place.replace(' ', "/")));
    }
    places
}

/// Stores in one bucket share its link: the slowest rate that is stated of it is that of all of them.
pub fn share_links(stores: &mut Table<StoreId, Store>) {
    let mut known: BTreeMap<String, StoreId> = BTreeMap::new();
    let mut links: BTreeMap<StoreId, StoreId> = BTreeMap::new();
    for store in stores.values() {
        let places: Vec<String> = store.places().collect();
        let mut joined: BTreeSet<StoreId> = places
            .iter()
            .filter_map(|place| known.get(place).copied())
            .collect();
        let first = joined.pop_first().unwrap_or(store.id);
        // What it joins was apart until now.
        for link in known.values_mut().chain(links.values_mut()) {
            if joined.contains(link) {
                *link = first;
            }
        }
        links.insert(store.id, first);
        known.extend(places.into_iter().map(|place| (place, first)));
    }
    let slowest = |of: StoreId, rate: fn(&Store) -> Option<Spanned<Rate>>| {
        let same = stores
            .values()
            .filter(|store| links.get(&store.id) == Some(&of));
        same.filter_map(|store| rate(store))
            .min_by_key(|rate| rate.value)
    };
    let shared: Vec<_> = links
        .iter()
        .map(|(id, link)| {
            let upload = slowest(*link, |store| store.upload);
            let download = slowest(*link, |store| store.download);
            (*id, *link, upload, download)
        })
        .collect();
    for (id, link, upload, download) in shared {
        stores.change(id, |store| {
            store.link = link;
            store.upload = upload;
            store.download = download;
        });
    }
}

/// Whose bucket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// S3 or a compatible server.
    S3,
    /// Google Cloud Storage.
    Gcs,
    /// Azure Blob Storage.
    Azure,
}

/// A bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// Its name.
    pub name: Spanned<Box<str>>,
    /// Its region.
    pub region: Option<Spanned<Box<str>>>,
    /// The zone that it is in, where it is in one.
    pub zone: Option<Spanned<Box<str>>>,
    /// The directory of it.
    pub prefix: Option<Spanned<Box<str>>>,
    /// The key that it encrypts with.
    pub kms: Option<Spanned<Box<str>>>,
    /// Where that key lies, where its address does not say.
    pub kms_region: Option<Spanned<Box<str>>>,
    /// The address, where it is not the provider's own.
    pub url: Option<Spanned<Box<str>>>,
    /// The storage account, where the address does not tell it.
    pub account: Option<Spanned<Box<str>>>,
    /// The authority that vouches for the server.
    pub ca: Option<Spanned<Ca>>,
    /// The region that requests are signed for, where it is not its own.
    pub signing: Option<Spanned<Box<str>>>,
    /// How far what of it is outside of a lost region may be behind.
    pub lag: Option<Spanned<Duration>>,
}

/// Where the certificate of an authority stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ca {
    /// In a file of the repository.
    File(RepoPath),
    /// In a key of a Secret in the namespace of Velero.
    Secret {
        /// The name of the Secret.
        name: Box<str>,
        /// The key in it.
        key: Box<str>,
    },
}

/// What servers that are compatible with S3 take for a region, unless they have one.
const SIGNING: &str = "us-east-1";

impl Bucket {
    /// What identifies it, without its directory. The names of a provider are unique in all of its regions; behind an
    /// address of one's own each region may have a bucket of that name.
    pub fn place(&self, provider: Provider) -> String {
        let text = |value: &Option<Spanned<Box<str>>>| {
            let value = value.as_ref().map_or("", |value| &*value.value);
            value.trim_matches('/').to_owned()
        };
        let region = text(&self.region);
        // The address of AWS itself is another spelling of none.
        let url = host(&text(&self.url));
        let url = Some(url).filter(|url| !url.is_empty() && !url.ends_with(".amazonaws.com"));
        let realm = match (&url, region.split_once('-')) {
            (Some(_), _) => &*region,
            // Separate clouds with separate names.
            (None, Some((realm @ ("cn" | "eusc"), _))) => realm,
            (None, Some(("us", rest))) if rest.starts_with("gov-") || rest.starts_with("iso") => {
                rest.split('-').next().unwrap_or(rest)
            }
            (None, _) => "",
        };
        let url = url.unwrap_or_default();
        format!("{provider:?} {url} {realm} {}", self.name.value)
    }

    /// The region that requests to S3 are signed for.
    pub fn signing_region(&self) -> Option<&str> {
        let own = self.region.as_ref().map(|region| &*region.value);
        if let Some(signing) = &self.signing {
            return Some(&signing.value);
        }
        let Some(url) = &self.url else { return own };
        // Servers of several regions have the region in their names: `s3.fr-par.scw.cloud`.
        let host = host(&url.value);
        let named = own.filter(|own| host.contains(&own.to_lowercase()));
        Some(named.unwrap_or(SIGNING))
    }

    /// The storage account of a container of Azure: the plugin asks for it beside the address
    /// (velero `pkg/util/azure/storage.go`). `None` where neither states it.
    pub fn storage_account(&self) -> Option<String> {
        if let Some(account) = &self.account {
            return Some(account.value.to_string());
        }
        self.url.as_ref().and_then(|url| account_of(&url.value))
    }
}

/// The storage account in an address of Azure: `ACCOUNT.blob.core.windows.net`, also with a zone or a
/// private link between, and `-secondary` for what is only read.
pub fn account_of(url: &str) -> Option<String> {
    let host = host(url);
    let (account, rest) = host.split_once('.')?;
    let account = account.strip_suffix("-secondary").unwrap_or(account);
    let of_azure = rest.split('.').any(|part| part == "blob");
    (of_azure && !account.is_empty()).then(|| account.to_owned())
}

/// The copy of a bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replica {
    /// The bucket; its region is always known, and its prefix is that of the main bucket where it
    /// names none. Its `lag` is how far it may be behind.
    pub bucket: Bucket,
}

/// A CSI driver and its class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshots {
    /// Which block it is.
    pub id: SnapshotsId,
    /// Its name.
    pub name: Spanned<Name>,
    /// Where the block stands.
    pub span: Span,
    /// The driver.
    pub driver: Spanned<Box<str>>,
    /// The smallest loss that takes the snapshots with it.
    pub lives: Option<Spanned<Scope>>,
    /// The name of the class.
    pub class: Option<Spanned<Name>>,
    /// What happens to a snapshot when its object goes.
    pub deletion: Option<Spanned<Deletion>>,
    /// Parameters of the driver.
    pub parameters: Vec<Spanned<(Box<str>, Box<str>)>>,
}

impl Snapshots {
    /// The name of the VolumeSnapshotClass.
    pub fn class(&self) -> &Name {
        self.class
            .as_ref()
            .map_or(&self.name.value, |class| &class.value)
    }
}

/// What happens to a snapshot when its object goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// It stays.
    Retain,
    /// It goes too.
    Delete,
}
