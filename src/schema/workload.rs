//! `workload` and `recover`: how state survives.

use super::block::{Arg, BlockSpec, Row};
use super::types::{Kind, Ty};
use super::volume::VOLUME;

const DURATION: &[Arg] = &[Arg::one("DURATION", Ty::Duration)];

/// Replication engines that a standby is known for.
pub(super) const ENGINES: &[&str] = &[
    "cassandra-datacenter",
    "elasticsearch-ccr",
    "kafka-mirrormaker2",
    "mariadb-gtid",
    "mongodb-replica-set",
    "mysql-gtid",
    "postgres-logical",
    "postgres-streaming",
    "redis-replica",
];
/// Operators that replicate on their own.
pub(super) const OPERATORS: &[&str] = &[
    "cnpg",
    "cockroachdb",
    "eck",
    "k8ssandra",
    "mongodb",
    "patroni",
    "percona",
    "rabbitmq",
    "redis",
    "strimzi",
    "vitess",
    "yugabytedb",
    "zalando-postgres",
];

pub(super) const RECOVER_SNAPSHOT: Row = Row::new(
    "recover",
    &[Arg::literal("snapshot")],
    "By CSI snapshot, and by data mover whenever it must reach another region.",
);
pub(super) const RECOVER_FILE: Row = Row::new(
    "recover",
    &[Arg::literal("file-backup")],
    "By reading files of running pods. Never of a running database.",
);
pub(super) const RECOVER_DUMP: Row = Row::new(
    "recover",
    &[Arg::literal("dump"), Arg::one("RECIPE", Ty::Text)],
    "A hook writes a dump into a volume, which is backed up alone.",
)
.holds(&DUMP);
pub(super) const RECOVER_REPLICATION: Row = Row::new(
    "recover",
    &[
        Arg::literal("replication"),
        Arg::one("ENGINE", Ty::Choice(ENGINES)),
    ],
    "The application replicates; Velero keeps objects only, and the standby is promoted.",
)
.holds(&REPLICATION);
pub(super) const RECOVER_OPERATOR: Row = Row::new(
    "recover",
    &[
        Arg::literal("operator"),
        Arg::one("NAME", Ty::Choice(OPERATORS)),
    ],
    "The operator replicates; its configuration is kept so that it can be made anew.",
)
.holds(&OPERATOR);
pub(super) const RECOVER_REBUILD: Row = Row::new(
    "recover",
    &[Arg::literal("rebuild")],
    "Nothing is copied, and no data is promised.",
);

pub(super) static WORKLOAD: BlockSpec = BlockSpec {
    name: "workload",
    doc: "How the state of one workload survives.",
    example: "",
    parameters: false,
    rows: &[
        RECOVER_SNAPSHOT,
        RECOVER_FILE,
        RECOVER_DUMP,
        RECOVER_REPLICATION,
        RECOVER_OPERATOR,
        RECOVER_REBUILD,
        Row::new(
            "volume",
            &[Arg::one("NAME", Ty::Name)],
            "A volume, by its name in the pod.",
        )
        .many()
        .opens(&VOLUME),
        Row::new(
            "quiesce",
            &[Arg::one("RECIPE", Ty::Text)],
            "A built-in recipe that runs before each copy.",
        )
        .holds(&QUIESCE),
        Row::new(
            "hook",
            &[Arg::one("HOOK", Ty::Ref(Kind::Hook))],
            "A recipe of the author's own, with its parameters.",
        )
        .opens(&HOOK_USE),
        Row::new(
            "replicas",
            &[Arg::one("NUMBER", Ty::Count)],
            "Pods, each with its volumes in a StatefulSet.",
        )
        .or("1"),
    ],
};

const CONTAINER: Row = Row::new(
    "container",
    &[Arg::one("CONTAINER", Ty::Name)],
    "The container in which it runs; never an init container.",
);
const USER: Row =
    Row::new("user", &[Arg::one("USER", Ty::Text)], "The database user.").or("the recipe's");
