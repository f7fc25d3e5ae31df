//! Kinds of statements that came later: second Schedules, blocks of one namespace, copies of other tools, what is
//! made again.

use super::places::Places;
use super::{Dice, duration, state};
use crate::properties::adversary::tree::{Stmt, line};

/// Tiers of second Schedules, for some namespaces and for all of some tiers.
pub fn second(dice: &mut Dice, plan: &mut Vec<Stmt>, places: &Places) {
    if !dice.percent(22) {
        return;
    }
    let mut tier = line("tier also");
    let lines = [
        ("30 3 * * 0", 8.0),
        ("40 2 * * *", 1.5),
        ("25 */6 * * *", 0.5),
        ("50 4 1 * *", 33.0),
        ("@every 5h", 0.5),
    ];
    let (cron, days) = dice.pick(&lines);
    if dice.percent(70) {
        tier.push(&format!("every \"{cron}\""));
    } else if dice.percent(20) {
        tier.push("avoid 09:00-11:00");
    }
    let rpo = days * 86_400.0 * dice.between(1.0, 1.5);
    tier.push(&format!("rpo {}", duration(rpo.max(7_200.0))));
    let keep = (rpo * dice.between(2.2, 8.0) / 3_600.0).ceil() + 24.0;
    tier.push(&format!("keep {keep}h"));
    if places.stores.len() > 1 {
        tier.push(&format!("store {}", dice.pick(&places.stores)));
    }
    if dice.percent(10) {
        tier.push("tolerate 1");
    }
    if places.snapshots && dice.percent(8) {
        tier.push(&format!(
            "recover {}",
            dice.pick(&["snapshot", "file-backup"])
        ));
    }
    let at = plan
        .iter()
        .position(|stmt| stmt.keyword() == "tier")
        .unwrap_or(plan.len());
    plan.insert(at, tier);
    let whole = dice.percent(25);
    let keyword = if whole { "tier" } else { "namespace" };
    let mut used = false;
    for stmt in plan.iter_mut().filter(|stmt| stmt.keyword() == keyword) {
        let may = stmt.arg(0) != "also" && (whole || stmt.get("tier").is_some());
        if may && (!used || dice.percent(50)) {
            stmt.push("also also");
            used = true;
        }
    }
}

/// Labels for a block, and the other block of its namespace.
pub fn labelled(dice: &mut Dice, block: &mut Stmt, places: &Places, at: usize) -> Option<Stmt> {
    let alone = block.words.len() == 2;
    if !alone || places.oldest || !dice.percent(7) {
        return None;
    }
    let mut twin = line(&format!("namespace n{at}"));
    for stmt in block
        .body
        .iter()
        .filter(|stmt| matches!(stmt.keyword(), "tier" | "in"))
    {
        twin.body.push(stmt.clone());
    }
    block.push("labels part=one");
    twin.push(dice.pick(&["labels part=two", "labels part=two, part=three"]));
    // A Schedule of its own, which may have another rhythm.
    if dice.percent(30) {
        twin.push(&format!(
            "every \"{}\"",
            dice.pick(&["17 * * * *", "17 */4 * * *"])
        ));
    }
    if block.get("apps").is_some() && dice.percent(60) {
        let apps = twin.push(&format!("apps apps/n{at}t"));
        apps.push(&format!("recovery apps/n{at}t/r"));
        apps.push(&format!("standby apps/n{at}t/w"));
    }
    let mut one = line("workload statefulset/t0");
    let methods = ["snapshot", "file-backup"];
    let method = dice.pick(&methods[usize::from(!places.snapshots)..]);
    one.push(&format!("recover {method}"));
    state::volumes(dice, &mut one, &format!("n{at}t0"), (false, false));
    twin.body.push(one);
    Some(twin)
}

/// A namespace that comes from Git alone, and is in no tier.
pub fn rebuilt(dice: &mut Dice, places: &Places) -> Stmt {
    let mut block = line("namespace made");
    if places.primaries.len() > 1 {
        let home = dice.pick(&places.primaries).0;
        block.push(&format!("in {home}"));
    }
    let apps = block.push("apps apps/made");
    apps.push("recovery apps/made/r");
    apps.push("standby apps/made/w");
    block.push("recover rebuild");
    if dice.percent(50) {
        block.push("workload deployment/web");
    }
    block
}

fn tool(dice: &mut Dice, to: &mut Stmt) {
    let tool = to.push(&format!(
        "recover elsewhere {}",
        dice.pick(&["volsync", "longhorn"])
    ));
    tool.push(&format!("rpo {}", dice.pick(&["10m", "1h", "6h"])));
    tool.push(&format!("ready {}", dice.pick(&["2m", "20m", "90m"])));
}

/// A workload that another tool copies.
pub fn elsewhere(dice: &mut Dice, one: &mut Stmt, mark: &str) {
    tool(dice, one);
    state::volume(dice, one, "data", mark);
}

/// A volume that another tool copies.
pub fn one_elsewhere(dice: &mut Dice, one: &mut Stmt, mark: &str) {
    state::volume(dice, one, "tool", mark);
    if let Some(volume) = one.body.last_mut() {
        tool(dice, volume);
    }
}
