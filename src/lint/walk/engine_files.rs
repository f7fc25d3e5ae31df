//! Where engines keep their files, and the volume of a container in which that is.

use crate::repository::contents::{Container, Family, Mount};

/// Arguments that give an engine another directory for its files: `postgres -D`, `mysqld --datadir`, `mongod --dbpath`.
const ARGUMENTS: [&str; 4] = ["--data-directory", "--datadir", "--dbpath", "-D"];

/// The recipe for an engine.
pub(in crate::lint) fn recipe_of(family: Family) -> Option<&'static str> {
    match family {
        Family::Cassandra => Some("cassandra"),
        Family::Exporter => None,
        Family::MariaDb => Some("mariadb"),
        Family::MongoDb => Some("mongodb"),
        Family::MySql => Some("mysql"),
        Family::Postgres => Some("postgres"),
        Family::Redis => Some("redis"),
    }
}

/// The variables that say where the images of an engine keep its files, and the directories without them.
pub(in crate::lint) fn places(recipe: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match recipe {
        "cassandra" => (
            &[],
            &[
                "/var/lib/cassandra",
                "/var/lib/scylla",
                "/bitnami/cassandra",
            ],
        ),
        "postgres" => (
            &["PGDATA", "POSTGRESQL_DATA_DIR", "POSTGRESQL_VOLUME_DIR"],
            &[
                "/var/lib/postgresql/data",
                "/var/lib/postgresql",
                "/bitnami/postgresql",
            ],
        ),
        "mariadb" => (&["MYSQL_DATA_DIR"], &["/var/lib/mysql", "/bitnami/mariadb"]),
        "mysql" => (&["MYSQL_DATA_DIR"], &["/var/lib/mysql", "/bitnami/mysql"]),
        "mongodb" => (&[], &["/data/db", "/bitnami/mongodb"]),
        _ => (&[], &[]),
    }
}

/// The directory of an engine's files, and the mount in effect there; `None` where it is in no volume, or not known.
pub(in crate::lint) fn mounted<'a>(
    runs: &'a Container,
    recipe: &str,
) -> Option<(String, &'a Mount)> {
    let (variables, defaults) = places(recipe);
    let stated = variables.iter().find_map(|name| runs.places.get(*name));
    let all = match (argument(runs), stated) {
        (Some(argument), _) => vec![argument],
        (None, Some(stated)) => vec![stated.as_str()],
        (None, None) => defaults.to_vec(),
    };
    let known = all.into_iter().filter(|place| !place.contains('$'));
    let mut found = known.filter_map(|place| {
        let mounts = runs.mounts.iter().filter(|mount| mount.holds(place));
        // The longest path is the mount that is in effect.
        let under = mounts.max_by_key(|mount| mount.path.trim_end_matches('/').len())?;
        Some((place.to_owned(), under))
    });
    found.next()
}

/// The directory that the arguments of a container name.
fn argument(runs: &Container) -> Option<&str> {
    let mut words = runs.words.iter().flat_map(|word| word.split_whitespace());
    while let Some(word) = words.next() {
        if ARGUMENTS.contains(&word) {
            return words.next();
        }
        let value = word
            .split_once('=')
            .filter(|(name, _)| ARGUMENTS.contains(name));
        if let Some((_, value)) = value {
            return Some(value);
        }
    }
    None
}

/// The program of an engine's server.
fn servers(family: Family) -> &'static [&'static str] {
    match family {
        Family::Cassandra => &["cassandra", "scylla"],
        Family::MariaDb | Family::MySql => &["mysqld", "mariadbd"],
        Family::MongoDb => &["mongod"],
        Family::Postgres => &["postgres"],
        Family::Exporter | Family::Redis => &[],
    }
}

/// Whether a container runs the server of its image, and no client in place of it: its words are arguments alone, or
/// name the server or the entrypoint of the image.
pub(in crate::lint) fn runs_server(runs: &Container, family: Family) -> bool {
    let Some(first) = runs.words.first() else {
        return true;
    };
    let names = |word: &str| {
        let name = word.rsplit('/').next().unwrap_or_default();
        servers(family).contains(&name) || name.contains("entrypoint")
    };
    let mut words = runs.words.iter().flat_map(|word| word.split_whitespace());
    first.starts_with('-') || words.any(names)
}
