//! `plan`: targets and settings. There is no options file.

use super::block::{Arg, BlockSpec, Row};
use super::types::Ty;

/// A source of Flux.
pub(super) const SOURCE: &[Arg] = &[Arg::single("SOURCE", Ty::Source)];

const VERSION: &[Arg] = &[Arg::single("VERSION", Ty::Version)];

/// `declare` of a `plan` block.
pub const DECLARE: Row = Row::new(
    "declare",
    &[Arg::single("DURATION", Ty::Duration)],
    "Time to detect a loss and decide to recover. It is part of every recovery time.",
)
.or("15m");

pub(super) static PLAN: BlockSpec = BlockSpec {
    name: "plan",
    doc: "The name of the plan, the versions that it is written for, and the place of its output.",
    example: "plan shop {\n  velero 1.18.3\n  owner \"@sre\"\n  declare 5m\n}\n",
    parameters: false,
    rows: &[
        Row::new(
            "velero",
            VERSION,
            "The version of Velero that reads the output. Patch versions read some cron lines differently.",
        )
        .or("1.18"),
        Row::new("flux", VERSION, "The version of Flux that applies the output.").or("2.9"),
        Row::new(
            "kubernetes",
            VERSION,
            "The version of Kubernetes that the output is applied to.",
        )
        .or("1.34"),
        Row::new(
            "gitops",
            &[Arg::single("TOOL", Ty::Choice(&["flux", "argocd"]))],
            "The GitOps engine that applies the output.",
        )
        .or("flux"),
        Row::new(
            "requires",
            VERSION,
            "The lowest version of drplan that may compile this plan.",
        ),
        Row::new(
            "owner",
            &[Arg::single("WHO", Ty::Text)],
            "Who is responsible for the plan.",
        ),
        DECLARE,
        Row::new("tools", &[], "Images of the Jobs that drplan writes.").holds(&TOOLS),
        Row::new(
            "velero-namespace",
            &[Arg::single("NAMESPACE", Ty::Name)],
            "The namespace of Velero.",
        )
        .or("velero"),
        Row::new(
            "flux-namespace",
            &[Arg::single("NAMESPACE", Ty::Name)],
            "The namespace of Flux.",
        )
        .or("flux-system"),
        Row::new(
            "source",
            SOURCE,
            "The source of Flux that contains the output: a GitRepository by its name, or `gitrepository`, `ocirepository` or `bucket` with its name, and its namespace if that is not the one of Flux.",
        )
        .or("the source of the Kustomization that applies the path of the cluster; `flux-system` where the repository shows none"),
        Row::new(
            "output",
            &[Arg::single("DIR", Ty::Path)],
            "The directory of the manifests, below the repository root.",
        )
        .or("dr"),
        Row::new(
            "repository",
            &[Arg::single("DIR", Ty::FreePath)],
            "The root of the repository that drplan reads and writes, relative to the plan.",
        )
        .or("the Git root; without Git the directory of the plan"),
    ],
};

static TOOLS: BlockSpec = BlockSpec {
    name: "tools",
    doc: "Images of the Jobs that drplan writes.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "kubectl",
            &[Arg::single("IMAGE", Ty::Text)],
            "An image that has `kubectl`.",
        ),
        Row::new(
            "http",
            &[Arg::single("IMAGE", Ty::Text)],
            "An image that has `curl` and `sh`.",
        ),
    ],
};
