//! The arguments of a statement against those of its row.

use super::command;
use super::misfit::{no_arrow, no_pair};
use super::suggest::{self, Instead};
use super::typed_value::TypedValue;
use super::value::read_value;
use super::write;
use crate::diag::{Diag, Diags, Safety, findings};
use crate::schema::{Arg, Arity, Row, Ty};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Argument, Item, Statement};

/// The values of a statement, one list an argument of the row; false where one of them could not be
/// used.
pub(super) fn read(
    written: &Statement,
    row: &'static Row,
    out: &mut Diags,
) -> (Vec<Vec<Spanned<TypedValue>>>, bool) {
    let before = out.len();
    let mut fits = true;
    let mut values = Vec::with_capacity(row.args.len());
    let mut given = written.arguments.iter();
    for (at, arg) in row.args.iter().enumerate() {
        match given.next() {
            Some(argument) => {
                if let Some(diag) = literal_left_out(written, row, at, argument) {
                    out.push(diag);
                    return (values, false);
                }
                let read = read_argument(argument, arg, row, out);
                fits &= read.len() == argument.items.len();
                values.push(read);
            }
            None if matches!(arg.arity, Arity::Optional | Arity::OptionalList) => {
                values.push(Vec::new());
            }
            None => {
                // One mistake a statement: what is missing may be a part of what is wrong.
                if out.len() == before {
                    out.push(too_few(written, row, at, arg));
                }
                return (values, false);
            }
        }
    }
    if let Some(extra) = given.next() {
        // `15 min` is one mistake, not a wrong number and a word too many.
        match one_word(written, row) {
            Some((span, joined)) => {
                out.truncate(before);
                out.push(apart(span, row, &joined));
                fits = false;
            }
            None if out.len() == before => out.push(too_many(written, extra.span, row)),
            None => {}
        }
    }
    (values, fits)
}

fn read_argument(
    argument: &Spanned<Argument>,
    arg: &'static Arg,
    row: &'static Row,
    out: &mut Diags,
) -> Vec<Spanned<TypedValue>> {
    let many = matches!(arg.arity, Arity::List | Arity::OptionalList | Arity::Pairs);
    if let (false, Some(second)) = (many, argument.items.get(1)) {
        out.push(one_value(argument, second.span, row, arg.ty));
        return Vec::new();
    }
    if let Some(diag) = command::of_one_text(argument, row, arg.ty) {
        out.push(diag);
        return Vec::new();
    }
    // Most arguments are one value, and a list that grows would have room for four.
    let mut values = Vec::with_capacity(argument.items.len());
    values.extend(
        argument
            .items
            .iter()
            .filter_map(|item| read_item(item, arg, row, out)),
    );
    values
}

fn read_item(
    item: &Spanned<Item>,
    arg: &'static Arg,
    row: &'static Row,
    out: &mut Diags,
) -> Option<Spanned<TypedValue>> {
    match (&item.becomes, arg.arity) {
        (Some(becomes), Arity::Pairs) => {
            for value in [&item.from, becomes] {
                read_value(row.key, value, arg.ty, out)?;
            }
            let pair = TypedValue::Pair(item.from.value.text().into(), becomes.value.text().into());
            Some(Spanned::new(pair, item.span))
        }
        (None, Arity::Pairs) => {
            out.push(no_pair(item, row));
            None
        }
        (becomes, _) => {
            if let Some(becomes) = becomes {
                out.push(no_arrow(item, becomes.span, row));
            }
            let val = read_value(row.key, &item.from, arg.ty, out)?;
            Some(Spanned::new(val, item.span))
        }
    }
}

/// A value of one word that was written as several: `15 min`, `1h 30m`, `09:00 - 11:00`.
fn one_word(written: &Statement, row: &'static Row) -> Option<(Span, String)> {
    let last = row.args.last()?;
    if !matches!(
        last.ty,
        Ty::Duration
            | Ty::Size
            | Ty::Rate
            | Ty::Share
            | Ty::ShareOfDay
            | Ty::Window
            | Ty::Date
            | Ty::Version
            | Ty::Label
            | Ty::KeyValue
            | Ty::ObjectRef
            | Ty::Cron
            | Ty::Rhythm
    ) {
        return None;
    }
    let pieces = written.arguments.get(row.args.len() - 1..)?;
    let mut joined = String::new();
    for piece in pieces {
        let [item] = piece.value.items.as_slice() else {
            return None;
        };
        if item.becomes.is_some() || item.from.value.is_quoted() {
            return None;
        }
        let text = item.from.value.text();
        // `four hours`
        let number = suggest::number_word(text);
        joined.push_str(number.as_deref().unwrap_or(text));
    }
    let span = pieces.first()?.span.to(pieces.last()?.span);
    if super::read::is_of_type(&joined, last.ty) {
        return Some((span, joined));
    }
    match suggest::instead(row.key, &joined, last.ty)? {
        Instead::Value(right) => Some((span, right)),
        Instead::Words(_) => None,
    }
}

fn apart(span: Span, row: &Row, joined: &str) -> Diag {
    Diag::new(
        &findings::WRONG_VALUE,
        span,
        format!("the value of `{}` is one word", row.key),
    )
    .label("written as several words")
    .help(format!("write `{} {joined}`", row.key))
    .fix(span, joined, Safety::Review)
}

