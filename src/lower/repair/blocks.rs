//! Braces that are missing, as the keywords of the schema show.

use super::keyword::{plain, split};
use super::last_value;
use super::{Repair, Siblings, argument, behind, block, knows, least, needs_block, word_of};
use crate::diag::{Diag, Safety, findings};
use crate::lower::shape::write;
use crate::schema::{self, BlockSpec, Row};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Block, Node, Statement, Value};
use std::collections::VecDeque;

impl Repair {
    /// A block without its braces, or with one of them.
    pub(super) fn braces(
        &mut self,
        said: &mut Statement,
        rule: &'static Row,
        spec: &'static BlockSpec,
        row: &mut Siblings,
    ) {
        let Some(inner) = rule.block.spec() else {
            self.value_in_braces(said, rule);
            return;
        };
        let headed = std::mem::take(&mut self.headed);
        let yaml = self.colon_at_end(said) || headed;
        let mut body: VecDeque<Spanned<Node>> = VecDeque::new();
        if let Some(at) = inner_keyword(said, rule) {
            body.push_back(split_off(said, at));
        } else if said.block.is_some() {
            if yaml && !headed {
                self.foreign_head(said, None);
            }
            return;
        }
        let inline = !body.is_empty();
        if !inline && !needs_block(rule) && !yaml && !self.leads(row, inner, spec) {
            return;
        }
        let from = said.head();
        let stray = self.strays.range(from..).next();
        let lost = inline && stray.is_some_and(|stray| stray.file == from.file);
        let mut closed = false;
        if lost {
            self.take_to_stray(&mut body, spec, row);
        } else {
            while row
                .queue
                .front()
                .is_some_and(|node| belongs(node, inner, spec))
            {
                body.extend(row.queue.pop_front());
            }
            closed = self.take_stray(row);
        }
        if body.is_empty() {
            if yaml && !headed {
                self.foreign_head(said, None);
            }
            return;
        }
        let body: Vec<Spanned<Node>> = body.into();
        let paired = lost || closed;
        let before = self.quiet;
        if yaml || before {
            self.quiet = true;
            if !(before || headed) {
                self.foreign_head(said, Some(&body));
            }
        } else {
            self.report(no_braces(said, &body, paired));
        }
        let body = self.body(body, inner);
        self.quiet = before;
        said.block = Some(block(body, behind(from)));
    }

    /// `rpo { 4h }` for `rpo 4h`.
    fn value_in_braces(&mut self, said: &mut Statement, rule: &'static Row) {
        let Some(block) = said
            .block
            .as_ref()
            .filter(|_| said.arguments.len() < least(rule))
        else {
            return;
        };
        let [
            Spanned {
                value: Node::Statement(inner),
                ..
            },
        ] = block.value.body.as_slice()
        else {
            return;
        };
        if inner.block.is_some()
            || said.arguments.len() + 1 + inner.arguments.len() != rule.args.len()
        {
            return;
        }
        let (place, inner) = (block.span, inner.clone());
        let word = Value::Word(inner.keyword.value.clone());
        said.arguments.push(argument(word, inner.keyword.span));
        said.arguments.extend(inner.arguments);
        said.block = None;
        let right = write::head(said);
        self.report(
            Diag::new(
                &findings::WRONG_BLOCK,
                place,
                "a value is written after its keyword, not in braces",
            )
            .label("this statement takes no block")
            .help(format!("write `{right}`"))
            .fix(said.keyword.span.to(place), right, Safety::Review),
        );
    }

    /// Whether what follows can only stand in the block that is missing.
    fn leads(&self, row: &Siblings, inner: &'static BlockSpec, spec: &'static BlockSpec) -> bool {
        let next = row.queue.front();
        next.is_some_and(|node| {
            only_inner(node, inner, spec) || (self.quiet && belongs(node, inner, spec))
        })
    }

    /// A head that ends with a colon, as in YAML.
    fn colon_at_end(&mut self, said: &mut Statement) -> bool {
        let last = said
            .arguments
            .last_mut()
            .and_then(|argument| argument.value.items.last_mut());
        let Some(item) = last else { return false };
        if let Value::Word(word) = &mut item.value.from.value
            && let Some(name) = word.strip_suffix(':')
            && !name.is_empty()
        {
            *word = name.into();
            return true;
        }
        false
    }

    fn foreign_head(&mut self, said: &Statement, body: Option<&[Spanned<Node>]>) {
        let colon = last_byte(said);
        let right = match body {
            Some(body) => with_block(&write::head(said), body),
            None => format!("{} {{", write::head(said)),
        };
        let diag = Diag::new(
            &findings::FOREIGN_SYNTAX,
            colon,
            "a block is written in braces, not after a colon",
        )
        .label("this is the syntax of YAML")
        .help(format!("write `{right}`"));
        self.report(match body {
            Some(_) => diag,
            None => diag.fix(colon, "", Safety::Review),
        });
    }

    /// Every statement up to the next stray brace belongs to the block that was not opened.
    fn take_to_stray(
        &mut self,
        body: &mut VecDeque<Spanned<Node>>,
        spec: &'static BlockSpec,
        row: &mut Siblings,
    ) {
        let top = std::ptr::eq(spec, schema::FILE);
        while let Some(node) = row.queue.pop_front() {
            if top && self.strays.contains(&node.span) {
                self.pair(node.span);
                return;
            }
            self.paired.insert(node.span);
            body.push_back(node);
        }
        // The block took the `}` of the one around it.
        self.shifted = !top;
    }

    /// A stray brace that follows closes the block.
    fn take_stray(&mut self, row: &mut Siblings) -> bool {
        if let Some(node) = row.queue.front()
            && matches!(node.value, Node::Junk)
            && self.strays.contains(&node.span)
        {
            self.pair(node.span);
            row.queue.pop_front();
            return true;
        }
        false
    }

