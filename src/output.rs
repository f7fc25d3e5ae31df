//! What each verb prints: values go in, a text comes out.
//!
//! A format belongs to the report of a verb. Findings are printed by those that judge a plan, an
//! answer by those that are asked something; nothing here reads, writes or decides an exit code.

pub mod answer;
pub mod build;
pub mod catalog;
pub mod check;
pub mod explain;
pub mod failover;
pub mod findings;
pub mod fmt;
pub mod show;
pub mod simulate;
pub mod wiring;

use serde::Serialize;

/// A number of things: `1 error`, `2 errors`.
pub fn many(count: usize, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}

/// A report for programs, with its end of line.
fn pretty<T: Serialize>(value: &T) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
