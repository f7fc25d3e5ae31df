//! plugin-damages-backups: velero-plugin-for-aws 1.14.1 or 1.14.2 with a bucket that is not of AWS (velero#9931, #9804, #9951, #10400).

use crate::diag::{Diags, findings};
use crate::lint::walk::applied::installed;
use crate::lint::{Lint, LintCx};
use crate::model::value::Version;
use crate::model::value::address::host;
use crate::model::{Bucket, Provider};
use crate::repository::contents::Velero;
use crate::source::{Span, Spanned};

pub(super) static LINT: Lint = Lint {
    finding: &findings::PLUGIN_DAMAGES_BACKUPS,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let Some(url) = compatible(cx) else {
        return;
    };
    for one in installed(cx) {
        let velero = one.velero;
        let mut plugins = velero.plugins.iter();
        let fault = plugins.find_map(|(name, version)| {
            let fault = fault(*version).filter(|_| name == "velero-plugin-for-aws")?;
            Some((version, fault))
        });
        let Some((version, fault)) = fault else {
            continue;
        };
        out.push(
            LINT.diag(
                one.at,
                format!(
                    "`velero-plugin-for-aws` {version} in `{}` damages backups in a bucket that is not of AWS",
                    velero.file
                ),
            )
            .label(fault)
            .related(url, "this bucket is at an address of its own")
            .help(format!("use version `{}` of it", good(cx, velero))),
        );
    }
}

/// The version that belongs to a Velero.
fn good(cx: &LintCx<'_>, velero: &Velero) -> String {
    match velero.version.unwrap_or(cx.model.plan.velero()).lowest() {
        Version { minor: 18, .. } => "v1.14.3".to_owned(),
        other => format!("v1.{}", other.minor.saturating_sub(4)),
    }
}

/// The address of a bucket on a server that is compatible with S3.
fn compatible(cx: &LintCx<'_>) -> Option<Span> {
    let stores = cx.model.stores.values();
    let mut stores = stores.filter(|store| store.provider == Provider::S3);
    stores.find_map(|store| {
        let replica = store.replica.as_ref().map(|replica| &replica.bucket);
        elsewhere(&store.bucket).or_else(|| elsewhere(replica?))
    })
}

fn elsewhere(bucket: &Bucket) -> Option<Span> {
    let url: &Spanned<Box<str>> = bucket.url.as_ref()?;
    let host = host(&url.value);
    let of_aws = host.contains(".amazonaws.") || host.starts_with("amazonaws.");
    (!of_aws).then_some(url.span)
}

/// What a version does.
fn fault(version: Version) -> Option<&'static str> {
    match (version.major, version.minor, version.patch) {
        (1, 14, 1) => Some(
            "it sends checksums and empty tags that such a server refuses, so backups are not complete",
        ),
        (1, 14, 2) => Some(
            "it writes checksums into the content of small objects: the backup ends as Completed, and cannot be read",
        ),
        _ => None,
    }
}
