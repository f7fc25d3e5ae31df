//! Names and references.

mod accept_unused;
mod cluster_not_named;
mod cyclic_needs;
mod hook_parameter;
mod name_too_long;
mod needs_elsewhere;
mod not_built_yet;
mod unused_tier;

use crate::lint::Lint;

/// The rules of this family, by name.
pub(super) static RULES: &[&Lint] = &[
    &accept_unused::LINT,
    &cluster_not_named::LINT,
    &cyclic_needs::LINT,
    &hook_parameter::LINT,
    &name_too_long::LINT,
    &needs_elsewhere::LINT,
    &not_built_yet::LINT,
    &unused_tier::LINT,
];
