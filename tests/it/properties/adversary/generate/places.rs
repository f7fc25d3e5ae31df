//! Clusters, stores, snapshots, platforms.

use super::{Dice, KNOWN};
use crate::properties::adversary::tree::{Stmt, line};

/// What the rest of a plan may name.
pub struct Places {
    pub primaries: Vec<(String, String)>,
    pub recovering: Vec<(String, String)>,
    pub stores: Vec<String>,
    pub platforms: usize,
    pub snapshots: bool,
    /// Whether policies know no labels of claims.
    pub oldest: bool,
}

const REGIONS: [&str; 4] = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1"];

pub fn places(dice: &mut Dice, plan: &mut Vec<Stmt>, version: &str) -> Places {
    let (newest, oldest) = (version.starts_with("1.18"), version == "1.15");
    let first = dice.pick(&REGIONS);
    let mut primaries = vec![("east".to_owned(), first.to_owned())];
    if dice.percent(25) {
        let region = if dice.percent(60) {
            first
        } else {
            dice.pick(&REGIONS)
        };
        primaries.push(("south".to_owned(), region.to_owned()));
    }
    let mut recovering = Vec::new();
    let took_over = primaries.len() == 1 && dice.percent(13);
    for (name, region) in primaries.clone() {
        let mut block = line(&format!("cluster {name}"));
        block.push(&format!("region {region}"));
        if dice.percent(20) {
            block.push(&format!("zone {}", zone(dice, region.as_str())));
        }
        speeds(dice, &mut block, newest);
        if took_over {
            block.push("mode fenced");
        }
        plan.push(block);
        if !took_over && dice.percent(12) {
            continue;
        }
        let others: Vec<&str> = REGIONS
            .iter()
            .copied()
            .filter(|other| *other != region)
            .collect();
        let away = if dice.percent(10) {
            // A site that is rebuilt where it was.
            region.as_str()
        } else {
            dice.pick(&others)
        };
        let dr = format!("dr-{name}");
        let mut block = line(&format!("cluster {dr}"));
        block.push(&format!("recovers {name}"));
        block.push(&format!("region {away}"));
        if away == region && dice.percent(50) {
            block.push(&format!("zone {}", zone(dice, away)));
        }
        if took_over || dice.percent(35) {
            block.push("standby warm");
        }
        speeds(dice, &mut block, newest);
        for (keyword, times) in [
            ("provision", ["5m", "8m", "30m"]),
            ("bootstrap", ["3m", "5m", "10m"]),
            ("requeue", ["5s", "10s", "60s"]),
        ] {
            if dice.percent(40) {
                block.push(&format!("{keyword} {}", dice.pick(&times)));
            }
        }
        if dice.percent(40) {
            block.push(&format!("workers {}", dice.pick(&[1, 2, 3, 20])));
        }
        if KNOWN.write && dice.percent(60) {
            block.push(&format!("write {}MiB/s", dice.pick(&[50, 200, 400])));
        }
        if KNOWN.brings && dice.percent(30) {
            block.push("brings velero");
        }
        if dice.percent(14) {
            let place = if dice.percent(94) {
                away
            } else {
                region.as_str()
            };
            let sops = block.push("decrypt sops");
            sops.push(&format!("kms \"arn:aws:kms:{place}:1:key/s\""));
        }
        if took_over {
            let mode = block.push("mode active");
            mode.push("runs r1");
        }
        plan.push(block);
        if !took_over && away != region && dice.percent(8) {
            site(dice, plan, (&name, &region), newest);
        }
        recovering.push((dr, away.to_owned()));
    }
    let stores = stores(dice, plan, &primaries, &recovering);
    let snapshots = dice.percent(80);
    if snapshots {
        let ceph = dice.percent(8);
        let driver = if ceph {
            "rook-ceph.rbd.csi.ceph.com"
        } else {
            "ebs.csi.aws.com"
        };
        let mut block = line("snapshots fast");
        block.push(&format!("driver {driver}"));
        if KNOWN.lives && dice.percent(25) {
            block.push(&format!(
                "lives {}",
                dice.pick(&["volume", "cluster", "zone", "region"])
            ));
        }
        plan.push(block);
    }
    let platforms = platforms(dice, plan);
    Places {
        primaries,
        recovering,
        stores,
        platforms,
        snapshots,
        oldest,
    }
}

/// A zone of a region: mostly a name, and sometimes an id, which may be any of them.
fn zone(dice: &mut Dice, region: &str) -> String {
    if dice.percent(15) {
        format!("{}-az{}", region.replace('-', ""), dice.pick(&[1, 2]))
    } else {
        format!("{region}{}", dice.pick(&["a", "b"]))
    }
}

/// Another cluster that recovers a primary, in its own region.
fn site(dice: &mut Dice, plan: &mut Vec<Stmt>, (name, region): (&str, &str), newest: bool) {
    let mut block = line(&format!("cluster site-{name}"));
    block.push(&format!("recovers {name}"));
    block.push(&format!("region {region}"));
    if dice.percent(50) {
        block.push(&format!("zone {}", zone(dice, region)));
    }
    speeds(dice, &mut block, newest);
    if KNOWN.brings {
        block.push("brings velero");
    }
    plan.push(block);
}

