//! Habits of YAML, of shells and of variables, where the schema shows what is meant.

use super::keyword::{MARKS, plain, split};
use super::{Repair, Siblings, argument, knows, least, word_of};
use crate::diag::{Diag, Safety, findings};
use crate::lower::shape::write;
use crate::schema::{Arity, BlockSpec, Row, Ty};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Argument, Item, Node, Statement, Value};

impl Repair {
    /// `rpo: 1h, rto: 2h, keep: 7d`: pairs of YAML on one line.
    pub(super) fn pairs(
        &mut self,
        said: &mut Statement,
        spec: &'static BlockSpec,
        row: &mut Siblings,
    ) {
        let key = split(&said.keyword.value).0;
        let marked = key.len() < said.keyword.value.len() && knows(spec, &plain(key));
        if !marked || said.block.is_some() || self.cuts == 0 || self.quiet {
            return;
        }
        let begins = |item: &Spanned<Item>| match &item.value.from.value {
            Value::Word(word) => {
                let (key, glued) = split(word);
                let marked = key.len() < word.len() && knows(spec, &plain(key));
                marked.then(|| statement(key, glued, item.span))
            }
            Value::String(_) | Value::Raw(_) => None,
        };
        let (key, glued) = split(&said.keyword.value);
        let mut found = vec![statement(key, glued, said.keyword.span)];
        for one in &said.arguments {
            for (nth, item) in one.value.items.iter().enumerate() {
                if let Some(next) = begins(item) {
                    found.push(next);
                    continue;
                }
                let Some(last) = found.last_mut() else { return };
                match last.arguments.last_mut().filter(|_| nth > 0) {
                    Some(list) => {
                        list.span = list.span.to(item.span);
                        list.value.items.push(item.clone());
                    }
                    None => last.arguments.push(Spanned::new(
                        Argument {
                            items: vec![item.clone()],
                        },
                        item.span,
                    )),
                }
            }
        }
        if found.len() < 2 || found.iter().any(|one| one.arguments.is_empty()) {
            return;
        }
        let right: Vec<String> = found.iter().map(write::head).collect();
        let right = right.join("; ");
        let whole = said.head();
        self.report(
            Diag::new(
                &findings::FOREIGN_SYNTAX,
                super::keyword::mark_of(said, key),
                "these are pairs of YAML",
            )
            .label("a value follows its keyword after a space, and `;` ends a statement")
            .help(format!("write `{}`", write::clipped(&right)))
            .fix(whole, right, Safety::Review),
        );
        self.cuts = self.cuts.saturating_sub(found.len());
        let mut found = found.into_iter();
        if let Some(first) = found.next() {
            *said = first;
        }
        for one in found.rev() {
            row.queue
                .push_front(Spanned::new(Node::Statement(one.clone()), one.head()));
        }
    }

    /// `param queue = "orders"`: a mark between two values.
    pub(super) fn mark_between(&mut self, said: &mut Statement, rule: &'static Row) {
        let pairs = rule.args.iter().any(|arg| arg.arity == Arity::Pairs);
        let one_more = said.arguments.len() == rule.args.len() + 1 && rule.args.len() > 1;
        if pairs || !one_more {
            return;
        }
        let is_mark = |one: &Spanned<Argument>| {
            word_of(one).is_some_and(|word| word != "is" && MARKS.contains(&word))
        };
        let Some(at) = said.arguments.iter().position(is_mark).filter(|at| *at > 0) else {
            return;
        };
        let whole = said.head();
        let mark = said.arguments.remove(at);
        let right = write::head(said);
        self.report(
            Diag::new(
                &findings::FOREIGN_SYNTAX,
                mark.span,
                format!(
                    "`{}` has no meaning between two values",
                    write::argument(&mark.value)
                ),
            )
            .label("the values of a statement are separated by spaces")
            .help(format!("write `{right}`"))
            .fix(whole, right, Safety::Review),
        );
    }

    /// A `\` at the end of a line, which a shell would go on behind.
    pub(super) fn line_goes_on(
        &mut self,
        said: &mut Statement,
        spec: &'static BlockSpec,
        row: &mut Siblings,
    ) {
        let last = said
            .arguments
            .last()
            .filter(|last| word_of(last) == Some("\\"));
        let mut args = spec.rows_of(&said.keyword.value).flat_map(|row| row.args);
        let free = args.any(|arg| matches!(arg.ty, Ty::Argument | Ty::Free));
        let Some(mark) = last
            .map(|last| last.span)
            .filter(|_| !free && knows(spec, &said.keyword.value))
        else {
            return;
        };
        let Some(Spanned {
            value: Node::Statement(next),
            ..
        }) = row.queue.front().cloned()
        else {
            return;
        };
        row.queue.pop_front();
        let whole = said.head().to(next.head());
        said.arguments.pop();
        let word = Value::Word(next.keyword.value.clone());
        said.arguments.push(argument(word, next.keyword.span));
        said.arguments.extend(next.arguments);
        if said.block.is_none() {
            said.block = next.block;
        }
        let right = write::head(said);
        self.report(
            Diag::new(
                &findings::FOREIGN_SYNTAX,
                mark,
                "a `\\` does not join two lines",
            )
            .label("a statement ends at the end of its line, except behind a comma")
            .help(format!("write `{right}` on one line"))
            .fix(whole, right, Safety::Review),
        );
    }

