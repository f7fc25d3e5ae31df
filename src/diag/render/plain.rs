//! A finding without a drawing: one fact a line, as a screen reader reads it.
//!
//! Columns count characters from 1, both ends included, so that a mark of no width has a place too.

use super::printable::{printable, short};
use super::window::{self, Line, lines};
use super::{elsewhere, labels};
use crate::diag::{Diag, Label};
use crate::source::{SourceFile, SourceMap, Span};
use std::fmt::Write as _;

pub(super) fn render(sources: &SourceMap, diag: &Diag) -> String {
    let mut text = format!(
        "{}\n    Diagnostic severity: {}\n",
        short(&diag.message),
        diag.severity().word()
    );
    let file = diag.primary.span.file;
    if let Some(source) = sources.get(file).filter(|source| !source.text().is_empty()) {
        let mut labels = labels(diag);
        labels.sort_by_key(|label| label.span);
        let spans: Vec<Span> = labels.iter().map(|label| label.span).collect();
        for piece in window::pieces(source, &spans) {
            snippet(source, &piece, &labels, &mut text);
        }
    }
    for reason in &diag.because {
        let _ = writeln!(text, "diagnostic reason: {}", short(reason));
    }
    for place in elsewhere(sources, diag) {
        let _ = writeln!(text, "diagnostic place: {place}");
    }
    if let Some(help) = &diag.help {
        let _ = writeln!(text, "diagnostic help: {}", short(help));
    }
    for other in &diag.alternatives {
        let _ = writeln!(text, "diagnostic other way: {}", short(other));
    }
    let _ = writeln!(
        text,
        "diagnostic code: {}[{}]",
        diag.severity().word(),
        diag.name()
    );
    text
}

fn snippet(source: &SourceFile, piece: &[Line], labels: &[&Label], text: &mut String) {
    let _ = writeln!(
        text,
        "Begin snippet for {} starting at line {}\n",
        printable(source.path()),
        piece.first().map_or(0, |line| line.number) + 1
    );
    for line in piece {
        let _ = writeln!(text, "snippet line {}: {}", line.number + 1, line.text);
        for label in labels {
            let Some(place) = place(source, label.span, line.number) else {
                continue;
            };
            let _ = write!(text, "    label {place}");
            if !label.text.is_empty() {
                let _ = write!(text, ": {}", short(&label.text));
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
        let below = source.lines().line(span.end);
        // A label over very many lines is told by its start.
        if below > line + 1 {
            return Some(format!("starting at line {at}, column {start}"));
        }
        // The end of a span that reaches over its line end is counted on the next.
        let end = if below == line {
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
        let mut diag = Diag::new(
            &crate::diag::findings::UNKNOWN_NAME,
            span(labels[0]),
            "message",
        )
        .label("label 0");
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
                "snippet line 1: a \\u{200b}b",
                "label at line 1, column 3: label 0",
            ],
        );
        // A label that is far away stays with its own line, and so does the last of a piece.
        check(
            "one\ntwo\nthree\n\n\n\n\n\n\nfive\nsix\n",
            &[(25, 28), (0, 3)],
            &[
                "Begin snippet for p.drplan starting at line 1",
                "snippet line 1: one",
                "label at line 1, columns 1 to 3: label 1",
                "snippet line 2: two",
                "Begin snippet for p.drplan starting at line 10",
                "snippet line 10: five",
                "snippet line 11: six",
                "label at line 11, columns 1 to 3: label 0",
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
