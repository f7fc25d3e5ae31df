//! Findings as text or JSON.

use super::args::{Args, Format};
use super::{Exit, io};
use crate::diag::render::{self, Style};
use crate::diag::{Diag, Severity, findings};
use crate::driver::Compilation;
use crate::operate::Step;
use crate::source::{SourceMap, Span};
use anyhow::Result;
use serde::Serialize;
use std::path::Path;

/// More findings than this are counted and not drawn.
const SHOWN: usize = 50;

#[derive(Serialize)]
struct Report<'a> {
    format_version: u32,
    findings: Vec<Finding<'a>>,
    errors: usize,
    warnings: usize,
    allowed: usize,
}

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

/// Prints the findings of a compilation and gives the exit code that they ask for.
pub(super) fn findings(args: &Args, done: &Compilation) -> Result<Exit> {
    let count = |severity| {
        done.diags
            .iter()
            .filter(|d| d.severity() == severity)
            .count()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let text = match args.format {
        Format::Json => json(done, errors, warnings),
        Format::Concise => done
            .diags
            .iter()
            .map(|d| render::concise(&done.sources, d) + "\n")
            .collect::<String>(),
        Format::Full => drawn(
            done,
            Style::Graphical {
                colour: io::coloured(args),
            },
        ),
        Format::Plain => drawn(done, Style::Plain),
    };
    io::print(&text)?;
    if args.format != Format::Json && (errors, warnings, done.allowed) != (0, 0, 0) {
        let allowed = match done.allowed {
            0 => String::new(),
            n => format!(", {n} allowed"),
        };
        io::note(
            args,
            &format!(
                "{}, {}{allowed}",
                many(errors, "error"),
                many(warnings, "warning")
            ),
        );
    }
    let newer = done
        .diags
        .iter()
        .any(|d| d.finding == &findings::REQUIRES_NEWER);
    Ok(if newer {
        Exit::Usage
    } else if done.diags.any(args.fail_on.severity()) {
        Exit::Findings
    } else {
        Exit::Ok
    })
}

fn many(count: usize, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}

fn drawn(done: &Compilation, style: Style) -> String {
    let mut text = String::new();
    for diag in done.diags.iter().take(SHOWN) {
        text.push_str(&render::render(&done.sources, diag, style));
        text.push('\n');
    }
    if done.diags.len() > SHOWN {
        text.push_str(&format!("and {} more findings\n", done.diags.len() - SHOWN));
    }
    text
}

fn json(done: &Compilation, errors: usize, warnings: usize) -> String {
    let sources = &done.sources;
    let one = |diag: &'_ Diag| -> serde_json::Value {
        let finding = Finding {
            name: diag.name(),
            severity: diag.severity().word(),
            message: &diag.message,
            place: place(sources, diag.primary.span),
            label: &diag.primary.text,
            because: &diag.because,
            sum: diag
                .sum
                .iter()
                .map(|addend| Addend {
                    name: addend.name,
                    seconds: addend.seconds,
                    source: addend.source,
                })
                .collect(),
            help: diag.help.as_deref(),
            alternatives: &diag.alternatives,
            related: diag
                .related
                .iter()
                .map(|label| Related {
                    place: place(sources, label.span),
                    text: &label.text,
                })
                .collect(),
            fix: diag.fix.as_ref().map(|fix| Fix {
                place: place(sources, fix.span),
                replacement: &fix.replacement,
                safe: fix.safety == crate::diag::Safety::Safe,
            }),
            page: format!("drplan explain {}", diag.name()),
        };
        serde_json::to_value(finding).unwrap_or_default()
    };
    let list: Vec<serde_json::Value> = done.diags.iter().map(one).collect();
    let report = Report {
        format_version: 1,
        findings: Vec::new(),
        errors,
        warnings,
        allowed: done.allowed,
    };
    let mut value = serde_json::to_value(report).unwrap_or_default();
    if let Some(findings) = value.get_mut("findings") {
        *findings = serde_json::Value::Array(list);
    }
    serde_json::to_string_pretty(&value).unwrap_or_default() + "\n"
}

/// Says that there is no plan; `path` is where it was looked for, if anybody said so.
pub(super) fn no_plan(args: &Args, path: Option<&Path>) -> Exit {
    let place = match path {
        Some(path) => format!("in {}", io::shown(path)),
        None => "here".to_owned(),
    };
    io::note(
        args,
        &format!("drplan: no .drplan file {place}; `drplan init` writes one"),
    );
    Exit::NoPlan
}

/// A step of a person, with its commands below it.
pub(super) fn step(step: &Step) -> String {
    let why = if step.why.is_empty() {
        String::new()
    } else {
        format!(": {}", step.why)
    };
    let mut text = format!("- {}{why}", step.action);
    for line in step.items.iter().chain(&step.commands) {
        text.push_str(&format!("\n    {line}"));
    }
    text
}
