//! What a loss takes with it, and what is left to recover from.

use super::declared::{Bucket, Cluster, Method, Plan};
use super::emitted;
use super::jobs::Job;
use std::collections::BTreeMap;

/// One spelling for a region of any provider.
pub fn plain(region: &str) -> String {
    let letters = region.chars().filter(|c| c.is_ascii_alphanumeric());
    letters.collect::<String>().to_lowercase()
}

/// Whether two zones of a region are one: not known of a name and an id, which each account pairs in its own way.
fn one_zone(one: Option<&String>, other: Option<&String>) -> Option<bool> {
    let (one, other) = (one?, other?);
    let is_id = |zone: &str| zone.contains("-az");
    (is_id(one) == is_id(other)).then_some(one == other)
}

/// A loss: of a volume, a cluster, a zone or a region, seen from a cluster.
#[derive(Clone, Copy, Debug)]
pub struct Lost<'p> {
    pub plan: &'p Plan,
    pub home: &'p Cluster,
    pub scope: &'p str,
}

impl Lost<'_> {
    /// Whether a cluster is lost.
    pub fn cluster(&self, cluster: &Cluster) -> bool {
        let home = cluster.name == self.home.name;
        let region = plain(&cluster.region) == plain(&self.home.region);
        match self.scope {
            "cluster" => home,
            "zone" => home || (region && self.same_zone(cluster.zone.as_ref()) == Some(true)),
            "region" => region,
            _ => false,
        }
    }

    /// Whether a cluster may be lost: one without a zone may be in any of its region.
    pub fn may_take(&self, cluster: &Cluster) -> bool {
        let region = plain(&cluster.region) == plain(&self.home.region);
        let known = self.same_zone(cluster.zone.as_ref()).is_some();
        self.cluster(cluster) || (self.scope == "zone" && region && !known)
    }

    /// Whether a zone of the region of the lost cluster is its own.
    fn same_zone(&self, zone: Option<&String>) -> Option<bool> {
        one_zone(zone, self.home.zone.as_ref())
    }

    /// Whether a bucket may be in the lost zone: a server of one's own is in one place, which only its zone tells.
    fn may_be_in_zone(&self, bucket: &Bucket) -> bool {
        let near = bucket.region.is_empty() || plain(&bucket.region) == plain(&self.home.region);
        let own = bucket.url.is_some() || bucket.zone.is_some();
        self.scope == "zone" && near && own && self.same_zone(bucket.zone.as_ref()) != Some(false)
    }

    /// Whether what lies in a region is lost.
    pub fn region(&self, region: &str) -> bool {
        self.scope == "region" && plain(region) == plain(&self.home.region)
    }

    /// Whether a standby or an archive counts as lost: of one in the region of the cluster, nothing says that it is in
    /// another zone.
    fn own_copy(&self, region: &str) -> bool {
        let with_home = matches!(self.scope, "zone" | "region");
        with_home && plain(region) == plain(&self.home.region)
    }

    /// Whether what an address leads to is lost: a Service of the lost cluster, or a region in it.
    pub fn address(&self, address: &str) -> bool {
        let host = address.split("://").last().unwrap_or(address);
        let host = host.split(['/', ':']).next().unwrap_or(host);
        let labels: Vec<&str> = host.split('.').collect();
        let inside = labels.contains(&"svc") || labels.len() < 3;
        (inside && address.contains("://") && !address.starts_with("s3:") && self.scope != "volume")
            || (labels.contains(&"svc") && self.scope != "volume")
    }

    /// Whether a key is lost: its region is a part of its address.
    pub fn key(&self, key: &str) -> bool {
        let parts = key.split([':', '/']);
        let regions: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        regions.iter().any(|part| self.region(part))
    }

    pub fn bucket(&self, bucket: &Bucket) -> bool {
        self.region(&bucket.region)
            || self.may_be_in_zone(bucket)
            || bucket.url.as_ref().is_some_and(|url| self.address(url))
            || bucket.key.as_ref().is_some_and(|key| self.key(key))
    }

    /// Clusters that answer this loss.
    pub fn answers(&self) -> impl Iterator<Item = &Cluster> {
        let clusters = self.plan.clusters.iter();
        clusters.filter(|cluster| {
            cluster.recovers.contains(&self.home.name)
                && !self.may_take(cluster)
                && cluster.mode != "fenced"
        })
    }
}

