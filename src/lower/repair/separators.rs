//! A `;` or a line end that is missing, as the keywords of the schema show.

use super::blocks::{has_values, inner_keyword, split_off, with_block};
use super::keyword::{plain, split};
use super::{Repair, Siblings, behind, knows, least, rule_of, word_of};
use crate::diag::{Diag, Safety, findings};
use crate::lower::shape::write;
use crate::schema::{BlockSpec, Row};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Node, Statement, Value};

impl Repair {
    /// A second statement behind the first: `rpo 1h keep 7d`, `rpo 1h, keep 7d`.
    pub(super) fn separators(
        &mut self,
        said: &mut Statement,
        rule: &'static Row,
        spec: &'static BlockSpec,
        row: &mut Siblings,
    ) {
        if self.cuts == 0 || inner_keyword(said, rule).is_some() {
            return;
        }
        if let Some((at, nth)) = keyword_in_list(said, spec) {
            self.split_list(said, at, nth, row);
        } else if let Some(at) = keyword_at(said, rule, spec) {
            let whole = said.head();
            let mut rest = split_off(said, at);
            let (place, first, here) = (keyword_span(&rest), said.head(), behind(said.head()));
            let mut right = write::head(said);
            // Several statements on one line are one mistake.
            let mut more = Vec::new();
            while let Node::Statement(second) = &mut rest.value {
                self.cuts = self.cuts.saturating_sub(1);
                let next = rule_of(second, spec).and_then(|rule| {
                    inner_keyword(second, rule)
                        .is_none()
                        .then(|| keyword_at(second, rule, spec))?
                });
                let cut = next
                    .filter(|_| self.cuts > 0)
                    .map(|at| split_off(second, at));
                if right.len() < 400 {
                    right = format!("{right}; {}", write::head(second));
                }
                let Some(cut) = cut else { break };
                more.push(std::mem::replace(&mut rest, cut));
            }
            let diag = Diag::new(
                &findings::MISSING_SEPARATOR,
                place,
                "a second statement begins on the same line",
            )
            .label("the second statement begins here")
            .related(first, "the first statement")
            .help(format!("write `{right}`, or put it on a line of its own"));
            self.report(match more.is_empty() {
                true => diag.fix(here, ";", Safety::Review),
                false if right.len() < 400 => diag.fix(whole, right, Safety::Review),
                false => diag,
            });
            row.queue.push_front(rest);
            more.into_iter()
                .rev()
                .for_each(|one| row.queue.push_front(one));
        }
    }

    /// A statement behind the `}` of the block that it belongs to; true where it was put into it.
    pub(super) fn behind_its_block(
        &mut self,
        said: &Statement,
        span: Span,
        spec: &'static BlockSpec,
        row: &mut Siblings,
    ) -> bool {
        let key = plain(split(&said.keyword.value).0);
        let Some(before) = row.done.last_mut() else {
            return false;
        };
        let Node::Statement(owner) = &mut before.value else {
            return false;
        };
        let inner = rule_of(owner, spec).and_then(|rule| rule.block.spec());
        let belongs = inner.is_some_and(|inner| knows(inner, &key)) && !knows(spec, &key);
        // On one line alone: below it the statement may have been meant for the block around.
        if !belongs || !self.joined.contains(&span) {
            return false;
        }
        let head = write::head(owner);
        let Some(block) = &mut owner.block else {
            return false;
        };
        block
            .value
            .body
            .push(Spanned::new(Node::Statement(said.clone()), span));
        let right = with_block(&head, &block.value.body);
        self.paired.insert(span);
        self.report(
            Diag::new(
                &findings::UNKNOWN_KEYWORD,
                said.keyword.span,
                format!(
                    "`{}` is written after the block that it belongs to",
                    write::head(said)
                ),
            )
            .label(format!("the block of `{head}` ends before this"))
            .help(format!("write `{right}`")),
        );
        true
    }

    /// A comma that joins a statement to the list of the one before.
    fn split_list(&mut self, said: &mut Statement, at: usize, nth: usize, row: &mut Siblings) {
        self.cuts = self.cuts.saturating_sub(1);
        let rest = said.arguments.split_off((at + 1).min(said.arguments.len()));
        let (block, Some(list)) = (said.block.take(), said.arguments.get_mut(at)) else {
            return;
        };
        let keyword = list.value.items.split_off(nth).into_iter().next();
        let end = list.value.items.last().map_or(list.span, |item| item.span);
        list.span = list.span.to(end);
        let Some(keyword) = keyword else { return };
        let word: Box<str> = keyword.value.from.value.text().into();
        let second = Statement {
            keyword: Spanned::new(word, keyword.span),
            arguments: rest,
            block,
        };
        // The comma is not in the tree; it stands behind the item, blanks or not.
        let comma = behind(end);
        let right = format!("{}; {}", write::head(said), write::head(&second));
        let diag = Diag::new(
            &findings::MISPLACED_COMMA,
            comma,
            "a comma does not end a statement",
        )
        .label("it joins the following text to the list before it")
        .help(format!(
            "write `{right}`, or remove the comma at the end of the line"
        ))
        .fix(
            end.to(keyword.span),
            format!(
                "{}; {}",
                write::same(&super::last_value(said)),
                second.keyword.value
            ),
            Safety::Review,
        );
        self.report(diag);
        let span = second
            .block
            .as_ref()
            .map_or(second.head(), |block| keyword.span.to(block.span));
        row.queue
            .push_front(Spanned::new(Node::Statement(second), span));
    }
}

/// Where a second statement of the same block begins among the arguments.
fn keyword_at(said: &Statement, rule: &'static Row, spec: &'static BlockSpec) -> Option<usize> {
    let begins = |at: &usize| {
        let word = said.arguments.get(*at).and_then(word_of);
        word.is_some_and(|word| knows(spec, word)) && has_values(said, *at, spec)
    };
    (least(rule)..said.arguments.len()).find(begins)
}

/// An item of a list that is a keyword, with what it takes behind the list.
pub(super) fn keyword_in_list(
    said: &Statement,
    spec: &'static BlockSpec,
) -> Option<(usize, usize)> {
    for (at, list) in said.arguments.iter().enumerate() {
        let nth = list.value.items.len().checked_sub(1)?;
        let Some(item) = list.value.items.get(nth).filter(|_| nth > 0) else {
            continue;
        };
        let Value::Word(word) = &item.value.from.value else {
            continue;
        };
        let after = said.arguments.len() - at - 1;
        // The block is that of the second statement where the first takes none.
        let mut own = spec.rows_of(&said.keyword.value);
        let free = said.block.is_some() && own.all(|row| row.block.spec().is_none());
        let takes = spec.rows_of(word).any(|row| {
            let blocks = free && row.block.spec().is_some();
            after >= least(row).max(usize::from(!blocks))
        });
        if takes && item.value.becomes.is_none() {
            return Some((at, nth));
        }
    }
    None
}

fn keyword_span(node: &Spanned<Node>) -> Span {
    match &node.value {
        Node::Statement(said) => said.keyword.span,
        Node::Junk => node.span,
    }
}
