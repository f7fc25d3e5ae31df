//! Velero's `velero.io/v1` (config/crd/v1/bases of v1.18.3). Durations are text that Go parses.

use serde::Serialize;
use std::collections::BTreeMap;

/// `Schedule.spec`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct ScheduleSpec {
    pub(in crate::emit) schedule: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) paused: Option<bool>,
    /// True would let a pruned Schedule take its Backups with it.
    pub(in crate::emit) use_owner_references_in_backup: bool,
    pub(in crate::emit) template: BackupSpec,
}

/// `Schedule.spec.template`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct BackupSpec {
    pub(in crate::emit) metadata: TemplateMeta,
    pub(in crate::emit) included_namespaces: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) excluded_namespaces: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) included_cluster_scoped_resources: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) excluded_cluster_scoped_resources: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) excluded_namespace_scoped_resources: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) label_selector: Option<LabelSelector>,
    pub(in crate::emit) storage_location: String,
    pub(in crate::emit) ttl: String,
    pub(in crate::emit) snapshot_volumes: bool,
    pub(in crate::emit) snapshot_move_data: bool,
    pub(in crate::emit) default_volumes_to_fs_backup: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) volume_group_snapshot_label_key: Option<&'static str>,
    pub(in crate::emit) csi_snapshot_timeout: String,
    pub(in crate::emit) item_operation_timeout: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) resource_policy: Option<PolicyRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) hooks: Option<Hooks>,
}

/// `Restore.spec`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct RestoreSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) schedule_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) backup_name: Option<String>,
    pub(in crate::emit) included_namespaces: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) excluded_namespaces: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) included_resources: Vec<String>,
    pub(in crate::emit) excluded_resources: Vec<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::emit) namespace_mapping: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) label_selector: Option<LabelSelector>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) include_cluster_resources: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) resource_modifier: Option<PolicyRef>,
    pub(in crate::emit) existing_resource_policy: &'static str,
    pub(in crate::emit) item_operation_timeout: String,
}

/// Labels of each Backup; without them Velero copies every label of the Schedule.
#[derive(Debug, Default, Serialize)]
pub(in crate::emit) struct TemplateMeta {
    pub(in crate::emit) labels: BTreeMap<String, String>,
}

/// A selector.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct LabelSelector {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::emit) match_labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) match_expressions: Vec<Requirement>,
}

/// One requirement of a selector.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct Requirement {
    pub(in crate::emit) key: String,
    pub(in crate::emit) operator: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) values: Vec<String>,
}

/// A ConfigMap of volume policies or resource modifiers; of another kind Velero reads nothing.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct PolicyRef {
    pub(in crate::emit) kind: &'static str,
    pub(in crate::emit) name: String,
}

/// `hooks`.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct Hooks {
    pub(in crate::emit) resources: Vec<HookResource>,
}

/// The hooks of some pods.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct HookResource {
    pub(in crate::emit) name: String,
    pub(in crate::emit) included_namespaces: Vec<String>,
    pub(in crate::emit) label_selector: LabelSelector,
    pub(in crate::emit) pre: Vec<HookStep>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) post: Vec<HookStep>,
}

/// One hook.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct HookStep {
    pub(in crate::emit) exec: Exec,
}

/// One command.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct Exec {
    pub(in crate::emit) container: String,
    pub(in crate::emit) command: Vec<String>,
    pub(in crate::emit) on_error: &'static str,
    pub(in crate::emit) timeout: String,
}

/// `BackupStorageLocation.spec`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct LocationSpec {
    pub(in crate::emit) provider: &'static str,
    pub(in crate::emit) access_mode: &'static str,
    pub(in crate::emit) object_storage: ObjectStorage,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::emit) config: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) credential: Option<SecretKey>,
    pub(in crate::emit) backup_sync_period: &'static str,
    pub(in crate::emit) validation_frequency: &'static str,
}

/// The bucket.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct ObjectStorage {
    pub(in crate::emit) bucket: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) ca_cert: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) ca_cert_ref: Option<SecretKey>,
}

/// A key of a Secret.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct SecretKey {
    pub(in crate::emit) name: String,
    pub(in crate::emit) key: String,
}

/// The text of a resource policy (internal/resourcepolicies, decoded strictly).
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct ResourcePolicies {
    pub(in crate::emit) version: &'static str,
    pub(in crate::emit) volume_policies: Vec<VolumePolicy>,
}

/// One policy; the first that matches is taken.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct VolumePolicy {
    pub(in crate::emit) conditions: Conditions,
    pub(in crate::emit) action: Action,
}

/// All must match, and one must be there: no condition matches nothing.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct Conditions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) capacity: Option<&'static str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::emit) pvc_labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) csi: Option<CsiDriver>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) volume_types: Vec<&'static str>,
}

/// What mounts a volume.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct CsiDriver {
    pub(in crate::emit) driver: &'static str,
}

/// What is done with the volume.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct Action {
    #[serde(rename = "type")]
    pub(in crate::emit) kind: &'static str,
}
