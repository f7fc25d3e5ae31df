//! Rules: what is wrong with a plan, given what follows from it. One file a rule.

pub mod consequences;
mod rules;
mod walk;

use crate::analyze::Analysis;
use crate::diag::{Diag, Diags, Finding};
use crate::model::Model;
use crate::repository::Inventory;
use crate::source::Span;

/// What a rule may look at.
#[derive(Debug, Clone, Copy)]
pub struct LintCx<'a> {
    /// The plan.
    pub model: &'a Model,
    /// What follows from it.
    pub analysis: &'a Analysis,
    /// What the repository shows; empty where it was not read.
    pub inventory: &'a Inventory,
}

impl<'a> LintCx<'a> {
    /// What the rules look at in one plan.
    pub fn new(analysis: &'a Analysis, inventory: &'a Inventory) -> Self {
        Self {
            model: analysis.model(),
            analysis,
            inventory,
        }
    }
}

/// One rule.
pub struct Lint {
    /// The finding that it raises, and no other.
    pub finding: &'static Finding,
    /// Looks at a plan.
    pub check: fn(&LintCx<'_>, &mut Diags),
}

impl Lint {
    /// Its finding at a place.
    fn diag(&self, span: Span, message: impl Into<String>) -> Diag {
        Diag::new(self.finding, span, message)
    }
}

/// Runs every rule.
pub fn check_all(cx: &LintCx<'_>, out: &mut Diags) {
    for rule in rules::all_rules() {
        (rule.check)(cx, out);
    }
}

/// What is wrong with the files that a plan would write, by their paths: their names are known once they are made.
pub fn check_files<'f>(cx: &LintCx<'_>, files: impl Iterator<Item = &'f str>, out: &mut Diags) {
    rules::of_files(cx, files, out);
}

/// The findings that rules raise.
pub fn rule_names() -> impl Iterator<Item = &'static str> {
    rules::all_rules().map(|rule| rule.finding.name)
}
