//! `cluster`: where workloads run or are recovered.

use super::block::{Arg, BlockSpec, Row};
use super::types::{Kind, Ty};

const DURATION: &[Arg] = &[Arg::single("DURATION", Ty::Duration)];
const FROM: Row = Row::new(
    "from",
    &[Arg::single("CLUSTER", Ty::Ref(Kind::Cluster))],
    "The primary that the mode is about, where the cluster recovers several: each has a mode of its own.",
);
const COUNT: &[Arg] = &[Arg::single("NUMBER", Ty::Count)];

/// `provision` of a `cluster` block.
pub const PROVISION: Row = Row::new(
    "provision",
    DURATION,
    "Time to create an empty cluster, with the nodes that the recovery needs.",
)
.or("20m");
/// `bootstrap` of a `cluster` block.
pub const BOOTSTRAP: Row = Row::new(
    "bootstrap",
    DURATION,
    "Time from an empty cluster until the Flux controllers are ready.",
)
.or("5m");
/// `read` of a `cluster` block.
pub const READ: Row = Row::new(
    "read",
    &[Arg::single("RATE", Ty::Rate)],
    "The rate at which one node reads a volume for a backup.",
)
.or("100MiB/s");
/// `write` of a `cluster` block.
pub const WRITE: Row = Row::new(
    "write",
    &[Arg::single("RATE", Ty::Rate)],
    "The rate at which one node writes to volumes in a restore.",
)
.or("100MiB/s");
const BRINGS: Row = Row::new(
    "brings",
    &[Arg::literal("velero")],
    "Velero is installed together with the cluster: `provision` includes it.",
);
/// `snapshot-ready` of a `cluster` block.
pub const SNAPSHOT_READY: Row = Row::new(
    "snapshot-ready",
    DURATION,
    "Time from the request for a snapshot to its handle.",
)
.or("15s");
/// `mover-start` of a `cluster` block.
pub const MOVER_START: Row = Row::new(
    "mover-start",
    DURATION,
    "Time until the data mover of one volume begins to copy: the snapshot is ready to use, its pod is scheduled, and its volume is attached.",
)
.or("2m");

pub(super) static CLUSTER: BlockSpec = BlockSpec {
    name: "cluster",
    doc: "Where workloads run or are recovered.",
    example: "cluster dr-us-west-2 {\n  recovers prod-us-east-1\n  standby cold\n  region us-west-2\n  provision 8m\n}\n",
    parameters: false,
    rows: &[
        Row::new("region", &[Arg::single("REGION", Ty::Text)], "The region. All that is in one region is lost together.")
            .required(),
        Row::new("zone", &[Arg::single("ZONE", Ty::Text)], "The zone, if you plan for a loss smaller than the region."),
        Row::new(
            "path",
            &[Arg::single("PATH", Ty::Path)],
            "The path in the repository that Flux was bootstrapped with.",
        )
        .or("clusters/NAME"),
        Row::new("source", super::plan::SOURCE, "The source of Flux that contains the output, on this cluster.").or("that of the plan"),
        Row::new("recovers", &[Arg::list("CLUSTER", Ty::Ref(Kind::Cluster))], "The clusters that this one recovers after a loss: from another region after every loss, in the same region after the loss of the cluster, or of its zone where both declare another one. What it recovers of each of several is called `NAME-CLUSTER`, and every recovery counts as if all of them begin together."),
        Row::new(
            "standby",
            &[Arg::single("STATE", Ty::Choice(&["cold", "warm"]))],
            "Cold: the cluster exists only during a disaster or a drill. Warm: it runs, with the workloads scaled to zero.",
        )
        .or("cold"),
        Row::new("store", &[Arg::single("STORE", Ty::Ref(Kind::Store))], "The store for its backups."),
        Row::new(
            "service-account",
            &[Arg::single("NAME", Ty::Name)],
            "The ServiceAccount, in the namespace of Flux, that every stage on this cluster acts as. A Flux that is locked down for tenants lets no Kustomization do anything without one.",
        ),
        PROVISION,
        BOOTSTRAP,
        Row::new("workers", COUNT, "The flag `--concurrent` of kustomize-controller.").or("4"),
        Row::new("requeue", DURATION, "The flag `--requeue-dependency` of kustomize-controller.").or("30s"),
        Row::new("concurrent-backups", COUNT, "The flag `--concurrent-backups` of Velero.").or("1"),
        Row::new("nodes", COUNT, "Nodes on which node-agent copies data.").or("3"),
        Row::new("node-agent-load", COUNT, "Volumes that one node copies at the same time.").or("1"),
        Row::new(
            "mover-attachments",
            COUNT,
            "Volumes of data movers that one node can attach at the same time, beside those of its pods. With Velero 1.17 and later the ConfigMap of node-agent then has a `prepareQueueLength` with which no more are prepared: the others wait for their turn before their time-out begins.",
        )
        .or("no limit"),
        Row::new(
            "node-agent-config",
            &[Arg::single("FILE", Ty::Path)],
            "A file of the repository with settings of node-agent in its own JSON. They are merged with what the plan needs into the ConfigMap that node-agent of this cluster is started with.",
        ),
        READ,
        WRITE,
        SNAPSHOT_READY,
        MOVER_START,
        BRINGS,
        Row::new(
            "storage-class",
            &[Arg::pairs("CLASS", Ty::Text)],
            "Storage classes of the lost cluster and their names on this one.",
        )
        .many(),
        Row::new("image", &[Arg::pairs("IMAGE", Ty::Text)], "Image prefixes and their replacements on this cluster.").many(),
        Row::new(
            "modifiers",
            &[Arg::single("FILE", Ty::Path)],
            "A file of the repository with resource modifiers of Velero: what every Restore on this cluster changes in the objects that it brings. A rule names namespaces as they are called where the backup was made.",
        ),
        Row::new("map", &[Arg::pairs("NAMESPACE", Ty::Name)], "Namespaces that are restored under another name.")
            .opens(&MAPPED)
            .many(),
        Row::new(
            "decrypt",
            &[Arg::literal("sops")],
            "The key with which Flux decrypts secrets in Git on this cluster. It must not be lost with the region.",
        )
        .holds(&SOPS)
        .once_each(),
        Row::new("decrypt", &[Arg::literal("sealed-secrets")], "The sealing key, which must be kept outside of the cluster too. A cluster may have both kinds of `decrypt`.")
            .holds(&SEALED)
            .once_each(),
        Row::new(
            "substitute-from",
            &[Arg::list("OBJECT", Ty::ObjectRef)],
            "Objects whose values Flux substitutes in the manifests that it applies on this cluster.",
        ),
        Row::new("prepull", &[Arg::list("IMAGE", Ty::Text)], "Images that are pulled before they are needed."),
        Row::new("mode", &[Arg::literal("standby")], "A warm cluster that waits for a recovery.").opens(&RUNS).once_for("from"),
        Row::new(
            "mode",
            &[Arg::literal("recover"), Arg::single("RUN", Ty::Name)],
            "A recovery is in progress, or begins as soon as the cluster exists.",
        )
        .opens(&RECOVER)
        .once_for("from"),
        Row::new("mode", &[Arg::literal("active")], "It serves, and makes its own backups.").opens(&RUNS).once_for("from"),
        Row::new("mode", &[Arg::literal("fenced")], "It was lost, and must not write again.")
            .opens(&FENCED)
            .once_for("from"),
    ],
};