    /// A hook that is written where it is used. True where it was reported.
    pub(super) fn hook_in_place(&mut self, said: &Statement, rule: &'static Row) -> bool {
        let takes = rule.block.spec().is_some_and(|inner| inner.parameters);
        let is_step = |node: &Spanned<Node>| match &node.value {
            Node::Statement(one) => {
                one.block.is_some() && matches!(&*one.keyword.value, "pre" | "post")
            }
            Node::Junk => false,
        };
        let block = said.block.as_ref().filter(|_| takes);
        if !block.is_some_and(|block| block.value.body.iter().any(is_step)) {
            return false;
        }
        let head = write::head(said);
        self.report(
            Diag::new(
                &findings::WRONG_BLOCK,
                said.head(),
                "a hook is not written where it is used",
            )
            .label("the block of this statement takes only values for the parameters of a hook")
            .help(format!(
                "move the block to the top of the plan, as `{head} {{ … }}`, and write only `{head}` here"
            )),
        );
        true
    }

    /// `container ${CART}`: a variable of a shell. True where it was reported.
    pub(super) fn variable(
        &mut self,
        said: &Statement,
        rule: &'static Row,
        spec: &'static BlockSpec,
    ) -> bool {
        let Some(block) = said.block.as_ref().filter(|_| rule.block.spec().is_none()) else {
            return false;
        };
        let last = said.arguments.last();
        let Some(last) = last.filter(|last| word_of(last).is_some_and(|word| word.ends_with('$')))
        else {
            return false;
        };
        let name = match block.value.body.as_slice() {
            [
                Spanned {
                    value: Node::Statement(one),
                    ..
                },
            ] if one.arguments.is_empty() => {
                one.keyword.value.to_ascii_lowercase().replace('_', "-")
            }
            _ => "NAME".to_owned(),
        };
        let diag = Diag::new(
            &findings::FOREIGN_SYNTAX,
            last.span.to(block.span),
            "a plan has no variables of a shell or of Flux",
        )
        .label("`{` begins a block, which has no meaning here");
        let key = rule.key;
        self.report(diag.help(match spec.name {
            "step" => format!(
                "write `{key} \"%{{{name}}}\"`, and declare `param {name}` in the hook, or write the value itself"
            ),
            _ => format!("write the value itself, as in `{key} {}`", rule.args.first().map_or("", |arg| arg.ty.example())),
        }));
        true
    }

    /// A selector whose two halves were written apart, such as `accept payments rpo`. True where it
    /// was reported.
    pub(super) fn selector_apart(&mut self, said: &Statement, rule: &'static Row) -> bool {
        let is_selector = rule.args.first().is_some_and(|arg| arg.ty == Ty::Selector);
        let words: Vec<&str> = said.arguments.iter().take(2).filter_map(word_of).collect();
        let [subject, value] = words.as_slice() else {
            return false;
        };
        let apart =
            !subject.contains('.') && value.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if !is_selector || !apart || said.arguments.len() < 2 {
            return false;
        }
        let (Some(first), Some(second)) = (said.arguments.first(), said.arguments.get(1)) else {
            return false;
        };
        let mut right = said.clone();
        right.arguments.splice(
            0..2,
            [argument(
                Value::Word(format!("{subject}.{value}").into()),
                first.span,
            )],
        );
        let enough = right.arguments.len() >= least(rule);
        let right = match enough {
            true => write::head(&right),
            // What else is missing is a part of the same sentence.
            false => rule
                .usage()
                .replacen("SELECTOR", &format!("{subject}.{value}"), 1),
        };
        self.report(
            Diag::new(
                &findings::WRONG_ARGUMENTS,
                first.span.to(second.span),
                "the namespace and the value are one word",
            )
            .label("written as two words")
            .help(format!("write `{right}`")),
        );
        true
    }
}

/// A statement with the value that was glued to its keyword.
fn statement(key: &str, glued: &str, span: Span) -> Statement {
    let value = (!glued.is_empty()).then(|| argument(Value::Word(glued.into()), span));
    Statement {
        keyword: Spanned::new(plain(key).into(), span),
        arguments: value.into_iter().collect(),
        block: None,
    }
}
