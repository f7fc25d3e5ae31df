//! The lines of a text that a finding shows: those of its labels and their neighbours, each cut
//! around its labels and without hidden characters.
//!
//! A text and places in it come in; lines of bounded width come out, with the places in the lines
//! as they are drawn. Drawing needs a bound: miette gives up beyond 65,535 columns, and a reader
//! long before.

use super::printable::is_hidden;
use crate::source::{SourceFile, Span, odd};

/// Lines that are shown above and below a label.
const CONTEXT: usize = 1;
/// Lines between two labels that are shown rather than left out.
pub(super) const GAP: usize = 3;
/// A label over more lines than this is drawn at its first line alone.
const TALLEST: usize = 40;
/// The widest line that is shown whole, in columns.
const WIDEST: usize = 200;
/// What is kept of a wider line on both sides of the start and the end of each label.
const AROUND: usize = 40;

/// One line as it is drawn.
#[derive(Debug)]
pub(super) struct Line {
    /// Its number, from 0.
    pub(super) number: usize,
    /// What is drawn of it, without its end.
    pub(super) text: String,
    /// Offsets in the text, with where they lie in what is drawn; sorted, and never empty.
    places: Vec<(usize, usize)>,
}

impl Line {
    /// Where an offset of the text lies in what is drawn of this line.
    pub(super) fn drawn(&self, offset: usize) -> usize {
        let after = self.places.partition_point(|(at, _)| *at <= offset);
        let found = self.places.get(after.saturating_sub(1));
        found.map_or(0, |(_, drawn)| *drawn)
    }
}

/// First and last line of a span, from 0. An end at the start of a line belongs to the line before.
pub(super) fn lines(source: &SourceFile, span: Span) -> (usize, usize) {
    let last = span.end.saturating_sub(1).max(span.start);
    let (first, last) = (source.lines().line(span.start), source.lines().line(last));
    if last - first > TALLEST {
        (first, first)
    } else {
        (first, last)
    }
}

/// The pieces of a text that show these places, in order. Two labels that are close are one piece.
pub(super) fn pieces(source: &SourceFile, spans: &[Span]) -> Vec<Vec<Line>> {
    let end = last_line(source);
    let mut sorted = spans.to_vec();
    sorted.sort();
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for span in sorted {
        let (first, last) = lines(source, span);
        let (first, last) = (first.saturating_sub(CONTEXT), (last + CONTEXT).min(end));
        match ranges.last_mut() {
            Some(range) if range.1 + 1 + GAP >= first => range.1 = range.1.max(last),
            _ => ranges.push((first, last)),
        }
    }
    ranges
        .into_iter()
        .map(|(first, last)| (first..=last).map(|n| line(source, n, spans)).collect())
        .collect()
}

/// The number of the last line that holds anything, from 0.
fn last_line(source: &SourceFile) -> usize {
    let text = source.text();
    let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
    let last = source.lines().line(end);
    // A line end at the end of a text begins no line.
    if text.ends_with('\n') {
        last.saturating_sub(1)
    } else {
        last
    }
}

fn line(source: &SourceFile, number: usize, spans: &[Span]) -> Line {
    let start = source.lines().start(number).unwrap_or(0) as usize;
    let rest = source.text().get(start..).unwrap_or("");
    let text = rest.split('\n').next().unwrap_or("");
    let text = text.strip_suffix('\r').unwrap_or(text);
    let ends = spans
        .iter()
        .flat_map(|span| [span.start as usize, span.end as usize]);
    let marks: Vec<usize> = ends
        .filter(|at| (start..=start + text.len()).contains(at))
        .map(|at| at - start)
        .collect();
    let mut line = draw(text, &marks);
    line.number = number;
    for (at, _) in &mut line.places {
        *at += start;
    }
    line
}

