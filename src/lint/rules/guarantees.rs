//! Promises of recovery points and recovery times.

mod also_not_met;
mod begins_in_window;
mod cannot_keep_up;
mod device_read_whole;
mod first_copy_blocks;
mod hook_timeout_too_long;
mod keep_too_short;
mod mover_start_assumed;
mod movers_beyond_nodes;
mod needs_later_tier;
mod queue_not_known;
mod replicas_unknown;
mod rpo_below_loop;
mod rpo_not_met;
mod rto_not_computed;
mod rto_not_met;
mod size_unknown;
mod skipped_data_unknown;
mod snapshot_limit;
mod standby_not_promoted;
mod standby_promoted;
mod time_out_reached;
mod too_many_backups;
mod touched_in_place;
mod velero_not_brought;
mod wal_left_out;
mod worse_after_failover;

use crate::lint::Lint;

/// The rules of this family, by name.
pub(super) static RULES: &[&Lint] = &[
    &also_not_met::LINT,
    &begins_in_window::LINT,
    &cannot_keep_up::LINT,
    &device_read_whole::LINT,
    &first_copy_blocks::LINT,
    &hook_timeout_too_long::LINT,
    &keep_too_short::LINT,
    &mover_start_assumed::LINT,
    &movers_beyond_nodes::LINT,
    &needs_later_tier::LINT,
    &queue_not_known::LINT,
    &replicas_unknown::LINT,
    &rpo_below_loop::LINT,
    &rpo_not_met::LINT,
    &rto_not_computed::LINT,
    &rto_not_met::LINT,
    &size_unknown::LINT,
    &skipped_data_unknown::LINT,
    &snapshot_limit::LINT,
    &standby_not_promoted::LINT,
    &standby_promoted::LINT,
    &time_out_reached::LINT,
    &too_many_backups::LINT,
    &touched_in_place::LINT,
    &velero_not_brought::LINT,
    &wal_left_out::LINT,
    &worse_after_failover::LINT,
];
