//! `namespace`: which promise holds for it and where its objects come from.

use super::block::{Arg, BlockSpec, Row};
use super::tier::{AVOID, DETECT, EVERY, KEEP, ORDER, RPO, RTO, STORE, TIER_REF, TOLERATE, WHEN};
use super::types::{Kind, Ty};
use super::workload::{
    RECOVER_DUMP, RECOVER_FILE, RECOVER_OPERATOR, RECOVER_REBUILD, RECOVER_REPLICATION,
    RECOVER_SNAPSHOT, WORKLOAD,
};

const PATH: Arg = Arg::one("PATH", Ty::Path);

/// `ready` of an `apps` block.
pub const READY: Row = Row::new(
    "ready",
    &[Arg::one("DURATION", Ty::Duration)],
    "How long it takes to be up.",
)
.or("5m");

pub(super) static NAMESPACE: BlockSpec = BlockSpec {
    name: "namespace",
    doc: "Which promise holds for these namespaces, where their objects come from, and what state they hold. Every value of the tier may be overridden.",
    example: "namespace payments {\n  tier critical\n  apps apps/payments { recovery apps/payments-dr }\n}\n",
    parameters: false,
    rows: &[
        Row::new("tier", &[TIER_REF], "The promise.").required(),
        Row::new("in", &[Arg::one("CLUSTER", Ty::Ref(Kind::Cluster))], "The primary cluster, where there are several."),
        Row::new(
            "apps",
            &[PATH],
            "The path that Flux applies. Then the namespace is in Git, and only its data is restored.",
        )
        .opens(&APPS),
        Row::new("needs", &[Arg::list("NAME", Ty::Need)], "Namespaces and platforms that must be up before."),
        Row::new("workload", &[Arg::one("WORKLOAD", Ty::Workload)], "A workload that holds state.").many().opens(&WORKLOAD),
        Row::new("exclude", &[Arg::list("RESOURCE", Ty::Text)], "Kinds, in plural, that no backup takes."),
        Row::new("labels", &[Arg::list("LABEL", Ty::Label)], "Only objects with these labels are taken."),
        Row::new("restore", &[Arg::literal("data")], "Restore data only, and what `also` names.").opens(&RESTORE),
        Row::new("restore", &[Arg::literal("all")], "Restore everything, though the namespace is in Git."),
        RPO, RTO, KEEP, STORE, RECOVER_SNAPSHOT, RECOVER_FILE, RECOVER_DUMP, RECOVER_REPLICATION,
        RECOVER_OPERATOR, RECOVER_REBUILD, TOLERATE, EVERY, AVOID, DETECT, ORDER, WHEN,
    ],
};

static APPS: BlockSpec = BlockSpec {
    name: "apps",
    doc: "The overlays of an application in other places, and how long it takes.",
    example: "",
    parameters: false,
    rows: &[
        Row::new("recovery", &[PATH], "The overlay for a recovery cluster.").or("the same path"),
        Row::new(
            "standby",
            &[PATH],
            "The overlay for a warm cluster that waits: scaled to nothing.",
        ),
        READY,
        Row::new(
            "substitute-from",
            &[Arg::list("OBJECT", Ty::ObjectRef)],
            "Objects whose values Flux substitutes in it.",
        ),
    ],
};

static RESTORE: BlockSpec = BlockSpec {
    name: "restore",
    doc: "What Git lacks and a restore of data must bring.",
    example: "",
    parameters: false,
    rows: &[Row::new(
        "also",
        &[Arg::list("RESOURCE", Ty::Text)],
        "Kinds, in plural, that are restored with the data.",
    )],
};
