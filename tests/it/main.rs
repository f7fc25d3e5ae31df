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

mod cli {
    mod answers;
    mod edits;
    mod exits;
    mod failback;
    mod failover;
    mod hostile;
    mod kills;
    mod merge;
    mod modes;
    mod named;
    mod neighbours;
    mod old_outputs;
    mod several;
    mod verbs;
}

mod findings {
    mod consequences;
    mod cures;
    mod examples;
    mod marks;
    mod mistakes;
    mod pages;
    mod render;
}

mod manifests {
    pub mod crds;
    mod dollars;
    pub mod hooks;
    mod layouts;
    mod meaning;
    mod recovery;
    mod report;
    mod report_structure;
    mod rules;
    mod schedule_names;
    mod snapshots;
    mod stages;
    mod yaml;
}

mod properties {
    mod adversary;
    mod advice;
    pub mod failover_sequences;
    mod invariants;
    mod limits;
    mod proofs;
    mod read_again;
}

mod repository {
    mod built_again;
    mod clusters;
    mod differential;
    mod hostile;
    pub mod kustomize;
}

mod structure;

mod support {
    pub mod expect;
    #[path = "../../../plans/fleet/fleet.rs"]
    pub mod fleet;
    pub mod harness;
    pub mod kubectl;
    pub mod rng;
    pub mod snapshots;
    pub mod test;
    pub mod trees;
}
