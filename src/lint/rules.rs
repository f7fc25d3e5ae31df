//! The list of rules: one file each, in the folder of its family.

mod gitops;
mod guarantees;
mod names;
mod placement;
mod repository;
mod storage;
mod velero;

pub(super) use repository::of_files;

use super::Lint;

/// Every rule, family by family.
pub(super) fn all_rules() -> impl Iterator<Item = &'static Lint> {
    let families = [
        gitops::RULES,
        guarantees::RULES,
        names::RULES,
        placement::RULES,
        repository::RULES,
        storage::RULES,
        velero::RULES,
    ];
    families.into_iter().flatten().copied()
}
