//! What one statement says.

use super::{
    Bucket, Cluster, DAY, Elsewhere, GIB, MIB, Method, Namespace, Platform, Promise, Store, Tier,
    Volume, Workload,
};
use crate::properties::adversary::tree::Stmt;
use std::collections::BTreeMap;

/// A number with its unit, as seconds: `1h30m`, `7d`.
pub fn seconds(text: &str) -> Option<f64> {
    let (mut total, mut number) = (0.0, String::new());
    for letter in text.chars() {
        if letter.is_ascii_digit() || letter == '.' {
            number.push(letter);
            continue;
        }
        let unit = match letter {
            'd' => DAY,
            'h' => 3_600.0,
            'm' => 60.0,
            's' => 1.0,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * unit;
        number.clear();
    }
    number.is_empty().then_some(total)
}

/// `100Gi`, `100MiB/s`, as bytes.
pub fn bytes(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let unit = match text[end..].trim_end_matches("/s").trim_end_matches('B') {
        "Ki" => 1_024.0,
        "Mi" => MIB,
        "Gi" => GIB,
        "Ti" => 1_024.0 * GIB,
        _ => return None,
    };
    Some(text[..end].parse::<f64>().ok()? * unit)
}

/// `10%`, `10%/d`, `1%/h`, as a share, and a share a second.
fn share(text: &str) -> Option<f64> {
    let (number, per) = text.split_once('%')?;
    let per = match per {
        "" => 1.0,
        "/h" => 3_600.0,
        "/w" => 7.0 * DAY,
        _ => DAY,
    };
    Some(number.parse::<f64>().ok()? / 100.0 / per)
}

pub(super) fn time(stmt: &Stmt, keyword: &str, assumed: f64) -> f64 {
    let value = stmt.get(keyword).and_then(|value| seconds(value.arg(0)));
    value.unwrap_or(assumed)
}

fn rate(stmt: &Stmt, keyword: &str) -> f64 {
    let value = stmt.get(keyword).and_then(|value| bytes(value.arg(0)));
    value.unwrap_or(100.0 * MIB)
}

fn count(stmt: &Stmt, keyword: &str, assumed: usize) -> usize {
    let value = stmt
        .get(keyword)
        .and_then(|value| value.arg(0).parse().ok());
    value.unwrap_or(assumed)
}

pub(super) fn word(stmt: &Stmt, keyword: &str) -> Option<String> {
    stmt.get(keyword).map(|value| value.arg(0).to_owned())
}

pub(super) fn version(text: &str) -> (u32, u32, u32) {
    let mut parts = text.split('.').map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next();
    (
        next().unwrap_or(1),
        next().unwrap_or(18),
        next().unwrap_or(3),
    )
}

pub(super) fn cluster(block: &Stmt) -> Cluster {
    let keys = block.all("decrypt").flat_map(|key| key.all("kms"));
    Cluster {
        name: block.arg(0).to_owned(),
        region: word(block, "region").unwrap_or_default(),
        zone: word(block, "zone"),
        recovers: block.get("recovers").map_or_else(Vec::new, |lost| {
            lost.args().into_iter().map(str::to_owned).collect()
        }),
        warm: word(block, "standby").as_deref() == Some("warm"),
        provision: time(block, "provision", 1_200.0),
        bootstrap: time(block, "bootstrap", 300.0),
        workers: count(block, "workers", 4),
        requeue: time(block, "requeue", 30.0),
        concurrent: count(block, "concurrent-backups", 1),
        nodes: count(block, "nodes", 3),
        load: count(block, "node-agent-load", 1),
        read: rate(block, "read"),
        write: rate(block, "write"),
        snapshot_ready: time(block, "snapshot-ready", 15.0),
        mover_start: time(block, "mover-start", 120.0),
        mode: word(block, "mode").unwrap_or_default(),
        brings_velero: block.all("brings").any(|brings| brings.arg(0) == "velero"),
        keys: keys.map(|key| key.arg(0).to_owned()).collect(),
    }
}

fn store(block: &Stmt) -> Store {
    let mut buckets = Vec::new();
    for stmt in &block.body {
        if matches!(stmt.keyword(), "s3" | "gcs" | "azure" | "replica") {
            buckets.push(Bucket {
                name: stmt.arg(0).to_owned(),
                region: word(stmt, "region").unwrap_or_default(),
                zone: word(stmt, "zone"),
                url: word(stmt, "url"),
                key: stmt.get("encrypt").map(|key| key.arg(1).to_owned()),
                lag: if stmt.keyword() == "replica" {
                    time(stmt, "lag", 900.0)
                } else {
                    0.0
                },
            });
        }
    }
    buckets.sort_by(|a, b| a.lag.total_cmp(&b.lag));
    Store {
        buckets,
        link: 0,
        upload: rate(block, "upload"),
        download: rate(block, "download"),
    }
}

/// All stores, and one more for what is copied elsewhere.
pub(super) fn stores(blocks: &[&Stmt], elsewhere: bool) -> Vec<Store> {
    let mut all: Vec<Store> = blocks.iter().map(|block| store(block)).collect();
    let links: Vec<usize> = (0..all.len())
        .map(|at| {
            let own = all[at].buckets.first().map(|bucket| &bucket.name);
            let mut others = all.iter();
            let first = others.position(|other| {
                own.is_some() && other.buckets.first().map(|bucket| &bucket.name) == own
            });
            first.unwrap_or(at)
        })
        .collect();
    let slowest = |link: usize, keyword: &str| {
        let same = blocks.iter().zip(&links).filter(|(_, own)| **own == link);
        let stated = same.filter(|(block, _)| block.get(keyword).is_some());
        stated
            .map(|(block, _)| rate(block, keyword))
            .min_by(f64::total_cmp)
    };
    for (store, link) in all.iter_mut().zip(&links) {
        store.link = *link;
        store.upload = slowest(*link, "upload").unwrap_or(store.upload);
        store.download = slowest(*link, "download").unwrap_or(store.download);
    }
    if elsewhere {
        let link = all.len();
        all.push(Store {
            link,
            ..store(&Stmt::default())
        });
    }
    all
}

pub(super) fn platform(block: &Stmt) -> Platform {
    Platform {
        path: word(block, "path").unwrap_or_default(),
        ready: time(block, "ready", 300.0),
        brings_velero: block.get("brings").is_some(),
    }
}

fn method(stmt: &Stmt) -> Method {
    let lag = |stmt: &Stmt| time(stmt, "lag", 0.0) as u64;
    let place = |stmt: &Stmt| (stmt.arg(0).to_owned(), stmt.arg(1).to_owned());
    match stmt.arg(0) {
        "snapshot" => Method::Snapshot,
        "file-backup" => Method::Files,
        "dump" => Method::Dump {
            into: word(stmt, "into").unwrap_or_default(),
        },
        "replication" => {
            let (region, address) = stmt.get("standby").map(place).unwrap_or_default();
            Method::Replication {
                region,
                address,
                lag: lag(stmt),
            }
        }
        "operator" => {
            let mut places = Vec::new();
            if let Some(standby) = stmt.get("standby") {
                let (region, address) = place(standby);
                places.push((region, address, lag(stmt)));
            }
            if let Some(archive) = stmt.get("archive") {
                let region = word(archive, "region").unwrap_or_default();
                places.push((region, archive.arg(0).to_owned(), lag(archive)));
            }
            let archive = stmt.get("archive").unwrap_or(stmt);
            let change = archive.get("change").and_then(|stmt| share(stmt.arg(0)));
            Method::Operator {
                places,
                archive: stmt.get("standby").is_none(),
                download: rate(archive, "download") as u64,
                base: time(archive, "base", DAY) as u64,
                change: change.map(|share| (share * DAY * 1e6).round() as u64),
            }
        }
        "elsewhere" => Method::Elsewhere(elsewhere(stmt)),
        _ => Method::Rebuild,
    }
}

/// What is promised of the archive that a skipped volume is filled from.
fn archive(stmt: &Stmt) -> Elsewhere {
    Elsewhere {
        rpo: time(stmt, "lag", 0.0) as u64,
        ready: time(stmt, "ready", 0.0) as u64,
    }
}

fn elsewhere(stmt: &Stmt) -> Elsewhere {
    Elsewhere {
        rpo: time(stmt, "rpo", 0.0) as u64,
        ready: time(stmt, "ready", 0.0) as u64,
    }
}

pub(super) fn tier(block: &Stmt) -> Tier {
    Tier {
        name: block.arg(0).to_owned(),
        rpo: block.get("rpo").and_then(|stmt| seconds(stmt.arg(0))),
        tolerate: count(block, "tolerate", 0),
        avoid: block.get("avoid").map_or_else(Vec::new, windows),
    }
}

fn windows(stmt: &Stmt) -> Vec<(f64, f64)> {
    stmt.args().into_iter().filter_map(window).collect()
}

/// `KEY=VALUE`.
fn pair(text: &str) -> Option<(String, String)> {
    let (key, value) = text.split_once('=')?;
    Some((key.to_owned(), value.to_owned()))
}

fn promise(block: &Stmt, tier: &Stmt) -> Promise {
    let value = |keyword| {
        let stmt = block.get(keyword).or_else(|| tier.get(keyword))?;
        seconds(stmt.arg(0))
    };
    Promise {
        rpo: value("rpo"),
        rto: value("rto"),
    }
}

pub(super) fn namespace(block: &Stmt, tier: &Stmt, assumed: &Method) -> Namespace {
    let either = |keyword: &'static str| block.get(keyword).or_else(|| tier.get(keyword));
    let default = either("recover").map_or_else(|| assumed.clone(), method);
    let apps = block.get("apps");
    let mut when = BTreeMap::new();
    for stmt in tier.all("when").chain(block.all("when")) {
        let own: &mut Promise = when.entry(stmt.arg(0).to_owned()).or_default();
        let new = promise(stmt, &Stmt::default());
        own.rpo = new.rpo.or(own.rpo);
        own.rto = new.rto.or(own.rto);
    }
    Namespace {
        name: String::new(),
        shown: String::new(),
        labels: block
            .get("labels")
            .map(|labels| labels.args().into_iter().filter_map(pair).collect())
            .unwrap_or_default(),
        cluster: String::new(),
        tier: tier.arg(0).to_owned(),
        ready: time(apps.unwrap_or(block), "ready", 300.0),
        switch: either("switch")
            .and_then(|stmt| seconds(stmt.arg(0)))
            .unwrap_or(0.0),
        apps: apps.is_some(),
        paths: apps.map_or_else(Vec::new, |apps| {
            let recovery = word(apps, "recovery");
            std::iter::once(apps.arg(0).to_owned())
                .chain(recovery)
                .collect()
        }),
        also: either("also").map_or_else(Vec::new, |also| {
            also.args().into_iter().map(str::to_owned).collect()
        }),
        objects: either("objects").and_then(|stmt| seconds(stmt.arg(0))),
        workloads: block
            .all("workload")
            .map(|one| workload(one, &default))
            .collect(),
        method: default,
        main: promise(block, tier),
        when,
        tolerate: either("tolerate")
            .and_then(|runs| runs.arg(0).parse().ok())
            .unwrap_or(0),
        detect: either("detect").and_then(|stmt| seconds(stmt.arg(0))),
        avoid: either("avoid").map_or_else(Vec::new, windows),
        checked: false,
    }
}

fn window(text: &str) -> Option<(f64, f64)> {
    let (from, to) = text.split_once('-')?;
    let clock = |text: &str| {
        let (hour, minute) = text.split_once(':')?;
        Some(hour.parse::<f64>().ok()? * 3_600.0 + minute.parse::<f64>().ok()? * 60.0)
    };
    Some((clock(from)?, clock(to)?))
}

fn workload(block: &Stmt, default: &Method) -> Workload {
    let name = block.arg(0).to_owned();
    let method = block.get("recover").map_or_else(|| default.clone(), method);
    let mut volumes: Vec<Volume> = block.all("volume").map(volume).collect();
    let copied = matches!(
        method,
        Method::Snapshot | Method::Files | Method::Dump { .. }
    );
    if volumes.is_empty() && copied {
        volumes.push(volume(&Stmt::default()));
    }
    Workload {
        replicas: count(block, "replicas", 1),
        name,
        method,
        volumes,
    }
}

fn volume(block: &Stmt) -> Volume {
    let size = block.get("size").and_then(|size| bytes(size.arg(0)));
    let of = |keyword: &str| block.get(keyword).and_then(|stmt| share(stmt.arg(0)));
    let label = block.get("label").and_then(|label| pair(label.arg(0)));
    let size = size.unwrap_or(100.0 * GIB);
    Volume {
        name: block.arg(0).to_owned(),
        label,
        size,
        change: size * of("change").unwrap_or(0.1 / DAY),
        touched: size * of("touched").unwrap_or(1.0),
        elsewhere: block
            .get("recover")
            .filter(|one| one.arg(0) == "elsewhere")
            .map(elsewhere)
            .or_else(|| block.get("from").map(archive)),
    }
}
