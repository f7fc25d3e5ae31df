//! `platform`: a Git path that must be healthy before data is restored.

use super::block::{Arg, BlockSpec, Row};
use super::types::{Kind, Ty};

/// `ready` of a `platform` block.
pub const READY: Row = Row::new(
    "ready",
    &[Arg::single("DURATION", Ty::Duration)],
    "Time until it is healthy.",
)
.or("5m");

pub(super) static PLATFORM: BlockSpec = BlockSpec {
    name: "platform",
    doc: "A path in Git that must be healthy before data is restored.",
    example: "platform system { path infrastructure/controllers; ready 5m; brings velero }\n",
    parameters: false,
    rows: &[
        Row::new(
            "path",
            &[Arg::single("PATH", Ty::Path)],
            "The path below the repository root.",
        )
        .required(),
        Row::new(
            "needs",
            &[Arg::list("PLATFORM", Ty::Ref(Kind::Platform))],
            "Platforms that must be healthy before this one starts.",
        ),
        READY,
        Row::new(
            "service-account",
            &[Arg::single("NAME", Ty::Name)],
            "The ServiceAccount, in the namespace of Flux, that the stage of this path acts as.",
        )
        .or("that of the cluster"),
        Row::new(
            "brings",
            &[Arg::literal("velero")],
            "The platform installs Velero.",
        ),
        Row::new(
            "namespaces",
            &[Arg::list("NAMESPACE", Ty::Name)],
            "Namespaces that it creates. They come from Git and are not restored by Velero.",
        ),
    ],
};
