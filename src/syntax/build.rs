//! Pest's pairs to the tree of what was written.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the grammar lets no other rule stand in these places"
)]

use super::ast::{Argument, Block, File, Item, Node, Statement, Value};
use super::draft::Edit;
use super::grammar::{Pair, Rule};
use super::junk;
use crate::diag::{Diag, Diags, Safety, findings};
use crate::source::{FileId, Span, Spanned};

/// What one text gives.
pub(super) struct Built {
    pub(super) tree: File,
    pub(super) comments: Vec<Span>,
    /// What could not be read: one finding for each run, with the edit that makes it readable where
    /// that is certain.
    pub(super) junk: Vec<(Diag, Option<Edit>)>,
}

struct Cx<'a> {
    file: FileId,
    text: &'a str,
    comments: Vec<Span>,
    junk: Vec<Span>,
}

impl Cx<'_> {
    fn span(&self, pair: &Pair<'_>) -> Span {
        let span = pair.as_span();
        Span::new(self.file, span.start(), span.end())
    }
}

/// Builds the tree of a file.
pub(super) fn build(
    file: FileId,
    text: &str,
    pairs: pest::iterators::Pairs<'_, Rule>,
    out: &mut Diags,
) -> Built {
    let mut cx = Cx {
        file,
        text,
        comments: Vec::new(),
        junk: Vec::new(),
    };
    let body = build_body(&mut cx, pairs, out);
    let lost = cx.junk.iter().flat_map(|span| junk::words(text, *span));
    Built {
        tree: File {
            body,
            lost: lost.collect(),
        },
        comments: cx.comments,
        junk: cx
            .junk
            .iter()
            .map(|span| junk::explain(text, *span))
            .collect(),
    }
}

fn build_body<'a>(
    cx: &mut Cx<'_>,
    pairs: impl Iterator<Item = Pair<'a>>,
    out: &mut Diags,
) -> Vec<Spanned<Node>> {
    let mut body: Vec<Spanned<Node>> = Vec::new();
    let mut strays = 0;
    for pair in pairs {
        let span = cx.span(&pair);
        match pair.as_rule() {
            Rule::statement | Rule::lost_statement => {
                let node = build_statement(cx, pair, out);
                if let Some(before) = body.last() {
                    separated(cx, before, node.span, out);
                }
                body.push(node.map(Node::Statement));
            }
            Rule::junk | Rule::lost_junk => {
                // Junk behind junk is one run, and one finding.
                let joins = body.last().is_some_and(|last| {
                    matches!(last.value, Node::Junk)
                        && cx.junk.last() == Some(&last.span)
                        && only_blank(cx.text, last.span, span)
                });
                match (body.last_mut(), cx.junk.last_mut()) {
                    (Some(last), Some(run)) if joins => {
                        last.span = last.span.to(span);
                        *run = run.to(span);
                    }
                    _ => {
                        cx.junk.push(span);
                        body.push(Spanned::new(Node::Junk, span));
                    }
                }
            }
            Rule::stray => {
                out.push(stray_brace(span));
                strays += 1;
                // A file of braces is no plan of as many statements.
                match body.last_mut().filter(|_| strays > MOST_STRAYS) {
                    Some(last) if matches!(last.value, Node::Junk) => {
                        last.span = last.span.to(span);
                    }
                    _ => body.push(Spanned::new(Node::Junk, span)),
                }
            }
            Rule::comment => cx.comments.push(span),
            _ => {}
        }
    }
    // Most lists of a tree hold one or two, and would keep room for four.
    body.shrink_to_fit();
    body
}

fn build_statement(cx: &mut Cx<'_>, pair: Pair<'_>, out: &mut Diags) -> Spanned<Statement> {
    let whole = cx.span(&pair);
    let mut keyword = Spanned::new(
        Box::from(""),
        Span::new(cx.file, whole.start as usize, whole.start as usize),
    );
    let mut arguments = Vec::new();
    let mut block = None;
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::keyword => keyword = Spanned::new(Box::from(child.as_str()), cx.span(&child)),
            Rule::argument => arguments.push(build_argument(cx, child, out)),
            Rule::block | Rule::lost_block => {
                block = Some(build_block(cx, child, keyword.span, out))
            }
            _ => {}
        }
    }
    arguments.shrink_to_fit();
    let mut statement = Statement {
        keyword,
        arguments,
        block: None,
    };
    let end = block
        .as_ref()
        .map_or(statement.head(), |block: &Spanned<Block>| block.span);
    statement.block = block;
    let span = statement.keyword.span.to(end);
    Spanned::new(statement, span)
}

