//! Namespaces, workloads, volumes, hooks, drills.

use super::places::Places;
use super::{Dice, kinds};
use crate::properties::adversary::tree::{Stmt, line};

pub fn namespaces(dice: &mut Dice, plan: &mut Vec<Stmt>, places: &Places, tiers: usize) {
    let count = 1 + dice.0.below(5) as usize;
    let (mut with_apps, mut homes): (Vec<(usize, String)>, Vec<String>) = (Vec::new(), Vec::new());
    let mut checked = Vec::new();
    for at in 0..count {
        let several = dice.percent(8);
        let mut block = line(&if several {
            format!("namespace n{at}, n{at}b")
        } else {
            format!("namespace n{at}")
        });
        block.push(&format!("tier t{}", dice.0.below(tiers as u64)));
        let home = dice.pick(&places.primaries).0;
        if places.primaries.len() > 1 {
            block.push(&format!("in {home}"));
        }
        let apps = dice.percent(70);
        if apps {
            // Namespaces of one application may be in several blocks.
            let near = with_apps.iter().find(|(_, other)| *other == home);
            let path = match near {
                Some((other, _)) if dice.percent(10) => *other,
                Some(_) | None => at,
            };
            let apps = block.push(&format!("apps apps/n{path}"));
            apps.push(&format!("recovery apps/n{path}/r"));
            apps.push(&format!("standby apps/n{path}/w"));
            if dice.percent(40) {
                apps.push(&format!("ready {}", dice.pick(&["1m", "3m", "8m"])));
            }
            let near: Vec<usize> = with_apps
                .iter()
                .filter(|(_, other)| *other == home)
                .map(|(other, _)| *other)
                .collect();
            if !near.is_empty() && dice.percent(35) {
                block.push(&format!("needs n{}", dice.pick(&near)));
            } else if places.platforms > 0 && dice.percent(10) {
                block.push("needs q0");
            }
            with_apps.push((at, home.clone()));
            if dice.percent(20) && home == "east" && !several {
                checked.push(at);
            }
        }
        homes.push(home);
        let many = dice.pick(&[0, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
        for number in 0..many {
            workload(dice, &mut block, places, (at, number, apps));
        }
        let twin = kinds::labelled(dice, &mut block, places, at);
        plan.push(block);
        plan.extend(twin);
    }
    if dice.percent(10) {
        plan.push(kinds::rebuilt(dice, places));
    }
    if places.primaries.len() == 1 && dice.percent(35) {
        let mut block = line("namespace *");
        block.push(&format!("tier t{}", dice.0.below(tiers as u64)));
        plan.push(block);
    }
    if places.snapshots && dice.percent(12) {
        authored(dice, plan, count);
    }
    if let Some((dr, _)) = places.recovering.first()
        && dr == "dr-east"
        && !checked.is_empty()
    {
        let mut drill = line("drill d");
        drill.push("covers t0");
        drill.push(&format!("on {dr}"));
        drill.push("every month");
        for at in checked {
            let check = drill.push(&format!("check n{at}"));
            check.push(&format!("http \"http://n{at}/\""));
        }
        plan.push(drill);
    }
}

/// A Schedule that the author wrote for some of the namespaces.
fn authored(dice: &mut Dice, plan: &mut Vec<Stmt>, count: usize) {
    let cron = dice.pick(&["30 3 * * *", "10 */6 * * *", "45 * * * *", "20 2 * * 6"]);
    let how = dice.pick(&["files", "moved", "kept"]);
    let mut names = vec![format!("n{}", dice.0.below(count as u64))];
    if count > 1 && dice.percent(50) {
        names.push(format!("n{}", dice.0.below(count as u64)));
    }
    names.sort_unstable();
    names.dedup();
    if dice.percent(25) {
        names = vec!["\"*\"".to_owned()];
    }
    plan.push(line(&format!(
        "#author nightly \"{cron}\" {how} {}",
        names.join(" ")
    )));
}

fn workload(
    dice: &mut Dice,
    block: &mut Stmt,
    places: &Places,
    (namespace, number, apps): (usize, usize, bool),
) {
    let kind = dice.pick(&["statefulset", "statefulset", "deployment"]);
    let mut one = line(&format!("workload {kind}/w{number}"));
    if kind == "statefulset" && dice.percent(40) {
        one.push(&format!("replicas {}", dice.pick(&[2, 3, 4])));
    }
    let away = places
        .recovering
        .first()
        .map_or("ap-south-1", |(_, region)| region.as_str());
    let away = if dice.percent(92) { away } else { "us-east-1" };
    // Policies that choose claims by their labels came after the oldest version.
    let mark = match places.oldest {
        true => String::new(),
        false => format!("n{namespace}w{number}"),
    };
    let kinds = if places.oldest { 68 } else { 100 };
    match dice.0.below(kinds) {
        0..24 => volumes(dice, &mut one, &mark, (false, places.oldest)),
        24..50 if places.snapshots => {
            one.push("recover snapshot");
            volumes(
                dice,
                &mut one,
                &mark,
                (kind == "statefulset", places.oldest),
            );
            if !places.oldest && dice.percent(12) {
                kinds::one_elsewhere(dice, &mut one, &mark);
            }
        }
        24..68 => {
            one.push("recover file-backup");
            volumes(dice, &mut one, &mark, (false, places.oldest));
        }
        68..76 => {
            let dump = one.push("recover dump postgres");
            for text in ["into dumps", "container db", "user app", "database app"] {
                dump.push(text);
            }
            if dice.percent(50) {
                dump.push(&format!("timeout {}", dice.pick(&["2m", "10m"])));
            }
            let data = one.push("volume data");
            data.push("skip \"the dump is what is restored\"");
            data.push(&format!("label v={mark}data"));
            volume(dice, &mut one, "dumps", &mark);
        }
        76..84 => {
            let copy = one.push("recover replication postgres-logical");
            copy.push(&format!("standby {away} \"db.{mark}.example.com:5432\""));
            copy.push(&format!("lag {}", dice.pick(&["5s", "1m", "10m"])));
            let promote = copy.push("promote \"SELECT 1\"");
            promote.push("secret standby");
        }
        84..91 if apps => {
            // The resource of the operator, or the pods that it made.
            if dice.percent(40) {
                one = line(&format!("workload cnpg/w{number}"));
            }
            let copy = one.push("recover operator cnpg");
            let archive = copy.push(&format!("archive \"s3://{mark}/pg\""));
            archive.push(&format!("region {away}"));
            archive.push(&format!("lag {}", dice.pick(&["5m", "15m"])));
            if dice.percent(40) {
                archive.push(&format!("download {}MiB/s", dice.pick(&[30, 200, 1_000])));
            }
            if dice.percent(40) {
                archive.push(&format!("base {}", dice.pick(&["6h", "7d", "31d"])));
            }
            if dice.percent(40) {
                archive.push(&format!("change {}", dice.pick(&["1%/d", "5%/d", "80%/d"])));
            }
            volume(dice, &mut one, "pg", &mark);
        }
        91..96 => kinds::elsewhere(dice, &mut one, &mark),
        _ => {
            one.push("recover rebuild");
        }
    }
    block.body.push(one);
}

pub(super) fn volumes(dice: &mut Dice, one: &mut Stmt, mark: &str, (quiet, oldest): (bool, bool)) {
    if !oldest && dice.percent(5) {
        // Nothing of it is copied.
        let only = one.push("volume data");
        only.push("skip \"it is made again\"");
        only.push(&format!("label v={mark}data"));
        return;
    }
    let quiet = quiet && dice.percent(50);
    volume(dice, one, "data", mark);
    if !quiet && dice.percent(20) {
        volume(dice, one, "more", mark);
    }
    if !oldest && dice.percent(10) {
        let skipped = one.push("volume cache");
        skipped.push("skip \"filled again\"");
        skipped.push(&format!("label v={mark}cache"));
        if dice.percent(50) {
            let from = skipped.push(&format!("from \"s3://{mark}-filled/cache\""));
            from.push(&format!("lag {}", dice.pick(&["5m", "1h", "6h"])));
            from.push(&format!("ready {}", dice.pick(&["2m", "20m", "90m"])));
        }
    }
    if quiet {
        let hook = one.push("quiesce postgres");
        hook.push("container db");
        if dice.percent(50) {
            hook.push(&format!("timeout {}", dice.pick(&["20s", "3m"])));
        }
        if dice.percent(60) {
            hook.push("via schedule");
        }
    }
}

pub(super) fn volume(dice: &mut Dice, one: &mut Stmt, name: &str, mark: &str) {
    let size = dice.between(1.0, 1_500.0) as u64;
    let block = one.push(&format!("volume {name}"));
    if dice.percent(97) {
        block.push(&format!("size {}Gi", size.max(1)));
    }
    if dice.percent(60) {
        block.push(&format!("change {}%/d", dice.pick(&[1, 2, 20, 80])));
    }
    if dice.percent(40) {
        block.push(&format!("touched {}%", dice.pick(&[2, 10, 50])));
    }
    if !mark.is_empty() {
        block.push(&format!("label v={mark}{name}"));
    }
}