/// A word of the sentence that was left out, such as `until` before a date.
fn literal_left_out(
    written: &Statement,
    row: &'static Row,
    at: usize,
    argument: &Spanned<Argument>,
) -> Option<Diag> {
    let Ty::Literal(word) = row.args.get(at)?.ty else {
        return None;
    };
    let [item] = argument.items.as_slice() else {
        return None;
    };
    let next = row.args.get(at + 1)?;
    let given = item.from.value.text();
    let fits = !matches!(next.ty, Ty::Literal(_)) && super::read::is_of_type(given, next.ty);
    if at == 0 || given == word || !fits || written.arguments.len() >= row.args.len() {
        return None;
    }
    // `allow FINDING until DATE`: the word is there, and what stands before it is not.
    let before = written
        .arguments
        .get(at - 1)
        .map(|before| write::argument(&before.value));
    let lacks_text = before.as_deref() == Some(word);
    let mut right = String::new();
    for (nth, one) in written.arguments.iter().enumerate() {
        if lacks_text && nth == at - 1 {
            right.push_str(" \"why\"");
        }
        if !lacks_text && nth == at {
            right.push_str(&format!(" {word}"));
        }
        right.push_str(&format!(" {}", write::argument(one)));
    }
    let right = format!("write `{}{}`", row.key, write::clipped(&right));
    if lacks_text {
        let place = written
            .arguments
            .get(at - 1)
            .map_or(argument.span, |before| before.span);
        return Some(
            Diag::new(
                &findings::WRONG_ARGUMENTS,
                place,
                format!("`{}` has no reason", row.key),
            )
            .label("a reason in quotes must be written before this")
            .help(right),
        );
    }
    let start = argument.span.start as usize;
    Some(
        Diag::new(
            &findings::WRONG_ARGUMENTS,
            argument.span,
            format!("`{word}` is missing in `{}`", row.key),
        )
        .label(format!("`{word}` must be written before this"))
        .help(right)
        .fix(
            Span::new(argument.span.file, start, start),
            format!("{word} "),
            Safety::Review,
        ),
    )
}

fn too_few(written: &Statement, row: &Row, at: usize, arg: &Arg) -> Diag {
    let head = write::head(written);
    let mut example = head.clone();
    for more in row.args.get(at..).unwrap_or_default() {
        if matches!(more.arity, Arity::Optional | Arity::OptionalList) {
            break;
        }
        example.push(' ');
        example.push_str(&super::wrong::example(row.key, more.ty));
        if more.arity == Arity::Pairs {
            example.push_str(" -> NEW");
        }
    }
    Diag::new(
        &findings::WRONG_ARGUMENTS,
        written.head(),
        format!("a value is missing after `{head}`: {}", arg.ty.expected()),
    )
    .label("the value is missing here")
    .help(format!("write `{}`, as in `{example}`", row.usage()))
}

fn too_many(written: &Statement, span: Span, row: &Row) -> Diag {
    let takes = match row.args {
        [] => format!("`{}` takes no value", row.key),
        [_] => format!("`{}` takes one value", row.key),
        several => format!("`{}` takes {} values", row.key, several.len()),
    };
    let diag =
        Diag::new(&findings::WRONG_ARGUMENTS, span, takes).label("this is one value too many");
    let text = written
        .arguments
        .first()
        .map(|first| write::argument(&first.value));
    if row.args.is_empty() && text.is_some_and(|text| matches!(&*text, "false" | "no" | "off")) {
        return diag.help(format!(
            "remove `{}`: without the statement it is off",
            row.key
        ));
    }
    let mut right = written.clone();
    right.arguments.truncate(row.args.len());
    let last = written.arguments.last().map_or(span, |last| last.span);
    let end = right.head().end as usize;
    diag.help(format!("write `{}`", write::head(&right))).fix(
        Span::new(span.file, end, last.end as usize),
        "",
        Safety::Review,
    )
}

fn one_value(argument: &Spanned<Argument>, second: Span, row: &Row, ty: Ty) -> Diag {
    // `1,5h` is a number.
    let items: Vec<&str> = argument
        .items
        .iter()
        .map(|item| item.from.value.text())
        .collect();
    let joined = items.join(",");
    if let Some(instead) = suggest::instead(row.key, &joined, ty).filter(|_| items.len() == 2) {
        let diag = Diag::new(
            &findings::WRONG_VALUE,
            argument.span,
            format!("`{joined}` is not {}", ty.expected()),
        )
        .label("a comma separates the values of a list");
        match instead {
            Instead::Value(right) => {
                return diag.help(format!("write `{right}`")).fix(
                    argument.span,
                    right,
                    Safety::Review,
                );
            }
            Instead::Words(words) if ty != Ty::Cron => return diag.help(words),
            Instead::Words(_) => {}
        }
    }
    let first = argument
        .items
        .first()
        .map(|item| write::same(&item.from.value));
    Diag::new(
        &findings::WRONG_ARGUMENTS,
        second,
        format!("`{}` takes one value, not a list", row.key),
    )
    .label("a second value")
    .help(format!("write `{} {}`", row.key, first.unwrap_or_default()))
}
