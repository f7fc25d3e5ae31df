//! The tree of what was written, compared with the schema: every statement finds its row, every
//! argument its value. What does not fit is reported here and in no other place.

mod arguments;
pub(super) mod command;
mod misfit;
mod read;
mod suggest;
mod typed_value;
mod value;
pub(super) mod write;
mod wrong;

pub(super) use misfit::unknown;
pub(super) use read::is_of_type;
pub(crate) use read::selector as selector_of;
pub(super) use typed_value::{FromTypedValue, TypedValue};
pub(super) use wrong::{bad_name, name_of};

use crate::diag::{Diag, Diags, findings};
use crate::schema::{self, BlockRule, BlockSpec, Row, Times};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Node};
use misfit::{
    duplicate_statement, missing_statement, needs_block, takes_no_block, unknown_keyword,
    unknown_variant,
};

/// A block whose statements are known.
#[derive(Debug)]
pub(super) struct Shape<'a> {
    /// Its statements; those that were reported are not among them.
    pub(super) statements: Vec<KnownStatement<'a>>,
    /// Parameters of an open block: keyword and text.
    pub(super) parameters: Vec<(Spanned<Box<str>>, Spanned<Box<str>>)>,
}

/// One statement whose row is known: `ast::Statement` is the same as it was written.
pub(super) struct KnownStatement<'a> {
    /// Its row.
    pub(super) row: &'static Row,
    /// As it was written.
    pub(super) written: &'a ast::Statement,
    /// The whole statement.
    pub(super) span: Span,
    /// Its values, one list an argument of the row.
    pub(super) args: Vec<Vec<Spanned<TypedValue>>>,
    /// Its block.
    pub(super) block: Option<Shape<'a>>,
}

impl std::fmt::Debug for KnownStatement<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.row.key, self.args)
    }
}

impl<'a> Shape<'a> {
    /// The first statement of a keyword.
    pub(super) fn first(&self, key: &str) -> Option<&KnownStatement<'a>> {
        self.statements
            .iter()
            .find(|statement| statement.row.key == key)
    }

    /// All statements of a keyword.
    pub(super) fn statements_of<'s>(
        &'s self,
        key: &'s str,
    ) -> impl Iterator<Item = &'s KnownStatement<'a>> {
        self.statements
            .iter()
            .filter(move |statement| statement.row.key == key)
    }

    /// The one value of a statement.
    pub(super) fn value<T: FromTypedValue>(&self, key: &str) -> Option<Spanned<T>> {
        self.first(key)?.value()
    }

    /// The values of all statements of a keyword.
    pub(super) fn list<T: FromTypedValue>(&self, key: &str) -> Vec<Spanned<T>> {
        self.statements_of(key)
            .flat_map(|statement| statement.list(0))
            .collect()
    }

    /// The pairs of all statements of a keyword.
    pub(super) fn pairs(&self, key: &str) -> Vec<(Spanned<Box<str>>, Box<str>)> {
        self.statements_of(key)
            .flat_map(|statement| statement.pairs(0))
            .collect()
    }
}

