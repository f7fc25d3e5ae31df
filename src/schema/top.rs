//! The statements of a file, and the one statement that every block takes.

use super::block::{Arg, BlockSpec, Row};
use super::types::Ty;
use super::{alerts, cluster, drill, hook, namespace, plan, platform, snapshots, store, tier};

const NAME: Arg = Arg::single("NAME", Ty::Name);

pub(super) static FILE: BlockSpec = BlockSpec {
    name: "file",
    doc: "All `.drplan` files of one directory form one plan, in any order.",
    example: "",
    parameters: false,
    rows: &[
        Row::new("plan", &[NAME], "The name of the plan, and the versions that it is written for. One for each directory.")
            .many()
            .opens(&plan::PLAN),
        Row::new("cluster", &[NAME], "A cluster where workloads run or are recovered.")
            .many()
            .holds(&cluster::CLUSTER),
        Row::new("store", &[NAME], "A place where backups are kept.").many().holds(&store::STORE),
        Row::new("snapshots", &[NAME], "How volumes are snapshotted.").many().holds(&snapshots::SNAPSHOTS),
        Row::new("tier", &[NAME], "A promise that many namespaces share.").many().holds(&tier::TIER),
        Row::new("platform", &[NAME], "A path in Git that must be healthy before data is restored.")
            .many()
            .holds(&platform::PLATFORM),
        Row::new(
            "namespace",
            &[Arg::list("NAMESPACE", Ty::NamespaceName)],
            "Namespaces and how their state survives; `*` is every one that is not named, and the cluster-scoped objects.",
        )
        .many()
        .holds(&namespace::NAMESPACE),
        Row::new("hook", &[NAME], "A hook recipe that you write.").many().holds(&hook::HOOK),
        Row::new("drill", &[NAME], "A rehearsed restore.").many().holds(&drill::DRILL),
        Row::new("alerts", &[], "Labels of the alerts.").holds(&alerts::ALERTS),
        Row::new(
            "use",
            &[Arg::single("FILE", Ty::FreePath)],
            "Adds the declarations of another file of the repository. The path is relative to this file.",
        )
        .many(),
        Row::new(
            "accept",
            &[
                Arg::single("SELECTOR", Ty::Selector),
                Arg::pairs("VALUE", Ty::Text),
                Arg::literal("until"),
                Arg::single("DATE", Ty::Date),
                Arg::literal("because"),
                Arg::single("WHY", Ty::Text),
                Arg::literal("by"),
                Arg::single("WHO", Ty::Text),
            ],
            "A weaker promise that was reviewed, from one exact value to another.",
        )
        .many(),
    ],
};

pub(super) static ALLOW: Row = Row::new(
    "allow",
    &[
        Arg::single("FINDING", Ty::Finding),
        Arg::single("WHY", Ty::Text),
        Arg::literal("until"),
        Arg::single("DATE", Ty::Date),
    ],
    "Accepts a finding in this block, for this reason, up to and including that day.",
)
.many();
