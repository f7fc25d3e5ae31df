//! Habits of other languages: their comments, their quotes, and where they put their braces.
//!
//! What is meant is certain, so it is reported once and corrected in the draft; the statements
//! around it are read as if it had been written so.

mod comment;
mod quote;

use super::draft::{Draft, Edit};
use super::pieces::{Kind, Piece, Pieces};
use crate::diag::{Diag, Diags, Safety, findings};
use crate::source::{FileId, Span};
use std::borrow::Cow;

/// More of a comment is not repeated in a help text.
const LONGEST: usize = 60;

/// Where statements and words begin, as the pieces go by.
struct Reader<'a> {
    file: FileId,
    text: &'a str,
    edits: Vec<Edit>,
    /// Where the statement begins that is being read.
    statement: Option<usize>,
    /// The piece before, and the last one that says something.
    before: Option<Piece>,
    code: Option<Piece>,
    /// For each open brace, whether it is one that was written twice.
    open: Vec<bool>,
    /// How many braces are opened and not closed.
    surplus: usize,
    /// How many braces are closed and not opened.
    lacking: usize,
    /// Ends of comments that do not occur in the rest of the text.
    endless: Vec<&'static str>,
}

/// What was found, as what it is read from now on, and where it ends.
struct Slip {
    diag: Diag,
    kind: Kind,
    end: usize,
}

/// Reports habits of other languages, and corrects them in the draft.
pub(super) fn check(draft: &mut Draft<'_>, file: FileId, out: &mut Diags) {
    let mut reader = Reader {
        file,
        text: draft.text(),
        edits: Vec::new(),
        statement: None,
        before: None,
        code: None,
        open: Vec::new(),
        surplus: surplus(draft.text()).0,
        lacking: surplus(draft.text()).1,
        endless: Vec::new(),
    };
    let mut found = Vec::new();
    let mut pieces = Pieces::new(reader.text);
    while let Some(piece) = pieces.next() {
        let Some(slip) = reader.inspect_piece(piece) else {
            reader.step(piece);
            continue;
        };
        found.push(slip.diag);
        pieces.skip_to(slip.end);
        reader.step(Piece {
            kind: slip.kind,
            start: piece.start,
            end: slip.end,
        });
    }
    let edits = reader.edits;
    for diag in found {
        out.push(draft.place(diag));
    }
    if !edits.is_empty() {
        draft.apply(edits);
    }
}

/// How many braces of a text are opened and not closed, and how many are closed and not opened.
fn surplus(text: &str) -> (usize, usize) {
    let (mut open, mut close) = (0usize, 0);
    for piece in Pieces::new(text) {
        open += usize::from(piece.kind == Kind::Open);
        close += usize::from(piece.kind == Kind::Close);
    }
    (open.saturating_sub(close), close.saturating_sub(open))
}

