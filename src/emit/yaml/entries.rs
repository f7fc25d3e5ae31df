//! How a list or map is laid out.
//!
//! The first entry opens the container, and one that ends unopened is written as `[]` or `{}`.

use super::place::Place;
use super::scalar::write_indent;

/// A list or map that is being written.
pub(super) struct Entries<'a> {
    pub(super) out: &'a mut String,
    /// Where the container stands; it decides what comes before the first entry.
    place: Place,
    /// The column of the entries.
    pub(super) indent: usize,
    /// How the container is written while it has no entry.
    empty: &'static str,
    open: bool,
}

impl<'a> Entries<'a> {
    /// A container without entries so far.
    pub(super) fn new(
        out: &'a mut String,
        place: Place,
        indent: usize,
        empty: &'static str,
    ) -> Self {
        Self {
            out,
            place,
            indent,
            empty,
            open: false,
        }
    }

    /// Opens a container of a single entry and hands back the output and the entry's column.
    pub(super) fn into_first(mut self) -> (&'a mut String, usize) {
        self.begin();
        (self.out, self.indent)
    }

    /// Goes to where the next entry begins.
    pub(super) fn begin(&mut self) {
        if !self.open {
            self.open = true;
            match self.place {
                Place::Document => return,
                // The first entry stands on the line of the dash: `- key: value`, `- - item`.
                Place::AfterDash => return self.out.push(' '),
                Place::AfterKey => self.out.push('\n'),
            }
        }
        write_indent(self.out, self.indent);
    }

    /// Ends the container; one without entries is written here.
    pub(super) fn finish(self) {
        if !self.open {
            if self.place != Place::Document {
                self.out.push(' ');
            }
            self.out.push_str(self.empty);
            self.out.push('\n');
        }
    }
}
