//! Mistakes of form that only the schema shows: a `;` or a brace that is missing, a colon after a
//! keyword, a word that others use.
//!
//! The tree of what was written comes in. Each mistake whose meaning is certain is reported once and
//! corrected in a copy of the tree, so that what follows from it is not a finding of its own. A tree
//! that fits the schema never comes here.

mod blocks;
mod foreign;
mod inner;
mod keyword;
mod lists;
mod pairs;
mod separators;
mod values;

use crate::diag::{Diag, Diags, findings};
use crate::schema::{self, Arity, BlockRule, BlockSpec, Row};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Argument, Block, File, Item, Node, Statement, Value};
use std::collections::{BTreeSet, VecDeque};

/// How many statements of a file are cut in two.
const MOST_CUTS: usize = 200;

/// A tree that was corrected.
pub(super) struct Repaired {
    pub(super) tree: File,
    /// The findings about it.
    pub(super) found: Vec<Diag>,
    /// Places that the reader took for mistakes of their own, and that follow from another.
    pub(super) paired: BTreeSet<Span>,
}

/// Corrects a tree; nothing where no mistake is certain.
pub(super) fn repair(file: &File, out: &Diags) -> Option<Repaired> {
    let strays = out
        .iter()
        .filter(|diag| diag.finding == &findings::STRAY_BRACE)
        .map(|diag| diag.primary.span);
    let joined = out
        .iter()
        .filter(|diag| diag.finding == &findings::MISSING_SEPARATOR)
        .map(|diag| diag.primary.span);
    let mut repair = Repair {
        found: Vec::new(),
        strays: strays.collect(),
        joined: joined.collect(),
        paired: BTreeSet::new(),
        cuts: MOST_CUTS,
        shifted: false,
        quiet: false,
        headed: false,
    };
    let body = repair.body(file.body.clone(), schema::FILE);
    if repair.found.is_empty() {
        return None;
    }
    Some(Repaired {
        tree: File {
            body,
            lost: file.lost.clone(),
        },
        found: repair.found,
        paired: repair.paired,
    })
}

struct Repair {
    found: Vec<Diag>,
    /// Braces that close nothing, as far as the reader knows.
    strays: BTreeSet<Span>,
    /// Statements that begin on the line on which a block ends.
    joined: BTreeSet<Span>,
    paired: BTreeSet<Span>,
    /// How many statements may still be cut in two: more of them are not single mistakes.
    cuts: usize,
    /// A block was opened that took the `}` of the block around it.
    shifted: bool,
    /// The same mistake was reported for the block around.
    quiet: bool,
    /// The statement was a heading in brackets, which was reported.
    headed: bool,
}

/// A row of statements that is being corrected: what is done, and what is left.
struct Siblings {
    done: Vec<Spanned<Node>>,
    queue: VecDeque<Spanned<Node>>,
}

impl Repair {
    fn body(&mut self, nodes: Vec<Spanned<Node>>, spec: &'static BlockSpec) -> Vec<Spanned<Node>> {
        let mut row = Siblings {
            done: Vec::new(),
            queue: nodes.into(),
        };
        while let Some(node) = row.queue.pop_front() {
            match node.value {
                Node::Junk => row.done.push(node),
                Node::Statement(said) => {
                    if self.behind_its_block(&said, node.span, spec, &mut row)
                        || self.behind_its_list(&said, spec, &mut row)
                    {
                        continue;
                    }
                    let done = self.statement(said, node.span, spec, &mut row);
                    row.done.push(done);
                }
            }
        }
        row.done
    }

