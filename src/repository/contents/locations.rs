//! Storage locations of Velero that the author wrote, as manifests or in the values of its chart.

use super::releases::{ChartValue, chart, chart_value, sources};
use crate::model::value::address::host;
use crate::model::{Bucket, Provider, Store};
use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;
use crate::source::Spanned;

/// A BackupStorageLocation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file.
    pub file: String,
    /// Whether a chart makes it.
    pub charted: bool,
    /// Its name.
    pub name: String,
    /// Its provider, as Velero calls it.
    pub provider: String,
    /// The bucket.
    pub bucket: String,
    /// The directory of it; empty for all of it.
    pub prefix: String,
    /// The address, where it is not the provider's own.
    pub url: String,
    /// Whether nothing is written.
    pub read_only: bool,
}

impl Location {
    /// Whether it is the same directory of the same bucket.
    pub fn is_place_of(&self, other: &Self) -> bool {
        let place = |one: &Self| {
            let url = one.url.trim_end_matches('/').to_owned();
            (
                one.provider.clone(),
                url,
                one.bucket.clone(),
                one.prefix.clone(),
            )
        };
        place(self) == place(other)
    }

    /// Whether it writes to the bucket of a store, in whatever directory.
    pub fn is_in_bucket_of(&self, store: &Store) -> bool {
        self.is_in_bucket(store, &store.bucket)
    }

    /// The same for one of its buckets.
    pub fn is_in_bucket(&self, store: &Store, bucket: &Bucket) -> bool {
        let own = Self::of_bucket(store, bucket);
        let here = |one: &Self| (one.provider.clone(), one.bucket.clone(), server(&one.url));
        here(self) == here(&own)
    }

    /// The bucket and the directory of it.
    pub fn place(&self) -> String {
        match self.prefix.as_str() {
            "" => self.bucket.clone(),
            prefix => format!("{}/{prefix}", self.bucket),
        }
    }

    /// The one that a plan wrote.
    pub(in crate::repository) fn of_a_plan(file: &str, document: &Node) -> Option<Self> {
        let spec = document.get("spec")?;
        let kind = document.text_at(&["kind"]) == "BackupStorageLocation";
        let storage = spec.get("objectStorage").filter(|_| kind)?;
        location(file, document.text_at(&["metadata", "name"]), spec, storage)
    }

    /// Where a plan writes to a store.
    pub(in crate::repository) fn of_store(store: &Store) -> Self {
        Self::of_bucket(store, &store.bucket)
    }

    /// Where a plan writes to one of the buckets of a store.
    pub fn of_bucket(store: &Store, bucket: &Bucket) -> Self {
        let text = |value: &Option<Spanned<Box<str>>>| {
            let value = value.as_ref().map_or("", |value| &value.value);
            value.to_owned()
        };
        Self {
            file: String::new(),
            charted: false,
            name: store.name.value.to_string(),
            provider: match store.provider {
                Provider::S3 => "aws",
                Provider::Gcs => "gcp",
                Provider::Azure => "azure",
            }
            .to_owned(),
            bucket: bucket.name.value.to_string(),
            prefix: text(&bucket.prefix).trim_matches('/').to_owned(),
            url: text(&bucket.url),
            read_only: false,
        }
    }
}

/// The server of an address; none for that of AWS, where a name of a bucket stands for one bucket.
fn server(url: &str) -> String {
    let host = host(url);
    match host.ends_with(".amazonaws.com") {
        true => String::new(),
        false => host,
    }
}

pub(super) fn find_locations(built: &Built) -> Vec<Location> {
    let sources = sources(built);
    let mut found = Vec::new();
    for object in &built.objects {
        if object.kind() == "BackupStorageLocation" && object.group() == "velero.io" {
            let of_a_plan = object
                .node
                .at(&["metadata", "labels", "drplan.dev/plan"])
                .is_some();
            let spec = object.node.get("spec").filter(|_| !of_a_plan);
            found.extend(spec.and_then(|spec| of_manifest(object, spec)));
        } else if object.kind() == "HelmRelease" && chart(&sources, object).0 == "velero" {
            found.extend(of_chart(object));
        }
    }
    found
}

fn of_manifest(object: &Object, spec: &Node) -> Option<Location> {
    let storage = spec.get("objectStorage")?;
    location(&object.file, object.name(), spec, storage)
}

/// A list since chart 3, one before it.
fn of_chart(release: &Object) -> Vec<Location> {
    let off = chart_value(release, &["backupsEnabled"]) == ChartValue::Text("false");
    let key = ["spec", "values", "configuration", "backupStorageLocation"];
    let Some(value) = release.node.at(&key).filter(|_| !off) else {
        return Vec::new();
    };
    let one = std::slice::from_ref(value);
    let items = if value.is_map() { one } else { value.items() };
    let mut found: Vec<Location> = items
        .iter()
        .filter_map(|item| {
            let name = match item.text_at(&["name"]) {
                "" => "default",
                name => name,
            };
            location(&release.file, name, item, item)
        })
        .collect();
    for one in &mut found {
        one.charted = true;
        // Charts before 3 name the provider once for all.
        if one.provider.is_empty() {
            let text = ["spec", "values", "configuration", "provider"];
            release.node.text_at(&text).clone_into(&mut one.provider);
        }
    }
    found
}

fn location(file: &str, name: &str, spec: &Node, storage: &Node) -> Option<Location> {
    let bucket = storage.text_at(&["bucket"]);
    let prefix = storage.text_at(&["prefix"]);
    let url = |key: &str| spec.text_at(&["config", key]);
    let url = match url("s3Url") {
        "" => url("storageAccountURI"),
        url => url,
    };
    let open = bucket.is_empty() || [bucket, prefix, url].iter().any(|text| text.contains("${"));
    (!open).then(|| Location {
        file: file.to_owned(),
        charted: false,
        name: name.to_owned(),
        provider: spec
            .text_at(&["provider"])
            .trim_start_matches("velero.io/")
            .to_owned(),
        bucket: bucket.to_owned(),
        prefix: prefix.trim_matches('/').to_owned(),
        url: url.to_owned(),
        read_only: spec.text_at(&["accessMode"]) == "ReadOnly",
    })
}
