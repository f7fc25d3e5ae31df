//! `namespace`: its promise and the source of its objects.

use super::block::{Arg, BlockSpec, Row};
use super::tier::{
    ALSO, AVOID, DETECT, EVERY, KEEP, OBJECTS, ORDER, RPO, RTO, STORE, SWITCH, TIER_REF, TOLERATE,
    WHEN,
};
use super::types::{Kind, Ty};
use super::workload::{
    RECOVER_DUMP, RECOVER_FILE, RECOVER_OPERATOR, RECOVER_REBUILD, RECOVER_REPLICATION,
    RECOVER_SNAPSHOT, WORKLOAD,
};

const PATH: Arg = Arg::single("PATH", Ty::Path);

/// `ready` of an `apps` block.
pub const READY: Row = Row::new(
    "ready",
    &[Arg::single("DURATION", Ty::Duration)],
    "Time until it is healthy, volumes attached and nodes added.",
)
.or("5m");

/// `ready` of a `namespace` block.
pub const PODS_READY: Row = Row::new(
    "ready",
    &[Arg::single("DURATION", Ty::Duration)],
    "Time until the pods of the namespace are ready, volumes attached and nodes added, where `apps` states none.",
)
.or("5m");

/// With these a namespace comes from Git alone, and needs no promise.
const NOTHING_COPIED: &[(&str, Option<&str>)] = &[("apps", None), ("recover", Some("rebuild"))];

pub(super) static NAMESPACE: BlockSpec = BlockSpec {
    name: "namespace",
    doc: "The promise for these namespaces, the source of their objects, and their state. A namespace may override every value of its tier.",
    example: "namespace payments {\n  tier critical\n  apps apps/payments { recovery apps/payments-dr }\n}\n",
    parameters: false,
    rows: &[
        Row::new("tier", &[TIER_REF], "The tier, which is the promise.").required_unless(NOTHING_COPIED),
        Row::new("in", &[Arg::single("CLUSTER", Ty::Ref(Kind::Cluster))], "The primary cluster, where there are several."),
        Row::new(
            "apps",
            &[PATH],
            "The path that Flux applies. With it the namespace is in Git, and only its data is restored.",
        )
        .opens(&APPS),
        PODS_READY,
        Row::new("needs", &[Arg::list("NAME", Ty::Need)], "Namespaces and platforms that must be healthy before this one starts."),
        Row::new("workload", &[Arg::single("WORKLOAD", Ty::Workload)], "A workload that holds state.").many().opens(&WORKLOAD),
        Row::new("exclude", &[Arg::list("RESOURCE", Ty::Text)], "Kinds, in plural, that are left out of the backups."),
        Row::new("labels", &[Arg::list("LABEL", Ty::Label)], "Only objects with these labels are backed up; of one key with several values any of them. A namespace may stand in several blocks if their labels have other values of one key: each has a backup set, a Restore and a gate of its own."),
        Row::new("restore", &[Arg::literal("data")], "Restore only data, and the kinds that `also` names.").opens(&RESTORE),
        Row::new("restore", &[Arg::literal("all")], "Restore everything, although the namespace is in Git."),
        RPO, RTO, KEEP, STORE, RECOVER_SNAPSHOT, RECOVER_FILE, RECOVER_DUMP, RECOVER_REPLICATION,
        RECOVER_OPERATOR, RECOVER_REBUILD, TOLERATE, EVERY, AVOID, DETECT, ORDER, SWITCH, OBJECTS, ALSO, WHEN,
    ],
};

static APPS: BlockSpec = BlockSpec {
    name: "apps",
    doc: "The overlays of an application for other clusters, and the time until it is healthy.",
    example: "",
    parameters: false,
    rows: &[
        Row::new("recovery", &[PATH], "The overlay for a recovery cluster.").or("the same path"),
        Row::new(
            "standby",
            &[PATH],
            "The overlay for a warm cluster that waits, scaled to zero.",
        ),
        READY,
        Row::new(
            "service-account",
            &[Arg::single("NAME", Ty::Name)],
            "The ServiceAccount, in the namespace of Flux, that the stage of this path acts as.",
        )
        .or("that of the cluster"),
        Row::new(
            "substitute-from",
            &[Arg::list("OBJECT", Ty::ObjectRef)],
            "Objects whose values Flux substitutes in this path.",
        ),
    ],
};

static RESTORE: BlockSpec = BlockSpec {
    name: "restore",
    doc: "Objects that are not in Git and must be restored with the data.",
    example: "",
    parameters: false,
    rows: &[Row::new(
        "also",
        &[Arg::list("RESOURCE", Ty::Text)],
        "Kinds, in plural, that are restored with the data.",
    )],
};