    fn statement(
        &mut self,
        mut said: Statement,
        span: Span,
        spec: &'static BlockSpec,
        row: &mut Siblings,
    ) -> Spanned<Node> {
        self.pairs(&mut said, spec, row);
        if !self.keyword(&mut said, spec, row) {
            // It was reported, and what it means is not known.
            return Spanned::new(Node::Junk, span);
        }
        self.line_goes_on(&mut said, spec, row);
        if !self.variant(&mut said, spec) {
            return Spanned::new(Node::Junk, span);
        }
        let Some(rule) = rule_of(&said, spec) else {
            return Spanned::new(Node::Statement(said), span);
        };
        if separators::keyword_in_list(&said, spec).is_some() {
            self.separators(&mut said, rule, spec, row);
        }
        if self.name_left_out(&said, rule)
            || self.selector_apart(&said, rule)
            || self.hook_in_place(&said, rule)
            || self.variable(&said, rule, spec)
        {
            return Spanned::new(Node::Junk, span);
        }
        self.mark_between(&mut said, rule);
        self.inner_values(&mut said, rule, spec);
        self.values(&mut said, rule, spec);
        self.separators(&mut said, rule, spec, row);
        self.braces(&mut said, rule, spec, row);
        self.headed = false;
        self.lists(&mut said, rule);
        self.names(&mut said, rule);
        if let (Some(block), Some(inner)) = (&mut said.block, rule.block.spec()) {
            let nodes = std::mem::take(&mut block.value.body);
            block.value.body = self.body(nodes, inner);
            if self.shifted {
                self.shift(block, inner, spec, row);
            }
        }
        let span = said
            .block
            .as_ref()
            .map_or(span, |block| span.to(block.span));
        Spanned::new(Node::Statement(said), span)
    }

    fn report(&mut self, diag: Diag) {
        self.found.push(diag);
    }
}

/// The row of a statement, where its keyword and its first word identify it.
fn rule_of(said: &Statement, spec: &'static BlockSpec) -> Option<&'static Row> {
    let key = &*said.keyword.value;
    if key == schema::ALLOW.key && !std::ptr::eq(spec, schema::FILE) {
        return Some(schema::ALLOW);
    }
    let rows: Vec<&'static Row> = spec.rows_of(key).collect();
    match rows.as_slice() {
        [only] => Some(only),
        several => {
            let word = word_of(said.arguments.first()?)?;
            several
                .iter()
                .find(|row| row.variant() == Some(word))
                .copied()
        }
    }
}

/// Whether a block knows a keyword.
fn knows(spec: &'static BlockSpec, key: &str) -> bool {
    spec.rows_of(key).next().is_some()
        || (key == schema::ALLOW.key && !std::ptr::eq(spec, schema::FILE))
}

/// Takes marks off both ends of every word; a value that was nothing else goes.
fn strip_words(said: &mut Statement, is_mark: impl Fn(char) -> bool) {
    for argument in &mut said.arguments {
        for item in &mut argument.value.items {
            if let Value::Word(word) = &mut item.value.from.value {
                *word = word.trim_matches(&is_mark).into();
            }
        }
        argument
            .value
            .items
            .retain(|item| !item.value.from.value.text().is_empty());
    }
    said.arguments
        .retain(|argument| !argument.value.items.is_empty());
}

/// How many arguments a row asks for.
fn least(row: &Row) -> usize {
    let asked = row.args.iter();
    asked
        .filter(|arg| !matches!(arg.arity, Arity::Optional | Arity::OptionalList))
        .count()
}

/// The one bare word of an argument.
fn word_of(argument: &Spanned<Argument>) -> Option<&str> {
    match argument.value.items.as_slice() {
        [item] if item.value.becomes.is_none() => match &item.value.from.value {
            Value::Word(word) => Some(word),
            Value::String(_) | Value::Raw(_) => None,
        },
        _ => None,
    }
}

fn argument(value: Value, span: Span) -> Spanned<Argument> {
    let from = Spanned::new(value, span);
    let item = Spanned::new(
        Item {
            from,
            becomes: None,
        },
        span,
    );
    Spanned::new(Argument { items: vec![item] }, span)
}

fn needs_block(row: &Row) -> bool {
    matches!(row.block, BlockRule::Required(_))
}

/// An empty place at the end of another.
fn behind(span: Span) -> Span {
    Span {
        start: span.end,
        ..span
    }
}

fn block(body: Vec<Spanned<Node>>, at: Span) -> Spanned<Block> {
    let span = body.last().map_or(at, |last| at.to(last.span));
    Spanned::new(Block { body }, span)
}

/// The last value of a statement.
fn last_value(said: &Statement) -> Value {
    let item = said
        .arguments
        .last()
        .and_then(|argument| argument.value.items.last());
    item.map_or(Value::Word("".into()), |item| item.value.from.value.clone())
}