fn build_block(cx: &mut Cx<'_>, pair: Pair<'_>, head: Span, out: &mut Diags) -> Spanned<Block> {
    // The rule begins behind the brace.
    let inner = cx.span(&pair);
    let brace = (inner.start as usize).saturating_sub(1);
    let open = Span::new(cx.file, brace, brace + 1);
    let span = open.to(inner);
    let children: Vec<Pair<'_>> = pair.into_inner().collect();
    if children
        .last()
        .is_some_and(|last| matches!(last.as_rule(), Rule::missing_close | Rule::lost_close))
    {
        out.push(unclosed_block(open, head));
    }
    let body = build_body(cx, children.into_iter(), out);
    Spanned::new(Block { body }, span)
}

fn build_argument(cx: &mut Cx<'_>, pair: Pair<'_>, out: &mut Diags) -> Spanned<Argument> {
    let mut items: Vec<Spanned<Item>> = Vec::new();
    let mut whole = Span::start_of(cx.file);
    for child in pair.into_inner() {
        match child.as_rule() {
            Rule::comment => cx.comments.push(cx.span(&child)),
            Rule::becomes => {
                let arrow = cx.span(&child);
                let value = child.into_inner().next();
                let becomes = value.and_then(|value| build_value(cx, value, out));
                let Some(item) = items.last_mut() else {
                    continue;
                };
                if item.value.becomes.is_some() {
                    out.push(second_arrow(arrow, item.span));
                    continue;
                }
                item.span = item.span.to(arrow);
                item.value.becomes = becomes;
            }
            _ => {
                let Some(value) = build_value(cx, child, out) else {
                    continue;
                };
                if items.is_empty() {
                    whole = value.span;
                }
                let span = value.span;
                let item = Item {
                    from: value,
                    becomes: None,
                };
                items.push(Spanned::new(item, span));
            }
        }
    }
    items.shrink_to_fit();
    let span = items.last().map_or(whole, |last| whole.to(last.span));
    Spanned::new(Argument { items }, span)
}

fn build_value(cx: &Cx<'_>, inner: Pair<'_>, out: &mut Diags) -> Option<Spanned<Value>> {
    let span = cx.span(&inner);
    let value = match inner.as_rule() {
        Rule::word => Value::Word(inner.as_str().into()),
        Rule::string => {
            let body = inner.into_inner().next()?;
            Value::String(unescape(cx.file, body.as_str(), body.as_span().start(), out).into())
        }
        Rule::raw => Value::Raw(strip_indentation(inner.into_inner().next()?.as_str()).into()),
        _ => return None,
    };
    Some(Spanned::new(value, span))
}

/// Resolves the escapes of a string; an unknown one is reported and kept unchanged.
fn unescape(file: FileId, text: &str, start: usize, out: &mut Diags) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut result = String::with_capacity(text.len());
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        if char != '\\' {
            result.push(char);
            continue;
        }
        let Some((_, escape)) = chars.next() else {
            break;
        };
        match escape {
            '"' | '\\' => result.push(escape),
            'n' => result.push('\n'),
            't' => result.push('\t'),
            'r' => result.push('\r'),
            'u' => {
                let rest = text.get(at + 2..).unwrap_or("");
                let code = rest
                    .strip_prefix('{')
                    .and_then(|r| r.split_once('}'))
                    .map(|(hex, _)| hex);
                let decoded = code
                    .filter(|hex| !hex.is_empty() && hex.bytes().all(|b| b.is_ascii_hexdigit()))
                    .and_then(|hex| u32::from_str_radix(hex, 16).ok())
                    .and_then(char::from_u32);
                match (decoded, code) {
                    (Some(decoded), Some(hex)) => {
                        result.push(decoded);
                        chars.nth(hex.len() + 1);
                    }
                    _ => {
                        out.push(bad_escape(
                            Span::new(file, start + at, start + at + 2),
                            "\\u",
                        ));
                        result.push_str("\\u");
                    }
                }
            }
            other => {
                let end = start + at + 1 + other.len_utf8();
                out.push(bad_escape(
                    Span::new(file, start + at, end),
                    &format!("\\{other}"),
                ));
                result.push('\\');
                result.push(other);
            }
        }
    }
    result
}