const DATABASE: Row = Row::new(
    "database",
    &[Arg::one("DATABASE", Ty::Text)],
    "The database.",
)
.or("the recipe's");
const SECRET: Row = Row::new(
    "secret",
    &[Arg::one("PATH", Ty::Text)],
    "A file in the container that holds the password, as a mounted Secret gives it.",
);
const TIMEOUT: Row = Row::new("timeout", DURATION, "How long it may take.").or("the recipe's");
const VIA: Row = Row::new(
    "via",
    &[Arg::literal("schedule")],
    "Puts the hook into the Schedule, for workloads whose manifests are not plain YAML in Git.",
)
.opens(&VIA_SCHEDULE);

static VIA_SCHEDULE: BlockSpec = BlockSpec {
    name: "via",
    doc: "How the Schedule finds the pods.",
    example: "",
    parameters: false,
    rows: &[Row::new(
        "labels",
        &[Arg::list("KEY=VALUE", Ty::Label)],
        "Labels that the pods of this workload carry, and no other pod of the namespace. Those of a Deployment or DaemonSet are found by nothing else.",
    )
    .or("the names of a StatefulSet's pods")],
};

static QUIESCE: BlockSpec = BlockSpec {
    name: "quiesce",
    doc: "A built-in recipe that makes a copy consistent.",
    example: "",
    parameters: false,
    rows: &[CONTAINER.required(), USER, DATABASE, SECRET, TIMEOUT, VIA],
};

static DUMP: BlockSpec = BlockSpec {
    name: "dump",
    doc: "Where the dump is written, and how.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "into",
            &[Arg::one("VOLUME", Ty::Name)],
            "The volume that takes the dump, and that alone is copied.",
        )
        .required(),
        Row::new(
            "path",
            &[Arg::one("PATH", Ty::Text)],
            "Where that volume is mounted in the container.",
        )
        .or("/dump"),
        CONTAINER.required(),
        USER,
        DATABASE,
        SECRET,
        TIMEOUT,
        VIA,
    ],
};

static REPLICATION: BlockSpec = BlockSpec {
    name: "replication",
    doc: "Where the copy lives, how far it is behind, and how it becomes the original.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "standby",
            &[Arg::one("REGION", Ty::Text), Arg::one("ADDRESS", Ty::Text)],
            "Where the copy lives. Not in a cluster that does not exist yet.",
        )
        .required(),
        Row::new("lag", DURATION, "How far it may be behind.").required(),
        Row::new(
            "promote",
            &[Arg::one("SQL", Ty::Free)],
            "What makes it the original.",
        )
        .opens(&PROMOTE),
    ],
};

static PROMOTE: BlockSpec = BlockSpec {
    name: "promote",
    doc: "With what the promotion runs.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "secret",
            &[Arg::one("SECRET", Ty::Name)],
            "The Secret of the application's namespace with the credentials.",
        ),
        Row::new(
            "image",
            &[Arg::one("IMAGE", Ty::Text)],
            "The client's image.",
        )
        .or("the engine's client"),
    ],
};

static OPERATOR: BlockSpec = BlockSpec {
    name: "operator",
    doc: "The copy that the operator keeps: an archive, or a standby.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "archive",
            &[Arg::one("URL", Ty::Text)],
            "The archive that it recovers from.",
        )
        .holds(&ARCHIVE),
        Row::new(
            "standby",
            &[
                Arg::one("REGION", Ty::Text),
                Arg::optional("ADDRESS", Ty::Text),
            ],
            "A standby that it keeps elsewhere.",
        ),
        Row::new("lag", DURATION, "How far the standby may be behind."),
    ],
};

static ARCHIVE: BlockSpec = BlockSpec {
    name: "archive",
    doc: "Where the archive lies and how far it is behind.",
    example: "",
    parameters: false,
    rows: &[
        Row::new("region", &[Arg::one("REGION", Ty::Text)], "Where it lies.").required(),
        Row::new("lag", DURATION, "How far it may be behind.").required(),
    ],
};

static HOOK_USE: BlockSpec = BlockSpec {
    name: "hook",
    doc: "Values for the parameters of the recipe.",
    example: "",
    parameters: true,
    rows: &[VIA],
};
