//! `plan`: targets and settings. There is no options file.

use super::block::{Arg, BlockSpec, Row};
use super::types::Ty;

const VERSION: &[Arg] = &[Arg::one("VERSION", Ty::Version)];

/// `declare` of a `plan` block.
pub const DECLARE: Row = Row::new(
    "declare",
    &[Arg::one("DURATION", Ty::Duration)],
    "Time to notice a loss and decide to recover; part of every recovery time.",
)
.or("15m");

pub(super) static PLAN: BlockSpec = BlockSpec {
    name: "plan",
    doc: "What the plan is called, which versions it is written for, and where its output goes.",
    example: "plan shop {\n  velero 1.18.3\n  owner \"@sre\"\n  declare 5m\n}\n",
    parameters: false,
    rows: &[
        Row::new(
            "velero",
            VERSION,
            "The Velero that reads the output. Patches read some cron lines differently.",
        )
        .or("1.18"),
        Row::new("flux", VERSION, "The Flux that applies the output.").or("2.9"),
        Row::new(
            "kubernetes",
            VERSION,
            "The API server that admits the output.",
        )
        .or("1.34"),
        Row::new(
            "gitops",
            &[Arg::one("TOOL", Ty::Choice(&["flux", "argocd"]))],
            "What applies the output.",
        )
        .or("flux"),
        Row::new(
            "requires",
            VERSION,
            "The lowest version of drplan that may compile this plan.",
        ),
        Row::new(
            "owner",
            &[Arg::one("WHO", Ty::Text)],
            "Who answers for the plan.",
        ),
        DECLARE,
        Row::new("tools", &[], "Images of the Jobs that are emitted.").holds(&TOOLS),
        Row::new(
            "velero-namespace",
            &[Arg::one("NAMESPACE", Ty::Name)],
            "Where Velero runs.",
        )
        .or("velero"),
        Row::new(
            "flux-namespace",
            &[Arg::one("NAMESPACE", Ty::Name)],
            "Where Flux runs.",
        )
        .or("flux-system"),
        Row::new(
            "source",
            &[Arg::one("NAME", Ty::Name)],
            "The Flux GitRepository that holds the output.",
        )
        .or("flux-system"),
        Row::new(
            "output",
            &[Arg::one("DIR", Ty::Path)],
            "Where the manifests go, below the repository root.",
        )
        .or("dr"),
        Row::new(
            "repository",
            &[Arg::one("DIR", Ty::FreePath)],
            "The root that is read and written, relative to the plan.",
        )
        .or("the Git root; without Git the plan's directory"),
    ],
};

static TOOLS: BlockSpec = BlockSpec {
    name: "tools",
    doc: "Images of the Jobs that are emitted.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "kubectl",
            &[Arg::one("IMAGE", Ty::Text)],
            "An image that has `kubectl`.",
        ),
        Row::new(
            "http",
            &[Arg::one("IMAGE", Ty::Text)],
            "An image that has `curl`.",
        ),
    ],
};
