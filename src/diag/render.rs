//! How a finding looks: with a drawing, or in plain words for a screen reader.
//!
//! Whatever a plan, a file name or a manifest holds, what is shown is printable and of bounded
//! width.

mod plain;
mod printable;
mod sections;
mod window;

pub use printable::printable;

use super::{Diag, Label, Severity};
use crate::source::{SourceFile, SourceMap, Span};
use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, MietteError,
    MietteSpanContents, Report, SourceCode, SourceSpan, SpanContents,
};
use printable::short;
use std::fmt::Write as _;

/// How wide a line of words may be before it is broken, where nothing else is known.
pub const WIDTH: usize = 100;

/// How it is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// With lines and arrows.
    Graphical {
        /// Escape codes for colour.
        colour: bool,
        /// Columns before a line of words is broken.
        width: usize,
    },
    /// One fact a line, no drawing.
    Plain,
}

/// Renders one finding with its source text.
pub fn render(sources: &SourceMap, diag: &Diag, style: Style) -> String {
    let Style::Graphical { colour, width } = style else {
        return plain::render(sources, diag);
    };
    let mut text = String::new();
    let theme = if colour {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    // A long word is not broken: a piece of it at the start of a line may look like something else.
    let drawn = GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_break_words(false)
        .with_word_separator(textwrap::WordSeparator::AsciiSpace)
        .with_word_splitter(textwrap::WordSplitter::NoHyphenation)
        .without_primary_span_start()
        .with_links(false)
        .render_report(&mut text, report(sources, diag).as_ref());
    if drawn.is_err() {
        return concise(sources, diag) + "\n";
    }
    text.push_str(&sections::draw(sources, diag, colour, width));
    text
}

/// One line: place, severity, name, message, what to write.
pub fn concise(sources: &SourceMap, diag: &Diag) -> String {
    let (path, at) = sources.locate(diag.primary.span);
    let mut line = format!(
        "{}:{}:{}: {}[{}]: {}",
        printable(path),
        at.line,
        at.column,
        diag.severity().word(),
        diag.name(),
        short(&diag.message)
    );
    if let Some(help) = &diag.help {
        let _ = write!(line, "; {}", short(help));
    }
    for other in &diag.alternatives {
        let _ = write!(line, "; or {}", short(other));
    }
    line
}

fn report(sources: &SourceMap, diag: &Diag) -> Report {
    let severity = match diag.severity() {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Info => miette::Severity::Advice,
    };
    let made = MietteDiagnostic::new(short(&diag.message))
        .with_code(format!("{}[{}]", diag.severity().word(), diag.name()))
        .with_severity(severity);
    let Some(file) = sources.get(diag.primary.span.file) else {
        return Report::new(made);
    };
    let labels = labels(diag);
    let spans: Vec<Span> = labels.iter().map(|label| label.span).collect();
    let drawn = Drawn::new(file, &spans);
    let marks = labels.iter().enumerate().map(|(nth, label)| {
        let words = (!label.text.is_empty()).then(|| short(&label.text).into_owned());
        let span = drawn.span(file, label.span);
        if nth == 0 {
            LabeledSpan::new_primary_with_span(words, span)
        } else {
            LabeledSpan::new_with_span(words, span)
        }
    });
    let made = made.with_labels(marks.collect::<Vec<_>>());
    Report::new(made).with_source_code(drawn)
}

/// The labels in the text of the finding, the primary one first.
fn labels(diag: &Diag) -> Vec<&Label> {
    let file = diag.primary.span.file;
    let related = diag.related.iter().filter(|label| label.span.file == file);
    std::iter::once(&diag.primary).chain(related).collect()
}

/// Places in other texts, each as one line: one report holds one text.
fn elsewhere(sources: &SourceMap, diag: &Diag) -> Vec<String> {
    let file = diag.primary.span.file;
    let others = diag.related.iter().filter(|label| label.span.file != file);
    others
        .map(|label| {
            let (path, at) = sources.locate(label.span);
            format!(
                "{}:{}:{}: {}",
                printable(path),
                at.line,
                at.column,
                short(&label.text)
            )
        })
        .collect()
}

/// The pieces of a text that are drawn, as miette asks for them.
#[derive(Debug)]
struct Drawn {
    path: String,
    /// Every piece, one after the other.
    text: String,
    lines: Vec<DrawnLine>,
    /// Where each label begins in `text`, with its column in the source, from 0.
    columns: Vec<(usize, usize)>,
}

#[derive(Debug)]
struct DrawnLine {
    start: usize,
    end: usize,
    piece: usize,
    line: window::Line,
}

impl Drawn {
    fn new(file: &SourceFile, spans: &[Span]) -> Self {
        let mut drawn = Self {
            path: printable(file.path()).into_owned(),
            text: String::new(),
            lines: Vec::new(),
            columns: Vec::new(),
        };
        for (piece, lines) in window::pieces(file, spans).into_iter().enumerate() {
            for line in lines {
                let start = drawn.text.len();
                drawn.text.push_str(&line.text);
                drawn.text.push('\n');
                let end = drawn.text.len();
                drawn.lines.push(DrawnLine {
                    start,
                    end,
                    piece,
                    line,
                });
            }
        }
        for span in spans {
            let at = file.lines().locate(file.text(), span.start);
            let column = (at.column as usize).saturating_sub(1);
            drawn
                .columns
                .push((drawn.span(file, *span).offset(), column));
        }
        drawn
    }

    /// A place in the source as a place in what is drawn.
    fn span(&self, file: &SourceFile, span: Span) -> SourceSpan {
        let (first, last) = window::lines(file, span);
        let at = |number: usize, offset: u32| {
            let found = self.lines.iter().find(|line| line.line.number == number);
            found.map(|line| line.start + line.line.drawn(offset as usize))
        };
        let start = at(first, span.start).unwrap_or(0);
        let end = at(last, span.end).unwrap_or(start).max(start);
        SourceSpan::new(start.into(), end - start)
    }
}

impl SourceCode for Drawn {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset() + span.len().saturating_sub(1);
        let line_of = |at: usize| {
            let next = self.lines.partition_point(|line| line.start <= at);
            next.saturating_sub(1)
        };
        let (first, last) = (line_of(span.offset()), line_of(end));
        let piece = self.lines.get(first).map(|line| line.piece);
        let in_piece = |at: usize| self.lines.get(at).filter(|line| Some(line.piece) == piece);
        if in_piece(last).is_none() {
            return Err(MietteError::OutOfBounds);
        }
        let from = (first.saturating_sub(before)..=first).find_map(in_piece);
        let to = (last..=last + after).rev().find_map(in_piece);
        let (Some(from), Some(to)) = (from, to) else {
            return Err(MietteError::OutOfBounds);
        };
        // Without context miette asks for the place in its heading.
        let column = (before == 0)
            .then(|| self.columns.iter().find(|(at, _)| *at == span.offset()))
            .flatten()
            .map_or(0, |(_, column)| *column);
        let name = self.lines.get(first).map_or(0, |line| line.line.number) + 1;
        let name = format!("{}:{name}:{}", self.path, column + 1);
        let data = self.text.get(from.start..to.end).unwrap_or("").as_bytes();
        // Contexts of one piece are drawn as one; miette joins those that touch by this count.
        let count = to.line.number - from.line.number + 1 + 2 * window::GAP;
        Ok(Box::new(MietteSpanContents::new_named(
            name,
            data,
            (from.start, to.end - from.start).into(),
            from.line.number,
            0,
            count,
        )))
    }
}
