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
        // A superuser's dump of one database has what makes it on an empty server too: the roles, and the database.
        // `postgres` and `template1` are on every server, and the load is connected to one of them.
        let script = "set -e; umask 077; f=\"$2/$3.sql\"; \
                      super() { [ \"$(psql -X -U \"$1\" -d \"$2\" -Atc 'SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user')\" = t ]; }; \
                      if [ \"$3\" = all ]; then pg_dumpall -U \"$1\" --clean --if-exists > \"$f.partial\"; \
                      elif [ \"$3\" != postgres ] && [ \"$3\" != template1 ] && super \"$1\" \"$3\"; then \
                      pg_dumpall -U \"$1\" --roles-only > \"$f.partial\"; \
                      pg_dump -U \"$1\" -d \"$3\" --create --clean --if-exists >> \"$f.partial\"; \
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
    doc: "Writes all databases, or one, as SQL into the volume. With a superuser the dump of one database has the roles too, and the load makes the database, and the roles that are missing. With another user the load makes the database where it is missing, and the roles that own its objects must be there.",
};

/// Clients that run already would keep the databases from being dropped, and would write between the statements.
/// So each is closed to connections before it is dropped, and again once the load is connected to it, until it is
/// whole: an open session stays. What a loaded server has already, the roles, is made only where it is missing; every
/// other error ends the load. Rows of a table are left as they are: a row may look like a statement. The end of the
/// text fails where the text could not be read to its end.
///
/// A dump of one database brings roles too: those that the new server has keep what it gave them, their password among
/// it, and all others are made in one transaction, so that another try meets whole roles or none.
///
/// Databases stay closed where a load fails, so that nobody takes half of the data for all of it. The next try
/// opens the one that it connects to.
const LOAD: &str = include_str!("postgres_load.sh");

fn load(params: &RecipeParams<'_>) -> Vec<String> {
    strings(&[
        "/bin/sh",
        "-c",
        LOAD,
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
