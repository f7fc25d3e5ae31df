//! `drill`: a rehearsed restore.

use super::block::{Arg, BlockSpec, Row};
use super::types::{Kind, Ty};

pub(super) static DRILL: BlockSpec = BlockSpec {
    name: "drill",
    doc: "A rehearsed restore, with its checks and where its result is kept.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "kind",
            &[Arg::single("KIND", Ty::Choice(&["restore", "bootstrap"]))],
            "Restore into a cluster that runs, or bootstrap one from nothing.",
        )
        .or("bootstrap for a cold cluster, else restore"),
        Row::new(
            "covers",
            &[Arg::list("TIER", Ty::Ref(Kind::Tier))],
            "The tiers that it tests.",
        )
        .required(),
        Row::new(
            "on",
            &[Arg::single("CLUSTER", Ty::Ref(Kind::Cluster))],
            "The cluster on which it runs.",
        )
        .required(),
        Row::new(
            "every",
            &[Arg::single("RHYTHM", Ty::Rhythm)],
            "How often it runs: `day`, `week`, `month` or `quarter`.",
        )
        .required(),
        Row::new(
            "within",
            &[Arg::single("DURATION", Ty::Duration)],
            "How long it may take.",
        ),
        Row::new(
            "map",
            &[Arg::pairs("NAMESPACE", Ty::Name)],
            "Namespaces that are restored under another name.",
        )
        .many(),
        Row::new(
            "check",
            &[Arg::single("NAMESPACE", Ty::Ref(Kind::Namespace))],
            "What must work after the restore.",
        )
        .many()
        .holds(&CHECK),
        Row::new("record", &[], "Where the result is kept.").holds(&RECORD),
    ],
};

static CHECK: BlockSpec = BlockSpec {
    name: "check",
    doc: "What must work in a namespace.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "http",
            &[Arg::single("URL", Ty::Text)],
            "An address that must answer with success.",
        )
        .many(),
        Row::new(
            "sql",
            &[Arg::single("SQL", Ty::Free)],
            "A query that must succeed.",
        )
        .many()
        .opens(&IN_CONTAINER),
        Row::new(
            "command",
            &[Arg::list("ARG", Ty::Argument)],
            "A command that must succeed.",
        )
        .many()
        .opens(&IN_CONTAINER),
    ],
};

static IN_CONTAINER: BlockSpec = BlockSpec {
    name: "command",
    doc: "Where a check runs.",
    example: "",
    parameters: false,
    rows: &[Row::new(
        "container",
        &[Arg::single("CONTAINER", Ty::Text)],
        "The container in which it runs.",
    )],
};

static RECORD: BlockSpec = BlockSpec {
    name: "record",
    doc: "Where the result of a drill is kept.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "webhook",
            &[Arg::literal("secret"), Arg::single("SECRET", Ty::Name)],
            "A Secret that contains the address to post to.",
        ),
        Row::new(
            "metrics",
            &[Arg::literal("pushgateway"), Arg::single("URL", Ty::Text)],
            "A Pushgateway.",
        ),
        Row::new("bucket", &[Arg::single("URL", Ty::Text)], "A bucket.").opens(&BUCKET),
        Row::new(
            "configmap",
            &[Arg::single("NAME", Ty::Name)],
            "A ConfigMap in Velero's namespace.",
        ),
    ],
};

static BUCKET: BlockSpec = BlockSpec {
    name: "bucket",
    doc: "Where in the bucket.",
    example: "",
    parameters: false,
    rows: &[Row::new(
        "prefix",
        &[Arg::single("PREFIX", Ty::Text)],
        "A directory of it.",
    )],
};
