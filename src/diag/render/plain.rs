//! A finding without a drawing: one fact a line, as a screen reader reads it.
//!
//! Columns count characters from 1, both ends included, so that a mark of no width has a place too.

use super::elsewhere;
use crate::diag::{Diag, Label};
use crate::source::{SourceFile, SourceMap, Span};
use std::fmt::Write as _;

/// Lines that are shown above and below a label.
const CONTEXT: usize = 1;

pub(super) fn render(sources: &SourceMap, diag: &Diag) -> String {
    let mut text = format!(
        "{}\n    Diagnostic severity: {}\n",
        diag.message,
        diag.severity().word()
    );
    let file = diag.primary.span.file;
    if let Some(source) = sources.get(file).filter(|source| !source.text().is_empty()) {
        let mut labels = vec![&diag.primary];
        labels.extend(diag.related.iter().filter(|label| label.span.file == file));
        labels.sort_by_key(|label| label.span);
        for (first, last) in pieces(source, &labels) {
            snippet(source, first, last, &labels, &mut text);
        }
    }
    let help = elsewhere(sources, diag);
    if !help.is_empty() {
        let _ = writeln!(text, "diagnostic help: {help}");
    }
    let _ = writeln!(
        text,
        "diagnostic code: {}[{}]",
        diag.severity().word(),
        diag.name
    );
    text
}

/// First and last line of a span, from 0. An end at the start of a line belongs to the line before.
fn lines(source: &SourceFile, span: Span) -> (usize, usize) {
    let last = span.end.saturating_sub(1).max(span.start);
    (source.lines().line(span.start), source.lines().line(last))
}

/// The lines to show, as ranges that neither meet nor touch.
fn pieces(source: &SourceFile, labels: &[&Label]) -> Vec<(usize, usize)> {
    let end = source.text().lines().count().saturating_sub(1);
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    for label in labels {
        let (first, last) = lines(source, label.span);
        let (first, last) = (first.saturating_sub(CONTEXT), (last + CONTEXT).min(end));
        match pieces.last_mut() {
            Some(piece) if piece.1 + 1 >= first => piece.1 = piece.1.max(last),
            _ => pieces.push((first, last)),
        }
    }
    pieces
}

fn snippet(source: &SourceFile, first: usize, last: usize, labels: &[&Label], text: &mut String) {
    let _ = writeln!(
        text,
        "Begin snippet for {} starting at line {}\n",
        source.path(),
        first + 1
    );
    for (number, line) in source.text().lines().enumerate() {
        if number < first || number > last {
            continue;
        }
        let _ = writeln!(text, "snippet line {}: {line}", number + 1);
        for label in labels {
            let Some(place) = place(source, label.span, number) else {
                continue;
            };
            let _ = write!(text, "    label {place}");
            if !label.text.is_empty() {
                let _ = write!(text, ": {}", label.text);
            }
            text.push('\n');
        }
    }
}

/// What a label has to do with a line; `None` for a line in its middle, or outside.
fn place(source: &SourceFile, span: Span, line: usize) -> Option<String> {
    let (first, last) = lines(source, span);
    let column = |offset: u32| source.lines().locate(source.text(), offset).column;
    let (start, end) = (column(span.start), column(span.end));
    let at = line + 1;
    if (first, last) == (line, line) {
        // The end of a span that reaches over its line end is counted on the next.
        let end = if source.lines().line(span.end) == line {
            end.saturating_sub(1)
        } else {
            start
        };
        Some(if end > start {
            format!("at line {at}, columns {start} to {end}")
        } else {
            format!("at line {at}, column {start}")
        })
    } else if first == line {
        Some(format!("starting at line {at}, column {start}"))
    } else if last == line {
        Some(format!("ending at line {at}, column {}", end.max(2) - 1))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::render;
    use crate::diag::Diag;
    use crate::source::{SourceMap, Span};

    fn check(text: &str, labels: &[(usize, usize)], expect: &[&str]) {
        let mut sources = SourceMap::default();
        let file = sources.add("p.drplan", text);
        let span = |(start, end): (usize, usize)| Span::new(file, start, end);
        let mut diag = Diag::new("unknown-name", span(labels[0]), "message").label("label 0");
        for (n, label) in labels.iter().enumerate().skip(1) {
            diag = diag.related(span(*label), format!("label {n}"));
        }
        let drawn = render(&sources, &diag);
        let found: Vec<&str> = drawn
            .lines()
            .filter(|line| line.contains("snippet") || line.contains("    label"))
            .map(str::trim)
            .collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn places() {
        // A mark of no width has a column.
        check(
            "a \u{200b}b\n",
            &[(2, 5)],
            &[
                "Begin snippet for p.drplan starting at line 1",
                "snippet line 1: a \u{200b}b",
                "label at line 1, column 3: label 0",
            ],
        );
        // A label that is far away stays with its own line, and so does the last of a piece.
        check(
            "one\ntwo\nthree\nfour\nfive\nsix\n",
            &[(24, 27), (0, 3)],
            &[
                "Begin snippet for p.drplan starting at line 1",
                "snippet line 1: one",
                "label at line 1, columns 1 to 3: label 1",
                "snippet line 2: two",
                "Begin snippet for p.drplan starting at line 5",
                "snippet line 5: five",
                "snippet line 6: six",
                "label at line 6, columns 1 to 3: label 0",
            ],
        );
        check(
            "äb {\nc }\nlast\n",
            &[(3, 8)],
            &[
                "Begin snippet for p.drplan starting at line 1",
                "snippet line 1: äb {",
                "label starting at line 1, column 3: label 0",
                "snippet line 2: c }",
                "label ending at line 2, column 2: label 0",
                "snippet line 3: last",
            ],
        );
    }
}
