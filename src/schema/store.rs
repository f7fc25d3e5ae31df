//! `store`: a backup storage location.

use super::block::{Arg, BlockSpec, Row};
use super::types::Ty;

const BUCKET: Arg = Arg::one("BUCKET", Ty::Text);

/// `upload` of a `store` block.
pub const UPLOAD: Row = Row::new(
    "upload",
    &[Arg::one("RATE", Ty::Rate)],
    "What all backups together write to it.",
)
.or("100MiB/s");
/// `download` of a `store` block.
pub const DOWNLOAD: Row = Row::new(
    "download",
    &[Arg::one("RATE", Ty::Rate)],
    "What all restores together read from it.",
)
.or("100MiB/s");
/// `lag` of a `replica` block.
pub const LAG: Row = Row::new(
    "lag",
    &[Arg::one("DURATION", Ty::Duration)],
    "How far the copy may be behind.",
)
.or("15m");

pub(super) static STORE: BlockSpec = BlockSpec {
    name: "store",
    doc: "A backup storage location, and its copy in another region.",
    example: "store main {\n  s3 shop-velero { region us-east-1; prefix velero }\n  replica shop-velero-west { region us-west-2 }\n  upload 120MiB/s\n}\n",
    parameters: false,
    rows: &[
        Row::new("s3", &[BUCKET], "A bucket of S3, or of what speaks S3.").opens(&MAIN),
        Row::new("gcs", &[BUCKET], "A bucket of Google Cloud Storage.").opens(&MAIN),
        Row::new("azure", &[BUCKET], "A container of Azure Blob Storage.").opens(&MAIN),
        Row::new(
            "replica",
            &[BUCKET],
            "The bucket that the provider replicates to; recovery reads from it.",
        )
        .opens(&REPLICA),
        UPLOAD,
        DOWNLOAD,
        Row::new(
            "credential",
            &[Arg::one("SECRET", Ty::SecretKey)],
            "The Secret in Velero's namespace that opens it, where Velero's own role does not.",
        ),
        Row::new(
            "immutable",
            &[],
            "The bucket keeps every object for its retention, whoever asks (object lock).",
        ),
    ],
};

const REGION: Row = Row::new(
    "region",
    &[Arg::one("REGION", Ty::Text)],
    "Where the bucket lies.",
);
const PREFIX: Row = Row::new(
    "prefix",
    &[Arg::one("PREFIX", Ty::Text)],
    "A directory of the bucket that belongs to Velero alone.",
);
const ENCRYPT: Row = Row::new(
    "encrypt",
    &[Arg::literal("kms"), Arg::one("KEY", Ty::Text)],
    "The key that the bucket encrypts with.",
);

const URL: Row = Row::new(
    "url",
    &[Arg::one("URL", Ty::Text)],
    "The address of what speaks S3 and is not S3, or of the storage account.",
);

static MAIN: BlockSpec = BlockSpec {
    name: "bucket",
    doc: "Where the bucket lies and how it is reached.",
    example: "",
    parameters: false,
    rows: &[REGION, PREFIX, ENCRYPT, URL],
};

static REPLICA: BlockSpec = BlockSpec {
    name: "replica",
    doc: "The copy of the bucket that outlives its region.",
    example: "",
    parameters: false,
    rows: &[
        REGION.required(),
        PREFIX.or("that of the bucket"),
        ENCRYPT,
        URL,
        LAG,
    ],
};