fn speeds(dice: &mut Dice, block: &mut Stmt, newest: bool) {
    if dice.percent(40) {
        block.push(&format!("read {}MiB/s", dice.pick(&[40, 200, 400, 1_000])));
    }
    if dice.percent(30) {
        block.push(&format!("nodes {}", dice.pick(&[1, 2, 4, 6])));
    }
    if dice.percent(30) {
        block.push(&format!("node-agent-load {}", dice.pick(&[2, 3])));
    }
    if newest && dice.percent(25) {
        // At least twice what a node moves at once.
        let load = block.get("node-agent-load");
        let load: usize = load.and_then(|load| load.arg(0).parse().ok()).unwrap_or(1);
        let more = dice.pick(&[0, 0, 1, 5]);
        block.push(&format!("mover-attachments {}", 2 * load + more));
    }
    if newest && dice.percent(40) {
        block.push(&format!("concurrent-backups {}", dice.pick(&[2, 3, 4])));
    }
    if dice.percent(25) {
        block.push(&format!(
            "snapshot-ready {}",
            dice.pick(&["5s", "5s", "30s", "30s", "60s", "11m"])
        ));
    }
    if dice.percent(25) {
        block.push(&format!("mover-start {}", dice.pick(&["20s", "60s", "5m"])));
    }
}

fn stores(
    dice: &mut Dice,
    plan: &mut Vec<Stmt>,
    primaries: &[(String, String)],
    recovering: &[(String, String)],
) -> Vec<String> {
    let count = if dice.percent(30) { 2 } else { 1 };
    let mut names = Vec::new();
    let one_bucket = count > 1 && dice.percent(25);
    for at in 0..count {
        let name = format!("s{at}");
        let home = dice.pick(primaries).1;
        let copied = dice.percent(65);
        let away = recovering
            .first()
            .map_or("ap-south-1", |(_, region)| region.as_str());
        let away = if dice.percent(93) {
            away
        } else {
            dice.pick(&REGIONS)
        };
        let near = if copied { 80 } else { 12 };
        let region = if dice.percent(near) {
            home
        } else {
            away.to_owned()
        };
        let region = if dice.percent(6) {
            dice.pick(&REGIONS).to_owned()
        } else {
            region
        };
        let mut block = line(&format!("store {name}"));
        let mut main = line(&format!("s3 b{at}"));
        main.push(&format!("region {region}"));
        if dice.percent(2) {
            main.push("url \"http://minio.minio.svc:9000\"");
        } else if dice.percent(10) {
            // A server of one's own, in one place.
            main.push("url \"https://192.168.3.7:9000\"");
            if dice.percent(60) {
                let place = zone(dice, &region);
                main.push(&format!("zone {place}"));
            }
        }
        key(dice, &mut main, &region);
        block.body.push(main);
        if copied {
            let mut replica = line(&format!("replica c{at}"));
            replica.push(&format!("region {away}"));
            if dice.percent(60) {
                replica.push(&format!("lag {}", dice.pick(&["1m", "5m", "30m", "2h"])));
            }
            key(dice, &mut replica, away);
            block.body.push(replica);
        }
        for keyword in ["upload", "download"] {
            if dice.percent(50) {
                block.push(&format!(
                    "{keyword} {}MiB/s",
                    dice.pick(&[30, 60, 200, 500, 1_000])
                ));
            }
        }
        if one_bucket && at > 0 {
            another_directory(plan, &mut block, &name);
        }
        plan.push(block);
        names.push(name);
    }
    names
}

/// The same bucket as that of the first store, with its replica, and another directory.
fn another_directory(plan: &mut [Stmt], block: &mut Stmt, name: &str) {
    let mut stores = plan.iter_mut().filter(|stmt| stmt.keyword() == "store");
    let Some(first) = stores.next() else { return };
    let is_bucket = |stmt: &&Stmt| matches!(stmt.keyword(), "s3" | "replica");
    block.body.retain(|stmt| !is_bucket(&stmt));
    let mut buckets: Vec<Stmt> = first.body.iter().filter(is_bucket).cloned().collect();
    for (bucket, prefix) in first
        .body
        .iter_mut()
        .map(|one| (one, "one"))
        .chain(buckets.iter_mut().map(|one| (one, name)))
    {
        if bucket.keyword() == "s3" {
            bucket.push(&format!("prefix {prefix}"));
        }
    }
    block.body.splice(0..0, buckets);
}

fn key(dice: &mut Dice, bucket: &mut Stmt, region: &str) {
    if dice.percent(25) {
        let place = if dice.percent(95) {
            region
        } else {
            dice.pick(&REGIONS)
        };
        bucket.push(&format!("encrypt kms \"arn:aws:kms:{place}:1:key/b\""));
    }
}

fn platforms(dice: &mut Dice, plan: &mut Vec<Stmt>) -> usize {
    let count = if dice.percent(85) {
        1 + usize::from(dice.percent(40))
    } else {
        0
    };
    for at in 0..count {
        let mut block = line(&format!("platform q{at}"));
        block.push(&format!("path infra/q{at}"));
        if dice.percent(50) {
            block.push(&format!("ready {}", dice.pick(&["1m", "3m", "10m"])));
        }
        if at == 0 && dice.percent(95) {
            block.push("brings velero");
        }
        if at > 0 && dice.percent(50) {
            block.push("needs q0");
        }
        plan.push(block);
    }
    count
}
