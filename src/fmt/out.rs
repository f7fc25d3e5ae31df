//! The text that is being written: its line ends, its indentation, and how wide its last line is.
//!
//! Pieces come in one after the other, one text goes out. A piece can be taken back, so that a
//! layout is tried in place instead of being measured beforehand.

/// How many characters a line may have before it is broken.
pub(super) const WIDTH: usize = 100;

/// A text that grows at its end.
#[derive(Debug)]
pub(super) struct Out {
    text: String,
    column: usize,
    line_end: &'static str,
}

/// A place in an [`Out`] to which it can go back.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    length: usize,
    column: usize,
}

impl Out {
    /// An empty text that takes the kind of its line ends, and a byte order mark, from `like`.
    pub(super) fn like(like: &str) -> Self {
        // The first line end counts for the whole file: a mixed file becomes one of its first kind.
        let first = like.split_once('\n').map_or("", |(line, _)| line);
        let line_end = if first.ends_with('\r') { "\r\n" } else { "\n" };
        let mut text = String::with_capacity(like.len() + like.len() / 8);
        if like.starts_with('\u{feff}') {
            text.push('\u{feff}');
        }
        Self {
            text,
            column: 0,
            line_end,
        }
    }

    /// Adds a piece that holds no line end.
    pub(super) fn push(&mut self, piece: &str) {
        self.text.push_str(piece);
        self.column += piece.chars().count();
    }

    /// Adds a value as it was written; says whether the line on which it begins is still narrow
    /// enough. The inner lines of a raw string are what they are: no layout makes them narrower.
    pub(super) fn value(&mut self, written: &str) -> bool {
        let Some((first, rest)) = written.split_once('\n') else {
            self.push(written);
            return self.fits(0);
        };
        let first = first.strip_suffix('\r').unwrap_or(first);
        let narrow = self.column + first.chars().count() <= WIDTH;
        self.push_lines(written);
        self.column = rest.rsplit('\n').next().unwrap_or(rest).chars().count();
        narrow && self.fits(0)
    }

    /// Adds several lines with the line ends of this text.
    fn push_lines(&mut self, written: &str) {
        for line in written.split_inclusive('\n') {
            let Some(content) = line.strip_suffix('\n') else {
                self.text.push_str(line);
                continue;
            };
            let content = content.strip_suffix('\r').unwrap_or(content);
            self.text.push_str(content);
            // A carriage return that belongs to the value would become half of a bare line end and
            // be lost with it; such a line keeps its own.
            let own = content.ends_with('\r');
            self.text.push_str(if own { "\r\n" } else { self.line_end });
        }
    }

    /// Ends the line.
    pub(super) fn end_line(&mut self) {
        self.text.push_str(self.line_end);
        self.column = 0;
    }

    /// Adds the blanks before the first word of a line.
    pub(super) fn indent(&mut self, blanks: usize) {
        self.text.extend(std::iter::repeat_n(' ', blanks));
        self.column += blanks;
    }

    /// Whether the last line is narrow enough with `more` characters behind it.
    pub(super) fn fits(&self, more: usize) -> bool {
        self.column + more <= WIDTH
    }

    /// The place to which [`Out::back_to`] returns.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            length: self.text.len(),
            column: self.column,
        }
    }

    /// Takes back everything since a mark.
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.text.truncate(mark.length);
        self.column = mark.column;
    }

    /// The finished text.
    pub(super) fn finish(self) -> String {
        self.text
    }
}
