//! Metadata, with its fields in the order in which a person writes them.

use serde::Serialize;
use std::collections::BTreeMap;

/// `metadata`.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct Meta {
    pub(in crate::emit) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) namespace: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::emit) labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::emit) annotations: BTreeMap<String, String>,
}

/// Any object.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct Object<S> {
    pub(in crate::emit) api_version: &'static str,
    pub(in crate::emit) kind: &'static str,
    pub(in crate::emit) metadata: Meta,
    pub(in crate::emit) spec: S,
}
