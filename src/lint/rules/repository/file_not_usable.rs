//! file-not-usable: a file that a statement names and that is not there, is not read, or does not hold what
//! the statement needs. What is written from it would lack it without a word.

use crate::analyze::node_agent::{Fault, settings};
use crate::analyze::recovery::RecoverySide;
use crate::diag::near::nearest;
use crate::diag::{Diag, Diags, findings};
use crate::lint::walk::once::Once;
use crate::lint::{Lint, LintCx};
use crate::model::value::RepoPath;
use crate::model::{Bucket, Ca};
use crate::repository::NamedFile;
use crate::repository::certificates::certificates;
use crate::repository::modifiers::rules;
use crate::source::{Span, Spanned};

pub(super) static LINT: Lint = Lint {
    finding: &findings::FILE_NOT_USABLE,
    check,
};

fn check(cx: &LintCx<'_>, out: &mut Diags) {
    let mut once = Once::new();
    for store in cx.model.stores.values() {
        for bucket in store.buckets() {
            // A replica may have the statement of its bucket.
            let found = certificate(cx, bucket).filter(|(span, _)| once.first(*span));
            out.extend_one(found.map(|(_, diag)| diag));
        }
    }
    for side in cx.analysis.sides() {
        if let Some(path) = &side.cluster.node_agent_config {
            node_agent(cx, side, path, out);
        }
        if let Some(path) = &side.cluster.modifiers {
            out.extend_one(modifiers(cx, path));
        }
    }
}

fn modifiers(cx: &LintCx<'_>, path: &Spanned<RepoPath>) -> Option<Diag> {
    let label = "every Restore of this cluster would fail for good, or change nothing";
    let file = match text(cx, path.value.as_str(), path.span) {
        Ok(file) => file,
        Err(diag) => return Some(diag.label(label)),
    };
    let why = rules(file).err()?;
    let diag = LINT
        .diag(
            path.span,
            format!("Velero cannot use the modifiers in `{}`: {why}", path.value),
        )
        .label(label)
        .help("correct the file: it is `version: v1` with `resourceModifierRules`, as Velero documents it");
    Some(diag)
}

/// Settings that node-agent does not read as they are written; those that contradict the plan are
/// `node-agent-conflict`.
fn node_agent(cx: &LintCx<'_>, side: &RecoverySide, path: &Spanned<RepoPath>, out: &mut Diags) {
    let label = "node-agent would start without these settings";
    let file = match text(cx, path.value.as_str(), path.span) {
        Ok(file) => file,
        Err(diag) => return out.push(diag.label(label)),
    };
    let faults = settings(cx.model, &side.cluster, side.manages_apps, Some(file));
    for fault in faults.err().into_iter().flatten() {
        let (what, help) = match fault {
            Fault::NotJson(why) => (
                format!("`{}` is not JSON: {why}", path.value),
                "write an object of JSON, as node-agent reads it".to_owned(),
            ),
            Fault::UnknownKey(key, known) => {
                let last = key.rsplit('.').next().unwrap_or(&key);
                let near = known.iter().find(|known| known.eq_ignore_ascii_case(last));
                let near = near
                    .copied()
                    .or_else(|| nearest(last, known.iter().copied()));
                let help = match near {
                    Some(near) => format!("use the key `{near}`"),
                    None => format!("use one of the keys `{}`", known.join("`, `")),
                };
                (
                    format!(
                        "node-agent has no setting `{key}`, which `{}` states",
                        path.value
                    ),
                    help,
                )
            }
            Fault::TooNew(key, since) => (
                format!(
                    "node-agent of Velero {} has no setting `{key}`, which `{}` states",
                    cx.model.plan.velero(),
                    path.value
                ),
                format!("upgrade Velero to {since}, or remove the setting from the file"),
            ),
            Fault::WrongType(key, expected) => (
                format!("`{key}` in `{}` is not {expected}", path.value),
                format!("make it {expected}"),
            ),
            Fault::Conflict(..) => continue,
        };
        out.push(LINT.diag(path.span, what).label(label).help(help));
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
fn text<'c>(cx: &LintCx<'c>, path: &str, span: Span) -> Result<&'c str, Box<Diag>> {
    let (what, help) = match cx.inventory.files.get(path) {
        Some(NamedFile::Text(text)) => return Ok(text),
        Some(NamedFile::NotRead) => (
            format!("the file `{path}` cannot be read"),
            "name a regular file of UTF-8 text with at most 1 MiB: links are not followed",
        ),
        Some(NamedFile::Missing) => (
            format!("the file `{path}` does not exist in the repository"),
            "write the path from the repository root, or name the root with `repository DIR` in the plan block",
        ),
        None => (
            format!("the file `{path}` is not read, since no repository is"),
            "run drplan in the directory of the plan, which is in the repository",
        ),
    };
    Err(Box::new(LINT.diag(span, what).help(help)))
}
