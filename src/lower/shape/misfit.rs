//! The findings about a statement that does not fit its block.

use super::{suggest, write};
use crate::diag::{Diag, Safety, findings, near::nearest};
use crate::schema::{self, BlockSpec, Row};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Item, Node, Value};

/// The message about a keyword that a block does not know.
pub(in crate::lower) fn unknown(word: &str, spec: &'static BlockSpec) -> String {
    // The colon of YAML is no part of the keyword.
    let plain = word.trim_end_matches([':', '=']);
    let word = write::clipped(if plain.is_empty() { word } else { plain });
    if std::ptr::eq(spec, schema::FILE) {
        format!("unknown statement `{word}` at the top of a plan")
    } else {
        format!("unknown statement `{word}` in `{}`", spec.name)
    }
}

/// How many statements of a block are looked at for one that takes a misplaced one.
const BESIDE: usize = 100;

pub(super) fn unknown_keyword(
    written: &ast::Statement,
    spec: &'static BlockSpec,
    body: &[Spanned<Node>],
) -> Diag {
    let word = &*written.keyword.value;
    let span = written.keyword.span;
    let diag = Diag::new(&findings::UNKNOWN_KEYWORD, span, unknown(word, spec))
        .label("this block has no such statement");
    let head = write::head(written);
    if word == schema::ALLOW.key {
        return diag.help(format!(
            "write `{head}` in the block that contains the finding, or in the `plan` block for the whole plan"
        ));
    }
    // Other languages name a thing inside of it.
    let mut blocks = schema::blocks().into_iter();
    let is_keyword = blocks.any(|block| block.rows_of(spec.name).next().is_some());
    if word.trim_end_matches([':', '=']) == "name" && is_keyword {
        let name = written.arguments.first();
        let name = name.map_or_else(|| "NAME".to_owned(), |name| write::argument(&name.value));
        return diag.help(format!(
            "write `{} {}` before the block, and remove this",
            spec.name,
            write::clipped(&name)
        ));
    }
    // A statement beside it may have the block that takes it.
    let beside: Vec<String> = body
        .iter()
        .take(BESIDE)
        .filter_map(|node| match &node.value {
            Node::Statement(other) => Some(other),
            Node::Junk => None,
        })
        .filter(|other| {
            let mut inner = spec
                .rows_of(&other.keyword.value)
                .filter_map(|row| row.block.spec());
            inner.any(|inner| inner.rows_of(word).next().is_some())
        })
        .map(write::head)
        .take(3)
        .collect();
    if !beside.is_empty() {
        let beside = beside.join("` or `");
        return diag.help(format!("move `{head}` into the block of `{beside}`"));
    }
    let blocks = schema::blocks().into_iter();
    let mut takers: Vec<&str> = Vec::new();
    for block in blocks.filter(|block| block.rows_of(word).next().is_some()) {
        if !takers.contains(&block.name) {
            takers.push(block.name);
        }
    }
    match takers.as_slice() {
        [] => {}
        ["file"] => return diag.help(format!("move `{head}` to the top of the plan")),
        ["file", others @ ..] => {
            let others = others.get(..2).unwrap_or(others).join("` or `");
            return diag.help(format!(
                "move `{head}` to the top of the plan, or into a block of `{others}`"
            ));
        }
        [only] => return diag.help(format!("move `{head}` into a `{only}` block")),
        several => {
            let several = several.get(..3).unwrap_or(several).join("`, `");
            return diag.help(format!(
                "move `{head}` into the block that it is for: `{several}`"
            ));
        }
    }
    let keys = spec.rows.iter().map(|row| row.key);
    if let Some(near) = nearest(word, keys) {
        let right = head.replacen(word, near, 1);
        return diag
            .help(format!("write `{right}`"))
            .fix(span, near, Safety::Review);
    }
    let mut keys: Vec<&str> = spec.rows.iter().map(|row| row.key).collect();
    keys.dedup();
    diag.help(format!("write one of `{}`", keys.join("`, `")))
}

