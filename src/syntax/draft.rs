//! A text under repair.
//!
//! A mistake that is certain is corrected in a copy of the text before the rest is read, so that what
//! follows from it is not reported as a mistake of its own. Edits go in; the copy comes out, with
//! the way back: every place in the copy as a place in the text that the author wrote.

use crate::diag::Diag;
use crate::source::{FileId, Span};
use std::borrow::Cow;

/// One replacement in the copy.
#[derive(Debug, Clone)]
pub(super) struct Edit {
    /// First byte that is replaced.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// The new text.
    pub(super) with: Cow<'static, str>,
}

impl Edit {
    /// A replacement.
    pub(super) fn new(start: usize, end: usize, with: impl Into<Cow<'static, str>>) -> Self {
        Self {
            start,
            end,
            with: with.into(),
        }
    }
}

/// A stretch of the copy and where it came from. Of a stretch that was replaced only its two ends
/// are known.
#[derive(Debug)]
struct Stretch {
    start: usize,
    end: usize,
    origin: usize,
    origin_end: usize,
    /// Whether every place in it has its own there: as many bytes, cut into characters alike.
    same: bool,
}

/// The copy.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    file: FileId,
    text: Cow<'a, str>,
    /// One list a round of edits, each sorted and without gaps.
    rounds: Vec<Vec<Stretch>>,
}

impl<'a> Draft<'a> {
    /// A copy without any change, which costs nothing.
    pub(super) fn new(file: FileId, text: &'a str) -> Self {
        Self {
            file,
            text: Cow::Borrowed(text),
            rounds: Vec::new(),
        }
    }

    /// The text as it is now.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether anything was corrected.
    pub(super) fn is_changed(&self) -> bool {
        !self.rounds.is_empty()
    }

    /// Makes a round of edits; one that overlaps an earlier one is left out.
    pub(super) fn apply(&mut self, mut edits: Vec<Edit>) {
        edits.sort_by_key(|edit| (edit.start, edit.end));
        let mut text = String::with_capacity(self.text.len() + 16);
        let mut round = Vec::new();
        let mut done = 0;
        let before = &self.text;
        let mut push = |text: &mut String, piece: &str, origin: usize, origin_end: usize| {
            let places = |text: &str| text.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
            let was = before.get(origin..origin_end).unwrap_or("");
            let same = was.len() == piece.len() && (was == piece || places(was) == places(piece));
            let start = text.len();
            text.push_str(piece);
            let end = text.len();
            round.push(Stretch {
                start,
                end,
                origin,
                origin_end,
                same,
            });
        };
        for edit in edits {
            let Some(before) = self.text.get(done..edit.start) else {
                continue;
            };
            if self.text.get(edit.start..edit.end).is_none() {
                continue;
            }
            push(&mut text, before, done, edit.start);
            push(&mut text, &edit.with, edit.start, edit.end);
            done = edit.end;
        }
        push(
            &mut text,
            self.text.get(done..).unwrap_or(""),
            done,
            self.text.len(),
        );
        self.text = Cow::Owned(text);
        self.rounds.push(round);
    }

    /// A stretch of the copy as a place in what was written.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let (mut from, mut to) = (start, end);
        for round in self.rounds.iter().rev() {
            let empty = from == to;
            to = back(round, to, true);
            from = if empty { to } else { back(round, from, false) };
        }
        Span::new(self.file, from.min(to), to)
    }

    /// A finding whose places lie in the copy, with its places in what was written.
    pub(super) fn place(&self, mut diag: Diag) -> Diag {
        if self.rounds.is_empty() {
            return diag;
        }
        let place = |span: Span| self.span(span.start as usize, span.end as usize);
        diag.primary.span = place(diag.primary.span);
        for label in &mut diag.related {
            label.span = place(label.span);
        }
        if let Some(fix) = &mut diag.fix {
            fix.span = place(fix.span);
        }
        diag
    }
}

/// One round back. An end belongs to the stretch that it ends, a start to the one that it begins.
fn back(round: &[Stretch], at: usize, is_end: bool) -> usize {
    let found = if is_end {
        let next = round.partition_point(|stretch| stretch.end < at);
        round.get(next)
    } else {
        let next = round.partition_point(|stretch| stretch.end <= at);
        round.get(next).or(round.last())
    };
    let Some(stretch) = found else { return at };
    if stretch.same {
        stretch.origin + (at - stretch.start)
    } else if is_end {
        stretch.origin_end
    } else {
        stretch.origin
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, Edit};
    use crate::source::FileId;

    #[test]
    fn every_place_has_its_origin() {
        let text = "ab\u{a0}cd ef";
        let mut draft = Draft::new(FileId::new(0), text);
        // `ab` NBSP `cd` becomes `ab cd`, and then `ab {cd ef}`.
        draft.apply(vec![Edit::new(2, 4, " ")]);
        assert_eq!(draft.text(), "ab cd ef");
        draft.apply(vec![Edit::new(3, 3, "{"), Edit::new(8, 8, "}")]);
        assert_eq!(draft.text(), "ab {cd ef}");
        let slice = |start, end| {
            let span = draft.span(start, end);
            text.get(span.start as usize..span.end as usize).unwrap()
        };
        assert_eq!(slice(0, 2), "ab");
        assert_eq!(slice(2, 3), "\u{a0}");
        assert_eq!(slice(4, 6), "cd");
        assert_eq!(slice(4, 9), "cd ef");
        assert_eq!(slice(3, 10), "cd ef");
        assert_eq!(slice(9, 9), "");
    }

    /// A replacement as long as its origin has no place in it that was written.
    #[test]
    fn the_inside_of_a_replacement_is_the_whole_of_it() {
        let mut draft = Draft::new(FileId::new(0), "a b¡=\"c");
        draft.apply(vec![Edit::new(2, 7, "\"b¡=c\"")]);
        let span = draft.span(4, 6);
        assert_eq!((span.start, span.end), (2, 7));
    }

    #[test]
    fn edits_that_overlap_are_left_out() {
        let mut draft = Draft::new(FileId::new(0), "abcdef");
        draft.apply(vec![
            Edit::new(1, 4, ""),
            Edit::new(2, 5, "x"),
            Edit::new(99, 99, "y"),
        ]);
        assert_eq!(draft.text(), "aef");
        assert_eq!(draft.span(1, 3).start, 4);
    }
}
