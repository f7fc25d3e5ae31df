//! MySQL and MariaDB: read-only for the moment of a snapshot, or a dump.

use super::{Purpose, Recipe, Told, strings};
use crate::model::value::Duration;
use crate::model::{Holds, Method};

const fn read_only(
    name: &'static str,
    pre: fn(&Told<'_>) -> Vec<String>,
    post: fn(&Told<'_>) -> Vec<String>,
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
        doc: "Makes the server read-only and flushes tables. The state outlives the session, unlike FLUSH TABLES WITH READ LOCK.",
    }
}

const fn dump(name: &'static str, pre: fn(&Told<'_>) -> Vec<String>) -> Recipe {
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
        doc: "Writes all databases, or one, in one transaction into the volume.",
    }
}

/// MySQL.
pub(super) static READ_ONLY: Recipe = read_only(
    "mysql",
    |told| {
        strings(&[
            "mysql",
            "-u",
            told.user,
            "-e",
            "SET GLOBAL super_read_only = ON; FLUSH TABLES",
        ])
    },
    |told| {
        strings(&[
            "mysql",
            "-u",
            told.user,
            "-e",
            "SET GLOBAL super_read_only = OFF; SET GLOBAL read_only = OFF",
        ])
    },
);

/// MariaDB has no `super_read_only`.
pub(super) static MARIADB_READ_ONLY: Recipe = read_only(
    "mariadb",
    |told| {
        strings(&[
            "mariadb",
            "-u",
            told.user,
            "-e",
            "SET GLOBAL read_only = ON; FLUSH TABLES",
        ])
    },
    |told| {
        strings(&[
            "mariadb",
            "-u",
            told.user,
            "-e",
            "SET GLOBAL read_only = OFF",
        ])
    },
);

/// MySQL.
pub(super) static DUMP: Recipe = dump("mysql", |told| dump_with("mysqldump", told));

/// MariaDB.
pub(super) static MARIADB_DUMP: Recipe = dump("mariadb", |told| dump_with("mariadb-dump", told));

fn dump_with(program: &str, told: &Told<'_>) -> Vec<String> {
    let script = "set -e; umask 077; f=\"$3/$4.sql\"; \
                  if [ \"$4\" = all ]; then \"$1\" -u \"$2\" --single-transaction --routines --all-databases > \"$f.partial\"; \
                  else \"$1\" -u \"$2\" --single-transaction --routines --databases \"$4\" > \"$f.partial\"; fi; \
                  mv \"$f.partial\" \"$f\"";
    strings(&[
        "/bin/sh",
        "-c",
        script,
        "dump",
        program,
        told.user,
        told.path,
        told.database.unwrap_or("all"),
    ])
}
