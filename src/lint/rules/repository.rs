//! What the repository shows, compared with the plan.

mod address_lost;
mod api_not_served;
mod application_not_mapped;
mod archive_differs;
mod brings_no_velero;
mod bucket_changed;
mod chart_not_pinned;
mod claim_made_first;
mod claim_not_restored;
mod claim_refused;
mod class_declared_twice;
mod class_not_mapped;
mod cluster_elsewhere;
mod cluster_path_empty;
mod container_not_found;
mod controller_disabled;
mod crds_by_job;
mod credential_comes_late;
mod credential_not_found;
mod csi_not_enabled;
mod database_by_files;
mod dependency_not_met;
mod driver_not_snapshotted;
mod dump_not_alone;
mod dump_not_in_volume;
mod dump_not_writable;
mod engine_differs;
mod ephemeral_claim_restored;
mod exclude_misspelt;
mod file_not_usable;
mod files_not_read;
mod flag_contradicted;
mod flags_not_set;
mod flux_does_not_follow;
mod flux_not_target;
mod helm_gives_up;
mod hook_filtered;
mod hook_hidden;
mod hook_login_refused;
mod hook_not_reachable;
mod hook_not_rolled_out;
mod hook_not_verified;
mod hook_without_pods;
mod hooks_not_wired;
mod jobs_refused;
mod kind_comes_late;
mod kind_may_be_missing;
mod labels_leave_out;
mod location_shared;
mod manifest_not_readable;
mod modifier_without_effect;
mod name_taken;
mod namespace_elsewhere;
mod namespace_in_two_plans;
mod node_agent_conflict;
mod node_agent_elsewhere;
mod node_agent_missing;
mod node_agent_not_configured;
mod not_read;
mod nothing_runs;
mod only_on_primary;
mod operator_by_volumes;
mod operator_pods_restored;
mod operator_starts_empty;
mod overlay_unfit;
mod password_made_again;
mod path_applied_twice;
mod path_ignored;
mod path_in_two_namespaces;
mod path_missing;
mod path_not_applied;
mod path_not_bootstrapped;
mod placement_restored;
mod plugin_config_twice;
mod plugin_damages_backups;
mod plugin_missing;
mod reference_not_brought;
mod registry_lost;
mod replica_added;
mod replica_without_claim;
mod repository_password_missing;
mod rest_not_rebuilt;
mod restored_pod_replaced;
mod schedule_of_others;
mod schedule_renamed;
mod secret_not_decrypted;
mod secret_not_restored;
mod secret_store_lost;
mod service_account_missing;
mod source_differs;
mod source_lost;
mod source_may_be_lost;
mod source_not_brought;
mod source_not_usable;
mod spelled_otherwise;
mod stage_changed;
mod stage_differs;
mod stage_never_ready;
mod stage_not_listed;
mod stage_removed;
mod standby_removes_pods;
mod state_not_copied;
mod state_not_declared;
mod suspended_in_git;
mod variable_not_defined;
mod variables_come_late;
mod velero_does_not_start;
mod velero_elsewhere;
mod velero_misnamed;
mod velero_not_installed;
mod velero_not_target;
mod velero_restricted;
mod volume_annotated;
mod volume_excluded;
mod volume_not_copied;
mod volume_not_found;
mod volumes_not_wired;
mod workload_not_found;
mod workload_refused;
mod zone_lost;

pub(in crate::lint) use path_ignored::of_files;

use crate::lint::Lint;

