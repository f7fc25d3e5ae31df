//! What the repository shows, compared with the plan.

mod chart_not_pinned;
mod claim_refused;
mod class_declared_twice;
mod class_not_mapped;
mod cluster_path_empty;
mod container_not_found;
mod crds_by_job;
mod credential_not_found;
mod csi_not_enabled;
mod file_not_usable;
mod files_not_read;
mod flags_not_set;
mod flux_not_target;
mod helm_gives_up;
mod hook_filtered;
mod hook_hidden;
mod hook_not_reachable;
mod hook_not_verified;
mod hook_without_pods;
mod hooks_not_wired;
mod manifest_not_readable;
mod modifier_without_effect;
mod namespace_in_two_plans;
mod node_agent_conflict;
mod node_agent_missing;
mod node_agent_not_configured;
mod not_read;
mod nothing_runs;
mod path_applied_twice;
mod path_missing;
mod registry_lost;
mod rest_not_rebuilt;
mod schedule_of_others;
mod secret_not_decrypted;
mod service_account_missing;
mod source_lost;
mod source_not_usable;
mod spelled_otherwise;
mod stage_not_listed;
mod state_not_declared;
mod variable_not_defined;
mod velero_elsewhere;
mod velero_misnamed;
mod velero_not_target;
mod volume_not_found;
mod volumes_not_wired;
mod workload_not_found;

use crate::lint::Lint;

/// The rules of this family, by name.
pub(super) static RULES: &[&Lint] = &[
    &chart_not_pinned::LINT,
    &claim_refused::LINT,
    &class_declared_twice::LINT,
    &class_not_mapped::LINT,
    &cluster_path_empty::LINT,
    &container_not_found::LINT,
    &crds_by_job::LINT,
    &credential_not_found::LINT,
    &csi_not_enabled::LINT,
    &file_not_usable::LINT,
    &files_not_read::LINT,
    &flags_not_set::LINT,
    &flux_not_target::LINT,
    &helm_gives_up::LINT,
    &hook_filtered::LINT,
    &hook_hidden::LINT,
    &hook_not_reachable::LINT,
    &hook_not_verified::LINT,
    &hook_without_pods::LINT,
    &hooks_not_wired::LINT,
    &manifest_not_readable::LINT,
    &modifier_without_effect::LINT,
    &namespace_in_two_plans::LINT,
    &node_agent_conflict::LINT,
    &node_agent_missing::LINT,
    &node_agent_not_configured::LINT,
    &not_read::LINT,
    &nothing_runs::LINT,
    &path_applied_twice::LINT,
    &path_missing::LINT,
    &registry_lost::LINT,
    &rest_not_rebuilt::LINT,
    &schedule_of_others::LINT,
    &secret_not_decrypted::LINT,
    &service_account_missing::LINT,
    &source_lost::LINT,
    &source_not_usable::LINT,
    &spelled_otherwise::LINT,
    &stage_not_listed::LINT,
    &state_not_declared::LINT,
    &variable_not_defined::LINT,
    &velero_elsewhere::LINT,
    &velero_misnamed::LINT,
    &velero_not_target::LINT,
    &volume_not_found::LINT,
    &volumes_not_wired::LINT,
    &workload_not_found::LINT,
];
