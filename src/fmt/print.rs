//! The tree to the canonical layout.
//!
//! A whole parsed file and its text come in, the text in its one layout goes out. The layout depends
//! on the tree, the comments, the blank lines and on whether a block was written on one line;
//! nothing else of the old layout is looked at, and the new text has the same four.

use super::out::Out;
use crate::source::{SourceFile, Span, Spanned};
use crate::syntax::ParsedFile;
use crate::syntax::ast::{Argument, Block, Item, Node, Statement};

/// How far a block stands in from its statement.
const BLOCK_INDENT: usize = 2;
/// How far the later items of a broken list stand in; more than a block, so that the first
/// statement of a block does not look like one more item.
const LIST_INDENT: usize = 4;

/// Prints a file. It must be whole: junk is left out.
pub(super) fn print(source: &SourceFile, parsed: &ParsedFile) -> String {
    let mut printer = Printer {
        source,
        parsed,
        out: Out::like(source.text()),
        next_comment: 0,
        last: 0,
        begun: false,
        opening: true,
    };
    printer.body(&parsed.tree.body, 0);
    printer.comments_before(u32::MAX, 0);
    if printer.begun {
        printer.out.end_line();
    }
    printer.out.finish()
}

struct Printer<'a> {
    source: &'a SourceFile,
    parsed: &'a ParsedFile,
    out: Out,
    /// The first comment that has not been printed.
    next_comment: usize,
    /// Where in the source the thing ends that was printed last.
    last: u32,
    /// Whether anything has been printed.
    begun: bool,
    /// Whether the next line is the first of its block or of the file: no blank line stands there.
    opening: bool,
}

impl Printer<'_> {
    fn body(&mut self, body: &[Spanned<Node>], indent: usize) {
        for node in body {
            let Node::Statement(statement) = &node.value else {
                continue;
            };
            self.comments_before(node.span.start, indent);
            self.begin_line(node.span.start, indent);
            self.statement(statement, indent);
            self.last = node.span.end;
        }
    }

    /// Begins the line of what stands at `at` in the source, one blank line above it if it had any.
    fn begin_line(&mut self, at: u32, indent: usize) {
        if self.begun {
            self.out.end_line();
            if !self.opening && self.parsed.trivia.blank_line_between(self.last, at) {
                self.out.end_line();
            }
        }
        self.begun = true;
        self.opening = false;
        self.out.indent(indent);
    }

    /// Prints the comments that begin before an offset and have not been printed.
    fn comments_before(&mut self, offset: u32, indent: usize) {
        while let Some(span) = self.comment_before(offset) {
            // What decides is a line end since the last printed thing, not `own_line`: a `;` alone
            // before a comment is not printed, and leaves the comment a line of its own.
            let gap = Span {
                start: self.last,
                end: span.start,
                ..span
            };
            if self.begun && !self.source.slice(gap).contains('\n') {
                self.out.push(" ");
            } else {
                self.begin_line(span.start, indent);
            }
            self.out.push(super::comment_text(self.source, span));
            self.last = span.end;
            self.next_comment += 1;
        }
    }

    /// The next comment, if it begins before an offset.
    fn comment_before(&self, offset: u32) -> Option<Span> {
        let comment = self.parsed.trivia.comments().get(self.next_comment)?;
        (comment.span.start < offset).then_some(comment.span)
    }

    fn statement(&mut self, statement: &Statement, indent: usize) {
        let block = statement.block.as_ref();
        let head_end = statement.head().end;
        // The brace stays on the line of the head, so the head is too wide if the brace is.
        let tail = block.map_or(0, |block| 1 + self.opener(block).len());
        let mark = self.out.mark();
        let commented = self.comment_before(head_end).is_some();
        if commented || !(self.joined_head(statement) && self.out.fits(tail)) {
            self.out.back_to(mark);
            self.broken_head(statement, indent + LIST_INDENT);
        }
        if let Some(block) = block {
            self.out.push(" ");
            self.block(block, indent);
        }
    }

    /// Keyword and arguments on one line; stops and returns false as soon as the line is too wide.
    fn joined_head(&mut self, statement: &Statement) -> bool {
        self.out.push(&statement.keyword);
        for argument in &statement.arguments {
            for (nth, item) in argument.items.iter().enumerate() {
                self.out.push(if nth == 0 { " " } else { ", " });
                if !self.item(item) {
                    return false;
                }
            }
        }
        self.out.fits(0)
    }

    /// Keyword and arguments, with every item of a list but the first on a line of its own.
    fn broken_head(&mut self, statement: &Statement, indent: usize) {
        self.out.push(&statement.keyword);
        for argument in &statement.arguments {
            self.out.push(" ");
            self.broken_list(argument, indent);
        }
    }

    fn broken_list(&mut self, list: &Argument, indent: usize) {
        for (nth, item) in list.items.iter().enumerate() {
            if nth > 0 {
                self.out.push(",");
                self.comments_before(item.span.start, indent);
                self.begin_line(item.span.start, indent);
            }
            self.item(item);
            self.last = item.span.end;
        }
    }

    /// One value or pair; says whether its line is still narrow enough.
    fn item(&mut self, item: &Item) -> bool {
        let fits = self.out.value(self.source.slice(item.from.span));
        let Some(becomes) = &item.becomes else {
            return fits;
        };
        self.out.push(" -> ");
        self.out.value(self.source.slice(becomes.span)) && fits
    }

    /// How a block begins; an empty one also ends with it.
    fn opener(&self, block: &Spanned<Block>) -> &'static str {
        // Only a comment needs a line end inside: where there is `#`, there is no statement.
        let empty = block.body.is_empty() && !self.source.slice(block.span).contains('#');
        if empty { "{}" } else { "{" }
    }

    fn block(&mut self, block: &Spanned<Block>, indent: usize) {
        // A block on one line holds no comment, for a comment would hide its brace.
        if !self.source.slice(block.span).contains('\n') {
            let mark = self.out.mark();
            if self.joined_block(block) {
                return;
            }
            self.out.back_to(mark);
        }
        let opener = self.opener(block);
        self.out.push(opener);
        if opener == "{" {
            self.last = block.span.start + 1;
            self.opening = true;
            self.body(&block.body, indent + BLOCK_INDENT);
            self.comments_before(block.span.end, indent + BLOCK_INDENT);
            self.opening = true;
            self.begin_line(block.span.end, indent);
            self.out.push("}");
        }
        self.last = block.span.end;
    }

    /// A block on one line; stops and returns false as soon as the line is too wide.
    fn joined_block(&mut self, block: &Block) -> bool {
        let mut before = "{ ";
        for node in &block.body {
            let Node::Statement(statement) = &node.value else {
                continue;
            };
            self.out.push(before);
            before = "; ";
            if !self.joined_head(statement) {
                return false;
            }
            if let Some(inner) = &statement.block {
                self.out.push(" ");
                if !self.joined_block(inner) {
                    return false;
                }
            }
        }
        self.out
            .push(if block.body.is_empty() { "{}" } else { " }" });
        self.out.fits(0)
    }
}
