//! `alerts`: how emitted alerts are labelled.

use super::block::{Arg, BlockSpec, Row};
use super::types::Ty;

pub(super) static ALERTS: BlockSpec = BlockSpec {
    name: "alerts",
    doc: "Labels of the alerts, and the address that they name.",
    example: "alerts { labels release=prometheus; runbook \"https://runbooks.example/shop\" }\n",
    parameters: false,
    rows: &[
        Row::new(
            "labels",
            &[Arg::list("LABEL", Ty::Label)],
            "Labels by which Prometheus selects the rules.",
        ),
        Row::new(
            "runbook",
            &[Arg::single("URL", Ty::Text)],
            "Where the runbook is.",
        ),
        Row::new(
            "severity",
            &[Arg::single("SEVERITY", Ty::Text)],
            "The severity of every alert.",
        )
        .or("critical"),
    ],
};
