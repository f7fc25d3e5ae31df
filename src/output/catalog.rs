//! What can be explained: findings, values, recipes and statements, each with a page.

mod recipes;
mod statements;

pub use recipes::recipe;
pub use statements::statement;

use super::answer::Format;
use super::pretty;
use crate::diag::findings::{FINDINGS, Family};
use crate::recipe::RECIPES;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The values that a plan computes, each with what it says and its page.
const VALUES: [(&str, &str, &str); 6] = [
    (
        "keep",
        "how long backups are kept",
        include_str!("../../docs/values/keep.md"),
    ),
    (
        "method",
        "how state survives",
        include_str!("../../docs/values/method.md"),
    ),
    (
        "rpo",
        "the most data, in time, that may be lost",
        include_str!("../../docs/values/rpo.md"),
    ),
    (
        "rto",
        "the longest until it is restored",
        include_str!("../../docs/values/rto.md"),
    ),
    (
        "schedule",
        "when backups begin",
        include_str!("../../docs/values/schedule.md"),
    ),
    (
        "store",
        "where backups are kept",
        include_str!("../../docs/values/store.md"),
    ),
];

/// The page of a value.
pub fn value(name: &str) -> Option<&'static str> {
    let mut all = VALUES.iter();
    all.find(|(value, _, _)| *value == name)
        .map(|(_, _, page)| *page)
}

/// The names of the built-in recipes.
fn recipe_names() -> BTreeSet<&'static str> {
    RECIPES.iter().map(|recipe| recipe.name).collect()
}

/// Every name that has a page, for did-you-mean.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&'static str> = FINDINGS.iter().map(|row| row.name).collect();
    names.extend(VALUES.iter().map(|(name, _, _)| *name));
    names.extend(recipe_names());
    names.extend(statements::keywords());
    names
}

/// The list of all of them.
pub fn list(format: Format) -> String {
    match format {
        Format::Text => text(),
        Format::Json => json(),
    }
}

fn families() -> BTreeSet<Family> {
    FINDINGS.iter().map(|row| row.family).collect()
}

fn text() -> String {
    let mut text = String::from(
        "drplan explain NAME           the page of a name below\n\
         drplan explain NAMESPACE.VALUE  where a value of the plan comes from, as in `payments.rpo`\n\
         drplan explain NAMESPACE/KIND/NAME.VALUE  the same of a workload\n\
         \nValues\n",
    );
    for (name, title, _) in VALUES {
        text.push_str(&format!("  {name:<28}  {title}\n"));
    }
    text.push_str("\nRecipes\n");
    for name in recipe_names() {
        text.push_str(&format!("  {name:<28}  {}\n", recipes::title(name)));
    }
    let keywords: Vec<&str> = statements::keywords().into_iter().collect();
    text.push_str("\nStatements\n");
    for line in keywords.chunks(8) {
        text.push_str(&format!("  {}\n", line.join(", ")));
    }
    for family in families() {
        text.push_str(&format!("\nFindings: {}\n", family.word()));
        for row in FINDINGS.iter().filter(|row| row.family == family) {
            text.push_str(&format!("  {:<28}  {}\n", row.name, row.title));
        }
    }
    text
}

fn json() -> String {
    let findings: Vec<Value> = FINDINGS
        .iter()
        .map(|row| {
            json!({
                "name": row.name,
                "severity": row.severity.word(),
                "family": row.family.word(),
                "allowable": row.allowable,
                "title": row.title,
            })
        })
        .collect();
    let values: Vec<Value> = VALUES
        .iter()
        .map(|(name, title, _)| json!({ "name": name, "title": title }))
        .collect();
    let recipes: Vec<Value> = recipe_names()
        .into_iter()
        .map(|name| json!({ "name": name, "title": recipes::title(name) }))
        .collect();
    pretty(&json!({
        "format_version": 1,
        "values": values,
        "recipes": recipes,
        "statements": statements::keywords(),
        "findings": findings,
    }))
}
