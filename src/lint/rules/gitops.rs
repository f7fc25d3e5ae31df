//! What the GitOps engine does with what is emitted.

mod paths_overlap;
mod run_used_twice;
mod same_overlay;

use crate::lint::Lint;

/// The rules of this family, by name.
pub(super) static RULES: &[&Lint] = &[
    &paths_overlap::LINT,
    &run_used_twice::LINT,
    &same_overlay::LINT,
];
