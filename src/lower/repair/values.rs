//! Mistakes in the values of a statement: brackets around a list, an arrow of another language, a text
//! without quotes.

use super::{Repair, argument, word_of};
use crate::diag::{Diag, Safety, findings};
use crate::lower::shape::{is_of_type, write};
use crate::schema::{Arity, BlockSpec, Row, Ty};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Argument, Item, Statement, Value};

/// What other languages, and people, write for `->`.
const ARROWS: [&str; 10] = ["=>", "-", ">", ":", "=", "to", "→", "-->", "--", "as"];

impl Repair {
    /// Mistakes that one statement shows by itself.
    pub(super) fn values(
        &mut self,
        said: &mut Statement,
        rule: &'static Row,
        spec: &'static BlockSpec,
    ) {
        self.brackets(said, rule);
        for (at, arg) in rule.args.iter().enumerate() {
            if arg.arity == Arity::Pairs {
                self.arrow(said, rule, at, arg.ty);
            }
        }
        if said.arguments.len() <= rule.args.len() {
            return;
        }
        self.kind_apart(said, rule);
        self.label_apart(said, rule);
        self.cron(said, rule);
        self.text(said, rule, spec);
    }

    /// Names in upper case or with `_`: the rest is checked with the name that is meant.
    pub(super) fn names(&mut self, said: &mut Statement, rule: &'static Row) {
        for (arg, written) in rule.args.iter().zip(&mut said.arguments) {
            let is_name = matches!(arg.ty, Ty::Name | Ty::NamespaceName | Ty::Ref(_) | Ty::Need);
            for item in written.value.items.iter_mut().filter(|_| is_name) {
                let from = &mut item.value.from;
                if from.value.text() == "*" || is_of_type(from.value.text(), arg.ty) {
                    continue;
                }
                let Some(right) = crate::lower::shape::name_of(from.value.text()) else {
                    continue;
                };
                self.report(crate::lower::shape::bad_name(from.span, from.value.text()));
                from.value = Value::Word(right.into());
            }
        }
    }

    /// `gp2 => gp3`, `gp2: gp3`, `gp2 gp3` for `gp2 -> gp3`.
    fn arrow(&mut self, said: &mut Statement, rule: &'static Row, at: usize, ty: Ty) {
        let texts: Vec<Option<String>> = said
            .arguments
            .iter()
            .skip(at)
            .map(|one| word_of(one).map(str::to_owned))
            .collect();
        let text = |nth: usize| texts.get(nth).and_then(|text| text.as_deref());
        let rest = rule.args.len() - at - 1;
        let spare = said.arguments.len().saturating_sub(at + rest);
        let Some(first) = text(0) else { return };
        let glued = ["=>", "->", "→", "=", ":"].into_iter().find_map(|mark| {
            let (from, to) = first.split_once(mark)?;
            let sure = mark != ":" || !(from.contains(['/', '.']) || to.contains(['/', '.']));
            sure.then_some((from.to_owned(), to.to_owned()))
        });
        let (from, to, taken) = match (spare, glued) {
            (1, Some((from, to))) if !to.is_empty() => (from, to, 1),
            (2, Some((from, to))) if to.is_empty() => (from, text(1).unwrap_or("").to_owned(), 2),
            (2, None) => (first.to_owned(), text(1).unwrap_or("").to_owned(), 2),
            (3, None) if text(1).is_some_and(|mark| ARROWS.contains(&mark)) => {
                (first.to_owned(), text(2).unwrap_or("").to_owned(), 3)
            }
            _ => return,
        };
        let is_pair = |argument: &Spanned<Argument>| {
            argument
                .value
                .items
                .iter()
                .any(|item| item.value.becomes.is_some())
        };
        let old = said.arguments.get(at..at + taken).unwrap_or_default();
        if old.iter().any(is_pair) || !is_of_type(&from, ty) || !is_of_type(&to, ty) {
            return;
        }
        let (Some(start), Some(end)) = (old.first(), old.last()) else {
            return;
        };
        let (span, last) = (start.span.to(end.span), end.span);
        let item = Item {
            from: Spanned::new(Value::Word(from.into()), start.span),
            becomes: Some(Spanned::new(Value::Word(to.into()), last)),
        };
        let pair = Spanned::new(
            Argument {
                items: vec![Spanned::new(item, span)],
            },
            span,
        );
        said.arguments.splice(at..at + taken, [pair]);
        let right = write::head(said);
        let whole = said.head();
        self.report(
            Diag::new(
                &findings::WRONG_ARGUMENTS,
                span,
                "a pair is written with `->`",
            )
            .label("a pair is the old value and the new value")
            .help(format!("write `{right}`"))
            .fix(whole, right, Safety::Review),
        );
    }

