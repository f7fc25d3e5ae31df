//! How a finding looks: with a drawing, or in plain words for a screen reader.

mod plain;

use super::{Diag, Severity};
use crate::source::SourceMap;
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report,
    SourceSpan,
};
use std::fmt::Write as _;

/// How it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// With lines and arrows.
    Graphical {
        /// Escape codes for colour.
        colour: bool,
    },
    /// One fact a line, no drawing.
    Plain,
}

/// Renders one finding with its source text.
pub fn render(sources: &SourceMap, diag: &Diag, style: Style) -> String {
    let Style::Graphical { colour } = style else {
        return plain::render(sources, diag);
    };
    let mut text = String::new();
    let theme = if colour {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let drawn = GraphicalReportHandler::new_themed(theme)
        .with_width(100)
        .with_links(false)
        .render_report(&mut text, report(sources, diag).as_ref());
    if drawn.is_err() {
        text = concise(sources, diag);
        text.push('\n');
    }
    text
}

/// One line: place, severity, name, message, what to write.
pub fn concise(sources: &SourceMap, diag: &Diag) -> String {
    let (path, at) = sources.locate(diag.primary.span);
    let mut line = format!(
        "{path}:{}:{}: {}[{}]: {}",
        at.line,
        at.column,
        diag.severity().word(),
        diag.name,
        diag.message
    );
    if let Some(help) = &diag.help {
        let _ = write!(line, "; {help}");
    }
    line
}

fn report(sources: &SourceMap, diag: &Diag) -> Report {
    let span = |s: crate::source::Span| {
        SourceSpan::new((s.start as usize).into(), (s.end - s.start) as usize)
    };
    let file = diag.primary.span.file;
    let mut labels = vec![LabeledSpan::new_primary_with_span(
        words(&diag.primary.text),
        span(diag.primary.span),
    )];
    for label in diag.related.iter().filter(|l| l.span.file == file) {
        labels.push(LabeledSpan::new_with_span(
            words(&label.text),
            span(label.span),
        ));
    }
    let help = elsewhere(sources, diag);
    let severity = match diag.severity() {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Info => miette::Severity::Advice,
    };
    let mut made = MietteDiagnostic::new(diag.message.clone())
        .with_code(format!("{}[{}]", diag.severity().word(), diag.name))
        .with_severity(severity)
        .with_labels(labels);
    if !help.is_empty() {
        made = made.with_help(help);
    }
    let (name, text) = sources
        .get(file)
        .map_or(("", ""), |file| (file.path(), file.text()));
    Report::new(made).with_source_code(NamedSource::new(name, text.to_owned()))
}

/// What stands beside the text: the reasons, places in other files, and what to write.
fn elsewhere(sources: &SourceMap, diag: &Diag) -> String {
    let mut help = String::new();
    for step in &diag.because {
        let _ = writeln!(help, "because {step}");
    }
    let file = diag.primary.span.file;
    for label in diag.related.iter().filter(|l| l.span.file != file) {
        // One report holds one text: a place in another file is told by its name.
        let (path, at) = sources.locate(label.span);
        let _ = writeln!(help, "{path}:{}:{}: {}", at.line, at.column, label.text);
    }
    help.push_str(diag.help.as_deref().unwrap_or(""));
    help.trim_end().to_owned()
}

fn words(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
