//! Findings that are accepted, and promises that were weakened on purpose.

use super::value::Date;
use super::workload::WorkloadRef;
use crate::source::{Span, Spanned};

/// `allow FINDING "why" until DATE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allow {
    /// The finding.
    pub finding: Spanned<Box<str>>,
    /// The reason.
    pub why: Spanned<Box<str>>,
    /// The last day.
    pub until: Spanned<Date>,
    /// The statement.
    pub span: Span,
    /// The block in which it holds; `None` where it holds for the whole plan.
    pub within: Option<Span>,
}

/// `NAMESPACE[/KIND/NAME].VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// The namespace; `*` for the rest.
    pub namespace: Box<str>,
    /// The workload, if one is named.
    pub workload: Option<WorkloadRef>,
    /// The value.
    pub value: Box<str>,
}

/// `accept SELECTOR FROM -> TO until DATE because "…" by "…"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accept {
    /// The statement.
    pub span: Span,
    /// What is weakened.
    pub selector: Spanned<Selector>,
    /// The value that it had.
    pub from: Box<str>,
    /// The value that it gets.
    pub to: Box<str>,
    /// The last day.
    pub until: Spanned<Date>,
    /// The reason.
    pub because: Box<str>,
    /// Who accepted it.
    pub by: Box<str>,
}