static MAPPED: BlockSpec = BlockSpec {
    name: "map",
    doc: "Whose namespaces are meant.",
    example: "",
    parameters: false,
    rows: &[Row::new(
        "from",
        &[Arg::single("CLUSTER", Ty::Ref(Kind::Cluster))],
        "The primary whose namespaces are meant, where the cluster recovers several: without it those of all of them. What names a primary counts before what names none.",
    )],
};

static SOPS: BlockSpec = BlockSpec {
    name: "sops",
    doc: "Where the key of SOPS comes from.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "kms",
            &[Arg::single("KEY", Ty::Text)],
            "A key of the key service of a cloud, by its full address.",
        )
        .opens(&super::store::KEY),
        Row::new(
            "age",
            &[Arg::single("SECRET", Ty::Text)],
            "A Secret with an age key (`*.agekey`).",
        ),
        Row::new(
            "gpg",
            &[Arg::single("SECRET", Ty::Text)],
            "A Secret with a GPG key (`*.asc`).",
        ),
    ],
};

static SEALED: BlockSpec = BlockSpec {
    name: "sealed-secrets",
    doc: "Where the sealing key comes from.",
    example: "",
    parameters: false,
    rows: &[Row::new(
        "secret",
        &[Arg::single("SECRET", Ty::Text)],
        "The Secret that contains the sealing key.",
    )
    .required()],
};

static RUNS: BlockSpec = BlockSpec {
    name: "mode",
    doc: "The recovery runs that this cluster has used.",
    example: "",
    parameters: false,
    rows: &[
        FROM,
        Row::new(
            "runs",
            &[Arg::list("RUN", Ty::Name)],
            "Runs that were used on this cluster. A run can be used only once.",
        ),
    ],
};

static FENCED: BlockSpec = BlockSpec {
    name: "fenced",
    doc: "The cluster that takes over, and the recovery runs that this cluster has used.",
    example: "",
    parameters: false,
    rows: &[
        FROM,
        Row::new(
            "for",
            &[Arg::single("CLUSTER", Ty::Ref(Kind::Cluster))],
            "The cluster that takes over, where several recover this one.",
        ),
        Row::new(
            "runs",
            &[Arg::list("RUN", Ty::Name)],
            "Runs that were used on this cluster. A run can be used only once.",
        ),
    ],
};

static RECOVER: BlockSpec = BlockSpec {
    name: "recover",
    doc: "What a recovery run restores.",
    example: "",
    parameters: false,
    rows: &[
        FROM,
        Row::new(
            "tier",
            &[Arg::list("TIER", Ty::Ref(Kind::Tier))],
            "Only these tiers are restored by this run.",
        ),
        Row::new(
            "backup",
            &[Arg::list("BACKUP", Ty::Text)],
            "Backups that are used instead of the newest ones.",
        ),
        Row::new(
            "runs",
            &[Arg::list("RUN", Ty::Name)],
            "Runs that were used on this cluster. A run can be used only once.",
        ),
    ],
};
