//! Lists: brackets around them, commas that are missing, an item behind their end.

use super::{Repair, Siblings, least, strip_words, word_of};
use crate::diag::{Diag, Safety, findings, near::nearest};
use crate::lower::shape::{command, is_of_type, unknown, write};
use crate::schema::{Arity, BlockSpec, Row, Ty};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Argument, Item, Node, Statement, Value};

impl Repair {
    /// `[auth, system]` and `(auth, system)`.
    pub(super) fn brackets(&mut self, said: &mut Statement, rule: &'static Row) {
        let lists = rule
            .args
            .iter()
            .any(|arg| matches!(arg.arity, Arity::List | Arity::OptionalList | Arity::Pairs));
        let marks: &[char] = if lists {
            &['[', ']', '(', ')']
        } else {
            &['[', ']']
        };
        let is_mark = |char: char| marks.contains(&char);
        let opens = |word: &str| word.starts_with(['[', '(']) && word.starts_with(is_mark);
        let closes = |word: &str| word.ends_with([']', ')']) && word.ends_with(is_mark);
        let bare = said
            .arguments
            .iter()
            .flat_map(|argument| &argument.value.items);
        let mut bare = bare.filter(|item| !item.value.from.value.is_quoted());
        let Some(open) = bare.find(|item| opens(item.value.from.value.text())) else {
            return;
        };
        let at = open.span;
        let same = (at.end - at.start) as usize == open.value.from.value.text().len();
        let count = |test: &dyn Fn(&str) -> bool| {
            let items = said
                .arguments
                .iter()
                .flat_map(|argument| &argument.value.items);
            items
                .filter(|item| test(item.value.from.value.text()))
                .count()
        };
        if count(&opens) != 1 || count(&closes) != 1 {
            return;
        }
        let end = said.head().end;
        strip_words(said, is_mark);
        if self.quiet {
            return;
        }
        let right = write::head(said);
        let place = match same {
            true => Span {
                end: (at.start + 1).min(at.end),
                ..at
            },
            false => at,
        };
        self.report(
            Diag::new(&findings::FOREIGN_SYNTAX, place, "a list has no brackets")
                .label("the values of a list are separated by commas")
                .help(format!("write `{right}`"))
                .fix(
                    Span {
                        end,
                        ..said.keyword.span
                    },
                    right,
                    Safety::Review,
                ),
        );
    }

    /// An item behind the `;` that ended its list; true where it was put into the list.
    pub(super) fn behind_its_list(
        &mut self,
        said: &Statement,
        spec: &'static BlockSpec,
        row: &mut Siblings,
    ) -> bool {
        let word = &*said.keyword.value;
        let alone = said.arguments.is_empty() && said.block.is_none() && !spec.parameters;
        let near = nearest(word, spec.rows.iter().map(|row| row.key)).is_some();
        if !alone
            || near
            || super::knows(spec, word)
            || crate::schema::synonyms::keyword(spec.name, word).is_some()
        {
            return false;
        }
        let Some(Node::Statement(before)) = row.done.last_mut().map(|node| &mut node.value) else {
            return false;
        };
        let last = super::rule_of(before, spec).and_then(|rule| rule.args.last());
        let takes = last.is_some_and(|arg| {
            matches!(arg.arity, Arity::List | Arity::OptionalList) && is_of_type(word, arg.ty)
        });
        let Some(list) = before
            .arguments
            .last_mut()
            .filter(|_| takes && before.block.is_none())
        else {
            return false;
        };
        let from = Spanned::new(Value::Word(word.into()), said.keyword.span);
        list.value.items.push(Spanned::new(
            Item {
                from,
                becomes: None,
            },
            said.keyword.span,
        ));
        let right = write::head(before);
        self.report(
            Diag::new(
                &findings::UNKNOWN_KEYWORD,
                said.keyword.span,
                unknown(word, spec),
            )
            .label("a `;` or the end of the line ends the list before it")
            .help(format!("write `{right}`")),
        );
        true
    }

    /// `command /bin/cartctl flush && sync`: a line for a shell; true where it was rewritten.
    fn of_a_shell(&mut self, said: &mut Statement, from: usize) -> bool {
        let items: Vec<&Spanned<Item>> = said
            .arguments
            .iter()
            .skip(from)
            .flat_map(|one| &one.value.items)
            .collect();
        let texts: Vec<&str> = items
            .iter()
            .map(|item| item.value.from.value.text())
            .collect();
        let sign = items
            .iter()
            .find(|item| command::has_sign(std::iter::once(item.value.from.value.text())));
        let Some(sign) = sign.map(|sign| sign.span) else {
            return false;
        };
        let line = texts.join(" ");
        let whole = said.head();
        let diag = command::of_a_shell(whole, sign, &said.keyword.value, &line);
        let shell = ["/bin/sh", "-c", &line].map(|text| {
            let from = Spanned::new(Value::String(text.into()), sign);
            let becomes = None;
            Spanned::new(Item { from, becomes }, sign)
        });
        let list = Argument {
            items: shell.into(),
        };
        said.arguments.splice(from.., [Spanned::new(list, sign)]);
        self.report(diag);
        true
    }

    /// Values of a list without a comma between them.
    pub(super) fn lists(&mut self, said: &mut Statement, rule: &'static Row) {
        let Some(last) = rule.args.last() else { return };
        let from = rule.args.len() - 1;
        let many = matches!(last.arity, Arity::List | Arity::OptionalList | Arity::Pairs);
        if !many || said.arguments.len() <= rule.args.len() || from < least(rule).saturating_sub(1)
        {
            return;
        }
        let fits = |item: &Spanned<Item>| {
            let values = std::iter::once(&item.value.from).chain(&item.value.becomes);
            let paired = item.value.becomes.is_some() == (last.arity == Arity::Pairs);
            paired
                && values
                    .into_iter()
                    .all(|value| is_of_type(value.value.text(), last.ty))
        };
        if last.ty == Ty::Argument && self.of_a_shell(said, from) {
            return;
        }
        // `auth and system` is a list in English.
        let joins = |one: &Spanned<Argument>| {
            word_of(one).is_some_and(|word| matches!(word, "and" | "&" | "+"))
        };
        let words = said.arguments.get(from..).unwrap_or_default().to_vec();
        let lists: Vec<&Spanned<Argument>> = words.iter().filter(|one| !joins(one)).collect();
        if lists.len() < 2 || !lists.iter().flat_map(|list| &list.value.items).all(fits) {
            return;
        }
        let (Some(first), Some(second), Some(end)) = (lists.first(), words.get(1), lists.last())
        else {
            return;
        };
        let (here, place) = (super::behind(first.span), second.span);
        let span = first.span.to(end.span);
        let more = words.len() > 2;
        let items: Vec<Spanned<Item>> = lists
            .iter()
            .flat_map(|list| list.value.items.clone())
            .collect();
        said.arguments
            .splice(from.., [Spanned::new(Argument { items }, span)]);
        let right = write::head(said);
        let diag = Diag::new(
            &findings::WRONG_ARGUMENTS,
            place,
            "the values of a list are separated by commas",
        )
        .label("a comma is missing before this")
        .help(format!("write `{right}`"));
        self.report(match more {
            true => diag.fix(said.head(), right, Safety::Review),
            false => diag.fix(here, ",", Safety::Review),
        });
    }
}
