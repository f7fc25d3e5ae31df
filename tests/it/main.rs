//! All integration tests, in one binary.

#![allow(
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "tests may read files, run the binary, and stop at the first surprise"
)]

mod cli;
mod consequences;
mod corpus;
mod crds;
mod docs;
mod dollars;
mod edits;
mod exits;
mod failover;
mod harness;
mod hostile;
mod kills;
mod laws;
mod limits;
mod merge;
mod mistakes;
mod named;
mod old;
mod proofs;
mod recovery;
mod render;
mod report;
mod roads;
mod rules;
mod sandbox;
mod structure;
mod yaml;
