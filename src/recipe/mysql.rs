//! MySQL and MariaDB: read-only for the moment of a snapshot, or a dump.

use super::{Purpose, Recipe, RecipeParams, strings};
use crate::model::value::Duration;
use crate::model::{Holds, Method};

const fn read_only(
    name: &'static str,
    pre: fn(&RecipeParams<'_>) -> Vec<String>,
    post: fn(&RecipeParams<'_>) -> Vec<String>,
    query: fn(&RecipeParams<'_>, &str) -> Vec<String>,
) -> Recipe {
    Recipe {
        name,
        purpose: Purpose::Quiesce,
        holds: Holds::ServerState,
        safe: &[Method::Snapshot],
        timeout: Duration::seconds(60),
        user: "root",
        password: "MYSQL_PWD",
        log_volumes: &["redo", "binlog"],
        pre,
        post: Some(post),
        load: None,
        query: Some(query),
        doc: "Makes the server read-only and flushes tables. This state stays after the session ends, unlike FLUSH TABLES WITH READ LOCK.",
    }
}

const fn dump(
    name: &'static str,
    pre: fn(&RecipeParams<'_>) -> Vec<String>,
    load: fn(&RecipeParams<'_>) -> Vec<String>,
    query: fn(&RecipeParams<'_>, &str) -> Vec<String>,
) -> Recipe {
    Recipe {
        name,
        purpose: Purpose::Dump,
        holds: Holds::Nothing,
        safe: &[Method::Snapshot, Method::FileBackup],
        timeout: Duration::hours(1),
        user: "root",
        password: "MYSQL_PWD",
        log_volumes: &[],
        pre,
        post: None,
        load: Some(load),
        query: Some(query),
        doc: "Writes all databases, or one, in one transaction into the volume.",
    }
}

/// MySQL.
pub(super) static READ_ONLY: Recipe = read_only(
    "mysql",
    |params| {
        strings(&[
            "mysql",
            "-u",
            params.user,
            "-e",
            "SET GLOBAL super_read_only = ON; FLUSH TABLES",
        ])
    },
    |params| {
        strings(&[
            "mysql",
            "-u",
            params.user,
            "-e",
            "SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF",
        ])
    },
    |params, text| ask_with("mysql", params, text),
);

/// MariaDB has no `super_read_only`.
pub(super) static MARIADB_READ_ONLY: Recipe = read_only(
    "mariadb",
    |params| {
        strings(&[
            "mariadb",
            "-u",
            params.user,
            "-e",
            "SET GLOBAL read_only = ON; FLUSH TABLES",
        ])
    },
    |params| {
        strings(&[
            "mariadb",
            "-u",
            params.user,
            "-e",
            "SET GLOBAL read_only = OFF",
        ])
    },
    |params, text| ask_with("mariadb", params, text),
);

/// MySQL.
pub(super) static DUMP: Recipe = dump(
    "mysql",
    |params| dump_with("mysqldump", params),
    |params| load_with("mysql", params),
    |params, text| ask_with("mysql", params, text),
);

/// MariaDB.
pub(super) static MARIADB_DUMP: Recipe = dump(
    "mariadb",
    |params| dump_with("mariadb-dump", params),
    |params| load_with("mariadb", params),
    |params, text| ask_with("mariadb", params, text),
);

/// A dump without GTIDs: MySQL 5.7 refuses to load those into a server that has transactions of its own, and 8.0 those
/// that it has already (errors 1840 and 3546). `loose` keeps clients of MariaDB, which have no such option, from failing.
fn dump_with(program: &str, params: &RecipeParams<'_>) -> Vec<String> {
    let script = "set -e; umask 077; f=\"$3/$4.sql\"; \
                  o=\"--loose-set-gtid-purged=OFF --single-transaction --routines --events\"; \
                  if [ \"$4\" = all ]; then \"$1\" -u \"$2\" $o --all-databases > \"$f.partial\"; \
                  else \"$1\" -u \"$2\" $o --databases \"$4\" > \"$f.partial\"; fi; \
                  mv \"$f.partial\" \"$f\"";
    strings(&[
        "/bin/sh",
        "-c",
        script,
        "dump",
        program,
        params.user,
        params.path,
        params.database.unwrap_or("all"),
    ])
}

fn load_with(program: &str, params: &RecipeParams<'_>) -> Vec<String> {
    let script = "set -e; f=\"$3/$4.sql\"; test -s \"$f\"; \"$1\" -u \"$2\" < \"$f\"";
    strings(&[
        "/bin/sh",
        "-c",
        script,
        "load",
        program,
        params.user,
        params.path,
        params.database.unwrap_or("all"),
    ])
}

fn ask_with(program: &str, params: &RecipeParams<'_>, text: &str) -> Vec<String> {
    let mut command = strings(&[program, "-u", params.user]);
    if let Some(database) = params.database {
        command.extend(strings(&["-D", database]));
    }
    command.extend(strings(&["-e", text]));
    command
}