/// How far the copy that is read is behind the bucket of the Schedule; none where it is lost.
fn behind(
    lost: &Lost<'_>,
    written: &BTreeMap<String, emitted::Cluster>,
    job: &Job,
    location: &str,
) -> Option<f64> {
    let store = &lost.plan.stores[job.store];
    let lag = |bucket: &Bucket| {
        if bucket.name == job.bucket {
            0.0
        } else {
            bucket.lag
        }
    };
    if lost.scope == "volume" {
        return Some(0.0);
    }
    let mut answers = lost.answers().peekable();
    if answers.peek().is_none() {
        // A replica follows the main bucket, which comes first, and nothing follows a replica.
        let main = store.buckets.first().map(|bucket| &bucket.name) == Some(&job.bucket);
        let left = store.buckets.iter().filter(|bucket| !lost.bucket(bucket));
        let left = left.filter(|bucket| main || bucket.name == job.bucket);
        return left.map(lag).min_by(f64::total_cmp);
    }
    // What the location of a recovery cluster names is what is read; of several clusters any may be the one.
    let read = answers.map(|cluster| {
        let name = written.get(&cluster.name)?.locations.get(location)?;
        let bucket = store.buckets.iter().find(|bucket| bucket.name == *name)?;
        let keys = cluster.keys.iter().any(|key| lost.key(key));
        (!lost.bucket(bucket) && !keys).then(|| lag(bucket))
    });
    let read: Option<Vec<f64>> = read.collect();
    read?.into_iter().max_by(f64::total_cmp)
}

/// Whether a snapshot that is not moved survives, where a cluster of its region can use it.
fn snapshot_lives(lost: &Lost<'_>) -> bool {
    let wider = match lost.plan.lives.as_str() {
        "volume" => false,
        "cluster" => lost.scope == "volume",
        "zone" => matches!(lost.scope, "volume" | "cluster"),
        _ => lost.scope != "region",
    };
    let near = |cluster: &Cluster| plain(&cluster.region) == plain(&lost.home.region);
    let mut answers = lost.answers().peekable();
    wider && (lost.scope == "volume" || answers.peek().is_none() || answers.all(near))
}

/// The loss of a workload: its age in the bucket that is read, in seconds; none where everything is
/// lost. `age` is the largest age in the bucket of the Schedule.
pub fn loss(
    lost: &Lost<'_>,
    written: &BTreeMap<String, emitted::Cluster>,
    job: &Job,
    location: &str,
    (age, data): (Option<f64>, bool),
) -> Option<f64> {
    let kept = data && job.kept > 0 && job.moves.is_empty() && job.files.is_empty();
    if kept {
        return if snapshot_lives(lost) { age } else { None };
    }
    Some(age? + behind(lost, written, job, location)?)
}

/// The loss of what replicates itself; none where everything is lost.
pub fn replicated(lost: &Lost<'_>, method: &Method) -> Option<f64> {
    match method {
        Method::Replication {
            region,
            address,
            lag,
        } => {
            // The standby of what was lost was promoted: it is the database now, and nothing follows it.
            let promoted = lost.home.mode == "active" && lost.scope != "volume";
            let gone = promoted || lost.own_copy(region) || lost.address(address);
            (!gone).then_some(*lag as f64)
        }
        Method::Operator { places, .. } => {
            let left = places
                .iter()
                .filter(|(region, address, _)| !lost.own_copy(region) && !lost.address(address));
            left.map(|(_, _, lag)| *lag as f64).min_by(f64::total_cmp)
        }
        // What another tool promises is declared, whatever is lost.
        Method::Elsewhere(elsewhere) => Some(elsewhere.rpo as f64),
        Method::Snapshot | Method::Files | Method::Dump { .. } | Method::Rebuild => Some(0.0),
    }
}
