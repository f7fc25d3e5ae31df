//! Cassandra: memory to disk before a snapshot.

use super::{Purpose, Recipe, strings};
use crate::model::value::Duration;
use crate::model::{Holds, Method};

/// Every node flushes its own tables; a repair follows a restore.
pub(super) static FLUSH: Recipe = Recipe {
    name: "cassandra",
    purpose: Purpose::Quiesce,
    holds: Holds::Nothing,
    safe: &[Method::Snapshot],
    timeout: Duration::minutes(5),
    user: "",
    password: "",
    log_volumes: &["commitlog"],
    pre: |_| strings(&["nodetool", "flush"]),
    post: None,
    load: None,
    query: None,
    doc: "Writes the memtables of the node to disk.",
};