    fn pair(&mut self, stray: Span) {
        self.strays.remove(&stray);
        self.paired.insert(stray);
    }

    /// A block lost its `}` to one inside of it: what follows belongs to it, up to the `}` of the
    /// block around.
    pub(super) fn shift(
        &mut self,
        outer: &mut Spanned<Block>,
        inner: &'static BlockSpec,
        spec: &'static BlockSpec,
        row: &mut Siblings,
    ) {
        self.shifted = false;
        let mut more = VecDeque::new();
        self.take_to_stray(&mut more, spec, row);
        let shifted = std::mem::take(&mut self.shifted);
        let more = self.body(more.into(), inner);
        if let Some(last) = more.last() {
            outer.span = outer.span.to(last.span);
        }
        outer.value.body.extend(more);
        self.shifted |= shifted;
    }
}

/// The colon at the end of a head whose last word lost it; the whole word where it was written with
/// other characters.
fn last_byte(said: &Statement) -> Span {
    let head = said.head();
    let word = said.arguments.last().map_or(head, |last| last.span);
    let text = last_value(said);
    let item = said
        .arguments
        .last()
        .and_then(|last| last.value.items.last());
    let span = item.map_or(word, |item| item.value.from.span);
    if (span.end - span.start) as usize == text.text().len() + 1 {
        Span {
            start: span.end - 1,
            ..span
        }
    } else {
        span
    }
}

/// Where a statement of the inner block begins among the arguments.
pub(super) fn inner_keyword(said: &Statement, rule: &'static Row) -> Option<usize> {
    let inner = rule.block.spec()?;
    let least = least(rule);
    let begins = |at: &usize| {
        let word = said
            .arguments
            .get(*at)
            .and_then(word_of)
            .map(|word| split(word).0);
        word.is_some_and(|word| knows(inner, &plain(word))) && has_values(said, *at, inner)
    };
    (least..said.arguments.len()).find(begins)
}

/// Whether what follows a keyword among the arguments is what it takes.
pub(super) fn has_values(said: &Statement, at: usize, spec: &'static BlockSpec) -> bool {
    let Some(word) = said.arguments.get(at).and_then(word_of) else {
        return false;
    };
    let after = said.arguments.len() - at - 1;
    let key = plain(split(word).0);
    let mut rows = spec.rows_of(&key);
    rows.any(|row| after >= least(row)) || key == schema::ALLOW.key
}

/// Cuts a statement before an argument; the rest is a statement of its own, and has the block.
pub(super) fn split_off(said: &mut Statement, at: usize) -> Spanned<Node> {
    let mut rest = said
        .arguments
        .split_off(at.min(said.arguments.len()))
        .into_iter();
    let end = said.block.as_ref().map(|block| block.span);
    let first = rest.next();
    let (word, start) = match &first {
        Some(first) => (word_of(first).unwrap_or("").to_owned(), first.span),
        None => (String::new(), behind(said.head())),
    };
    let second = Statement {
        keyword: Spanned::new(word.into(), start),
        arguments: rest.collect(),
        block: said.block.take(),
    };
    let span = end.map_or(second.head(), |end| start.to(end));
    Spanned::new(Node::Statement(second), span)
}

/// Whether a statement may stand in the inner block, and does not fit the outer one.
fn belongs(node: &Spanned<Node>, inner: &'static BlockSpec, outer: &'static BlockSpec) -> bool {
    let Node::Statement(said) = &node.value else {
        return false;
    };
    let key = plain(split(&said.keyword.value).0);
    let fits_outer = outer
        .rows_of(&key)
        .any(|row| !needs_block(row) || said.block.is_some());
    knows(inner, &key) && !fits_outer
}

fn only_inner(node: &Spanned<Node>, inner: &'static BlockSpec, outer: &'static BlockSpec) -> bool {
    let Node::Statement(said) = &node.value else {
        return false;
    };
    let key = plain(split(&said.keyword.value).0);
    knows(inner, &key) && !knows(outer, &key)
}

/// A statement with its block on one line, as far as a help text may hold it.
pub(super) fn with_block(head: &str, body: &[Spanned<Node>]) -> String {
    let inner: Vec<String> = body
        .iter()
        .take(10)
        .filter_map(|node| match &node.value {
            Node::Statement(said) => Some(unmarked(said)),
            Node::Junk => None,
        })
        .collect();
    let whole = format!("{head} {{ {} }}", inner.join("; "));
    if whole.chars().count() > 90 || body.len() > inner.len() {
        format!("{head} {{ … }}")
    } else {
        whole
    }
}

/// The head of a statement without the colon of YAML.
fn unmarked(said: &Statement) -> String {
    let head = write::head(said);
    let (key, rest) = split(&said.keyword.value);
    let tail = head.strip_prefix(&*said.keyword.value).unwrap_or("");
    let glued = if rest.is_empty() {
        String::new()
    } else {
        format!(" {rest}")
    };
    let mut text = format!("{}{glued}{tail}", plain(key));
    if said.block.is_some() {
        text.push_str(" { … }");
    }
    text
}

fn no_braces(said: &Statement, body: &[Spanned<Node>], paired: bool) -> Diag {
    let head = write::head(said);
    let here = behind(said.head());
    let diag = |message: String| {
        Diag::new(&findings::WRONG_BLOCK, said.head(), message).label("`{` is missing after this")
    };
    if paired {
        diag(format!("the block of `{head}` has no `{{`"))
            .help(format!("write `{head} {{`"))
            .fix(here, " {", Safety::Review)
    } else {
        diag(format!("the block of `{head}` has no braces"))
            .help(format!("write `{}`", with_block(&head, body)))
    }
}