impl Reader<'_> {
    fn step(&mut self, piece: Piece) {
        match piece.kind {
            Kind::LineEnd | Kind::Open | Kind::Close | Kind::Semicolon => self.statement = None,
            Kind::Blank | Kind::Comment | Kind::Comma => {}
            Kind::String | Kind::Raw | Kind::Quote | Kind::Hash | Kind::Word => {
                self.statement = self.statement.or(Some(piece.start));
            }
        }
        self.before = Some(piece);
        if piece.kind.is_code() {
            self.code = Some(piece);
        }
    }

    /// Whether a statement begins here.
    fn begins_statement(&self) -> bool {
        let listed = self.code.is_some_and(|code| code.kind == Kind::Comma);
        self.statement.is_none() && !listed
    }

    /// A mistake that begins with this piece, and where it ends.
    fn inspect_piece(&mut self, piece: Piece) -> Option<Slip> {
        let begins = self.before.is_none_or(|before| before.kind.is_gap());
        match piece.kind {
            Kind::Word if begins => self
                .comment(piece)
                .or_else(|| self.quoted(piece))
                .or_else(|| self.parenthesis(piece)),
            Kind::Quote if begins => self.closed_otherwise(piece),
            Kind::Open => self.open(piece),
            Kind::Close => {
                if self.open.pop() == Some(true) {
                    self.edits.push(Edit::new(piece.start, piece.end, ""));
                }
                None
            }
            Kind::Word
            | Kind::Quote
            | Kind::Blank
            | Kind::LineEnd
            | Kind::Comment
            | Kind::String
            | Kind::Raw
            | Kind::Hash
            | Kind::Semicolon
            | Kind::Comma => None,
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, start, end)
    }

    fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or("")
    }

    /// The end of the line on which an offset lies.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.slice(at, self.text.len());
        rest.find(['\n', '\r']).map_or(self.text.len(), |n| at + n)
    }

    /// A block in parentheses: statements stand between the two.
    fn parenthesis(&mut self, piece: Piece) -> Option<Slip> {
        let rest = self.slice(piece.start, self.text.len());
        let body = rest
            .strip_prefix('(')
            .filter(|_| self.statement.is_some())?;
        let end = body.find(['(', ')', '{', '}', '"', '#']);
        let end = end.filter(|at| body.get(*at..).is_some_and(|b| b.starts_with(')')));
        let Some(end) = end else {
            return self.half_parenthesis(piece);
        };
        if !body.get(..end)?.contains([';', '\n']) {
            return None;
        }
        let (start, close) = (piece.start, piece.start + 1 + end);
        let head = self.slice(self.statement?, start).trim_end().to_owned();
        let span = self.span(start, start + 1);
        self.edits.push(Edit::new(start, start + 1, "{ "));
        self.edits.push(Edit::new(close, close + 1, " }"));
        let diag = Diag::new(
            &findings::FOREIGN_SYNTAX,
            span,
            "a block is written in braces, not in parentheses",
        )
        .label("parentheses have no meaning here")
        .help(format!(
            "write `{} {{`, and `}}` at its end",
            clipped(&head)
        ));
        Some(Slip {
            diag,
            kind: Kind::Open,
            end: start + 1,
        })
    }

    /// A parenthesis for the `{` of a block that a `}` closes.
    fn half_parenthesis(&mut self, piece: Piece) -> Option<Slip> {
        let statement = self.statement?;
        let line = self.slice(piece.start + 1, self.line_end(piece.start));
        if line.contains(')') {
            return None;
        }
        self.lacking = self.lacking.checked_sub(1)?;
        let start = piece.start;
        let head = self.slice(statement, start).trim_end().to_owned();
        let span = self.span(start, start + 1);
        self.edits.push(Edit::new(start, start + 1, "{ "));
        let diag = Diag::new(
            &findings::FOREIGN_SYNTAX,
            span,
            "a block stands in braces, not in parentheses",
        )
        .label("has no meaning here")
        .help(format!("write `{} {{`", clipped(&head)))
        .fix(span, "{", Safety::Review);
        Some(Slip {
            diag,
            kind: Kind::Open,
            end: start + 1,
        })
    }

    /// A brace on a line of its own, and a brace that was written twice.
    fn open(&mut self, piece: Piece) -> Option<Slip> {
        let before = self.code;
        if matches!(before, Some(code) if code.kind == Kind::Open) {
            return Some(self.doubled(piece));
        }
        self.open.push(false);
        match before {
            Some(code)
                if matches!(code.kind, Kind::Word | Kind::String | Kind::Raw)
                    && self.statement.is_none() =>
            {
                Some(self.on_next_line(piece, code))
            }
            _ => None,
        }
    }

    fn doubled(&mut self, piece: Piece) -> Slip {
        let span = self.span(piece.start, piece.end);
        let diag = Diag::new(
            &findings::UNREADABLE_STATEMENT,
            span,
            "this `{` opens a block without a statement",
        )
        .label("a second `{`");
        // Its `}` is one too many as well, unless it was forgotten.
        let diag = match self.surplus.checked_sub(1) {
            Some(fewer) => {
                self.surplus = fewer;
                diag.help("remove it").fix(span, "", Safety::Review)
            }
            None => {
                self.open.push(true);
                diag.help("remove it, and the `}` that closes it")
            }
        };
        self.edits.push(Edit::new(piece.start, piece.end, ""));
        Slip {
            diag,
            kind: Kind::Blank,
            end: piece.end,
        }
    }

    fn on_next_line(&mut self, piece: Piece, code: Piece) -> Slip {
        let line = self.slice(0, code.end).rfind(['\n', '\r', ';', '{', '}']);
        let head = self.slice(line.map_or(0, |at| at + 1), code.end).trim();
        let help = format!("write `{} {{`", clipped(head));
        let between = self.slice(code.end, piece.start).trim_end().to_owned();
        self.edits.push(Edit::new(code.end, code.end, " {"));
        self.edits.push(Edit::new(piece.start, piece.end, ""));
        let span = self.span(piece.start, piece.end);
        let diag = Diag::new(
            &findings::WRONG_BLOCK,
            span,
            "this `{` is not on the line of its statement",
        )
        .label("a statement ends at the end of its line")
        .related(self.span(code.start, code.end), "it belongs after this")
        .help(help)
        .fix(
            self.span(code.end, piece.end),
            format!(" {{{between}"),
            Safety::Review,
        );
        Slip {
            diag,
            kind: Kind::Open,
            end: piece.end,
        }
    }
}

/// A text of bounded length, for a help text.
fn clipped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => Cow::Owned(format!("{}…", text.get(..at).unwrap_or(""))),
        None => Cow::Borrowed(text),
    }
}