/// Draws a line; `marks` are offsets that must be seen.
fn draw(text: &str, marks: &[usize]) -> Line {
    let keeps = kept_columns(text, marks);
    let mut line = Line {
        number: 0,
        text: String::new(),
        places: Vec::new(),
    };
    let mut keeps = keeps.iter().peekable();
    let (mut column, mut cut) = (0usize, false);
    for (at, char) in text.char_indices() {
        if char == '\u{feff}' && at == 0 {
            line.places.push((0, 0));
            continue;
        }
        while keeps.next_if(|(_, to)| *to < column).is_some() {}
        let kept = keeps.peek().is_some_and(|(from, _)| *from <= column);
        column += width(char);
        if kept || !cut {
            line.places.push((at, line.text.len()));
        }
        match (kept, char) {
            (false, _) if cut => {}
            (false, _) => line.text.push('…'),
            (true, '\t') => line.text.push('\t'),
            (true, _) if is_hidden(char) => line.text.push_str(&odd::escape(char)),
            (true, _) => line.text.push(char),
        }
        cut = !kept;
    }
    line.places.push((text.len(), line.text.len()));
    line
}

/// The columns that are drawn, as sorted ranges with both ends included.
fn kept_columns(text: &str, marks: &[usize]) -> Vec<(usize, usize)> {
    let total: usize = text.chars().map(width).sum();
    if total <= WIDEST {
        return vec![(0, WIDEST)];
    }
    if marks.is_empty() {
        return vec![(0, WIDEST / 2)];
    }
    let mut marks = marks.to_vec();
    marks.sort_unstable();
    let mut marks = marks.into_iter().peekable();
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    let mut column = 0usize;
    let ends = text.char_indices().map(|(at, char)| (at, width(char)));
    for (at, width) in ends.chain([(text.len(), 0)]) {
        while marks.next_if(|mark| *mark <= at).is_some() {
            let (from, to) = (column.saturating_sub(AROUND), column + AROUND);
            match ranges.last_mut() {
                Some(last) if last.1 + 1 >= from => last.1 = last.1.max(to),
                _ => ranges.push((from, to)),
            }
        }
        column += width;
    }
    ranges
}

/// How many columns a character takes, about: wide letters are counted as one.
fn width(char: char) -> usize {
    match char {
        '\t' => 4,
        _ if is_hidden(char) => odd::escape(char).len(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::{draw, pieces};
    use crate::source::{SourceMap, Span};

    #[test]
    fn long_lines_are_cut_around_labels() {
        let text = format!(
            "{}bad{}worse{}",
            "ä".repeat(5_000),
            "x\t".repeat(9_000),
            "z".repeat(70_000)
        );
        let (bad, worse) = (text.find("bad").unwrap(), text.find("worse").unwrap());
        let line = draw(&text, &[bad, bad + 3, worse, worse + 5]);
        let at = |offset: usize| line.text.get(line.drawn(offset)..).unwrap();
        assert!(at(bad).starts_with("bad") && at(worse).starts_with("worse"));
        assert!(line.text.starts_with('…') && line.text.ends_with('…'));
        assert_eq!(line.text.matches('…').count(), 3);
        assert!(line.text.chars().count() < 300, "{}", line.text);
        assert!(draw(&text, &[]).text.chars().count() < 110);
    }

    #[test]
    fn hidden_characters_are_escaped() {
        let line = draw("\u{feff}a\u{1b}b\u{200b}c\td", &[]);
        assert_eq!(line.text, "a\\u{1b}b\\u{200b}c\td");
        let escape = line.text.get(line.drawn(4)..line.drawn(5));
        assert_eq!(escape, Some("\\u{1b}"));
    }

    #[test]
    fn labels_far_apart_are_pieces_of_their_own() {
        let mut map = SourceMap::default();
        let id = map.add("p.drplan", "a\r\n".repeat(100));
        let file = map.get(id).unwrap();
        let spans = [
            Span::new(id, 0, 1),
            Span::new(id, 120, 121),
            Span::new(id, 132, 133),
        ];
        let found = pieces(file, &spans);
        let numbers: Vec<Vec<usize>> = found
            .iter()
            .map(|piece| piece.iter().map(|line| line.number).collect())
            .collect();
        assert_eq!(numbers, [vec![0, 1], (39..=45).collect::<Vec<_>>()]);
        assert!(found.iter().flatten().all(|line| line.text == "a"));
    }
}
