//! The list of rules, one file each.

mod bucket_name;
mod cannot_keep_up;
mod chart_not_pinned;
mod check_not_expressible;
mod claim_refused;
mod class_declared_twice;
mod class_not_mapped;
mod cluster_not_named;
mod container_not_found;
mod crds_by_job;
mod credential_not_found;
mod cron_both_days;
mod cron_drifts;
mod cron_never_fires;
mod cron_reads_differently;
mod cron_refused;
mod cron_uneven;
mod cron_zone;
mod csi_not_enabled;
mod cyclic_needs;
mod exclude_too_much;
mod first_copy_blocks;
mod flags_not_set;
mod flux_not_target;
mod group_not_supported;
mod helm_gives_up;
mod hook_filtered;
mod hook_hidden;
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
mod namespace_in_two_plans;
mod namespace_left_out;
mod needs_later_tier;
mod no_copies;
mod node_agent_missing;
mod node_agent_not_configured;
mod not_one_moment;
mod nothing_runs;
mod operator_without_apps;
mod path_applied_twice;
mod path_missing;
mod paths_overlap;
mod promote_without_client;
mod recovers_chain;
mod recovers_same_region;
mod region_not_covered;
mod registry_lost;
mod rest_not_rebuilt;
mod rpo_below_loop;
mod rpo_not_met;
mod rto_not_computed;
mod rto_not_met;
mod run_used_twice;
mod same_overlay;
mod secret_not_decrypted;
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
mod variable_not_defined;
mod velero_elsewhere;
mod velero_misnamed;
mod velero_not_target;
mod velero_outdated;
mod volume_not_found;
mod wal_left_out;
mod workload_not_found;

use super::Lint;

/// Every rule, by name.
pub(super) static RULES: &[&Lint] = &[
    &bucket_name::LINT,
    &cannot_keep_up::LINT,
    &chart_not_pinned::LINT,
    &check_not_expressible::LINT,
    &claim_refused::LINT,
    &class_declared_twice::LINT,
    &class_not_mapped::LINT,
    &cluster_not_named::LINT,
    &container_not_found::LINT,
    &crds_by_job::LINT,
    &credential_not_found::LINT,
    &cron_both_days::LINT,
    &cron_drifts::LINT,
    &cron_never_fires::LINT,
    &cron_reads_differently::LINT,
    &cron_refused::LINT,
    &cron_uneven::LINT,
    &cron_zone::LINT,
    &csi_not_enabled::LINT,
    &cyclic_needs::LINT,
    &exclude_too_much::LINT,
    &first_copy_blocks::LINT,
    &flags_not_set::LINT,
    &flux_not_target::LINT,
    &group_not_supported::LINT,
    &helm_gives_up::LINT,
    &hook_filtered::LINT,
    &hook_hidden::LINT,
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
    &namespace_in_two_plans::LINT,
    &namespace_left_out::LINT,
    &needs_later_tier::LINT,
    &no_copies::LINT,
    &node_agent_missing::LINT,
    &node_agent_not_configured::LINT,
    &not_one_moment::LINT,
    &nothing_runs::LINT,
    &operator_without_apps::LINT,
    &path_applied_twice::LINT,
    &path_missing::LINT,
    &paths_overlap::LINT,
    &promote_without_client::LINT,
    &recovers_chain::LINT,
    &recovers_same_region::LINT,
    &region_not_covered::LINT,
    &registry_lost::LINT,
    &rest_not_rebuilt::LINT,
    &rpo_below_loop::LINT,
    &rpo_not_met::LINT,
    &rto_not_computed::LINT,
    &rto_not_met::LINT,
    &run_used_twice::LINT,
    &same_overlay::LINT,
    &secret_not_decrypted::LINT,
    &size_unknown::LINT,
    &skip_not_expressible::LINT,
    &stage_not_listed::LINT,
    &store_not_chosen::LINT,
    &store_shared::LINT,
    &store_url::LINT,
    &target_too_old::LINT,
    &touched_in_place::LINT,
    &unused_tier::LINT,
    &variable_not_defined::LINT,
    &velero_elsewhere::LINT,
    &velero_misnamed::LINT,
    &velero_not_target::LINT,
    &velero_outdated::LINT,
    &volume_not_found::LINT,
    &wal_left_out::LINT,
    &workload_not_found::LINT,
];
