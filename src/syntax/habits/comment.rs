//! Comments of other languages, and the mark that begins a document of YAML.

use super::{Reader, Slip, clipped};
use crate::diag::{Diag, Safety, findings};
use crate::source::Span;
use crate::syntax::draft::Edit;
use crate::syntax::pieces::{Kind, Piece};

impl Reader<'_> {
    /// `// …`, `/* … */`, `-- …` and `<!-- … -->`.
    pub(super) fn comment(&mut self, piece: Piece) -> Option<Slip> {
        let word = self.slice(piece.start, piece.end);
        if !word.starts_with(['/', '<', '-']) {
            return None;
        }
        if let Some((mark, close)) = [("/*", "*/"), ("<!--", "-->")]
            .into_iter()
            .find(|(mark, _)| word.starts_with(mark))
        {
            let inner = piece.start + mark.len();
            // Where one comment has no end, no later one has.
            let open = self.endless.contains(&close);
            let length = (!open)
                .then(|| self.slice(inner, self.text.len()).find(close))
                .flatten();
            let (inner_end, end) = match length {
                Some(n) => (inner + n, inner + n + close.len()),
                None => {
                    self.endless.push(close);
                    let line_end = self.line_end(piece.start);
                    (line_end, line_end)
                }
            };
            let diag = self.block_comment(piece.start, inner, inner_end, end);
            return Some(Slip {
                diag,
                kind: Kind::Comment,
                end,
            });
        }
        let mark = match word {
            _ if word.starts_with("//") => "//",
            "---" if self.statement.is_none() => return Some(self.document_mark(piece)),
            _ if word.starts_with("--") && self.statement.is_none() => "--",
            // In a list of arguments `--` is a word like any other.
            "--" if self.code.is_none_or(|code| code.kind != Kind::Comma)
                && !self.comma_after(piece.end) =>
            {
                "--"
            }
            _ => return None,
        };
        let line_end = self.line_end(piece.start);
        let comment = self.slice(piece.start + mark.len(), line_end).trim();
        let help = format!("write `# {}`", clipped(comment));
        let blank = self
            .before
            .is_none_or(|b| matches!(b.kind, Kind::Blank | Kind::LineEnd));
        let with = if blank { "#" } else { " #" };
        let span = self.span(piece.start, piece.start + mark.len());
        self.edits
            .push(Edit::new(piece.start, piece.start + mark.len(), with));
        Some(Slip {
            diag: comment_of_others(span, mark, help).fix(span, with, Safety::Review),
            kind: Kind::Comment,
            end: line_end,
        })
    }

    fn block_comment(&mut self, start: usize, inner: usize, inner_end: usize, end: usize) -> Diag {
        let mark = self.slice(start, inner).to_owned();
        let body = self.slice(inner, inner_end).to_owned();
        let at_line_end = self.slice(end, self.line_end(end)).trim().is_empty();
        let lines = body
            .lines()
            .map(|line| line.trim().trim_start_matches(['*', '/']).trim());
        let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
        let diag = |help: String| comment_of_others(self.span(start, inner), &mark, help);
        let (diag, with) = match lines.as_slice() {
            [] => (diag("remove it".to_owned()), String::new()),
            [only] if at_line_end => {
                let with = format!("# {only}");
                (diag(format!("write `# {}`", clipped(only))), with)
            }
            [only] => {
                let help = format!("write `# {}` on a line of its own", clipped(only));
                (diag(help), String::new())
            }
            [first, ..] => {
                let help = format!(
                    "begin each of its lines with `#`, as in `# {}`",
                    clipped(first)
                );
                let with: Vec<String> = lines.iter().map(|line| format!("# {line}")).collect();
                (diag(help), with.join("\n"))
            }
        };
        self.edits.push(Edit::new(start, end, with.clone()));
        diag.fix(self.span(start, end), with, Safety::Review)
    }

    fn document_mark(&mut self, piece: Piece) -> Slip {
        let span = self.span(piece.start, piece.end);
        self.edits.push(Edit::new(piece.start, piece.end, ""));
        let diag = Diag::new(
            &findings::FOREIGN_SYNTAX,
            span,
            "`---` has no meaning in a plan: it begins a document in YAML",
        )
        .label("this is not a statement")
        .help("remove it")
        .fix(span, "", Safety::Safe);
        Slip {
            diag,
            kind: Kind::Comment,
            end: piece.end,
        }
    }

    fn comma_after(&self, at: usize) -> bool {
        let rest = self.slice(at, self.text.len());
        rest.trim_start_matches([' ', '\t']).starts_with(',')
    }
}

fn comment_of_others(span: Span, mark: &str, help: String) -> Diag {
    Diag::new(
        &findings::FOREIGN_SYNTAX,
        span,
        format!("`{mark}` does not begin a comment"),
    )
    .label("a comment begins with `#`")
    .help(help)
}
