//! `workload` and `recover`: how the state of a workload is recovered.

use super::block::{Arg, BlockSpec, Row};
use super::operator::OPERATOR;
use super::types::{Kind, Ty};
use super::volume::{RECOVER_ELSEWHERE, VOLUME};

const DURATION: &[Arg] = &[Arg::single("DURATION", Ty::Duration)];

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
    "By CSI snapshot; a data mover copies the snapshot if it must reach another region. Without any `recover` this is the method, if the plan has a `snapshots` block.",
);
pub(super) const RECOVER_FILE: Row = Row::new(
    "recover",
    &[Arg::literal("file-backup")],
    "By reading the files of running pods. Not for a running database. Without any `recover` this is the method, if the plan has no `snapshots` block.",
);
pub(super) const RECOVER_DUMP: Row = Row::new(
    "recover",
    &[Arg::literal("dump"), Arg::single("RECIPE", Ty::Text)],
    "A hook writes a dump into a volume, and only this volume is backed up.",
)
.holds(&DUMP);
pub(super) const RECOVER_REPLICATION: Row = Row::new(
    "recover",
    &[
        Arg::literal("replication"),
        Arg::single("ENGINE", Ty::Choice(ENGINES)),
    ],
    "The application replicates its data. Velero backs up only objects, and the standby is promoted.",
)
.holds(&REPLICATION);
pub(super) const RECOVER_OPERATOR: Row = Row::new(
    "recover",
    &[
        Arg::literal("operator"),
        Arg::single("NAME", Ty::Choice(OPERATORS)),
    ],
    "The operator replicates the data. Its configuration is backed up, so that it can be created again.",
)
.holds(&OPERATOR);
pub(super) const RECOVER_REBUILD: Row = Row::new(
    "recover",
    &[Arg::literal("rebuild")],
    "Nothing is copied, and no data is promised.",
);

pub(super) static WORKLOAD: BlockSpec = BlockSpec {
    name: "workload",
    doc: "How the state of one workload survives. Its kind is `statefulset`, `deployment`, `daemonset`, or an operator, such as `cnpg/pg` or `strimzi/events`: then it is the resource of that operator, `recover operator` of it is implied, and its pods, volumes and sizes are read from Git.",
    example: "",
    parameters: false,
    rows: &[
        RECOVER_SNAPSHOT,
        RECOVER_FILE,
        RECOVER_DUMP,
        RECOVER_REPLICATION,
        RECOVER_OPERATOR,
        RECOVER_ELSEWHERE,
        RECOVER_REBUILD,
        Row::new(
            "volume",
            &[Arg::single("NAME", Ty::Name)],
            "A volume, by its name in the pod.",
        )
        .many()
        .opens(&VOLUME),
        Row::new(
            "quiesce",
            &[Arg::single("RECIPE", Ty::Text)],
            "A built-in recipe that runs before each copy.",
        )
        .holds(&QUIESCE),
        Row::new(
            "hook",
            &[Arg::single("HOOK", Ty::Ref(Kind::Hook))],
            "A recipe that you write, with its parameters.",
        )
        .opens(&HOOK_USE),
        Row::new(
            "replicas",
            &[Arg::single("NUMBER", Ty::Count)],
            "The number of pods. Each pod of a StatefulSet has its own volumes.",
        )
        .or("1"),
        Row::new(
            "release",
            &[Arg::single("RELEASE", Ty::Release)],
            "The HelmRelease whose chart makes the workload, for hooks of its pods: `NAME`, or `NAMESPACE/NAME` where several have this name.",
        ),
    ],
};

const CONTAINER: Row = Row::new(
    "container",
    &[Arg::single("CONTAINER", Ty::Name)],
    "The container in which it runs. It cannot be an init container.",
);
const USER: Row = Row::new(
    "user",
    &[Arg::single("USER", Ty::Text)],
    "The database user.",
)
.or("that of the recipe");
const DATABASE: Row = Row::new(
    "database",
    &[Arg::single("DATABASE", Ty::Text)],
    "The database.",
)
.or("that of the recipe");
const SECRET: Row = Row::new(
    "secret",
    &[Arg::single("PATH", Ty::Text)],
    "A file in the container with the password, for example from a mounted Secret.",
);
const TIMEOUT: Row =
    Row::new("timeout", DURATION, "How long it may take.").or("that of the recipe");
const VIA: Row = Row::new(
    "via",
    &[Arg::literal("schedule")],
    "Puts the hook into the Schedule, for workloads that no patch in Git reaches.",
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
        "Labels of the pods of this workload, which no other pod of the namespace has. Pods of a Deployment or DaemonSet can be found only by labels.",
    )
    .or("the names of the pods of a StatefulSet")],
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
    doc: "Where and how the dump is written.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "into",
            &[Arg::single("VOLUME", Ty::Name)],
            "The volume for the dump. Only this volume is backed up.",
        )
        .required(),
        Row::new(
            "path",
            &[Arg::single("PATH", Ty::Text)],
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
    doc: "The place of the standby, how far it is behind, and how it is promoted.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "standby",
            &[Arg::single("REGION", Ty::Text), Arg::single("ADDRESS", Ty::Text)],
            "The region and address of the standby. It cannot be in a cluster that does not exist yet.",
        )
        .required(),
        Row::new("lag", DURATION, "How far it may be behind the original.").required(),
        Row::new(
            "promote",
            &[Arg::single("SQL", Ty::Free)],
            "The statement that promotes the standby.",
        )
        .opens(&PROMOTE),
    ],
};

static PROMOTE: BlockSpec = BlockSpec {
    name: "promote",
    doc: "Credentials and image of the promotion.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "secret",
            &[Arg::single("SECRET", Ty::Name)],
            "The Secret with the credentials, in the namespace of the application.",
        ),
        Row::new(
            "image",
            &[Arg::single("IMAGE", Ty::Text)],
            "The image of the client.",
        )
        .or("the client of the engine"),
    ],
};

static HOOK_USE: BlockSpec = BlockSpec {
    name: "hook",
    doc: "Values for the parameters of the recipe.",
    example: "",
    parameters: true,
    rows: &[VIA],
};
