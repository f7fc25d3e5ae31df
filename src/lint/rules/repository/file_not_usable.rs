//! file-not-usable: a file that a statement names and that is not there, is not read, or does not hold what
//! the statement needs. What is written from it would lack it without a word.

use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::{Bucket, Ca};
use crate::repository::NamedFile;
use crate::repository::certificates::certificates;
use crate::source::Span;

pub(super) static LINT: Lint = Lint {
    finding: &findings::FILE_NOT_USABLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for store in cx.model.stores.values() {
        let replica = store.replica.as_ref().map(|replica| &replica.bucket);
        for bucket in [Some(&store.bucket), replica].into_iter().flatten() {
            // A replica may have the statement of its bucket.
            let found = certificate(cx, bucket).filter(|(span, _)| once.first(*span));
            out.extend_one(found.map(|(_, diag)| diag));
        }
    }
}

fn certificate(cx: &LintCx<'_>, bucket: &Bucket) -> Option<(Span, Diag)> {
    let ca = bucket.ca.as_ref()?;
    let Ca::File(path) = &ca.value else {
        return None;
    };
    let text = match text(cx, path.as_str(), ca.span) {
        Ok(text) => text,
        Err(diag) => return Some((ca.span, diag.label(NO_CERTIFICATE))),
    };
    let why = certificates(text).err()?;
    let diag = LINT
        .diag(ca.span, format!("`{path}` is not a certificate: {why}"))
        .label(NO_CERTIFICATE)
        .help("name a file with the certificate of the authority in PEM, which begins with `-----BEGIN CERTIFICATE-----`");
    Some((ca.span, diag))
}

const NO_CERTIFICATE: &str =
    "without the certificate Velero refuses the server, and the location is never available";

/// The text of a file that a statement names.
fn text<'c>(cx: &LintCx<'c>, path: &str, span: Span) -> Result<&'c str, Diag> {
    match cx.inventory.files.get(path) {
        Some(NamedFile::Text(text)) => Ok(text),
        Some(NamedFile::NotRead) => Err(LINT
            .diag(span, format!("the file `{path}` cannot be read"))
            .help("name a regular file of UTF-8 text with at most 1 MiB: links are not followed")),
        Some(NamedFile::Missing) => Err(LINT
            .diag(
                span,
                format!("the file `{path}` does not exist in the repository"),
            )
            .help("write the path from the repository root, or name the root with `repository DIR` in the plan block")),
        None => Err(LINT
            .diag(
                span,
                format!("the file `{path}` is not read, since no repository is"),
            )
            .help("run drplan in the directory of the plan, which is in the repository")),
    }
}