pub(super) fn unknown_variant(written: &ast::Statement, rows: &[&'static Row], text: &str) -> Diag {
    let key = &*written.keyword.value;
    let words: Vec<&'static str> = rows.iter().filter_map(|row| row.variant()).collect();
    let span = written
        .arguments
        .first()
        .map_or(written.keyword.span, |argument| argument.span);
    let all = format!(
        "write one of `{key} {}`",
        words.join(&format!("`, `{key} "))
    );
    if text.is_empty() {
        return Diag::new(
            &findings::WRONG_ARGUMENTS,
            written.keyword.span,
            format!("`{key}` has no value"),
        )
        .label("the value is missing here")
        .help(all);
    }
    let diag = Diag::new(
        &findings::WRONG_VALUE,
        span,
        format!("`{}` is not a value of `{key}`", write::clipped(text)),
    );
    match suggest::choice(key, text, &words) {
        Some(word) => diag
            .help(format!("write `{key} {word}`"))
            .fix(span, word, Safety::Review),
        None => diag.help(all),
    }
}

pub(super) fn duplicate_statement(written: &ast::Statement, first: Span, spec: &BlockSpec) -> Diag {
    let key = &written.keyword.value;
    Diag::new(
        &findings::DUPLICATE_STATEMENT,
        written.head(),
        format!("`{key}` is written twice in this `{}`", spec.name),
    )
    .label("the second statement")
    .related(first, "the first statement")
    .help(format!(
        "remove one of the two: `{}` here, or the other one",
        write::head(written)
    ))
}

pub(super) fn needs_block(written: &ast::Statement, row: &Row, spec: &BlockSpec) -> Diag {
    let key = row.key;
    let head = write::head(written);
    // What the block must say, or else what it may.
    let asked: Vec<String> = spec
        .rows
        .iter()
        .filter(|row| row.required)
        .map(Row::usage)
        .collect();
    let inner = match asked.as_slice() {
        [] => spec.rows.first().map(Row::usage).unwrap_or_default(),
        _ => asked.join("; "),
    };
    Diag::new(
        &findings::WRONG_BLOCK,
        written.head(),
        format!("`{key}` needs a block"),
    )
    .label("a `{ … }` must follow on this line")
    .help(format!("write `{head} {{ {inner} }}`"))
}

pub(super) fn takes_no_block(written: &ast::Statement, row: &Row, block: Span) -> Diag {
    let head = write::head(written);
    Diag::new(
        &findings::WRONG_BLOCK,
        block,
        format!("`{}` takes no block", row.key),
    )
    .label("this block has no meaning here")
    .related(written.head(), "the statement")
    .help(format!("write `{head}`"))
}

pub(super) fn missing_statement(written: &ast::Statement, row: &Row) -> Diag {
    let key = &written.keyword.value;
    let name = written
        .arguments
        .first()
        .and_then(|argument| argument.items.first());
    let what = match name {
        Some(name) => format!("`{key} {}`", name.from.value.text()),
        None => format!("`{key}`"),
    };
    Diag::new(
        &findings::MISSING_STATEMENT,
        written.head(),
        format!("{what} has no `{}`", row.key),
    )
    .label(format!("`{}` is required in this block", row.key))
    .help(format!(
        "write `{}`: {}",
        row.usage(),
        uncapitalised(row.doc)
    ))
}

fn uncapitalised(doc: &str) -> String {
    let doc = doc.trim_end_matches('.');
    let mut chars = doc.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            doc.replacen(first, &first.to_lowercase().to_string(), 1)
        }
        _ => doc.to_owned(),
    }
}

pub(super) fn no_pair(item: &Spanned<Item>, row: &Row) -> Diag {
    let from = write::same(&item.from.value);
    Diag::new(
        &findings::WRONG_ARGUMENTS,
        item.span,
        format!("`{}` takes pairs of an old value and a new value", row.key),
    )
    .label("the new value is missing")
    .help(match row.args {
        [_] => format!("write `{} {from} -> NEW`", row.key),
        // What else is missing is a part of the same sentence.
        _ => format!("write `{}`", row.usage()),
    })
}

pub(super) fn no_arrow(item: &Spanned<Item>, becomes: Span, row: &Row) -> Diag {
    let from: &Value = &item.from.value;
    Diag::new(
        &findings::WRONG_ARGUMENTS,
        item.from.span.to(becomes),
        format!("`{}` takes a value, not a pair", row.key),
    )
    .label("`->` has no meaning here")
    .help(format!("write `{} {}`", row.key, write::same(from)))
}
