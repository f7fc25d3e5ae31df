//! Where clusters, buckets and keys are, and what is lost with them.

mod cluster_contradicted;
mod key_not_escrowed;
mod key_place_unknown;
mod lag_not_possible;
mod map_not_possible;
mod mode_not_possible;
mod no_copies;
mod recovered_together;
mod recovers_chain;
mod region_contradicted;
mod region_misspelled;
mod region_not_covered;
mod region_unknown;
mod standby_repeats_damage;
mod store_read_only;
mod successor_not_covered;
mod volumes_in_two_zones;
mod way_back_unclear;
mod zone_not_comparable;

use crate::lint::Lint;

/// The rules of this family, by name.
pub(super) static RULES: &[&Lint] = &[
    &cluster_contradicted::LINT,
    &key_not_escrowed::LINT,
    &key_place_unknown::LINT,
    &lag_not_possible::LINT,
    &map_not_possible::LINT,
    &mode_not_possible::LINT,
    &no_copies::LINT,
    &recovered_together::LINT,
    &recovers_chain::LINT,
    &region_contradicted::LINT,
    &region_misspelled::LINT,
    &region_not_covered::LINT,
    &region_unknown::LINT,
    &standby_repeats_damage::LINT,
    &store_read_only::LINT,
    &successor_not_covered::LINT,
    &volumes_in_two_zones::LINT,
    &way_back_unclear::LINT,
    &zone_not_comparable::LINT,
];
