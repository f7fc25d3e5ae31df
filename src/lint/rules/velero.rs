//! What Velero does with what is emitted.

mod also_not_possible;
mod check_not_expressible;
mod cron_both_days;
mod cron_drifts;
mod cron_never_fires;
mod cron_reads_differently;
mod cron_refused;
mod cron_uneven;
mod cron_zone;
mod daemonset_not_restored;
mod dump_of_several_pods;
mod elsewhere_not_expressible;
mod exclude_too_much;
mod group_not_supported;
mod hook_holds_too_long;
mod hook_lock_dies;
mod hook_not_safe;
mod hook_without_post;
mod label_shared;
mod method_not_expressible;
mod namespace_left_out;
mod not_one_moment;
mod objects_without_effect;
mod operator_without_apps;
mod promote_without_client;
mod rebuild_restores_nothing;
mod skip_not_expressible;
mod target_too_old;
mod velero_outdated;

use crate::lint::Lint;

/// The rules of this family, by name.
pub(super) static RULES: &[&Lint] = &[
    &also_not_possible::LINT,
    &check_not_expressible::LINT,
    &cron_both_days::LINT,
    &cron_drifts::LINT,
    &cron_never_fires::LINT,
    &cron_reads_differently::LINT,
    &cron_refused::LINT,
    &cron_uneven::LINT,
    &cron_zone::LINT,
    &daemonset_not_restored::LINT,
    &dump_of_several_pods::LINT,
    &elsewhere_not_expressible::LINT,
    &exclude_too_much::LINT,
    &group_not_supported::LINT,
    &hook_holds_too_long::LINT,
    &hook_lock_dies::LINT,
    &hook_not_safe::LINT,
    &hook_without_post::LINT,
    &label_shared::LINT,
    &method_not_expressible::LINT,
    &namespace_left_out::LINT,
    &not_one_moment::LINT,
    &objects_without_effect::LINT,
    &operator_without_apps::LINT,
    &promote_without_client::LINT,
    &rebuild_restores_nothing::LINT,
    &skip_not_expressible::LINT,
    &target_too_old::LINT,
    &velero_outdated::LINT,
];
