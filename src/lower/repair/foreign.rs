//! Heads and lists as YAML, TOML and HCL write them.

use super::keyword::MARKS;
use super::{Repair, Siblings, argument, knows, word_of};
use crate::diag::{Diag, Safety, findings};
use crate::lower::shape::write;
use crate::schema::BlockSpec;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Argument, Node, Statement, Value};

impl Repair {
    /// `tier critical = {` assigns a block.
    pub(super) fn mark_before_block(&mut self, said: &mut Statement) {
        let last = said
            .arguments
            .last()
            .filter(|_| said.block.is_some() && said.arguments.len() > 1);
        let Some(mark) =
            last.filter(|last| word_of(last).is_some_and(|word| MARKS.contains(&word)))
        else {
            return;
        };
        let (span, word) = (mark.span, word_of(mark).unwrap_or("").to_owned());
        said.arguments.pop();
        let diag = Diag::new(
            &findings::FOREIGN_SYNTAX,
            span,
            format!("`{word}` has no meaning before a block"),
        )
        .label("a block follows its statement after a space")
        .help(format!("write `{} {{`", write::head(said)))
        .fix(
            Span {
                start: said.head().end,
                ..span
            },
            "",
            Safety::Review,
        );
        self.report(diag);
    }

    /// `[tier.critical]` opens a table in TOML.
    pub(super) fn header(&mut self, said: &mut Statement, spec: &'static BlockSpec) {
        let text = said
            .keyword
            .value
            .trim_start_matches('[')
            .trim_end_matches(']');
        let Some((key, name)) = text.split_once('.') else {
            return;
        };
        if text.len() == said.keyword.value.len() || !knows(spec, key) {
            return;
        }
        let (key, name, span) = (Box::from(key), Value::Word(name.into()), said.keyword.span);
        said.keyword.value = key;
        said.arguments.insert(0, argument(name, span));
        let diag = Diag::new(
            &findings::FOREIGN_SYNTAX,
            span,
            "a heading in brackets does not open a block",
        )
        .label("this is the syntax of TOML")
        .help(format!(
            "write `{} {{`, and `}}` at its end",
            write::head(said)
        ));
        self.report(diag);
        self.headed = true;
    }

    /// `- auth` lines below a keyword are the items of its list; true where there were any.
    pub(super) fn items_of_yaml(
        &mut self,
        said: &mut Statement,
        row: &mut Siblings,
        colon: bool,
    ) -> bool {
        let is_item = |node: &Spanned<Node>| match &node.value {
            Node::Statement(item) => {
                let key = &*item.keyword.value;
                key == "-" && item.block.is_none() && item.arguments.len() == 1
            }
            Node::Junk => false,
        };
        if !said.arguments.is_empty()
            || said.block.is_some()
            || !row.queue.front().is_some_and(is_item)
        {
            return false;
        }
        let mut items = Vec::new();
        let mut first = None;
        while row.queue.front().is_some_and(is_item) {
            let Some(node) = row.queue.pop_front() else {
                break;
            };
            let Node::Statement(item) = node.value else {
                break;
            };
            first.get_or_insert(item.keyword.span);
            items.extend(
                item.arguments
                    .into_iter()
                    .flat_map(|argument| argument.value.items),
            );
        }
        let (Some(from), Some(to)) = (items.first(), items.last()) else {
            return false;
        };
        let span = from.span.to(to.span);
        let place = first.filter(|_| !colon).unwrap_or(said.keyword.span);
        said.arguments.push(Spanned::new(Argument { items }, span));
        let right = write::head(said);
        let diag = Diag::new(&findings::FOREIGN_SYNTAX, place, "this is a list of YAML")
            .label("the values of a list are separated by commas")
            .help(format!("write `{right}`"))
            .fix(said.keyword.span.to(span), right, Safety::Review);
        self.report(diag);
        true
    }
}
