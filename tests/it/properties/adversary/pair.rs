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
    for stmt in first
        .iter()
        .filter(|stmt| matches!(stmt.keyword(), "plan" | "cluster" | "platform"))
    {
        plan.push(stmt.clone());
    }
    plan[0].words[1] = "q".to_owned();
    let home = first
        .iter()
        .find(|stmt| stmt.keyword() == "cluster")
        .map_or("", |one| one.arg(0));
    let many = first
        .iter()
        .filter(|stmt| stmt.keyword() == "cluster" && stmt.get("recovers").is_none());
    let many = many.count() > 1;
    for stmt in other {
        if matches!(stmt.keyword(), "store" | "tier") {
            plan.push(renamed(stmt));
        }
        if stmt.keyword() == "namespace" && stmt.arg(0) != "*" {
            let mut stmt = renamed(stmt);
            stmt.body
                .retain(|inner| !matches!(inner.keyword(), "needs" | "in"));
            if many {
                stmt.push(&format!("in {home}"));
            }
            plan.push(stmt);
        }
    }
    plan
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
    ];
    let path = stmt.arg(0).contains('/') || !matches!(stmt.keyword(), "standby");
    if named.contains(&stmt.keyword()) && path && new.words.len() == 2 {
        new.words[1].push_str("-q");
    }
    new.body = stmt.body.iter().map(renamed).collect();
    new
}

/// Compiles each beside the other, and judges both in one world.
pub fn judge(first: &[Stmt], other: &[Stmt], effort: Effort) -> Verdict {
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
            .filter(|stmt| !matches!(stmt.keyword(), "plan" | "cluster" | "platform"))
            .cloned(),
    );
    let plan = Plan::read(&all);
    let mut written = emitted::read(&again);
    emitted::merge(&mut written, emitted::read(&beside));
    let mut rows = claims::rows(&again);
    rows.extend(claims::rows(&beside));
    Case::new(&plan, &written, rows, effort).judge(&texts, &mut verdict);
    verdict
}
