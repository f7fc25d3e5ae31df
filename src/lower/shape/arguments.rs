//! The arguments of a statement against those of its row.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "only these types have a unit"
)]

use super::read::read_value;
use super::val::Val;
use crate::diag::{Diag, Diags, Safety};
use crate::schema::{Arg, Arity, Row, Ty};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Argument, Item, Statement};

/// The values of a statement, one list an argument of the row; false where something was reported.
pub(super) fn read(
    written: &Statement,
    row: &'static Row,
    out: &mut Diags,
) -> (Vec<Vec<Spanned<Val>>>, bool) {
    let before = out.len();
    let mut values = Vec::with_capacity(row.args.len());
    let mut given = written.arguments.iter();
    for arg in row.args {
        match given.next() {
            Some(argument) => values.push(read_argument(argument, arg, row, out)),
            None if matches!(arg.arity, Arity::Optional | Arity::OptionalList) => {
                values.push(Vec::new());
            }
            None => {
                out.push(too_few(written, row, arg));
                return (values, false);
            }
        }
    }
    if let Some(extra) = given.next() {
        // `15 min` is one slip, not a wrong number and a word too many.
        match unit_apart(written, row, extra) {
            Some((span, joined)) => {
                out.truncate(before);
                out.push(unit_apart_finding(span, &joined));
            }
            None if out.len() == before => out.push(too_many(extra.span, row)),
            None => {}
        }
    }
    (values, out.len() == before)
}

fn read_argument(
    argument: &Spanned<Argument>,
    arg: &'static Arg,
    row: &'static Row,
    out: &mut Diags,
) -> Vec<Spanned<Val>> {
    let many = matches!(arg.arity, Arity::List | Arity::OptionalList | Arity::Pairs);
    if let (false, Some(second)) = (many, argument.items.get(1)) {
        out.push(one_value(second.span, row, arg));
        return Vec::new();
    }
    argument
        .items
        .iter()
        .filter_map(|item| read_item(item, arg, row, out))
        .collect()
}

fn read_item(
    item: &Spanned<Item>,
    arg: &'static Arg,
    row: &'static Row,
    out: &mut Diags,
) -> Option<Spanned<Val>> {
    match (&item.becomes, arg.arity) {
        (Some(becomes), Arity::Pairs) => {
            for value in [&item.from, becomes] {
                if let Err(diag) = read_value(value, arg.ty) {
                    out.push(diag);
                    return None;
                }
            }
            let pair = Val::Pair(item.from.value.text().into(), becomes.value.text().into());
            Some(Spanned::new(pair, item.span))
        }
        (None, Arity::Pairs) => {
            out.push(no_pair(item.span, row));
            None
        }
        (Some(becomes), _) => {
            out.push(no_arrow(item.from.span.to(becomes.span), row));
            None
        }
        (None, _) => match read_value(&item.from, arg.ty) {
            Ok(val) => Some(Spanned::new(val, item.span)),
            Err(diag) => {
                out.push(diag);
                None
            }
        },
    }
}

/// A number and its unit, written apart.
fn unit_apart(
    written: &Statement,
    row: &'static Row,
    extra: &Spanned<Argument>,
) -> Option<(Span, String)> {
    let last = row.args.last()?;
    let number = written.arguments.get(row.args.len() - 1)?;
    let text = |argument: &Argument| match argument.items.as_slice() {
        [item] if item.becomes.is_none() && !item.from.value.is_quoted() => {
            Some(item.from.value.text().to_owned())
        }
        _ => None,
    };
    let (number_text, unit) = (text(&number.value)?, text(&extra.value)?);
    if !number_text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let unit = match last.ty {
        Ty::Duration => unit.chars().next()?.to_lowercase().to_string(),
        Ty::Size | Ty::Rate | Ty::Share | Ty::ShareOfDay => unit,
        _ => return None,
    };
    Some((number.span.to(extra.span), format!("{number_text}{unit}")))
}

fn unit_apart_finding(span: Span, joined: &str) -> Diag {
    Diag::new("wrong-value", span, "a number and its unit are one word")
        .label("written apart")
        .help(format!("write `{joined}`"))
        .fix(span, joined, Safety::Review)
}

fn too_few(written: &Statement, row: &Row, arg: &Arg) -> Diag {
    Diag::new(
        "wrong-arguments",
        written.head(),
        format!("`{}` lacks {}", row.key, arg.ty.expected()),
    )
    .label("something is missing behind this")
    .help(format!("write `{}`", row.usage()))
}

fn too_many(span: Span, row: &Row) -> Diag {
    Diag::new(
        "wrong-arguments",
        span,
        format!("`{}` takes less than this", row.key),
    )
    .label("one too many")
    .help(format!("write `{}`", row.usage()))
}

fn one_value(span: Span, row: &Row, arg: &Arg) -> Diag {
    Diag::new(
        "wrong-arguments",
        span,
        format!("`{}` takes one value, not a list", row.key),
    )
    .label("a second value")
    .help(format!("write {} alone", arg.ty.expected()))
}

fn no_pair(span: Span, row: &Row) -> Diag {
    Diag::new(
        "wrong-arguments",
        span,
        format!("`{}` takes pairs", row.key),
    )
    .label("what does it become?")
    .help(format!("write `{}`", row.usage()))
}

fn no_arrow(span: Span, row: &Row) -> Diag {
    Diag::new(
        "wrong-arguments",
        span,
        format!("`{}` takes a value, not a pair", row.key),
    )
    .label("`->` has no meaning here")
    .help(format!("write `{}`", row.usage()))
}