    /// `statefulset postgres` for `statefulset/postgres`.
    fn kind_apart(&mut self, said: &mut Statement, rule: &'static Row) {
        let ty = rule
            .args
            .first()
            .map(|arg| arg.ty)
            .filter(|ty| matches!(ty, Ty::Workload | Ty::ObjectRef));
        let joins = rule.args.len() == 1 && said.arguments.len() == 2;
        let (Some(kind), Some(name)) = (
            said.arguments.first().and_then(word_of),
            said.arguments.get(1).and_then(word_of),
        ) else {
            return;
        };
        let Some(ty) = ty.filter(|_| joins && !kind.contains('/') && !name.contains('/')) else {
            return;
        };
        let joined = format!("{}/{name}", kind.trim_end_matches(':'));
        let Some(word) = crate::lower::shape::as_type(rule.key, &joined, ty) else {
            return;
        };
        self.joined(
            said,
            0,
            Value::Word(word.into()),
            "the kind and the name of an object are one word",
        );
    }

    /// `app web` for `app=web`.
    fn label_apart(&mut self, said: &mut Statement, rule: &'static Row) {
        let is_label = rule.args.len() == 1
            && rule
                .args
                .first()
                .is_some_and(|arg| matches!(arg.ty, Ty::Label | Ty::KeyValue));
        let (Some(key), Some(value), 2) = (
            said.arguments.first().and_then(word_of),
            said.arguments.get(1).and_then(word_of),
            said.arguments.len(),
        ) else {
            return;
        };
        let joined = format!("{key}={value}");
        if is_label
            && !key.contains(['=', ':'])
            && !value.contains(['=', ':'])
            && is_of_type(&joined, Ty::Label)
        {
            self.joined(
                said,
                0,
                Value::Word(joined.into()),
                "the key and the value of a label are one word",
            );
        }
    }

    /// A cron line without its quotes.
    fn cron(&mut self, said: &mut Statement, rule: &'static Row) {
        let is_cron = rule.args.len() == 1
            && rule
                .args
                .first()
                .is_some_and(|arg| matches!(arg.ty, Ty::Cron | Ty::Rhythm));
        if !is_cron || said.arguments.len() != 5 {
            return;
        }
        let fields: Vec<String> = said
            .arguments
            .iter()
            .map(|field| write::argument(&field.value).replace(' ', ""))
            .collect();
        let field = |text: &String| {
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"*/,-?".contains(&b))
        };
        if fields.iter().all(field) {
            let line = Value::String(fields.join(" ").into());
            self.joined(said, 0, line, "a cron line is written in quotes");
        }
    }

    /// A text of several words without its quotes.
    fn text(&mut self, said: &mut Statement, rule: &'static Row, spec: &'static BlockSpec) {
        let Some(at) = rule
            .args
            .iter()
            .position(|arg| matches!(arg.ty, Ty::Text | Ty::Free) && arg.arity == Arity::One)
        else {
            return;
        };
        // It ends before the word that follows it in the sentence, or with the statement.
        let end = match rule.args.get(at + 1).map(|arg| arg.ty) {
            None => said.arguments.len(),
            Some(Ty::Literal(word)) => {
                let found = said
                    .arguments
                    .iter()
                    .skip(at)
                    .position(|one| word_of(one) == Some(word));
                match found {
                    Some(n) => at + n,
                    None => return,
                }
            }
            Some(_) => return,
        };
        let words = said.arguments.get(at..end).unwrap_or_default();
        let plain = |one: &Spanned<Argument>| {
            one.value
                .items
                .iter()
                .all(|item| !item.value.from.value.is_quoted() && item.value.becomes.is_none())
        };
        // A keyword among the words begins a statement of its own.
        let keyword = |one: &Spanned<Argument>| {
            word_of(one).is_some_and(|word| {
                super::knows(spec, word)
                    || rule
                        .block
                        .spec()
                        .is_some_and(|inner| super::knows(inner, word))
            })
        };
        if words.len() < 2 || !words.iter().all(plain) || words.iter().skip(1).any(keyword) {
            return;
        }
        let text: Vec<String> = words
            .iter()
            .map(|one| write::argument(&one.value))
            .collect();
        let text = Value::String(text.join(" ").into());
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return;
        };
        let span = first.span.to(last.span);
        said.arguments.splice(at..end, [argument(text, span)]);
        self.one_argument(said, span, "a text of several words is written in quotes");
    }

    fn joined(&mut self, said: &mut Statement, from: usize, value: Value, message: &str) {
        let words = said.arguments.get(from..).unwrap_or_default();
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return;
        };
        let span = first.span.to(last.span);
        said.arguments.splice(from.., [argument(value, span)]);
        self.one_argument(said, span, message);
    }

    fn one_argument(&mut self, said: &Statement, span: Span, message: &str) {
        let right = write::head(said);
        self.report(
            Diag::new(&findings::WRONG_ARGUMENTS, span, message)
                .label("written as several words")
                .help(format!("write `{right}`"))
                .fix(said.head(), right, Safety::Review),
        );
    }
}
