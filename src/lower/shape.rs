//! The tree of what was written, held against the schema: every statement finds its row, every
//! argument its value. What does not fit is reported here and nowhere else.

mod arguments;
mod read;
mod val;

pub(crate) use read::selector as selector_of;
pub(super) use val::{FromVal, Val};

use crate::diag::{Diag, Diags, Safety, near::nearest};
use crate::schema::{self, BlockRule, BlockSpec, Row, Times};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Node};

/// A block whose statements are known.
#[derive(Debug)]
pub(super) struct Shape<'a> {
    /// Its statements; those that were reported are not among them.
    pub(super) said: Vec<Said<'a>>,
    /// Parameters of an open block: keyword and text.
    pub(super) parameters: Vec<(Spanned<Box<str>>, Spanned<Box<str>>)>,
}

/// One statement whose row is known.
pub(super) struct Said<'a> {
    /// Its row.
    pub(super) row: &'static Row,
    /// As it was written.
    pub(super) written: &'a ast::Statement,
    /// The whole statement.
    pub(super) span: Span,
    /// Its values, one list an argument of the row.
    pub(super) args: Vec<Vec<Spanned<Val>>>,
    /// Its block.
    pub(super) block: Option<Shape<'a>>,
}

impl std::fmt::Debug for Said<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.row.key, self.args)
    }
}

impl<'a> Shape<'a> {
    /// The first statement of a keyword.
    pub(super) fn first(&self, key: &str) -> Option<&Said<'a>> {
        self.said.iter().find(|said| said.row.key == key)
    }

    /// All statements of a keyword.
    pub(super) fn all<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'s Said<'a>> {
        self.said.iter().filter(move |said| said.row.key == key)
    }

    /// The one value of a statement.
    pub(super) fn value<T: FromVal>(&self, key: &str) -> Option<Spanned<T>> {
        self.first(key)?.value()
    }

    /// The values of all statements of a keyword.
    pub(super) fn list<T: FromVal>(&self, key: &str) -> Vec<Spanned<T>> {
        self.all(key).flat_map(|said| said.list(0)).collect()
    }

    /// The pairs of all statements of a keyword.
    pub(super) fn pairs(&self, key: &str) -> Vec<(Spanned<Box<str>>, Box<str>)> {
        self.all(key).flat_map(|said| said.pairs(0)).collect()
    }
}

impl Said<'_> {
    /// The value of the first argument that is no literal.
    pub(super) fn value<T: FromVal>(&self) -> Option<Spanned<T>> {
        self.arg(usize::from(self.row.variant().is_some()))
    }

    /// The value of an argument of the row.
    pub(super) fn arg<T: FromVal>(&self, index: usize) -> Option<Spanned<T>> {
        let value = self.args.get(index)?.first()?;
        T::from_val(&value.value).map(|read| Spanned::new(read, value.span))
    }

    /// The values of an argument of the row.
    pub(super) fn list<T: FromVal>(&self, index: usize) -> Vec<Spanned<T>> {
        let values = self.args.get(index).map(Vec::as_slice).unwrap_or_default();
        values
            .iter()
            .filter_map(|value| {
                T::from_val(&value.value).map(|read| Spanned::new(read, value.span))
            })
            .collect()
    }

    /// The pairs of an argument of the row.
    pub(super) fn pairs(&self, index: usize) -> Vec<(Spanned<Box<str>>, Box<str>)> {
        let values = self.args.get(index).map(Vec::as_slice).unwrap_or_default();
        values
            .iter()
            .filter_map(|value| {
                let Val::Pair(from, to) = &value.value else {
                    return None;
                };
                Some((Spanned::new(from.clone(), value.span), to.clone()))
            })
            .collect()
    }

    /// Keyword and arguments.
    pub(super) fn head(&self) -> Span {
        self.written.head()
    }
}

/// Holds the statements of a file against the schema.
pub(super) fn shape_file<'a>(file: &'a ast::File, out: &mut Diags) -> Shape<'a> {
    shape_body(&file.body, schema::FILE, out).0
}

