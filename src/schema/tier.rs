//! `tier`: the promise. Every value of it may be overridden in a namespace.

use super::block::{Arg, BlockSpec, Row};
use super::types::{Kind, Ty};
use super::workload::{
    RECOVER_DUMP, RECOVER_FILE, RECOVER_OPERATOR, RECOVER_REBUILD, RECOVER_REPLICATION,
    RECOVER_SNAPSHOT,
};

/// The name of a tier.
pub(super) const TIER_REF: Arg = Arg::single("TIER", Ty::Ref(Kind::Tier));

const DURATION: &[Arg] = &[Arg::single("DURATION", Ty::Duration)];

pub(super) const RPO: Row = Row::new(
    "rpo",
    DURATION,
    "Recovery point objective: the most data, in time, that may be lost.",
);
pub(super) const RTO: Row = Row::new(
    "rto",
    DURATION,
    "Recovery time objective: the longest time until it is restored.",
);
pub(super) const KEEP: Row = Row::new("keep", DURATION, "How long each backup is kept.");
pub(super) const STORE: Row = Row::new(
    "store",
    &[Arg::single("STORE", Ty::Ref(Kind::Store))],
    "The store for the backups.",
);
pub(super) const TOLERATE: Row = Row::new(
    "tolerate",
    &[Arg::single("RUNS", Ty::Number)],
    "The number of missed runs after which the RPO still holds.",
)
.or("0");
/// `every` of a `tier` block.
pub const EVERY: Row = Row::new(
    "every",
    &[Arg::single("CRON", Ty::Cron)],
    "Pins the schedule, in UTC. Without it drplan chooses the longest interval that keeps the promise.",
);
pub(super) const AVOID: Row = Row::new(
    "avoid",
    &[Arg::list("WINDOW", Ty::Window)],
    "Windows of the day, in UTC, in which no backup starts.",
);
pub(super) const DETECT: Row = Row::new(
    "detect",
    DURATION,
    "The longest time until damage to data is detected. Backups must be kept for longer.",
);
pub(super) const ORDER: Row = Row::new(
    "order",
    &[Arg::single("NUMBER", Ty::Number)],
    "The place in the order of recovery; the lowest number is first. Without it the shorter `rto` is first, then the shorter `rpo`.",
);
/// `switch` of a `tier` block.
pub const SWITCH: Row = Row::new(
    "switch",
    DURATION,
    "Time until traffic reaches what is restored: the change of DNS or of a load balancer. It is the last part of the recovery time.",
)
.or("0s");
pub(super) const OBJECTS: Row = Row::new(
    "objects",
    DURATION,
    "How old the backup of the objects may be, where Velero copies nothing else: with `recover replication`, `operator` and `elsewhere`. The data has the `rpo`.",
)
.or("the `rpo`, and at least 1h");
pub(super) const ALSO: Row = Row::new(
    "also",
    &[Arg::list("TIER", Ty::Ref(Kind::Tier))],
    "A second Schedule for the same namespaces, with the `every`, or else the `rpo`, and the `avoid`, `keep`, `store` and `recover` of this tier. The promise is kept by the first Schedule; what the second one has counts for damage that is noticed late and for the loss of the first store.",
);
pub(super) const WHEN: Row = Row::new(
    "when",
    &[Arg::single(
        "SCOPE",
        Ty::Choice(&["volume", "cluster", "zone", "region"]),
    )],
    "A stronger promise for a smaller loss.",
)
.many()
.holds(&SCOPE);

pub(super) static TIER: BlockSpec = BlockSpec {
    name: "tier",
    doc: "A promise that many namespaces share. `rpo` and `rto` outside of `when` are for the loss of the region if a cluster in another region recovers it, else for the loss of the cluster.",
    example: "tier critical { rpo 1h; rto 1h; keep 7d }\n",
    parameters: false,
    rows: &[
        RPO.required(),
        RTO,
        KEEP.required(),
        STORE,
        RECOVER_SNAPSHOT,
        RECOVER_FILE,
        RECOVER_DUMP,
        RECOVER_REPLICATION,
        RECOVER_OPERATOR,
        RECOVER_REBUILD,
        TOLERATE,
        EVERY,
        AVOID,
        DETECT,
        ORDER,
        SWITCH,
        OBJECTS,
        ALSO,
        WHEN,
    ],
};

static SCOPE: BlockSpec = BlockSpec {
    name: "when",
    doc: "The promise for this loss.",
    example: "",
    parameters: false,
    rows: &[RPO, RTO],
};
