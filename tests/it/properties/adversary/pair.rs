//! Two plans of one repository on the same clusters: one queue, one node-agent, one restore worker.

use super::claims;
use super::declared::Plan;
use super::emitted;
use super::judge::{Case, Effort, Verdict};
use super::repository::compiled;
use super::tree::{self, Stmt};

/// The second plan beside a first: the same clusters, and all other names its own.
pub fn second(first: &[Stmt], other: &[Stmt]) -> Vec<Stmt> {
    let mut plan: Vec<Stmt> = Vec::new();
    let turned = turned(first, other);
    for stmt in first
        .iter()
        .filter(|stmt| matches!(stmt.keyword(), "plan" | "cluster" | "platform"))
    {
        plan.push(match &turned {
            Some(home) if stmt.keyword() == "cluster" => turn(stmt, home),
            // Two plans must not apply one path.
            _ if stmt.keyword() == "platform" => renamed(stmt),
            _ => stmt.clone(),
        });
    }
    plan[0].words[1] = "q".to_owned();
    let first_cluster = first.iter().find(|stmt| stmt.keyword() == "cluster");
    let home = match &turned {
        Some(home) => home.as_str(),
        None => first_cluster.map_or("", |one| one.arg(0)),
    };
    let many = first
        .iter()
        .filter(|stmt| stmt.keyword() == "cluster" && stmt.get("recovers").is_none());
    let many = many.count() > 1;
    let bucket = shared_bucket(first, other);
    let mut stores = 0;
    for stmt in other {
        if stmt.keyword() == "store" {
            let named = renamed(stmt);
            stores += 1;
            plan.push(match &bucket {
                Some(bucket) if stores == 1 => within(named, bucket),
                _ => named,
            });
        }
        if stmt.keyword() == "tier" {
            plan.push(renamed(stmt));
        }
        if stmt.keyword() == "namespace" && stmt.arg(0) != "*" {
            let mut stmt = renamed(stmt);
            stmt.body
                .retain(|inner| !matches!(inner.keyword(), "needs" | "in"));
            if many || turned.is_some() {
                stmt.push(&format!("in {home}"));
            }
            plan.push(stmt);
        }
    }
    plan
}

/// The store of the first plan whose bucket the second one uses too, in every other pair.
fn shared_bucket(first: &[Stmt], other: &[Stmt]) -> Option<Stmt> {
    let volumes = tree::print(other).matches("volume ").count();
    let mut stores = first.iter().filter(|stmt| stmt.keyword() == "store");
    stores.next().filter(|_| volumes.is_multiple_of(2)).cloned()
}

/// A store in a directory of its own of a bucket, with the rates and copies of that bucket.
fn within(named: Stmt, bucket: &Stmt) -> Stmt {
    let mut store = bucket.clone();
    store.words = named.words;
    for place in &mut store.body {
        if matches!(place.keyword(), "s3" | "gcs" | "azure") {
            place.body.retain(|inner| inner.keyword() != "prefix");
            place.push("prefix of-q");
        }
    }
    store
}

/// The cluster that recovers for the first plan and is the primary of the second, where each is to recover the other.
fn turned(first: &[Stmt], other: &[Stmt]) -> Option<String> {
    let clusters = || first.iter().filter(|stmt| stmt.keyword() == "cluster");
    let recovers = |stmt: &&Stmt| stmt.get("recovers").is_some();
    let many = other.iter().filter(|stmt| stmt.keyword() == "namespace");
    let one = clusters().count() == 2 && clusters().all(|stmt| stmt.get("mode").is_none());
    let warm = clusters().find(|stmt| recovers(stmt) && stmt.get("standby").is_some())?;
    (one && many.count() % 3 > 0).then(|| warm.arg(0).to_owned())
}

/// The same cluster in the other role.
fn turn(stmt: &Stmt, home: &str) -> Stmt {
    let mut stmt = stmt.clone();
    let of_recovery = ["recovers", "standby", "provision", "bootstrap", "brings"];
    stmt.body
        .retain(|inner| !of_recovery.contains(&inner.keyword()));
    if stmt.arg(0) != home {
        stmt.push(&format!("recovers {home}"));
        stmt.push("standby warm");
    }
    stmt
}

/// Names of the second plan end in `-q`, its buckets and paths too.
fn renamed(stmt: &Stmt) -> Stmt {
    let mut new = stmt.clone();
    let named = [
        "store",
        "tier",
        "namespace",
        "s3",
        "replica",
        "apps",
        "recovery",
        "standby",
        "path",
    ];
    let path = stmt.arg(0).contains('/') || !matches!(stmt.keyword(), "standby");
    let several = matches!(stmt.keyword(), "namespace" | "also");
    if several || named.contains(&stmt.keyword()) && path && new.words.len() == 2 {
        for word in new.words.iter_mut().skip(1) {
            let comma = word.ends_with(',');
            *word = format!(
                "{}-q{}",
                word.trim_end_matches(','),
                if comma { "," } else { "" }
            );
        }
    }
    new.body = stmt.body.iter().map(renamed).collect();
    new
}

/// Compiles each beside the other, and judges both in one world.
pub fn judge(first: &[Stmt], other: &[Stmt], effort: Effort) -> Verdict {
    // What the author wrote stands beside both plans, and each text is compiled with its own.
    let alone = first.iter().filter(|stmt| stmt.keyword() != "#author");
    let first: &[Stmt] = &alone.cloned().collect::<Vec<Stmt>>();
    let texts = [tree::print(first), tree::print(other)];
    let alone = compiled(&texts[0], &[], true);
    let mut beside = compiled(&texts[1], &[&alone], true);
    let again = compiled(&texts[0], &[&beside], true);
    // A plan that is refused alone writes nothing, and the second one does not know of it yet.
    if alone.bundle.is_none() {
        beside = compiled(&texts[1], &[&again], true);
    }
    let mut verdict = Verdict {
        errors: [claims::errors(&again), claims::errors(&beside)].concat(),
        ..Verdict::default()
    };
    if !verdict.errors.is_empty() {
        return verdict;
    }
    let mut all = first.to_vec();
    all.extend(
        other
            .iter()
            .filter(|stmt| !matches!(stmt.keyword(), "plan" | "cluster"))
            .cloned(),
    );
    let plan = Plan::read(&all);
    let mut written = emitted::read(&again, &plan);
    emitted::merge(&mut written, emitted::read(&beside, &plan));
    let mut rows = claims::rows(&again);
    rows.extend(claims::rows(&beside));
    let warned = [&again, &beside].map(|done| claims::warned(done, "also-not-met"));
    let case = Case::new(&plan, &written, rows, effort);
    case.warned(warned.contains(&true))
        .judge(&texts, &mut verdict);
    verdict
}
