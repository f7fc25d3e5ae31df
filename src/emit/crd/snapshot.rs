//! The external snapshotter's `snapshot.storage.k8s.io/v1`, which has no `spec`.

use super::meta::Meta;
use serde::Serialize;
use std::collections::BTreeMap;

/// A VolumeSnapshotClass.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct VolumeSnapshotClass {
    pub(in crate::emit) api_version: &'static str,
    pub(in crate::emit) kind: &'static str,
    pub(in crate::emit) metadata: Meta,
    pub(in crate::emit) driver: String,
    pub(in crate::emit) deletion_policy: &'static str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::emit) parameters: BTreeMap<String, String>,
}
