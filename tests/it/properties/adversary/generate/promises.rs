//! Tiers, and promises that a cheap estimate finds near to what is possible.

use super::places::Places;
use super::{Dice, KNOWN, duration};
use crate::properties::adversary::declared::{Method, Plan};
use crate::properties::adversary::jobs::in_backups;
use crate::properties::adversary::tree::{Stmt, line};

/// Lines with the longest gap of each, in seconds.
const LINES: [(&str, f64); 12] = [
    ("*/15 * * * *", 900.0),
    ("7,37 * * * *", 1_800.0),
    ("12 * * * *", 3_600.0),
    ("5 */2 * * *", 7_200.0),
    ("11 */6 * * *", 21_600.0),
    ("20 1 * * *", 86_400.0),
    ("@every 45m", 2_760.0),
    ("@every 30m10s", 1_860.0),
    ("0 3 * * 1-5", 259_200.0),
    ("15 2 * * 0", 604_800.0),
    ("30 8-18 * * *", 50_400.0),
    ("40 */9 * * *", 32_400.0),
];

/// Writes the tiers without their promises, which come when the rest is known.
pub fn tiers(dice: &mut Dice, plan: &mut Vec<Stmt>, places: &Places) -> usize {
    let count = 1 + dice.0.below(3) as usize;
    for at in 0..count {
        let mut block = line(&format!("tier t{at}"));
        if places.stores.len() > 1 {
            block.push(&format!("store {}", dice.pick(&places.stores)));
        }
        let methods = ["snapshot", "file-backup"];
        if places.snapshots && dice.percent(40) {
            block.push(&format!("recover {}", dice.pick(&methods)));
        }
        if dice.percent(14) {
            block.push(&format!("tolerate {}", dice.pick(&[1, 1, 2])));
        }
        if dice.percent(32) {
            let drifting = dice.percent(35);
            let lines = LINES
                .iter()
                .filter(|(line, _)| line.starts_with('@') == drifting);
            let lines: Vec<_> = lines.collect();
            block.push(&format!("every \"{}\"", dice.pick(&lines).0));
        } else if dice.percent(15) {
            block.push(dice.pick(&[
                "avoid 09:00-11:00",
                "avoid 08:00-18:00",
                "avoid 22:00-02:00",
            ]));
        }
        if dice.percent(20) {
            block.push(&format!("detect {}", dice.pick(&["12h", "1d", "3d"])));
        }
        if dice.percent(20) {
            block.push(&format!("order {}", 1 + dice.0.below(3)));
        }
        if dice.percent(20) {
            block.push(&format!("objects {}", dice.pick(&["3h", "12h", "2d"])));
        }
        if KNOWN.switch && dice.percent(20) {
            block.push(&format!("switch {}", dice.pick(&["1m", "5m"])));
        }
        plan.push(block);
    }
    count
}

/// Seconds that one copy of all that a tier holds takes, its worst lag, and a restore.
struct Cost {
    copy: f64,
    lag: f64,
    restore: f64,
}

fn cost(read: &Plan, tier: &str) -> Cost {
    let mut cost = Cost {
        copy: 120.0,
        lag: 0.0,
        restore: 0.0,
    };
    let up = read
        .stores
        .iter()
        .map(|store| store.upload)
        .fold(f64::MAX, f64::min);
    let down = read
        .stores
        .iter()
        .map(|store| store.download)
        .fold(f64::MAX, f64::min);
    let lags = read
        .stores
        .iter()
        .flat_map(|store| &store.buckets)
        .map(|bucket| bucket.lag);
    cost.lag = lags.fold(0.0, f64::max);
    for namespace in read.namespaces.iter().filter(|one| one.tier == tier) {
        let Some(cluster) = read.cluster(&namespace.cluster) else {
            continue;
        };
        cost.restore += namespace.ready.max(60.0);
        for workload in &namespace.workloads {
            let pods = if workload.name.starts_with("statefulset") {
                workload.replicas
            } else {
                1
            };
            for volume in &workload.volumes {
                if !in_backups(&workload.method) {
                    if matches!(workload.method, Method::Operator { .. }) {
                        cost.restore += volume.size / 104_857_600.0;
                    }
                    continue;
                }
                let each = cluster.snapshot_ready
                    + cluster.mover_start
                    + (volume.touched / cluster.read).max(volume.change * 3_600.0 / up);
                cost.copy += each * pods as f64;
                let rate = down.min(104_857_600.0);
                cost.restore += (120.0 + volume.size / rate) * pods as f64;
            }
        }
    }
    cost
}

