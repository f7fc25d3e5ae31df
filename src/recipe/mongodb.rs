//! MongoDB: a lock of the server for the moment of a snapshot, or a dump.

use super::{Purpose, Recipe, RecipeParams, strings};
use crate::model::value::Duration;
use crate::model::{Holds, Method};

/// The lock is the server's and outlives the session. It is counted, so post unlocks until none
/// is left: safe to repeat.
pub(super) static LOCK: Recipe = Recipe {
    name: "mongodb",
    purpose: Purpose::Quiesce,
    holds: Holds::ServerState,
    safe: &[Method::Snapshot],
    timeout: Duration::seconds(60),
    user: "",
    password: "",
    log_volumes: &["journal"],
    pre: |_| strings(&["mongosh", "--quiet", "--eval", "db.fsyncLock()"]),
    post: Some(|_| {
        strings(&[
            "mongosh",
            "--quiet",
            "--eval",
            "while (db.currentOp().fsyncLock) { db.fsyncUnlock() }",
        ])
    }),
    load: None,
    query: None,
    doc: "Locks the writes of one member. Data and journal must be in one snapshot.",
};

/// The archive is renamed at the end.
pub(super) static DUMP: Recipe = Recipe {
    name: "mongodb",
    purpose: Purpose::Dump,
    holds: Holds::Nothing,
    safe: &[Method::Snapshot, Method::FileBackup],
    timeout: Duration::hours(1),
    user: "",
    password: "",
    log_volumes: &[],
    pre: |params: &RecipeParams<'_>| {
        let script = "set -e; umask 077; f=\"$1/mongodb.archive\"; \
                      mongodump --oplog --archive=\"$f.partial\"; mv \"$f.partial\" \"$f\"";
        strings(&["/bin/sh", "-c", script, "dump", params.path])
    },
    post: None,
    load: Some(|params: &RecipeParams<'_>| {
        // Without `--stopOnError` documents that are refused are counted, and the program succeeds.
        let script = "set -e; f=\"$1/mongodb.archive\"; test -s \"$f\"; \
                      mongorestore --drop --stopOnError --oplogReplay --archive=\"$f\"";
        strings(&["/bin/sh", "-c", script, "load", params.path])
    }),
    query: None,
    doc: "Writes an archive with its oplog into the volume. It needs a replica set.",
};