fn shape_body<'a>(
    body: &'a [Spanned<Node>],
    spec: &'static BlockSpec,
    out: &mut Diags,
) -> (Shape<'a>, bool) {
    let mut shape = Shape {
        said: Vec::new(),
        parameters: Vec::new(),
    };
    let mut seen = Vec::new();
    // A keyword that was there but could not be used is not called missing.
    let mut whole = true;
    for node in body {
        let Node::Statement(written) = &node.value else {
            whole = false;
            continue;
        };
        let Some(row) = find_row(written, spec, out) else {
            if spec.parameters {
                whole &= shape_parameter(written, &mut shape, out);
            } else {
                whole = false;
            }
            continue;
        };
        let once = match row.times {
            Times::Once => Some((row.key, None)),
            Times::OnceEach => Some((row.key, row.variant())),
            Times::Many => None,
        };
        if let Some(once) = once {
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == once) {
                out.push(duplicate_statement(written, *first, spec));
                continue;
            }
            seen.push((once, written.head()));
        }
        let (args, fits) = arguments::read(written, row, out);
        let inner = shape_inner(written, row, out);
        // An argument that does not fit is a cause of its own: what follows from it is not said.
        if fits && inner.is_ok() {
            let block = inner.unwrap_or(None);
            shape.said.push(Said {
                row,
                written,
                span: node.span,
                args,
                block,
            });
        } else {
            whole = false;
        }
    }
    (shape, whole)
}

/// The block of a statement; `Err` where it cannot be used.
fn shape_inner<'a>(
    written: &'a ast::Statement,
    row: &'static Row,
    out: &mut Diags,
) -> Result<Option<Shape<'a>>, ()> {
    let spec = match (&written.block, row.block) {
        (None, BlockRule::None | BlockRule::Optional(_)) => return Ok(None),
        (None, BlockRule::Required(spec)) => {
            out.push(needs_block(written, row, spec));
            return Err(());
        }
        (Some(block), BlockRule::None) => {
            out.push(takes_no_block(written, row, block.span));
            return Err(());
        }
        (Some(_), BlockRule::Optional(spec) | BlockRule::Required(spec)) => spec,
    };
    let Some(block) = &written.block else {
        return Ok(None);
    };
    let (shape, whole) = shape_body(&block.body, spec, out);
    for missing in spec.rows.iter().filter(|row| row.required) {
        if shape.first(missing.key).is_none() {
            let said = block.body.iter().any(|node| match &node.value {
                Node::Statement(statement) => &*statement.keyword.value == missing.key,
                Node::Junk => false,
            });
            if whole || (!said && !block.has_junk() && !has_unknown(block, spec)) {
                out.push(missing_statement(written, missing));
            }
        }
    }
    Ok(Some(shape))
}

/// Whether a keyword of the block is unknown: it may be the one that is missed.
fn has_unknown(block: &ast::Block, spec: &'static BlockSpec) -> bool {
    block.body.iter().any(|node| match &node.value {
        Node::Statement(statement) => {
            let word = &*statement.keyword.value;
            word != schema::ALLOW.key && spec.rows_of(word).next().is_none()
        }
        Node::Junk => true,
    })
}

fn find_row(
    written: &ast::Statement,
    spec: &'static BlockSpec,
    out: &mut Diags,
) -> Option<&'static Row> {
    let word = &*written.keyword.value;
    if word == schema::ALLOW.key && !std::ptr::eq(spec, schema::FILE) {
        return Some(schema::ALLOW);
    }
    let rows: Vec<&'static Row> = spec.rows_of(word).collect();
    match rows.as_slice() {
        [] if spec.parameters => None,
        [] => {
            out.push(unknown_keyword(written, spec));
            None
        }
        [only] => Some(only),
        variants => {
            let first = written
                .arguments
                .first()
                .and_then(|argument| argument.items.first());
            let text = first.map_or("", |item| item.from.value.text());
            let found = variants
                .iter()
                .find(|row| row.variant() == Some(text))
                .copied();
            if found.is_none() {
                out.push(unknown_variant(written, variants, text));
            }
            found
        }
    }
}

