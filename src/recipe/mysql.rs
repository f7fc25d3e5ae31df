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
        doc: "Makes the server read-only and flushes tables. This state stays after the session ends, unlike FLUSH TABLES WITH READ LOCK. A server that is read-only already, as a replica is, stays so. Each lock is waited for during a fifth of `timeout`.",
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

/// What remembers that a hook made the server read-only, and not its configuration, a failover or a person: a key cache
/// of MyISAM that nothing uses. Every MySQL and MariaDB has them, it is empty where nobody made it, no privilege
/// beyond that for `read_only` is needed, and it is lost by a restart as the state itself is. (MySQL 8.4 calls its
/// syntax deprecated. Where it is removed the hook fails before it changes the server.)
const MARK: &str = "@@GLOBAL.drplan.key_buffer_size";

/// MySQL.
pub(super) static READ_ONLY: Recipe = read_only(
    "mysql",
    |params| hold("mysql", "super_read_only", params),
    |params| release("mysql", params),
    |params, text| ask_with("mysql", params, text),
);

/// MariaDB has no `super_read_only`.
pub(super) static MARIADB_READ_ONLY: Recipe = read_only(
    "mariadb",
    |params| hold("mariadb", "read_only", params),
    |params| release("mariadb", params),
    |params, text| ask_with("mariadb", params, text),
);

/// Locks on the way to read-only, each of which may wait for a statement that runs (`fix_super_read_only` and
/// `fix_read_only` in sql/sys_vars.cc), and one more share for all else.
const WAITS: u64 = 5;

/// A server that is read-only already is a replica, or one that a person keeps so: it stays as it is.
///
/// Velero stops waiting when the time of a hook is over, and the command runs on (pkg/podexec/pod_command_executor.go):
/// a statement that gets its lock later would hold the server until the next run. So it gives up before that.
/// A flush in the binary log would be a transaction of the replica's own.
fn hold(program: &str, variable: &str, params: &RecipeParams<'_>) -> Vec<String> {
    let wait = (params.seconds / WAITS).max(1);
    let text = format!(
        "SET SESSION lock_wait_timeout = {wait}; \
         SET GLOBAL drplan.key_buffer_size = IF(CONCAT(@@GLOBAL.read_only) IN ('0', 'OFF'), 1048576, {MARK}); \
         SET @do = IF({MARK}, 'SET GLOBAL {variable} = ON', 'DO 0'); \
         PREPARE it FROM @do; EXECUTE it; FLUSH LOCAL TABLES"
    );
    strings(&[program, "-u", params.user, "-e", &text])
}

/// `read_only` off takes `super_read_only` with it.
fn release(program: &str, params: &RecipeParams<'_>) -> Vec<String> {
    let text = format!(
        "SET @do = IF({MARK}, 'SET GLOBAL read_only = OFF', 'DO 0'); \
         PREPARE it FROM @do; EXECUTE it; SET GLOBAL drplan.key_buffer_size = 0"
    );
    strings(&[program, "-u", params.user, "-e", &text])
}

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

/// A dump of all databases fills the tables of accounts, and a server reads those when it starts or is told to.
fn load_with(program: &str, params: &RecipeParams<'_>) -> Vec<String> {
    let script = "set -e; f=\"$3/$4.sql\"; test -s \"$f\"; \"$1\" -u \"$2\" < \"$f\"; \
                  if [ \"$4\" = all ]; then \"$1\" -u \"$2\" -e 'FLUSH PRIVILEGES'; fi";
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
