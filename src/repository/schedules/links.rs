//! What a plan takes of the links of its buckets: lines in its `guarantees.lock`. Plans whose stores lie in one bucket
//! share what it takes and gives.
//!
//! `upload: places=P,P sets=N streams=N rate=RATE|none`
//!
//! `download: CLUSTER places=P,P bytes=BYTES not-sized=N streams=N rate=RATE|none region=R zone=Z|none path=PATH`

use crate::model::value::{Rate, region::canonical};
use std::collections::{BTreeMap, BTreeSet};

/// What the lines begin with: no cluster can be called so.
const UPLOAD: &str = "upload:";
const DOWNLOAD: &str = "download:";

/// What stands before these lines.
pub const ABOUT: &str =
    "# What it takes of the link of each bucket, for other plans that use the bucket.";

/// What stands in a lock of a plan that uses no bucket.
pub const UNUSED: &str = "# It uses no bucket.";

/// What the backups of a plan take of one link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Writing {
    /// What identifies the buckets behind it.
    pub places: BTreeSet<String>,
    /// How many backup sets write.
    pub sets: u64,
    /// In how many streams at once.
    pub streams: u64,
    /// The rate that is stated of it.
    pub rate: Option<Rate>,
}

/// What the recovery of one primary takes of one link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What identifies the buckets behind it.
    pub places: BTreeSet<String>,
    /// All that it reads, as far as sizes are known.
    pub bytes: u64,
    /// Its volumes without a known size.
    pub not_sized: u64,
    /// In how many streams at once.
    pub streams: u64,
    /// The rate that is stated of it.
    pub rate: Option<Rate>,
    /// The region of the primary.
    pub region: String,
    /// Its zone, where one is declared.
    pub zone: Option<String>,
    /// Its path in the repository, which is what tells clusters of two plans apart.
    pub path: String,
}

/// What another plan takes of the links of its buckets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherLinks {
    /// The plan.
    pub plan: String,
    /// Its backups.
    pub writing: Vec<Writing>,
    /// Its recoveries.
    pub reading: Vec<Reading>,
}

/// The line of what backups take.
pub fn upload(takes: &Writing) -> String {
    format!(
        "{UPLOAD} places={} sets={} streams={} rate={}",
        joined(&takes.places),
        takes.sets,
        takes.streams,
        or_none(takes.rate),
    )
}

/// The line of what the recovery of a primary takes.
pub fn download(cluster: &str, takes: &Reading) -> String {
    format!(
        "{DOWNLOAD} {cluster} places={} bytes={} not-sized={} streams={} rate={} region={} zone={} path={}",
        joined(&takes.places),
        takes.bytes,
        takes.not_sized,
        takes.streams,
        or_none(takes.rate),
        canonical(&takes.region),
        takes.zone.as_deref().map_or_else(|| NONE.to_owned(), zone),
        takes.path,
    )
}

/// What stands where something is not stated.
const NONE: &str = "none";

/// A zone as one word. It stays as it is spelled: of a local zone the region alone would be left.
fn zone(zone: &str) -> String {
    zone.split_whitespace().collect::<Vec<_>>().join("-")
}

fn or_none(rate: Option<Rate>) -> String {
    rate.map_or_else(|| NONE.to_owned(), |rate| rate.to_string())
}

fn joined(places: &BTreeSet<String>) -> String {
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    places.join(",")
}

/// The lines of a lock; `None` where it is one of an earlier version, which has none.
pub(super) fn read(plan: &str, lock: &str) -> Option<OtherLinks> {
    let lines = |first| {
        lock.lines()
            .filter_map(move |line| line.strip_prefix(first))
    };
    let found = OtherLinks {
        plan: plan.to_owned(),
        writing: lines(UPLOAD).filter_map(writing).collect(),
        reading: lines(DOWNLOAD).filter_map(reading).collect(),
    };
    let some = !(found.writing.is_empty() && found.reading.is_empty());
    (some || lock.lines().any(|line| line == UNUSED)).then_some(found)
}

fn writing(text: &str) -> Option<Writing> {
    let values = values(text);
    Some(Writing {
        places: places(&values)?,
        sets: values.get("sets")?.parse().ok()?,
        streams: values.get("streams")?.parse().ok()?,
        rate: stated(values.get("rate")?)
            .map(str::parse)
            .transpose()
            .ok()?,
    })
}

fn reading(text: &str) -> Option<Reading> {
    let (text, path) = text.split_once(" path=")?;
    let values = values(text);
    Some(Reading {
        places: places(&values)?,
        bytes: values.get("bytes")?.parse().ok()?,
        not_sized: values.get("not-sized")?.parse().ok()?,
        streams: values.get("streams")?.parse().ok()?,
        rate: stated(values.get("rate")?)
            .map(str::parse)
            .transpose()
            .ok()?,
        region: (*values.get("region")?).to_owned(),
        zone: stated(values.get("zone")?).map(str::to_owned),
        path: path.to_owned(),
    })
}

fn values(text: &str) -> BTreeMap<&str, &str> {
    let words = text.split_whitespace();
    words.filter_map(|word| word.split_once('=')).collect()
}

fn places(values: &BTreeMap<&str, &str>) -> Option<BTreeSet<String>> {
    let places = values.get("places")?.split(',');
    Some(places.map(str::to_owned).collect())
}

fn stated<'t>(text: &&'t str) -> Option<&'t str> {
    Some(*text).filter(|text| *text != NONE)
}

#[cfg(test)]
mod tests {
    use super::{Reading, UNUSED, Writing, download, read, upload};
    use crate::model::value::Rate;

    #[test]
    fn what_is_written_is_read() {
        let writing = Writing {
            places: ["S3///one", "S3///two"].map(str::to_owned).into(),
            sets: 2,
            streams: 6,
            rate: None,
        };
        let reading = Reading {
            places: writing.places.clone(),
            bytes: 1_073_741_824,
            not_sized: 1,
            streams: 3,
            rate: Some(Rate::bytes(104_857_600)),
            region: "west europe".to_owned(),
            zone: None,
            path: "clusters/my prod".to_owned(),
        };
        let lock = format!("{}\n{}\n", upload(&writing), download("prod", &reading));
        let found = read("p", &lock).unwrap();
        assert_eq!(found.writing, [writing]);
        let read_again = Reading {
            region: "westeurope".to_owned(),
            ..reading.clone()
        };
        assert_eq!(found.reading, [read_again]);
        // Of a local zone no region alone is left.
        let local = Reading {
            zone: Some("us-east-1-bos-1a".to_owned()),
            region: "us-east-1".to_owned(),
            ..reading
        };
        let line = download("prod", &local);
        assert_eq!(read("p", &line).unwrap().reading, [local]);
        assert_eq!(read("p", "upload: sets=1\ndownload: x path=y\n"), None);
        assert!(read("p", UNUSED).is_some());
    }
}
