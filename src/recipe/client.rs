//! The clients that promote a standby.

use super::strings;

/// A client, and the variables with its address and its credentials.
#[derive(Debug, Clone, Copy)]
pub struct Client {
    /// Its image, where the plan names none.
    pub image: &'static str,
    /// The number of the engine's user in that image, and in most others of the engine: a client that is told no
    /// user asks the system for the name of the one that runs it.
    pub user_number: i64,
    /// The variable of the host.
    pub host: &'static str,
    /// The variable of the port.
    pub port: &'static str,
    /// The variable of the user.
    pub user: &'static str,
    /// The variable of the password.
    pub password: &'static str,
    /// The variable of the database.
    pub database: &'static str,
    /// Program and arguments that run a statement.
    pub run: fn(&str) -> Vec<String>,
}

static POSTGRES: Client = Client {
    image: "docker.io/library/postgres:17",
    user_number: 999,
    host: "PGHOST",
    port: "PGPORT",
    user: "PGUSER",
    password: "PGPASSWORD",
    database: "PGDATABASE",
    run: |statement| strings(&["psql", "-v", "ON_ERROR_STOP=1", "-c", statement]),
};

static MYSQL: Client = Client {
    image: "docker.io/library/mysql:8.4",
    user_number: 999,
    host: "MYSQL_HOST",
    port: "MYSQL_TCP_PORT",
    user: "STANDBY_USER",
    password: "MYSQL_PWD",
    database: "STANDBY_DATABASE",
    // The client reads no user from its environment.
    run: |statement| {
        let script = "exec mysql --host=\"$MYSQL_HOST\" ${STANDBY_USER:+--user=\"$STANDBY_USER\"} \
                      ${STANDBY_DATABASE:+--database=\"$STANDBY_DATABASE\"} --execute=\"$0\"";
        strings(&["/bin/sh", "-c", script, statement])
    },
};

/// The client of an engine that replicates; `None` where the author brings an image.
pub fn client(engine: &str) -> Option<&'static Client> {
    match engine.split('-').next() {
        Some("postgres") => Some(&POSTGRES),
        Some("mysql" | "mariadb") => Some(&MYSQL),
        _ => None,
    }
}
