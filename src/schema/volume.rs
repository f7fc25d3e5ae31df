//! `volume`: size, change, and whether it is copied at all.

use super::block::{Arg, BlockSpec, Row};
pub(super) use super::elsewhere::RECOVER_ELSEWHERE;
use super::types::Ty;

const DURATION: &[Arg] = &[Arg::single("DURATION", Ty::Duration)];

/// `size` of a `volume` block.
pub const SIZE: Row = Row::new(
    "size",
    &[Arg::single("SIZE", Ty::Size)],
    "The amount of data that is stored on it.",
)
.or("100Gi");
/// `change` of a `volume` block.
pub const CHANGE: Row = Row::new(
    "change",
    &[Arg::single("SHARE", Ty::ShareOfDay)],
    "Share of the volume that is new each day.",
)
.or("10%/d");
/// `touched` of a `volume` block.
pub const TOUCHED: Row = Row::new(
    "touched",
    &[Arg::single("SHARE", Ty::Share)],
    "Share of the bytes in files that are written to between two runs of the interval that is taken. These files are read as a whole.",
)
.or("100%");

/// `ready` of a `from` block.
pub const FROM_READY: Row = Row::new(
    "ready",
    DURATION,
    "Time until the data is on the volume again, before the pods start.",
)
.required();

static FROM: BlockSpec = BlockSpec {
    name: "from",
    doc: "What the author knows of the data at the address.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "lag",
            DURATION,
            "How far it may be behind the original: the most data, in time, that is lost.",
        )
        .required(),
        FROM_READY,
    ],
};

pub(super) static VOLUME: BlockSpec = BlockSpec {
    name: "volume",
    doc: "How large a volume is, how fast it changes, and whether it is copied.",
    example: "",
    parameters: false,
    rows: &[
        SIZE,
        CHANGE,
        TOUCHED,
        Row::new(
            "skip",
            &[Arg::single("WHY", Ty::Text)],
            "Leaves the volume out of the backups, for this reason.",
        ),
        Row::new(
            "from",
            &[Arg::single("ADDRESS", Ty::Text)],
            "The archive from which a recovery gets the data of a skipped volume. What its block promises of it is declared, never proved.",
        )
        .opens(&FROM),
        Row::new(
            "label",
            &[Arg::single("LABEL", Ty::Label)],
            "A label of the claim, by which a volume policy finds it. Policies cannot match names.",
        ),
        Row::new(
            "group",
            &[Arg::single("NAME", Ty::Name)],
            "Volumes of one group are snapshotted together.",
        ),
        RECOVER_ELSEWHERE,
    ],
};
