//! Rules: what is wrong with a plan, given its facts. One file a rule.

mod rules;

use crate::analyze::Facts;
use crate::diag::Diags;
use crate::model::Model;
use crate::repo::Inventory;

/// What a rule may look at.
pub struct LintCx<'a> {
    /// The plan.
    pub model: &'a Model,
    /// What was computed of it.
    pub facts: &'a Facts<'a>,
    /// What the repository shows; empty where it was not read.
    pub inventory: &'a Inventory,
}

/// One rule.
pub struct Lint {
    /// The finding that it raises.
    pub name: &'static str,
    /// Looks at a plan.
    pub check: fn(&LintCx<'_>, &mut Diags),
}

/// Runs every rule.
pub fn check_all(cx: &LintCx<'_>, out: &mut Diags) {
    for rule in rules::RULES {
        (rule.check)(cx, out);
    }
}

/// The findings that rules raise.
pub fn rule_names() -> impl Iterator<Item = &'static str> {
    rules::RULES.iter().map(|rule| rule.name)
}
