//! What stands between statements: comments and blank lines, as a table beside the tree.

use crate::source::Span;

/// One comment, from its `#` to the end of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// Where it stands.
    pub span: Span,
    /// Whether nothing but blanks stands before it on its line.
    pub own_line: bool,
}

/// The comments and blank lines of one text.
#[derive(Debug, Clone, Default)]
pub struct Trivia {
    comments: Vec<Comment>,
    blank_lines: Vec<u32>,
}

impl Trivia {
    pub(super) fn new(text: &str, comments: Vec<Span>) -> Self {
        let comments = comments
            .into_iter()
            .map(|span| {
                let before = text.get(..span.start as usize).unwrap_or("");
                let line = before.rsplit('\n').next().unwrap_or("");
                let own_line = line.trim_start_matches('\u{feff}').trim().is_empty();
                Comment { span, own_line }
            })
            .collect();
        let mut blank_lines = Vec::new();
        let mut at = 0u32;
        for line in text.split_inclusive('\n') {
            if line.trim().is_empty() {
                blank_lines.push(at);
            }
            at += u32::try_from(line.len()).unwrap_or(0);
        }
        Self {
            comments,
            blank_lines,
        }
    }

    /// All comments in order.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// Whether a blank line begins in a range of offsets.
    pub fn blank_line_between(&self, from: u32, to: u32) -> bool {
        let first = self.blank_lines.partition_point(|at| *at < from);
        self.blank_lines.get(first).is_some_and(|at| *at < to)
    }

    /// The comment lines that stand directly above an offset, without their `#`: the documentation
    /// of what is declared there.
    pub fn documentation(&self, text: &str, offset: u32) -> String {
        let mut lines: Vec<&str> = Vec::new();
        let mut below = offset;
        let last = self
            .comments
            .partition_point(|comment| comment.span.start < offset);
        for comment in self.comments.iter().take(last).rev() {
            let between = text
                .get(comment.span.end as usize..below as usize)
                .unwrap_or("x");
            if !comment.own_line || !between.trim().is_empty() || between.matches('\n').count() != 1
            {
                break;
            }
            let words = text
                .get(comment.span.start as usize..comment.span.end as usize)
                .unwrap_or("");
            lines.push(words.trim_start_matches('#').trim());
            below = comment.span.start;
        }
        lines.reverse();
        lines.join("\n")
    }
}