/// Drops the first line break and the indentation of the closing line.
fn strip_indentation(text: &str) -> String {
    let body = text
        .strip_prefix("\r\n")
        .or_else(|| text.strip_prefix('\n'))
        .unwrap_or(text);
    let (body, indentation) = match body.rsplit_once('\n') {
        Some((before, last)) if last.trim().is_empty() => (before, last),
        _ => (body, ""),
    };
    let lines: Vec<&str> = body
        .split('\n')
        .map(|line| {
            line.strip_prefix(indentation)
                .unwrap_or_else(|| line.trim_start())
        })
        .map(|line| line.strip_suffix('\r').unwrap_or(line))
        .collect();
    lines.join("\n")
}

fn only_blank(text: &str, before: Span, after: Span) -> bool {
    text.get(before.end as usize..after.start as usize)
        .is_some_and(|t| t.trim().is_empty())
}

/// Two statements need a line end or `;` between them; after a block the grammar does not insist,
/// so that what follows is read all the same.
fn separated(cx: &Cx<'_>, before: &Spanned<Node>, after: Span, out: &mut Diags) {
    let Node::Statement(_) = before.value else {
        return;
    };
    let between = cx
        .text
        .get(before.span.end as usize..after.start as usize)
        .unwrap_or("\n");
    if !between.contains(['\n', '\r', ';']) {
        out.push(missing_separator(after, before.span));
    }
}

fn second_arrow(arrow: Span, item: Span) -> Diag {
    Diag::new(
        &findings::UNREADABLE_STATEMENT,
        arrow,
        "this value has a second mapping",
    )
    .label("the second `->`")
    .related(item, "the first mapping")
    .help("write one mapping for each value: `OLD -> NEW, OTHER -> NEW`")
}

fn missing_separator(after: Span, before: Span) -> Diag {
    let insert = Span::new(after.file, before.end as usize, before.end as usize);
    Diag::new(
        &findings::MISSING_SEPARATOR,
        after,
        "a second statement begins on the same line",
    )
    .label("the second statement begins here")
    .related(before, "the first statement")
    .help("put it on a line of its own, or write `;` between the two")
    .fix(insert, ";", Safety::Safe)
}

fn stray_brace(span: Span) -> Diag {
    Diag::new(&findings::STRAY_BRACE, span, "this `}` closes nothing")
        .label("no block is open here")
        .help("remove it, or look above for a `{` that is missing")
        .fix(span, "", Safety::Review)
}

/// More braces that close nothing are not single mistakes: a file of them is one finding.
const MOST_STRAYS: usize = 20;

/// Many braces that close nothing become the finding of the first.
pub(super) fn fold_strays(found: Diags) -> Diags {
    let is_stray = |diag: &&Diag| diag.finding == &findings::STRAY_BRACE;
    // Those that are only counted are nearly all of the same kind.
    let count = found.len() - found.iter().filter(|diag| !is_stray(diag)).count();
    if count <= MOST_STRAYS {
        return found;
    }
    let mut kept = Diags::default();
    let mut first = true;
    for mut diag in found {
        if is_stray(&&diag) {
            if !std::mem::take(&mut first) {
                continue;
            }
            diag.message = format!("this `}}` closes nothing, and {} more like it", count - 1);
            diag.help = Some("remove them, or look above for a `{` that is missing".to_owned());
            diag.fix = None;
        }
        kept.push(diag);
    }
    kept
}

pub(super) fn unclosed_block(open: Span, head: Span) -> Diag {
    Diag::new(&findings::UNCLOSED_BLOCK, open, "this `{` has no `}`")
        .label("the block begins here")
        .related(head, "the statement of the block")
        .help("close the block with `}`")
}

fn bad_escape(span: Span, escape: &str) -> Diag {
    Diag::new(
        &findings::BAD_ESCAPE,
        span,
        format!("unknown escape `{escape}`"),
    )
    .label("a string has no such escape")
    .help(
        "write one of \\\" \\\\ \\n \\t \\r \\u{…}, or use a raw string between \"\"\" and \"\"\"",
    )
}
