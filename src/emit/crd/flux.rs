//! Flux's `kustomize.toolkit.fluxcd.io/v1` (kustomize-controller 1.9) and kustomize's Component.

use serde::Serialize;

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
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) components: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) patches: Vec<Patch>,
    pub(in crate::emit) source_ref: SourceRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) service_account_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) decryption: Option<Decryption>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) post_build: Option<PostBuild>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) health_checks: Vec<ObjectRef>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(in crate::emit) health_check_exprs: Vec<HealthExpr>,
}

/// One of `spec.dependsOn`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct Dependency {
    pub(in crate::emit) name: String,
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
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::emit) struct PostBuild {
    pub(in crate::emit) substitute_from: Vec<SubstituteFrom>,
}

/// One of `spec.postBuild.substituteFrom`.
#[derive(Debug, Serialize)]
pub(in crate::emit) struct SubstituteFrom {
    pub(in crate::emit) kind: &'static str,
    pub(in crate::emit) name: String,
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
    pub(in crate::emit) api_version: &'static str,
    pub(in crate::emit) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) failed: Option<&'static str>,
    pub(in crate::emit) current: &'static str,
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

/// The object of a JSON patch, which needs one; the names are regular expressions.
#[derive(Debug, Clone, Serialize)]
pub(in crate::emit) struct Target {
    pub(in crate::emit) kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::emit) namespace: Option<String>,
    pub(in crate::emit) name: String,
}

impl Target {
    /// An object by its name, which is no regular expression.
    pub(in crate::emit) fn new(kind: &str, namespace: Option<&str>, name: &str) -> Self {
        let literal = |text: &str| text.replace('.', "\\.").replace('$', "\\$");
        let literal = |text: &str| literal(text).replace('{', "\\{").replace('}', "\\}");
        Self {
            kind: kind.to_owned(),
            namespace: namespace.map(literal),
            name: literal(name),
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
