//! One cluster that recovers several primaries.

use super::Dice;
use super::places::Places;
use crate::properties::adversary::tree::Stmt;

/// Lets the cluster that recovers the first primary recover the second one too; each writes to a store of its own.
pub fn together(dice: &mut Dice, plan: &mut Vec<Stmt>, places: &mut Places) -> bool {
    if places.primaries.len() < 2 || places.recovering.len() < 2 || !dice.percent(50) {
        return false;
    }
    let names: Vec<String> = places
        .primaries
        .iter()
        .map(|(name, _)| name.clone())
        .collect();
    let gone = format!("dr-{}", names[1]);
    plan.retain(|stmt| stmt.keyword() != "cluster" || stmt.arg(0) != gone);
    let kept = format!("dr-{}", names[0]);
    if let Some(both) = plan.iter_mut().find(|stmt| stmt.arg(0) == kept) {
        "dr".clone_into(&mut both.words[1]);
        if let Some(recovers) = both.body.iter_mut().find(|one| one.keyword() == "recovers") {
            recovers.words = vec![
                "recovers".to_owned(),
                format!("{},", names[0]),
                names[1].clone(),
            ];
        }
    }
    places.recovering.truncate(1);
    if let Some((name, _)) = places.recovering.first_mut() {
        "dr".clone_into(name);
    }
    if places.stores.len() < 2 {
        another(plan);
    }
    for (name, store) in names.iter().zip(["s0", "s1"]) {
        let mut clusters = plan.iter_mut().filter(|stmt| stmt.keyword() == "cluster");
        if let Some(cluster) = clusters.find(|stmt| stmt.arg(0) == name) {
            cluster.push(&format!("store {store}"));
        }
    }
    places.stores.truncate(1);
    true
}

/// A second store, with buckets of its own.
fn another(plan: &mut Vec<Stmt>) {
    let Some(at) = plan.iter().position(|stmt| stmt.keyword() == "store") else {
        return;
    };
    let mut store = plan[at].clone();
    "s1".clone_into(&mut store.words[1]);
    for bucket in &mut store.body {
        if matches!(bucket.keyword(), "s3" | "replica") {
            bucket.words[1] = format!("{}1", &bucket.words[1][..1]);
        }
    }
    plan.insert(at + 1, store);
}

/// What would meet on one cluster is left out: the namespaces that no statement names.
pub fn apart(plan: &mut Vec<Stmt>) {
    plan.retain(|stmt| stmt.keyword() != "namespace" || stmt.arg(0) != "*");
}
