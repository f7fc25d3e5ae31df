//! `recover operator`: the archive or the standby that an operator keeps.

use super::block::{Arg, BlockSpec, Row};
use super::types::Ty;

const DURATION: &[Arg] = &[Arg::single("DURATION", Ty::Duration)];

pub(super) static OPERATOR: BlockSpec = BlockSpec {
    name: "operator",
    doc: "The copy that the operator keeps: an archive, or a standby.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "archive",
            &[Arg::single("URL", Ty::Text)],
            "The archive that it recovers from.",
        )
        .holds(&ARCHIVE),
        Row::new(
            "standby",
            &[
                Arg::single("REGION", Ty::Text),
                Arg::optional("ADDRESS", Ty::Text),
            ],
            "A standby in another place.",
        ),
        Row::new("lag", DURATION, "How far the standby may be behind."),
    ],
};

/// `download` of an `archive` block.
pub const ARCHIVE_DOWNLOAD: Row = Row::new(
    "download",
    &[Arg::single("RATE", Ty::Rate)],
    "The rate at which the operator fetches the archive and replays it.",
)
.or("100MiB/s");

/// `base` of an `archive` block.
pub const ARCHIVE_BASE: Row = Row::new(
    "base",
    DURATION,
    "The longest time between two base backups. A recovery fetches the newest one, and replays all that was archived since.",
)
.or("1d");

/// `change` of an `archive` block.
pub const ARCHIVE_CHANGE: Row = Row::new(
    "change",
    &[Arg::single("SHARE", Ty::ShareOfDay)],
    "What is archived each day between two base backups, as a share of the size: of PostgreSQL the WAL, with its full-page images and with segments that are not full.",
)
.or("10%/d, and at least 16Mi for each `lag`");

static ARCHIVE: BlockSpec = BlockSpec {
    name: "archive",
    doc: "The region of the archive, how far it is behind, and what a recovery fetches and replays of it.",
    example: "",
    parameters: false,
    rows: &[
        Row::new(
            "region",
            &[Arg::single("REGION", Ty::Text)],
            "The region of the archive.",
        )
        .required(),
        Row::new("lag", DURATION, "How far it may be behind the original.").required(),
        ARCHIVE_DOWNLOAD,
        ARCHIVE_BASE,
        ARCHIVE_CHANGE,
    ],
};
