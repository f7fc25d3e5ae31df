//! What was written, before anything is known about its meaning.
//!
//! Every node is held as `Spanned<Node>` and has no place of its own, so that equality means: says
//! the same.

use crate::source::{Span, Spanned};

/// A file: its statements in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    /// The statements.
    pub body: Vec<Spanned<Node>>,
    /// Every word of what could not be read: a name among them may be declared there.
    pub lost: Vec<Box<str>>,
}

impl File {
    /// How many statements it has, at every depth; junk counts as one.
    pub fn statements(&self) -> usize {
        count(&self.body)
    }
}

fn count(body: &[Spanned<Node>]) -> usize {
    let inner = body.iter().map(|node| match &node.value {
        Node::Statement(Statement {
            block: Some(block), ..
        }) => count(&block.value.body),
        Node::Statement(_) | Node::Junk => 0,
    });
    body.len() + inner.sum::<usize>()
}

/// What may stand where a statement may stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// `keyword argument* [ { … } ]`
    Statement(Statement),
    /// Text that is not a statement; it has been reported.
    Junk,
}

/// One statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Its first word.
    pub keyword: Spanned<Box<str>>,
    /// What follows, separated by blanks.
    pub arguments: Vec<Spanned<Argument>>,
    /// What stands in its braces.
    pub block: Option<Spanned<Block>>,
}

impl Statement {
    /// Keyword and arguments, without the block: what a finding about the whole points at.
    pub fn head(&self) -> Span {
        self.arguments
            .last()
            .map_or(self.keyword.span, |last| self.keyword.span.to(last.span))
    }
}

/// The braces of a statement and what stands in them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// The statements.
    pub body: Vec<Spanned<Node>>,
}

impl Block {
    /// Whether something in it could not be read; then no missing statement is reported.
    pub fn has_junk(&self) -> bool {
        self.body
            .iter()
            .any(|node| matches!(node.value, Node::Junk))
    }
}

/// One argument: values joined by commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    /// The values; never empty.
    pub items: Vec<Spanned<Item>>,
}

/// A value, or one value that becomes another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The value.
    pub from: Spanned<Value>,
    /// What it becomes, after `->`.
    pub becomes: Option<Spanned<Value>>,
}

/// A value as it was written; what a word means comes from the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A bare word.
    Word(Box<str>),
    /// A string in quotes, escapes resolved.
    String(Box<str>),
    /// A raw string, indentation stripped.
    Raw(Box<str>),
}

impl Value {
    /// The text, however it was written.
    pub fn text(&self) -> &str {
        match self {
            Value::Word(text) | Value::String(text) | Value::Raw(text) => text,
        }
    }

    /// Whether it stood in quotes.
    pub fn is_quoted(&self) -> bool {
        !matches!(self, Value::Word(_))
    }
}
