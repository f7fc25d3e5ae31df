//! PostgreSQL: a checkpoint before a snapshot, or a dump.

use super::{Purpose, Recipe, Told, strings};
use crate::model::value::Duration;
use crate::model::{Holds, Method};

/// A checkpoint shortens crash recovery; a snapshot of data and log together is consistent anyway.
pub(super) static CHECKPOINT: Recipe = Recipe {
    name: "postgres",
    purpose: Purpose::Quiesce,
    holds: Holds::Nothing,
    safe: &[Method::Snapshot],
    timeout: Duration::seconds(60),
    user: "postgres",
    password: "PGPASSWORD",
    log_volumes: &["wal", "pgwal"],
    pre: |told: &Told<'_>| {
        strings(&[
            "psql",
            "-U",
            told.user,
            "-d",
            told.database.unwrap_or("postgres"),
            "-c",
            "CHECKPOINT",
        ])
    },
    post: None,
    doc: "Runs CHECKPOINT, so that the copy recovers fast. Data and log must be one snapshot.",
};

/// The partial file is renamed at the end: a copy never holds half a dump under the final name.
pub(super) static DUMP: Recipe = Recipe {
    name: "postgres",
    purpose: Purpose::Dump,
    holds: Holds::Nothing,
    safe: &[Method::Snapshot, Method::FileBackup],
    timeout: Duration::hours(1),
    user: "postgres",
    password: "PGPASSWORD",
    log_volumes: &[],
    pre: |told: &Told<'_>| {
        let script = "set -e; umask 077; f=\"$2/$3.sql\"; \
                      if [ \"$3\" = all ]; then pg_dumpall -U \"$1\" --clean --if-exists > \"$f.partial\"; \
                      else pg_dump -U \"$1\" -d \"$3\" --clean --if-exists > \"$f.partial\"; fi; \
                      mv \"$f.partial\" \"$f\"";
        strings(&[
            "/bin/sh",
            "-c",
            script,
            "dump",
            told.user,
            told.path,
            told.database.unwrap_or("all"),
        ])
    },
    post: None,
    doc: "Writes all databases, or one, as SQL into the volume.",
};
