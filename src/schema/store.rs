//! `store`: a backup storage location.

use super::block::{Arg, BlockSpec, Row};
use super::types::Ty;

const BUCKET: Arg = Arg::single("BUCKET", Ty::Text);

/// `upload` of a `store` block.
pub const UPLOAD: Row = Row::new(
    "upload",
    &[Arg::single("RATE", Ty::Rate)],
    "The rate at which all backups together write to the store.",
)
.or("100MiB/s");
/// `download` of a `store` block.
pub const DOWNLOAD: Row = Row::new(
    "download",
    &[Arg::single("RATE", Ty::Rate)],
    "The rate at which all restores together read from the store.",
)
.or("100MiB/s");
/// `lag` of a `replica` block.
pub const LAG: Row = Row::new(
    "lag",
    &[Arg::single("DURATION", Ty::Duration)],
    "How far the copy may be behind.",
)
.or("15m");

/// `lag` of a bucket.
pub const BUCKET_LAG: Row = Row::new(
    "lag",
    &[Arg::single("DURATION", Ty::Duration)],
    "How far the bucket outside of the lost region may be behind: a bucket of Google in several regions replicates after the write. With turbo replication write `15m`.",
)
.or("12h for a bucket of Google in several regions, if the cluster is in one of them");

pub(super) static STORE: BlockSpec = BlockSpec {
    name: "store",
    doc: "A backup storage location, and its copy in another region.",
    example: "store main {\n  s3 shop-velero { region us-east-1; prefix velero }\n  replica shop-velero-west { region us-west-2 }\n  upload 120MiB/s\n}\n",
    parameters: false,
    rows: &[
        Row::new(
            "s3",
            &[BUCKET],
            "A bucket of S3, or of a server that is compatible with S3.",
        )
        .opens(&MAIN),
        Row::new("gcs", &[BUCKET], "A bucket of Google Cloud Storage.").opens(&MAIN),
        Row::new("azure", &[BUCKET], "A container of Azure Blob Storage.").opens(&MAIN),
        Row::new(
            "replica",
            &[BUCKET],
            "The bucket to which the provider replicates. A recovery reads from it, unless the bucket itself survives everything that its cluster recovers from.",
        )
        .opens(&REPLICA),
        UPLOAD,
        DOWNLOAD,
        Row::new(
            "credential",
            &[Arg::single("SECRET", Ty::SecretKey)],
            "The Secret in the namespace of Velero with access to the bucket, if Velero has no access by its role.",
        ),
        Row::new(
            "immutable",
            &[],
            "No user can delete an object of the bucket before its retention ends (object lock).",
        ),
    ],
};

const REGION: Row = Row::new(
    "region",
    &[Arg::single("REGION", Ty::Text)],
    "The region of the bucket.",
);
const ZONE: Row = Row::new(
    "zone",
    &[Arg::single("ZONE", Ty::Text)],
    "The zone of the bucket, if it is in one: that of a server of your own, or of storage of a cloud that is kept in one zone. It is lost with this zone.",
)
.or("several zones for an object store of a cloud, else not known");
const PREFIX: Row = Row::new(
    "prefix",
    &[Arg::single("PREFIX", Ty::Text)],
    "A directory of the bucket that only Velero uses.",
);
const ENCRYPT: Row = Row::new(
    "encrypt",
    &[Arg::literal("kms"), Arg::single("KEY", Ty::Text)],
    "The key with which the bucket is encrypted. A key of Azure is set on the storage account: no manifest has it, and the loss of its region is computed.",
)
.opens(&KEY);

pub(super) static KEY: BlockSpec = BlockSpec {
    name: "key",
    doc: "Where the key lies.",
    example: "",
    parameters: false,
    rows: &[Row::new(
        "region",
        &[Arg::single("REGION", Ty::Text)],
        "The region of the key, if its address does not name it: a vault of Azure lies in one region, which its address does not tell.",
    )],
};

const URL: Row = Row::new(
    "url",
    &[Arg::single("URL", Ty::Text)],
    "The address of a server that is compatible with S3, or of the storage account.",
);

const CA: Row = Row::new(
    "ca",
    &[Arg::single("CERTIFICATE", Ty::Certificate)],
    "The certificate of the authority that the server is checked with: a PEM file of the repository, or a key of a Secret in the namespace of Velero, which needs Velero 1.18.",
);
const SIGNING: Row = Row::new(
    "signing",
    &[Arg::single("REGION", Ty::Text)],
    "The region that requests to S3 are signed for, if it is not where the bytes are.",
)
.or("the region; `us-east-1` with a `url` that does not contain the region");
const ACCOUNT: Row = Row::new(
    "account",
    &[Arg::single("ACCOUNT", Ty::Text)],
    "The storage account of a container of Azure.",
)
.or("the first part of the host of the `url`");

static MAIN: BlockSpec = BlockSpec {
    name: "bucket",
    doc: "The region of the bucket and how to reach it.",
    example: "",
    parameters: false,
    rows: &[
        REGION, ZONE, PREFIX, ENCRYPT, URL, ACCOUNT, CA, SIGNING, BUCKET_LAG,
    ],
};

static REPLICA: BlockSpec = BlockSpec {
    name: "replica",
    doc: "The copy of the bucket that survives the loss of its region.",
    example: "",
    parameters: false,
    rows: &[
        REGION.required(),
        ZONE,
        PREFIX.or("that of the bucket"),
        ENCRYPT,
        URL,
        ACCOUNT,
        CA.or("that of the bucket, if both have a `url`"),
        SIGNING,
        LAG,
    ],
};