/// The rules of this family, by name.
pub(super) static RULES: &[&Lint] = &[
    &address_lost::LINT,
    &api_not_served::LINT,
    &application_not_mapped::LINT,
    &archive_differs::LINT,
    &brings_no_velero::LINT,
    &bucket_changed::LINT,
    &chart_not_pinned::LINT,
    &claim_made_first::LINT,
    &claim_not_restored::LINT,
    &claim_refused::LINT,
    &class_declared_twice::LINT,
    &class_not_mapped::LINT,
    &cluster_elsewhere::LINT,
    &cluster_path_empty::LINT,
    &container_not_found::LINT,
    &controller_disabled::LINT,
    &crds_by_job::LINT,
    &credential_comes_late::LINT,
    &credential_not_found::LINT,
    &csi_not_enabled::LINT,
    &database_by_files::LINT,
    &dependency_not_met::LINT,
    &driver_not_snapshotted::LINT,
    &dump_not_alone::LINT,
    &dump_not_in_volume::LINT,
    &dump_not_writable::LINT,
    &engine_differs::LINT,
    &ephemeral_claim_restored::LINT,
    &exclude_misspelt::LINT,
    &file_not_usable::LINT,
    &files_not_read::LINT,
    &flag_contradicted::LINT,
    &flags_not_set::LINT,
    &flux_does_not_follow::LINT,
    &flux_not_target::LINT,
    &helm_gives_up::LINT,
    &hook_filtered::LINT,
    &hook_hidden::LINT,
    &hook_login_refused::LINT,
    &hook_not_reachable::LINT,
    &hook_not_rolled_out::LINT,
    &hook_not_verified::LINT,
    &hook_without_pods::LINT,
    &hooks_not_wired::LINT,
    &jobs_refused::LINT,
    &kind_comes_late::LINT,
    &kind_may_be_missing::LINT,
    &labels_leave_out::LINT,
    &location_shared::LINT,
    &manifest_not_readable::LINT,
    &modifier_without_effect::LINT,
    &name_taken::LINT,
    &namespace_elsewhere::LINT,
    &namespace_in_two_plans::LINT,
    &node_agent_conflict::LINT,
    &node_agent_elsewhere::LINT,
    &node_agent_missing::LINT,
    &node_agent_not_configured::LINT,
    &not_read::LINT,
    &nothing_runs::LINT,
    &only_on_primary::LINT,
    &operator_by_volumes::LINT,
    &operator_pods_restored::LINT,
    &operator_starts_empty::LINT,
    &overlay_unfit::LINT,
    &password_made_again::LINT,
    &path_applied_twice::LINT,
    &path_ignored::LINT,
    &path_in_two_namespaces::LINT,
    &path_missing::LINT,
    &path_not_applied::LINT,
    &path_not_bootstrapped::LINT,
    &placement_restored::LINT,
    &plugin_config_twice::LINT,
    &plugin_damages_backups::LINT,
    &plugin_missing::LINT,
    &reference_not_brought::LINT,
    &registry_lost::LINT,
    &replica_added::LINT,
    &replica_without_claim::LINT,
    &repository_password_missing::LINT,
    &rest_not_rebuilt::LINT,
    &restored_pod_replaced::LINT,
    &schedule_of_others::LINT,
    &schedule_renamed::LINT,
    &secret_not_decrypted::LINT,
    &secret_not_restored::LINT,
    &secret_store_lost::LINT,
    &service_account_missing::LINT,
    &source_differs::LINT,
    &source_lost::LINT,
    &source_may_be_lost::LINT,
    &source_not_brought::LINT,
    &source_not_usable::LINT,
    &spelled_otherwise::LINT,
    &stage_changed::LINT,
    &stage_differs::LINT,
    &stage_never_ready::LINT,
    &stage_not_listed::LINT,
    &stage_removed::LINT,
    &standby_removes_pods::LINT,
    &state_not_copied::LINT,
    &state_not_declared::LINT,
    &suspended_in_git::LINT,
    &variable_not_defined::LINT,
    &variables_come_late::LINT,
    &velero_does_not_start::LINT,
    &velero_elsewhere::LINT,
    &velero_misnamed::LINT,
    &velero_not_installed::LINT,
    &velero_not_target::LINT,
    &velero_restricted::LINT,
    &volume_annotated::LINT,
    &volume_excluded::LINT,
    &volume_not_copied::LINT,
    &volume_not_found::LINT,
    &volumes_not_wired::LINT,
    &workload_not_found::LINT,
    &workload_refused::LINT,
    &zone_lost::LINT,
];
