//! Operators that keep the data of their resources themselves.

/// An operator, as a plan calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OperatorName {
    /// CloudNativePG.
    Cnpg,
    /// CockroachDB.
    CockroachDb,
    /// Elastic Cloud on Kubernetes.
    Eck,
    /// K8ssandra, and cass-operator below it.
    K8ssandra,
    /// Operators of MongoDB.
    MongoDb,
    /// Operators that run PostgreSQL by Patroni.
    Patroni,
    /// Percona's.
    Percona,
    /// RabbitMQ's cluster operator.
    RabbitMq,
    /// Operators of Redis.
    Redis,
    /// Strimzi.
    Strimzi,
    /// Vitess.
    Vitess,
    /// YugabyteDB.
    YugabyteDb,
    /// Zalando's operator of PostgreSQL.
    ZalandoPostgres,
}

/// The words of the language, by alphabet.
const BY_WORD: [(&str, OperatorName); 13] = [
    ("cnpg", OperatorName::Cnpg),
    ("cockroachdb", OperatorName::CockroachDb),
    ("eck", OperatorName::Eck),
    ("k8ssandra", OperatorName::K8ssandra),
    ("mongodb", OperatorName::MongoDb),
    ("patroni", OperatorName::Patroni),
    ("percona", OperatorName::Percona),
    ("rabbitmq", OperatorName::RabbitMq),
    ("redis", OperatorName::Redis),
    ("strimzi", OperatorName::Strimzi),
    ("vitess", OperatorName::Vitess),
    ("yugabytedb", OperatorName::YugabyteDb),
    ("zalando-postgres", OperatorName::ZalandoPostgres),
];

impl OperatorName {
    /// Every operator with its word, by alphabet.
    pub fn all() -> impl Iterator<Item = (&'static str, Self)> {
        BY_WORD.into_iter()
    }

    /// The word of the language.
    pub fn word(self) -> &'static str {
        let mut all = BY_WORD.iter();
        all.find(|(_, one)| *one == self)
            .map_or("", |(word, _)| word)
    }

    /// From the word of the language.
    pub fn from_word(word: &str) -> Option<Self> {
        let mut all = BY_WORD.iter();
        all.find(|(own, _)| *own == word).map(|(_, one)| *one)
    }

    /// Whether a new resource can start from an archive: the others have no field for it, and no object that restores
    /// one (ECK 3.1, CockroachDB 2.18, RabbitMQ 2.16, Strimzi 0.48, Spotahome Redis 1.3, OT Redis 0.22).
    pub fn has_archive(self) -> bool {
        !matches!(
            self,
            OperatorName::CockroachDb
                | OperatorName::Eck
                | OperatorName::RabbitMq
                | OperatorName::Redis
                | OperatorName::Strimzi
        )
    }

    /// Whether a plan may call its operator so: some resources have two that run them, or one by two names.
    pub fn is_called(self, word: &str) -> bool {
        use OperatorName::{MongoDb, Patroni, Percona, ZalandoPostgres};
        const SHARED: [[OperatorName; 2]; 2] = [[Patroni, ZalandoPostgres], [MongoDb, Percona]];
        Self::from_word(word).is_some_and(|other| {
            let mut shared = SHARED.iter();
            other == self || shared.any(|pair| pair.contains(&self) && pair.contains(&other))
        })
    }
}
