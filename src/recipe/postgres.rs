//! PostgreSQL: a checkpoint before a snapshot, or a dump.

use super::{Purpose, Recipe, RecipeParams, strings};
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
    pre: |params: &RecipeParams<'_>| {
        strings(&[
            "psql",
            "-U",
            params.user,
            "-d",
            params.database.unwrap_or("postgres"),
            "-c",
            "CHECKPOINT",
        ])
    },
    post: None,
    load: None,
    query: Some(ask),
    doc: "Runs CHECKPOINT, so that the copy recovers fast. Data and log must be in one snapshot.",
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
    pre: |params: &RecipeParams<'_>| {
        let script = "set -e; umask 077; f=\"$2/$3.sql\"; \
                      if [ \"$3\" = all ]; then pg_dumpall -U \"$1\" --clean --if-exists > \"$f.partial\"; \
                      else pg_dump -U \"$1\" -d \"$3\" --clean --if-exists > \"$f.partial\"; fi; \
                      mv \"$f.partial\" \"$f\"";
        strings(&[
            "/bin/sh",
            "-c",
            script,
            "dump",
            params.user,
            params.path,
            params.database.unwrap_or("all"),
        ])
    },
    post: None,
    load: Some(load),
    query: Some(ask),
    doc: "Writes all databases, or one, as SQL into the volume.",
};

/// A whole dump drops the role that loads it, which fails and must not end the load.
fn load(params: &RecipeParams<'_>) -> Vec<String> {
    let script = "set -e; f=\"$2/$3.sql\"; test -s \"$f\"; \
                  if [ \"$3\" = all ]; then psql -U \"$1\" -d postgres -f \"$f\"; \
                  else psql -U \"$1\" -d \"$3\" -v ON_ERROR_STOP=1 --single-transaction -f \"$f\"; fi";
    strings(&[
        "/bin/sh",
        "-c",
        script,
        "load",
        params.user,
        params.path,
        params.database.unwrap_or("all"),
    ])
}

fn ask(params: &RecipeParams<'_>, text: &str) -> Vec<String> {
    strings(&[
        "psql",
        "-U",
        params.user,
        "-d",
        params.database.unwrap_or("postgres"),
        "-v",
        "ON_ERROR_STOP=1",
        "-c",
        text,
    ])
}
