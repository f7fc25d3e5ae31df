//! The list of rules, one file each.

mod bucket_name;
mod cannot_keep_up;
mod check_not_expressible;
mod class_declared_twice;
mod cluster_not_named;
mod container_not_found;
mod credential_not_found;
mod cron_both_days;
mod cron_drifts;
mod cron_never_fires;
mod cron_reads_differently;
mod cron_refused;
mod cron_uneven;
mod cron_zone;
mod cyclic_needs;
mod exclude_too_much;
mod first_copy_blocks;
mod flags_not_set;
mod group_not_supported;
mod hook_holds_too_long;
mod hook_lock_dies;
mod hook_not_safe;
mod hook_parameter;
mod hook_timeout_too_long;
mod hook_without_post;
mod hooks_not_wired;
mod keep_too_short;
mod key_not_escrowed;
mod label_shared;
mod map_not_possible;
mod method_not_expressible;
mod mode_not_possible;
mod name_too_long;
mod namespace_left_out;
mod needs_later_tier;
mod no_copies;
mod not_one_moment;
mod operator_without_apps;
mod path_applied_twice;
mod path_missing;
mod paths_overlap;
mod promote_without_client;
mod recovers_chain;
mod recovers_same_region;
mod region_not_covered;
mod rpo_below_loop;
mod rpo_not_met;
mod rto_not_computed;
mod rto_not_met;
mod run_used_twice;
mod same_overlay;
mod shared;
mod size_unknown;
mod skip_not_expressible;
mod stage_not_listed;
mod store_not_chosen;
mod store_shared;
mod store_url;
mod target_too_old;
mod touched_in_place;
mod unused_tier;
mod velero_outdated;
mod volume_not_found;
mod wal_left_out;
mod workload_not_found;

use super::Lint;

/// Every rule, by name.
pub(super) static RULES: &[&Lint] = &[
    &bucket_name::LINT,
    &cannot_keep_up::LINT,
    &check_not_expressible::LINT,
    &class_declared_twice::LINT,
    &cluster_not_named::LINT,
    &container_not_found::LINT,
    &credential_not_found::LINT,
    &cron_both_days::LINT,
    &cron_drifts::LINT,
    &cron_never_fires::LINT,
    &cron_reads_differently::LINT,
    &cron_refused::LINT,
    &cron_uneven::LINT,
    &cron_zone::LINT,
    &cyclic_needs::LINT,
    &exclude_too_much::LINT,
    &first_copy_blocks::LINT,
    &flags_not_set::LINT,
    &group_not_supported::LINT,
    &hook_holds_too_long::LINT,
    &hook_lock_dies::LINT,
    &hook_not_safe::LINT,
    &hook_parameter::LINT,
    &hook_timeout_too_long::LINT,
    &hook_without_post::LINT,
    &hooks_not_wired::LINT,
    &keep_too_short::LINT,
    &key_not_escrowed::LINT,
    &label_shared::LINT,
    &map_not_possible::LINT,
    &method_not_expressible::LINT,
    &mode_not_possible::LINT,
    &name_too_long::LINT,
    &namespace_left_out::LINT,
    &needs_later_tier::LINT,
    &no_copies::LINT,
    &not_one_moment::LINT,
    &operator_without_apps::LINT,
    &path_applied_twice::LINT,
    &path_missing::LINT,
    &paths_overlap::LINT,
    &promote_without_client::LINT,
    &recovers_chain::LINT,
    &recovers_same_region::LINT,
    &region_not_covered::LINT,
    &rpo_below_loop::LINT,
    &rpo_not_met::LINT,
    &rto_not_computed::LINT,
    &rto_not_met::LINT,
    &run_used_twice::LINT,
    &same_overlay::LINT,
    &size_unknown::LINT,
    &skip_not_expressible::LINT,
    &stage_not_listed::LINT,
    &store_not_chosen::LINT,
    &store_shared::LINT,
    &store_url::LINT,
    &target_too_old::LINT,
    &touched_in_place::LINT,
    &unused_tier::LINT,
    &velero_outdated::LINT,
    &volume_not_found::LINT,
    &wal_left_out::LINT,
    &workload_not_found::LINT,
];
