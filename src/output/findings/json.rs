//! Findings as data.

use crate::diag::{Diag, Safety};
use crate::driver::Compilation;
use crate::source::{SourceMap, Span};
use serde::Serialize;
use serde_json::Value;

#[derive(Serialize)]
struct Finding<'a> {
    name: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    label: &'a str,
    because: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sum: Vec<Addend>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    alternatives: &'a [String],
    related: Vec<Related<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Fix<'a>>,
    page: String,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
struct Addend {
    name: &'static str,
    seconds: u64,
    source: &'static str,
}

#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct Fix<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
    safe: bool,
}

fn place(sources: &SourceMap, span: Span) -> Place<'_> {
    let (file, start) = sources.locate(span);
    let (_, end) = sources.locate(Span {
        start: span.end,
        ..span
    });
    Place {
        file,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
    }
}

/// The findings of a plan, in source order.
pub fn list(done: &Compilation) -> Vec<Value> {
    let all = done.diags.iter();
    all.map(|diag| finding(&done.sources, diag)).collect()
}

fn finding(sources: &SourceMap, diag: &Diag) -> Value {
    let addends = diag.sum.iter().map(|addend| Addend {
        name: addend.name,
        seconds: addend.seconds,
        source: addend.source,
    });
    let related = diag.related.iter().map(|label| Related {
        place: place(sources, label.span),
        text: &label.text,
    });
    let finding = Finding {
        name: diag.name(),
        severity: diag.severity().word(),
        message: &diag.message,
        place: place(sources, diag.primary.span),
        label: &diag.primary.text,
        because: &diag.because,
        sum: addends.collect(),
        help: diag.help.as_deref(),
        alternatives: &diag.alternatives,
        related: related.collect(),
        fix: diag.fix.as_ref().map(|fix| Fix {
            place: place(sources, fix.span),
            replacement: &fix.replacement,
            safe: fix.safety == Safety::Safe,
        }),
        page: format!("drplan explain {}", diag.name()),
    };
    serde_json::to_value(finding).unwrap_or_default()
}
