//! Which engine the image of a container is of, by its name.

use super::Container;

/// What an image runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Cassandra and ScyllaDB.
    Cassandra,
    /// What reads the figures of an engine, without its client.
    Exporter,
    /// MariaDB.
    MariaDb,
    /// MongoDB.
    MongoDb,
    /// MySQL and Percona Server.
    MySql,
    /// PostgreSQL, also with extensions.
    Postgres,
    /// Redis and Valkey.
    Redis,
}

/// Words of the name of an image, in the order in which they decide.
const WORDS: [(Family, &[&str]); 7] = [
    (Family::Exporter, &["exporter"]),
    (Family::MongoDb, &["mongo", "mongodb"]),
    (Family::MariaDb, &["mariadb"]),
    (
        Family::Postgres,
        &[
            "pgvecto",
            "pgvector",
            "postgis",
            "postgres",
            "postgresql",
            "timescaledb",
        ],
    ),
    (Family::MySql, &["mysql", "percona"]),
    (Family::Redis, &["redis", "valkey"]),
    (Family::Cassandra, &["cassandra", "scylla"]),
];

/// Words by which an image is a tool beside an engine.
const TOOLS: [&str; 15] = [
    "admin",
    "agent",
    "backup",
    "client",
    "commander",
    "express",
    "init",
    "insight",
    "manager",
    "operator",
    "proxy",
    "router",
    "sentinel",
    "shell",
    "ui",
];

impl Container {
    /// The engine of its image; `None` where its name does not tell.
    pub fn family(&self) -> Option<Family> {
        let image = self.image.split('@').next().unwrap_or_default();
        let last = image.rsplit('/').next().unwrap_or_default();
        let name = last.split(':').next().unwrap_or_default();
        let words: Vec<&str> = name.split(['-', '_', '.']).collect();
        let (family, _) = WORDS
            .iter()
            .find(|(_, own)| words.iter().any(|word| own.contains(word)))?;
        let tool = words.iter().any(|word| TOOLS.contains(word));
        (!tool || *family == Family::Exporter).then_some(*family)
    }

    /// Whether its image is one of Bitnami, which are started by other variables than those of the projects.
    pub fn is_of_bitnami(&self) -> bool {
        self.image.contains("bitnami")
    }

    /// Whether its image is the one that the project itself builds, or a copy of it under the same name.
    pub fn is_of_project(&self) -> bool {
        let publishers = ["bitnami", "linuxserver", "ubi", "wodby"];
        let image = self.image.split('@').next().unwrap_or_default();
        let last = image.rsplit('/').next().unwrap_or_default();
        let name = last.split(':').next().unwrap_or_default();
        let own = ["mariadb", "mongo", "mysql", "postgres"];
        own.contains(&name) && !publishers.iter().any(|one| image.contains(one))
    }
}

#[cfg(test)]
mod tests {
    use super::{Container, Family};

    #[test]
    fn families() {
        let of = |image: &str| Container::of_image(image).family();
        assert_eq!(
            of("registry:5000/library/postgres:17"),
            Some(Family::Postgres)
        );
        assert_eq!(
            of("bitnami/postgresql-repmgr:17@sha256:0"),
            Some(Family::Postgres)
        );
        assert_eq!(of("postgrest/postgrest:v12"), None);
        assert_eq!(
            of("prometheuscommunity/postgres-exporter:v0.17"),
            Some(Family::Exporter)
        );
        assert_eq!(of("oliver006/redis_exporter"), Some(Family::Exporter));
        assert_eq!(
            of("percona/percona-server-mongodb:7.0"),
            Some(Family::MongoDb)
        );
        assert_eq!(of("percona/percona-server:8.0"), Some(Family::MySql));
        assert_eq!(of("mongo-express:1"), None);
        assert_eq!(of("registry/shop:1"), None);
    }
}
