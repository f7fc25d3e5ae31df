//! `cluster`: where workloads run or are recovered.

use super::block::{Arg, BlockSpec, Row};
use super::types::{Kind, Ty};

const DURATION: &[Arg] = &[Arg::one("DURATION", Ty::Duration)];
const COUNT: &[Arg] = &[Arg::one("NUMBER", Ty::Count)];

/// `provision` of a `cluster` block.
pub const PROVISION: Row =
    Row::new("provision", DURATION, "From nothing to an empty cluster.").or("20m");
/// `bootstrap` of a `cluster` block.
pub const BOOTSTRAP: Row = Row::new(
    "bootstrap",
    DURATION,
    "From an empty cluster to Flux controllers that are ready.",
)
.or("5m");
/// `read` of a `cluster` block.
pub const READ: Row = Row::new(
    "read",
    &[Arg::one("RATE", Ty::Rate)],
    "What one node reads from a volume for a backup.",
)
.or("100MiB/s");
/// `snapshot-ready` of a `cluster` block.
pub const SNAPSHOT_READY: Row = Row::new(
    "snapshot-ready",
    DURATION,
    "From a snapshot's request to its handle.",
)
.or("15s");
/// `mover-start` of a `cluster` block.
pub const MOVER_START: Row = Row::new(
    "mover-start",
    DURATION,
    "Until the data mover of one volume moves data.",
)
.or("2m");

pub(super) static CLUSTER: BlockSpec = BlockSpec {
    name: "cluster",
    doc: "Where workloads run or are recovered.",
    example: "cluster dr-us-west-2 {\n  recovers prod-us-east-1\n  standby cold\n  region us-west-2\n  provision 8m\n}\n",
    parameters: false,
    rows: &[
        Row::new("region", &[Arg::one("REGION", Ty::Text)], "The region; what is lost with it is lost together.")
            .required(),
        Row::new("zone", &[Arg::one("ZONE", Ty::Text)], "The zone, where a loss smaller than the region counts."),
        Row::new(
            "path",
            &[Arg::one("PATH", Ty::Path)],
            "The path in the repository that Flux was bootstrapped with.",
        )
        .or("clusters/NAME"),
        Row::new("recovers", &[Arg::one("CLUSTER", Ty::Ref(Kind::Cluster))], "The cluster whose loss this one answers."),
        Row::new(
            "standby",
            &[Arg::one("STATE", Ty::Choice(&["cold", "warm"]))],
            "Cold: exists only during a disaster or a drill. Warm: is there, scaled to nothing.",
        )
        .or("cold"),
        Row::new("store", &[Arg::one("STORE", Ty::Ref(Kind::Store))], "Where its backups go."),
        PROVISION,
        BOOTSTRAP,
        Row::new("workers", COUNT, "kustomize-controller's --concurrent.").or("4"),
        Row::new("requeue", DURATION, "kustomize-controller's --requeue-dependency.").or("30s"),
        Row::new("concurrent-backups", COUNT, "Velero's --concurrent-backups.").or("1"),
        Row::new("nodes", COUNT, "Nodes on which node-agent moves data.").or("3"),
        Row::new("node-agent-load", COUNT, "Volumes that one node moves at once.").or("1"),
        READ,
        SNAPSHOT_READY,
        MOVER_START,
        Row::new(
            "storage-class",
            &[Arg::pairs("CLASS", Ty::Text)],
            "Storage classes of the lost cluster and what they are called here.",
        )
        .many(),
        Row::new("image", &[Arg::pairs("IMAGE", Ty::Text)], "Image prefixes and what they become here.").many(),
        Row::new("map", &[Arg::pairs("NAMESPACE", Ty::Name)], "Namespaces that are restored under another name.")
            .many(),
        Row::new(
            "decrypt",
            &[Arg::literal("sops")],
            "The key with which Flux decrypts secrets in Git here. It must outlive the lost region.",
        )
        .holds(&SOPS)
        .once_each(),
        Row::new("decrypt", &[Arg::literal("sealed-secrets")], "The sealing key, from an escrow outside the cluster. Both kinds of `decrypt` may stand side by side.")
            .holds(&SEALED)
            .once_each(),
        Row::new(
            "substitute-from",
            &[Arg::list("OBJECT", Ty::ObjectRef)],
            "Objects whose values Flux substitutes in what it applies here.",
        ),
        Row::new("prepull", &[Arg::list("IMAGE", Ty::Text)], "Images that are pulled before they are needed."),
        Row::new("mode", &[Arg::literal("standby")], "A warm cluster that waits.").opens(&RUNS),
        Row::new(
            "mode",
            &[Arg::literal("recover"), Arg::one("RUN", Ty::Name)],
            "A recovery is under way, or will be as soon as the cluster is there.",
        )
        .opens(&RECOVER),
        Row::new("mode", &[Arg::literal("active")], "It serves, and makes backups of its own.").opens(&RUNS),
        Row::new("mode", &[Arg::literal("fenced")], "It was lost, and must not write any more.")
            .opens(&FENCED),
    ],
};

static SOPS: BlockSpec = BlockSpec {
    name: "sops",
    doc: "Where the key of SOPS comes from.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "kms",
            &[Arg::one("KEY", Ty::Text)],
            "A key of a cloud's key service, by its full address.",
        ),
        Row::new(
            "age",
            &[Arg::one("SECRET", Ty::Text)],
            "A Secret with an age key (`*.agekey`).",
        ),
        Row::new(
            "gpg",
            &[Arg::one("SECRET", Ty::Text)],
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
        &[Arg::one("SECRET", Ty::Text)],
        "The Secret that holds the sealing key.",
    )
    .required()],
};

static RUNS: BlockSpec = BlockSpec {
    name: "mode",
    doc: "Which recovery runs this cluster has used.",
    example: "",
    parameters: false,
    rows: &[Row::new(
        "runs",
        &[Arg::list("RUN", Ty::Name)],
        "Runs that were used here; a run is used once.",
    )],
};

static FENCED: BlockSpec = BlockSpec {
    name: "fenced",
    doc: "Who takes over, and which recovery runs this cluster has used.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "for",
            &[Arg::one("CLUSTER", Ty::Ref(Kind::Cluster))],
            "The cluster that takes over, where several recover this one.",
        ),
        Row::new(
            "runs",
            &[Arg::list("RUN", Ty::Name)],
            "Runs that were used here; a run is used once.",
        ),
    ],
};

static RECOVER: BlockSpec = BlockSpec {
    name: "recover",
    doc: "What a recovery run brings back.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "tier",
            &[Arg::list("TIER", Ty::Ref(Kind::Tier))],
            "Only these tiers are restored by this run.",
        ),
        Row::new(
            "backup",
            &[Arg::list("BACKUP", Ty::Text)],
            "Backups that are taken instead of the newest.",
        ),
        Row::new(
            "runs",
            &[Arg::list("RUN", Ty::Name)],
            "Runs that were used here; a run is used once.",
        ),
    ],
};
