//! bucket-name: a name that no bucket has, or that contains a path. Velero looks for a bucket of exactly that name (object_store.go, v1.18.3).

use crate::diag::{Diag, Diags, findings};
use crate::lint::{Lint, LintCx};
use crate::model::value::address::host;
use crate::model::value::object_store::is_directory_bucket;
use crate::model::{Bucket, Provider};

pub(super) static LINT: Lint = Lint {
    finding: &findings::BUCKET_NAME,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    for store in cx.model.stores.values() {
        for bucket in store.buckets() {
            if bucket.name.value.contains(['/', ':', ' ']) {
                out.push(bucket_path(bucket));
            } else if store.provider == Provider::S3
                && is_of_aws(bucket)
                && is_directory_bucket(&bucket.name.value)
            {
                out.push(directory_bucket(bucket));
            } else if let Some(rule) = broken_rule(store.provider, bucket) {
                out.push(no_bucket(bucket, rule));
            }
        }
    }
}

/// Whether a bucket of S3 is one of AWS itself.
fn is_of_aws(bucket: &Bucket) -> bool {
    let url = bucket.url.as_ref().map(|url| host(&url.value));
    url.is_none_or(|host| host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn"))
}

/// kopia lists its blobs by the beginning of their names (`ListBlobs` in repo/blob/s3/s3_storage.go); a directory bucket takes
/// only prefixes that end in `/` (Amazon S3 API, ListObjectsV2).
fn directory_bucket(bucket: &Bucket) -> Diag {
    let name = &bucket.name.value;
    LINT.diag(
        bucket.name.span,
        format!("`{name}` is a directory bucket of S3 Express One Zone"),
    )
    .label("the repository of kopia cannot be listed in it: no volume is copied, and none can be restored")
    .because("kopia lists blobs by the beginning of their names, and a directory bucket refuses a prefix that does not end in `/`")
    .because("it is in one zone, and lost with it")
    .help("write a general purpose bucket, whose name does not end in `--x-s3`")
}

/// The rule of the provider that a name breaks, where no bucket of that name can exist.
fn broken_rule(provider: Provider, bucket: &Bucket) -> Option<&'static str> {
    let name = &*bucket.name.value;
    let letters = |more: &[char]| {
        let mut chars = name.chars();
        chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || more.contains(&c))
    };
    let is_short = name.len() <= 63;
    match provider {
        // A server of its own has rules of its own, and the oldest region has buckets that are older
        // than the rules.
        Provider::S3 => {
            let region = bucket.region.as_ref().filter(|_| bucket.url.is_none())?;
            let modern = &*region.value != "us-east-1";
            (modern && !(letters(&['-', '.']) && is_short))
                .then_some("a bucket of S3 has at most 63 lower-case letters, digits, `-` and `.`")
        }
        Provider::Gcs => (!letters(&['-', '.', '_'])).then_some(
            "a bucket of Google Cloud Storage has lower-case letters, digits, `-`, `_` and `.`",
        ),
        Provider::Azure => (!(name.starts_with('$') || letters(&['-']) && is_short)).then_some(
            "a container of Azure Blob Storage has at most 63 lower-case letters, digits and `-`",
        ),
    }
}

fn no_bucket(bucket: &Bucket, rule: &str) -> Diag {
    let name = &*bucket.name.value;
    let right = name.to_ascii_lowercase().replace(['_', ' '], "-");
    let help = match right != name
        && right
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    {
        true => format!("write the name that the bucket has, such as `{right}`"),
        false => "write the name that the bucket has".to_owned(),
    };
    LINT.diag(
        bucket.name.span,
        format!("no bucket can have the name `{name}`"),
    )
    .label(rule.to_owned())
    .help(help)
}

fn bucket_path(bucket: &Bucket) -> Diag {
    LINT.diag(
        bucket.name.span,
        format!("`{}` is not a valid bucket name", bucket.name.value),
    )
    .label("Velero marks the location unavailable, and no backup runs")
    .help("write only the name of the bucket, and the directory as `prefix` in its block")
}
