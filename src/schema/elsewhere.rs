//! `recover elsewhere`: what another tool copies, in a workload or in a volume.

use super::block::{Arg, BlockSpec, Row};
use super::types::Ty;

const DURATION: &[Arg] = &[Arg::single("DURATION", Ty::Duration)];

pub(super) const RECOVER_ELSEWHERE: Row = Row::new(
    "recover",
    &[Arg::literal("elsewhere"), Arg::single("TOOL", Ty::Name)],
    "Another tool copies it, such as VolSync. Velero leaves the claims out, and what the tool promises is declared, never proved.",
)
.holds(&ELSEWHERE);

/// `ready` of an `elsewhere` block.
pub const ELSEWHERE_READY: Row = Row::new(
    "ready",
    DURATION,
    "Time until the tool has brought the data again, before the pods start.",
)
.required();

static ELSEWHERE: BlockSpec = BlockSpec {
    name: "elsewhere",
    doc: "What the author knows of the copies of the other tool.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "rpo",
            DURATION,
            "The most data, in time, that is lost with the newest copy of the tool.",
        )
        .required(),
        ELSEWHERE_READY,
    ],
};
