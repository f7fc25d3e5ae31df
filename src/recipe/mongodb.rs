//! MongoDB: a lock of the server for the moment of a snapshot, or a dump.

use super::{Purpose, Recipe, RecipeParams, strings};
use crate::model::value::Duration;
use crate::model::{Holds, Method};

/// The lock is the server's and outlives the session. It is counted, so post unlocks until none is left: safe to repeat.
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
    post: Some(|_| strings(&["mongosh", "--quiet", "--eval", UNLOCK])),
    load: None,
    query: None,
    doc: "Locks the writes of one member. Data and journal must be in one snapshot.",
};

/// `db.currentOp()` of mongosh has no `fsyncLock`: it is the list of operations alone (shell-api/src/database.ts). The
/// command of the server has it.
///
/// Velero stops waiting when the time of a hook is over, and the command runs on (pkg/podexec/pod_command_executor.go).
/// A lock that waits for a long operation would be taken after post, and hold the server until the next run. So post
/// waits for a lock that is asked for, and goes on doing so when its own time is over.
const UNLOCK: &str = "for (;;) { const now = db.adminCommand({ currentOp: 1 }); \
                      if (now.fsyncLock) { db.fsyncUnlock() } \
                      else if (now.inprog.some((one) => one.command && one.command.fsync && one.command.lock)) { sleep(500) } \
                      else { break } }";

/// `mongodump` leaves out `local`, where the configuration of a replica set is. A new server of the set has none and
/// takes no writes: the load gives it the one of the dump, whose members are those of the same pods, or that of one
/// member where the dump has none.
const INITIATE: &str = "let bare = false; \
                        try { db.adminCommand({ replSetGetStatus: 1 }) } catch (error) { bare = error.codeName === 'NotYetInitialized' } \
                        if (bare) { \
                        const fs = require('fs'); const file = process.env.REPLICA_SET; \
                        if (fs.existsSync(file)) { \
                        const set = EJSON.parse(fs.readFileSync(file, 'utf8')); \
                        delete set.term; set.version = 1; if (set.settings) { delete set.settings.replicaSetId } \
                        rs.initiate(set) } else { rs.initiate() } \
                        for (let n = 0; n < 60 && !db.hello().isWritablePrimary; n++) { sleep(1000) } }";

/// The archive is renamed at the end. What a client of the shell cannot read of the replica set is left out: the dump
/// itself needs no shell.
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
        let script = "set -e; umask 077; f=\"$1/mongodb.archive\"; c=\"$1/mongodb.set.json\"; \
                      mongodump --oplog --archive=\"$f.partial\"; \
                      if command -v mongosh > /dev/null; then \
                      mongosh --quiet --eval 'print(EJSON.stringify(rs.conf()))' > \"$c.partial\" && mv \"$c.partial\" \"$c\"; fi; \
                      mv \"$f.partial\" \"$f\"";
        strings(&["/bin/sh", "-c", script, "dump", params.path])
    },
    post: None,
    load: Some(|params: &RecipeParams<'_>| {
        // Without `--stopOnError` documents that are refused are counted, and the program succeeds.
        let script = "set -e; f=\"$1/mongodb.archive\"; test -s \"$f\"; \
                      if command -v mongosh > /dev/null; then \
                      REPLICA_SET=\"$1/mongodb.set.json\" mongosh --quiet --eval \"$2\"; fi; \
                      mongorestore --drop --stopOnError --oplogReplay --archive=\"$f\"";
        strings(&["/bin/sh", "-c", script, "load", params.path, INITIATE])
    }),
    query: None,
    doc: "Writes an archive with its oplog into the volume, and the configuration of the replica set, which it needs. The load initiates a set that is not initiated yet.",
};