/// Writes `rpo`, `rto`, `keep` and `when` of each tier.
pub fn promise(dice: &mut Dice, plan: &mut [Stmt]) {
    let read = Plan::read(plan);
    let all: f64 = plan
        .iter()
        .filter(|stmt| stmt.keyword() == "tier")
        .map(|tier| cost(&read, tier.arg(0)).restore)
        .sum();
    let recovers = read
        .clusters
        .iter()
        .any(|cluster| !cluster.recovers.is_empty());
    let before: f64 = read
        .clusters
        .iter()
        .filter(|cluster| !cluster.recovers.is_empty())
        .map(|cluster| {
            let made = if cluster.warm {
                60.0
            } else {
                cluster.provision + cluster.bootstrap
            };
            made + 8.0 * (cluster.requeue + 5.0)
        })
        .fold(0.0, f64::max)
        + read.declare
        + read
            .platforms
            .iter()
            .map(|platform| platform.ready)
            .sum::<f64>()
        + 120.0;
    for tier in plan.iter_mut().filter(|stmt| stmt.keyword() == "tier") {
        let Cost { copy, lag, .. } = cost(&read, tier.arg(0));
        let line = tier.get("every").map(|every| every.arg(0).to_owned());
        let gap = LINES
            .iter()
            .find(|(text, _)| Some(*text) == line.as_deref());
        let missed = tier
            .get("tolerate")
            .and_then(|runs| runs.arg(0).parse::<f64>().ok());
        let missed = missed.unwrap_or(0.0);
        let gap = gap.map_or_else(
            || dice.between(900.0, 43_200.0).max(copy * 1.3),
            |(_, gap)| *gap,
        );
        let loose = dice.between(1.0, 3.0);
        let rpo = (gap * (missed + 1.0) + 60.0 + (copy * (1.0 + missed) + lag) * loose).max(300.0);
        tier.push(&format!("rpo {}", duration(rpo)));
        if recovers && dice.percent(60) {
            let rto = (before + all * dice.between(0.8, 3.0)) * dice.between(1.0, 1.4);
            tier.push(&format!("rto {}", duration(rto)));
        }
        let detect = tier
            .get("detect")
            .map_or(0.0, |detect| match detect.arg(0) {
                "12h" => 43_200.0,
                "1d" => 86_400.0,
                _ => 259_200.0,
            });
        let keep = if dice.percent(20) {
            rpo * 2.2 + detect + 2.0 * all
        } else {
            7.0 * 86_400.0 + rpo * 3.0 + detect + all * 3.0
        };
        tier.push(&format!("keep {}h", (keep / 3_600.0).ceil()));
        if dice.percent(25) {
            let scope = dice.pick(&["volume", "cluster", "zone", "region"]);
            let share = if scope == "region" {
                1.1
            } else {
                dice.between(0.75, 1.2)
            };
            let when = tier.push(&format!("when {scope}"));
            when.push(&format!("rpo {}", duration(rpo * share)));
            if recovers && scope != "volume" && dice.percent(30) {
                let rto = (before + all * dice.between(0.8, 3.0)) * dice.between(1.0, 1.4);
                when.push(&format!("rto {}", duration(rto)));
            }
        }
    }
}