fn shape_parameter(written: &ast::Statement, shape: &mut Shape<'_>, out: &mut Diags) -> bool {
    let value = match written.arguments.as_slice() {
        [one] => match one.items.as_slice() {
            [item] if item.becomes.is_none() && written.block.is_none() => Some(item),
            _ => None,
        },
        _ => None,
    };
    match value {
        Some(item) => {
            let text = Spanned::new(Box::from(item.from.value.text()), item.span);
            shape.parameters.push((written.keyword.clone(), text));
            true
        }
        None => {
            out.push(
                Diag::new(
                    "wrong-arguments",
                    written.head(),
                    "a parameter takes one value",
                )
                .help(format!("write `{} VALUE`", written.keyword.value)),
            );
            false
        }
    }
}

fn unknown_keyword(written: &ast::Statement, spec: &'static BlockSpec) -> Diag {
    let word = &*written.keyword.value;
    let span = written.keyword.span;
    let place = if std::ptr::eq(spec, schema::FILE) {
        "at the top of a plan".to_owned()
    } else {
        format!("in `{}`", spec.name)
    };
    let diag = Diag::new(
        "unknown-keyword",
        span,
        format!("`{word}` is no statement {place}"),
    )
    .label("not known here");
    let keys = spec.rows.iter().map(|row| row.key);
    if let Some(near) = nearest(word, keys) {
        return diag
            .help(format!("write `{near}`"))
            .fix(span, near, Safety::Review);
    }
    let elsewhere: Vec<&str> = schema::blocks()
        .into_iter()
        .filter(|block| block.rows_of(word).next().is_some())
        .map(|block| block.name)
        .collect();
    if let Some(block) = elsewhere.first() {
        let home = if *block == "file" {
            "at the top of the plan".to_owned()
        } else {
            format!("in `{block}`")
        };
        return diag.help(format!("`{word}` stands {home}: move it there"));
    }
    let mut keys: Vec<&str> = spec.rows.iter().map(|row| row.key).collect();
    keys.dedup();
    diag.help(format!("write one of `{}`", keys.join("`, `")))
}

fn unknown_variant(written: &ast::Statement, rows: &[&'static Row], text: &str) -> Diag {
    let key = &written.keyword.value;
    let words: Vec<&str> = rows.iter().filter_map(|row| row.variant()).collect();
    let span = written
        .arguments
        .first()
        .map_or(written.keyword.span, |argument| argument.span);
    let diag = if text.is_empty() {
        Diag::new(
            "wrong-arguments",
            written.keyword.span,
            format!("`{key}` says nothing"),
        )
    } else {
        Diag::new(
            "wrong-value",
            span,
            format!("`{text}` is nothing that `{key}` can say"),
        )
    };
    let help = format!(
        "write one of `{key} {}`",
        words.join(&format!("`, `{key} "))
    );
    match nearest(text, words.iter().copied()) {
        Some(near) if !text.is_empty() => {
            diag.help(format!("write `{key} {near}`"))
                .fix(span, near, Safety::Review)
        }
        _ => diag.help(help),
    }
}

fn duplicate_statement(written: &ast::Statement, first: Span, spec: &BlockSpec) -> Diag {
    let key = &written.keyword.value;
    Diag::new(
        "duplicate-statement",
        written.head(),
        format!("`{key}` is said twice in this `{}`", spec.name),
    )
    .label("said again here")
    .related(first, "said first here")
    .help("keep one of the two")
}

fn needs_block(written: &ast::Statement, row: &Row, spec: &BlockSpec) -> Diag {
    let key = row.key;
    Diag::new(
        "wrong-block",
        written.head(),
        format!("`{key}` needs a block"),
    )
    .label("a `{ … }` must follow on this line")
    .help(format!(
        "write `{}`; {}",
        row.usage(),
        uncapitalised(spec.doc)
    ))
}

fn takes_no_block(written: &ast::Statement, row: &Row, block: Span) -> Diag {
    Diag::new(
        "wrong-block",
        block,
        format!("`{}` takes no block", row.key),
    )
    .label("nothing may be said in here")
    .related(written.head(), "the statement")
    .help(format!("write `{}`", row.usage()))
}

fn missing_statement(written: &ast::Statement, row: &Row) -> Diag {
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
        "missing-statement",
        written.head(),
        format!("{what} does not say `{}`", row.key),
    )
    .label(format!("`{}` must be said here", row.key))
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