impl KnownStatement<'_> {
    /// The value of the first argument that is not a literal.
    pub(super) fn value<T: FromTypedValue>(&self) -> Option<Spanned<T>> {
        self.arg(usize::from(self.row.variant().is_some()))
    }

    /// The value of an argument of the row.
    pub(super) fn arg<T: FromTypedValue>(&self, index: usize) -> Option<Spanned<T>> {
        let value = self.args.get(index)?.first()?;
        T::from_typed(&value.value).map(|read| Spanned::new(read, value.span))
    }

    /// The values of an argument of the row.
    pub(super) fn list<T: FromTypedValue>(&self, index: usize) -> Vec<Spanned<T>> {
        let values = self.args.get(index).map(Vec::as_slice).unwrap_or_default();
        values
            .iter()
            .filter_map(|value| {
                T::from_typed(&value.value).map(|read| Spanned::new(read, value.span))
            })
            .collect()
    }

    /// The pairs of an argument of the row.
    pub(super) fn pairs(&self, index: usize) -> Vec<(Spanned<Box<str>>, Box<str>)> {
        let values = self.args.get(index).map(Vec::as_slice).unwrap_or_default();
        values
            .iter()
            .filter_map(|value| {
                let TypedValue::Pair(from, to) = &value.value else {
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

/// The word of a choice that is meant by another.
pub(super) fn choice(key: &str, word: &str, words: &[&'static str]) -> Option<String> {
    suggest::choice(key, word, words)
}

/// A word as it is, or as it should have been written, where that is of a type.
pub(super) fn as_type(key: &str, word: &str, ty: crate::schema::Ty) -> Option<String> {
    if is_of_type(word, ty) {
        return Some(word.to_owned());
    }
    match suggest::instead(key, word, ty)? {
        suggest::Instead::Value(right) => Some(right),
        suggest::Instead::Words(_) => None,
    }
}

/// Compares the statements of a file with the schema.
pub(super) fn shape_file<'a>(file: &'a ast::File, out: &mut Diags) -> Shape<'a> {
    shape_body(&file.body, schema::FILE, out).0
}

fn shape_body<'a>(
    body: &'a [Spanned<Node>],
    spec: &'static BlockSpec,
    out: &mut Diags,
) -> (Shape<'a>, bool) {
    let mut shape = Shape {
        statements: Vec::new(),
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
        let Some(row) = find_row(written, spec, body, out) else {
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
            Times::OnceFor(key) => Some((row.key, value::text_of(written, key))),
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
        let inner = shape_inner(written, row, fits, out);
        // An argument that does not fit is a cause of its own: what follows from it is not reported.
        if fits && inner.is_ok() {
            let block = inner.unwrap_or(None);
            shape.statements.push(KnownStatement {
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
    shape.statements.shrink_to_fit();
    (shape, whole)
}

/// The block of a statement; `Err` where it cannot be used.
fn shape_inner<'a>(
    written: &'a ast::Statement,
    row: &'static Row,
    fits: bool,
    out: &mut Diags,
) -> Result<Option<Shape<'a>>, ()> {
    let spec = match (&written.block, row.block) {
        (None, BlockRule::None | BlockRule::Optional(_)) => return Ok(None),
        (None, BlockRule::Required(spec)) => {
            // The usage of a statement without its value shows the block too.
            if fits || !written.arguments.is_empty() {
                out.push(needs_block(written, row, spec));
            }
            return Err(());
        }
        (Some(block), BlockRule::None) => {
            // What lacks a value may have it in its braces: one mistake.
            if fits {
                out.push(takes_no_block(written, row, block.span));
            }
            return Ok(None);
        }
        (Some(_), BlockRule::Optional(spec) | BlockRule::Required(spec)) => spec,
    };
    let Some(block) = &written.block else {
        return Ok(None);
    };
    let (shape, whole) = shape_body(&block.body, spec, out);
    for missing in spec.rows.iter().filter(|row| row.required) {
        let made_up = || {
            let mut unless = missing.unless.iter();
            !missing.unless.is_empty()
                && unless.all(|(key, variant)| {
                    let first = shape.first(key);
                    first.is_some_and(|one| variant.is_none() || one.row.variant() == *variant)
                })
        };
        if shape.first(missing.key).is_none() && !made_up() {
            let statement = block.body.iter().any(|node| match &node.value {
                Node::Statement(statement) => &*statement.keyword.value == missing.key,
                Node::Junk => false,
            });
            if whole || (!statement && !block.has_junk() && !has_unknown(block, spec)) {
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
    body: &[Spanned<Node>],
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
            out.push(unknown_keyword(written, spec, body));
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
            if let Some(diag) = wrong::parameter(&item.from) {
                out.push(diag);
                return false;
            }
            let text = Spanned::new(Box::from(item.from.value.text()), item.span);
            shape.parameters.push((written.keyword.clone(), text));
            true
        }
        None => {
            out.push(
                Diag::new(
                    &findings::WRONG_ARGUMENTS,
                    written.head(),
                    "a parameter takes one value",
                )
                .help(format!("write `{} VALUE`", written.keyword.value)),
            );
            false
        }
    }
}
