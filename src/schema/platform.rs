//! `platform`: a Git path that must be up before data comes back.

use super::block::{Arg, BlockSpec, Row};
use super::types::{Kind, Ty};

/// `ready` of a `platform` block.
pub const READY: Row = Row::new(
    "ready",
    &[Arg::one("DURATION", Ty::Duration)],
    "How long it takes to be up.",
)
.or("5m");

pub(super) static PLATFORM: BlockSpec = BlockSpec {
    name: "platform",
    doc: "A Git path that must be up before data comes back.",
    example: "platform system { path infrastructure/controllers; ready 5m; brings velero }\n",
    parameters: false,
    rows: &[
        Row::new(
            "path",
            &[Arg::one("PATH", Ty::Path)],
            "The path below the repository root.",
        )
        .required(),
        Row::new(
            "needs",
            &[Arg::list("PLATFORM", Ty::Ref(Kind::Platform))],
            "Platforms that must be up before.",
        ),
        READY,
        Row::new("brings", &[Arg::literal("velero")], "Velero comes with it."),
        Row::new(
            "namespaces",
            &[Arg::list("NAMESPACE", Ty::Name)],
            "Namespaces that it fills: Git brings them back, not Velero.",
        ),
    ],
};
