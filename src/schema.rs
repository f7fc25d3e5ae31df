//! The tables of the language: the statements of each block, their arguments and their defaults.
//!
//! One row serves the reader (`lower`), the findings with did-you-mean, completion, and the
//! reference in `docs/language`. A keyword that stands anywhere else in `src` is in the wrong
//! place.

pub mod block;
pub mod rows;
pub mod synonyms;
pub mod types;
pub mod versions;

mod alerts;
mod cluster;
mod drill;
mod elsewhere;
mod hook;
mod namespace;
mod operator;
mod plan;
mod platform;
mod snapshots;
mod store;
mod tier;
mod top;
mod volume;
mod workload;

pub use block::{Arg, Arity, BlockRule, BlockSpec, Row, Times};
pub use types::{Kind, Ty};

/// The statements of a file.
pub static FILE: &BlockSpec = &top::FILE;

/// `allow FINDING "why" until DATE` may stand in every block.
pub static ALLOW: &Row = &top::ALLOW;

/// Every block of the language in reading order, for docs and completion.
pub fn blocks() -> Vec<&'static BlockSpec> {
    let mut found: Vec<&'static BlockSpec> = vec![FILE];
    let mut next = 0;
    while let Some(spec) = found.get(next).copied() {
        next += 1;
        for inner in spec.rows.iter().filter_map(|row| row.block.spec()) {
            if !found.iter().any(|known| std::ptr::eq(*known, inner)) {
                found.push(inner);
            }
        }
    }
    found
}
