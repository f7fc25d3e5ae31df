//! Flux's `kustomize.toolkit.fluxcd.io/v1` (kustomize-controller 1.9) and kustomize's Component.

use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// `Kustomization.spec`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct KustomizationSpec {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) depends_on: Vec<Dependency>,
    pub(in crate::emit) interval: String,
    pub(in crate::emit) retry_interval: String,
    pub(in crate::emit) timeout: String,
    pub(in crate::emit) prune: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) deletion_policy: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) wait: Option<bool>,
    pub(in crate::emit) path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) target_namespace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) name_prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) name_suffix: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) components: Vec<String>,
    #[serde(skip_serializing_if = "is_not")]
    pub(in crate::emit) ignore_missing_components: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) patches: Vec<Patch>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) images: Vec<Image>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) common_metadata: Option<CommonMetadata>,
    pub(in crate::emit) source_ref: SourceRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) service_account_name: Option<String>,
    #[serde(skip_serializing_if = "is_not")]
    pub(in crate::emit) force: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) decryption: Option<Decryption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) post_build: Option<PostBuild>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) health_checks: Vec<ObjectRef>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) health_check_exprs: Vec<HealthExpr>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_not(flag: &bool) -> bool {
    !flag
}

/// One of `spec.images`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct Image {
    pub(in crate::emit) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::emit) new_name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::emit) new_tag: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::emit) digest: String,
}

/// `spec.commonMetadata`.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct CommonMetadata {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::emit) labels: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::emit) annotations: BTreeMap<String, String>,
}

impl CommonMetadata {
    /// Whether it says nothing.
    pub(in crate::emit) fn is_empty(&self) -> bool {
        self.labels.is_empty() && self.annotations.is_empty()
    }
}

/// One of `spec.dependsOn`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct Dependency {
    pub(in crate::emit) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) namespace: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) ready_expr: Option<&'static str>,
}

/// `spec.decryption`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct Decryption {
    pub(in crate::emit) provider: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) secret_ref: Option<LocalRef>,
}

/// An object of the same namespace.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct LocalRef {
    pub(in crate::emit) name: String,
}

/// `spec.postBuild`.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct PostBuild {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(in crate::emit) substitute: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) substitute_from: Vec<SubstituteFrom>,
}

/// One of `spec.postBuild.substituteFrom`.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct SubstituteFrom {
    pub(in crate::emit) kind: &'static str,
    pub(in crate::emit) name: String,
    #[serde(skip_serializing_if = "is_not")]
    pub(in crate::emit) optional: bool,
}

/// An object whose health is waited for.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct ObjectRef {
    pub(in crate::emit) api_version: &'static str,
    pub(in crate::emit) kind: &'static str,
    pub(in crate::emit) name: String,
    pub(in crate::emit) namespace: String,
}

/// What health means for a kind. `failed` is asked before `current`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct HealthExpr {
    pub(in crate::emit) api_version: Cow<'static, str>,
    pub(in crate::emit) kind: Cow<'static, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) in_progress: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) failed: Option<Cow<'static, str>>,
    pub(in crate::emit) current: Cow<'static, str>,
}

impl HealthExpr {
    /// Of a kind of Velero.
    pub(in crate::emit) const fn velero(
        kind: &'static str,
        failed: Option<Cow<'static, str>>,
        current: &'static str,
    ) -> Self {
        Self {
            api_version: Cow::Borrowed("velero.io/v1"),
            kind: Cow::Borrowed(kind),
            in_progress: None,
            failed,
            current: Cow::Borrowed(current),
        }
    }
}

/// `spec.sourceRef`.
#[derive(Debug, Default, Serialize)]
pub(in crate::emit) struct SourceRef {
    pub(in crate::emit) kind: &'static str,
    pub(in crate::emit) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) namespace: Option<String>,
}

/// A kustomize Component.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct Component {
    pub(in crate::emit) api_version: &'static str,
    pub(in crate::emit) kind: &'static str,
    pub(in crate::emit) patches: Vec<Patch>,
}

/// A patch without a target fails where its object does not exist, instead of doing nothing.
#[derive(Debug, Clone, Serialize)]
pub(in crate::emit) struct Patch {
    pub(in crate::emit) patch: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) target: Option<Target>,
}

/// The objects of a patch. Every part is a regular expression; what is empty is any.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct Target {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::emit) group: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::emit) version: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::emit) kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::emit) namespace: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::emit) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::emit) label_selector: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::emit) annotation_selector: String,
}

impl Target {
    /// An object by its name, which is no regular expression.
    pub(in crate::emit) fn new(kind: &str, namespace: Option<&str>, name: &str) -> Self {
        let literal = |text: &str| text.replace('.', "\\.").replace('$', "\\$");
        let literal = |text: &str| literal(text).replace('{', "\\{").replace('}', "\\}");
        Self {
            kind: kind.to_owned(),
            namespace: namespace.map(literal).unwrap_or_default(),
            name: literal(name),
            ..Self::default()
        }
    }
}

/// One operation of a JSON patch.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct Operation<T> {
    pub(in crate::emit) op: &'static str,
    pub(in crate::emit) path: String,
    pub(in crate::emit) value: T,
}
