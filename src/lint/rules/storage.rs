//! Buckets and stores.

mod archive_not_possible;
mod bucket_name;
mod bucket_rates_differ;
mod driver_misspelled;
mod driver_without_snapshots;
mod lives_contradicted;
mod replica_prefix;
mod store_not_chosen;
mod store_shared;
mod store_url;

use crate::lint::Lint;

/// The rules of this family, by name.
pub(super) static RULES: &[&Lint] = &[
    &archive_not_possible::LINT,
    &bucket_name::LINT,
    &bucket_rates_differ::LINT,
    &driver_misspelled::LINT,
    &driver_without_snapshots::LINT,
    &lives_contradicted::LINT,
    &replica_prefix::LINT,
    &store_not_chosen::LINT,
    &store_shared::LINT,
    &store_url::LINT,
];
