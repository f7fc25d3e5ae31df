//! MySQL and MariaDB: read-only for the moment of a snapshot, or a dump.

use super::{Purpose, Recipe, Told, strings};
use crate::model::value::Duration;
use crate::model::{Holds, Method};

const fn read_only(
    name: &'static str,
    pre: fn(&Told<'_>) -> Vec<String>,
    post: fn(&Told<'_>) -> Vec<String>,
    query: fn(&Told<'_>, &str) -> Vec<String>,
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
        doc: "Makes the server read-only and flushes tables. The state outlives the session, unlike FLUSH TABLES WITH READ LOCK.",
    }
}

const fn dump(
    name: &'static str,
    pre: fn(&Told<'_>) -> Vec<String>,
    load: fn(&Told<'_>) -> Vec<String>,
    query: fn(&Told<'_>, &str) -> Vec<String>,
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
    |told, text| ask_with("mysql", told, text),
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
    |told, text| ask_with("mariadb", told, text),
);

/// MySQL.
pub(super) static DUMP: Recipe = dump(
    "mysql",
    |told| dump_with("mysqldump", told),
    |told| load_with("mysql", told),
    |told, text| ask_with("mysql", told, text),
);

/// MariaDB.
pub(super) static MARIADB_DUMP: Recipe = dump(
    "mariadb",
    |told| dump_with("mariadb-dump", told),
    |told| load_with("mariadb", told),
    |told, text| ask_with("mariadb", told, text),
);

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

fn load_with(program: &str, told: &Told<'_>) -> Vec<String> {
    let script = "set -e; f=\"$3/$4.sql\"; test -s \"$f\"; \"$1\" -u \"$2\" < \"$f\"";
    strings(&[
        "/bin/sh",
        "-c",
        script,
        "load",
        program,
        told.user,
        told.path,
        told.database.unwrap_or("all"),
    ])
}

fn ask_with(program: &str, told: &Told<'_>, text: &str) -> Vec<String> {
    let mut command = strings(&[program, "-u", told.user]);
    if let Some(database) = told.database {
        command.extend(strings(&["-D", database]));
    }
    command.extend(strings(&["-e", text]));
    command
}
