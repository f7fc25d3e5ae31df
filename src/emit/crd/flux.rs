//! Flux's `kustomize.toolkit.fluxcd.io/v1` (kustomize-controller 1.9) and kustomize's Component.

use serde::Serialize;

/// `Kustomization.spec`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct KustomizationSpec {
    pub(in crate::emit) interval: String,
    pub(in crate::emit) retry_interval: String,
    pub(in crate::emit) timeout: String,
    pub(in crate::emit) prune: bool,
    pub(in crate::emit) path: String,
    pub(in crate::emit) source_ref: SourceRef,
}

/// `spec.sourceRef`.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct SourceRef {
    pub(in crate::emit) kind: &'static str,
    pub(in crate::emit) name: String,
}

/// A kustomize Component.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct Component {
    pub(in crate::emit) api_version: &'static str,
    pub(in crate::emit) kind: &'static str,
    pub(in crate::emit) patches: Vec<Patch>,
}

/// A patch without a target: it fails where its object is gone, instead of doing nothing.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct Patch {
    pub(in crate::emit) patch: String,
}
