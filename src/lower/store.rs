//! The `store` and `snapshots` blocks.

use super::Cx;
use super::shape::{KnownStatement, Shape};
use super::tier::scope_of;
use crate::diag::{Diag, Diags, findings};
use crate::model::{Bucket, Deletion, Provider, Replica, Snapshots, SnapshotsId, Store, StoreId};
use crate::source::Span;

pub(super) fn lower_store(
    id: StoreId,
    statement: &KnownStatement<'_>,
    out: &mut Diags,
) -> Option<Store> {
    let block = statement.block.as_ref()?;
    let main: Vec<(&KnownStatement<'_>, Provider)> = [
        ("s3", Provider::S3),
        ("gcs", Provider::Gcs),
        ("azure", Provider::Azure),
    ]
    .into_iter()
    .flat_map(|(key, provider)| {
        block
            .statements_of(key)
            .map(move |statement| (statement, provider))
    })
    .collect();
    let written = statement.written.block.as_ref();
    let (bucket, provider) = match main.as_slice() {
        [(only, provider)] => (lower_bucket(only)?, *provider),
        [] => {
            // A block with a mistake of its own may contain the bucket.
            let read = written.map_or(0, |block| block.body.len());
            if read == block.statements.len() {
                out.push(no_bucket(statement.head()));
            }
            return None;
        }
        [(first, _), (second, _), ..] => {
            out.push(two_buckets(second.head(), first.head()));
            return None;
        }
    };
    let replica = block.first("replica").and_then(|statement| {
        let mut copy = lower_bucket(statement)?;
        // A private authority vouches for all servers of its owner.
        if copy.url.is_some() && bucket.url.is_some() {
            copy.ca = copy.ca.or_else(|| bucket.ca.clone());
        }
        // Replication keeps the key of every object, and with it the directory.
        copy.prefix = copy.prefix.or_else(|| bucket.prefix.clone());
        Some(Replica { bucket: copy })
    });
    Some(Store {
        id,
        name: statement.value()?,
        span: statement.span,
        provider,
        bucket,
        replica,
        upload: block.value("upload"),
        download: block.value("download"),
        credential: block.value("credential"),
        immutable: block.first("immutable").map(KnownStatement::head),
        link: id,
    })
}

fn lower_bucket(statement: &KnownStatement<'_>) -> Option<Bucket> {
    let block = statement.block.as_ref();
    let text = |key: &str| block.and_then(|block: &Shape<'_>| block.value(key));
    let encrypt = block.and_then(|block| block.first("encrypt"));
    let key = encrypt.and_then(|statement| statement.block.as_ref());
    Some(Bucket {
        name: statement.value()?,
        region: text("region"),
        zone: text("zone"),
        prefix: text("prefix"),
        kms: encrypt.and_then(|statement| statement.arg(1)),
        kms_region: key.and_then(|block| block.value("region")),
        url: text("url"),
        account: text("account"),
        ca: block.and_then(|block| block.value("ca")),
        signing: text("signing"),
        lag: block.and_then(|block| block.value("lag")),
    })
}

pub(super) fn lower_snapshots(
    _: &Cx<'_>,
    id: SnapshotsId,
    statement: &KnownStatement<'_>,
    _: bool,
) -> Option<Snapshots> {
    let block = statement.block.as_ref()?;
    let deletion = block.value::<Box<str>>("deletion");
    Some(Snapshots {
        id,
        name: statement.value()?,
        span: statement.span,
        driver: block.value("driver")?,
        lives: block.value("lives").map(scope_of),
        class: block.value("class"),
        deletion: deletion.map(|d| {
            d.map(|word| {
                if &*word == "delete" {
                    Deletion::Delete
                } else {
                    Deletion::Retain
                }
            })
        }),
        parameters: block.list("parameters"),
    })
}

fn no_bucket(span: Span) -> Diag {
    Diag::new(
        &findings::STORE_WITHOUT_BUCKET,
        span,
        "this store has no bucket",
    )
    .label("without a bucket no backup can be stored")
    .help("write `s3 BUCKET { region REGION }`, `gcs BUCKET` or `azure CONTAINER { url URL }`")
}

fn two_buckets(second: Span, first: Span) -> Diag {
    Diag::new(
        &findings::DUPLICATE_STATEMENT,
        second,
        "a store can have only one bucket",
    )
    .label("the second bucket")
    .related(first, "the first bucket")
    .help("write a second `store` block, or `replica BUCKET` for a copy of the first")
}
