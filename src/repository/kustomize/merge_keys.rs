//! Which lists of the built-in kinds a strategic patch merges, and by which fields of their items
//! (the OpenAPI of Kubernetes, `x-kubernetes-patch-merge-key` and `x-kubernetes-list-map-keys`).

/// What a part of an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// An object of a built-in kind with pods below `spec.template`.
    Workload,
    /// A CronJob.
    CronJob,
    /// Its `spec`.
    CronJobSpec,
    /// A Pod.
    Pod,
    /// A PodTemplate.
    PodTemplate,
    /// A Service.
    Service,
    /// Its `spec`.
    ServiceSpec,
    /// A ServiceAccount.
    ServiceAccount,
    /// A configuration of admission webhooks.
    Webhooks,
    /// Another built-in kind.
    BuiltIn,
    /// What has pods below `template`.
    TemplateSpec,
    /// The template of pods.
    Template,
    /// `metadata`.
    Meta,
    /// The `spec` of a pod.
    PodSpec,
    /// One container.
    Container,
    /// A part without lists that are merged.
    Other,
}

/// How a list is merged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// By fields of its items, which have a shape.
    Fields(&'static [&'static str], Shape),
    /// As a set of texts.
    Texts,
}

/// Groups of the built-in kinds, by their first part where that is enough.
const GROUPS: [&str; 6] = ["", "apps", "autoscaling", "batch", "extensions", "policy"];

/// The shape of an object.
pub(super) fn of(group: &str, kind: &str) -> Shape {
    let known = GROUPS.contains(&group)
        || group
            .strip_suffix(".k8s.io")
            .is_some_and(|first| !first.contains('.') || first.ends_with(".authorization"));
    if !known {
        return Shape::Other;
    }
    match (group, kind) {
        ("apps" | "extensions", "Deployment" | "DaemonSet" | "ReplicaSet" | "StatefulSet")
        | ("batch", "Job")
        | ("", "ReplicationController") => Shape::Workload,
        ("batch", "CronJob") => Shape::CronJob,
        ("", "Pod") => Shape::Pod,
        ("", "PodTemplate") => Shape::PodTemplate,
        ("", "Service") => Shape::Service,
        ("", "ServiceAccount") => Shape::ServiceAccount,
        (
            "admissionregistration.k8s.io",
            "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration",
        ) => Shape::Webhooks,
        _ => Shape::BuiltIn,
    }
}

impl Shape {
    /// What the value of a field is.
    pub(super) fn field(self, name: &str) -> Self {
        match (self, name) {
            (
                Self::Workload
                | Self::CronJob
                | Self::Pod
                | Self::PodTemplate
                | Self::Service
                | Self::ServiceAccount
                | Self::Webhooks
                | Self::BuiltIn
                | Self::Template
                | Self::CronJobSpec,
                "metadata",
            ) => Self::Meta,
            (Self::Workload, "spec") => Self::TemplateSpec,
            (Self::CronJob, "spec") => Self::CronJobSpec,
            (Self::CronJobSpec, "jobTemplate") => Self::Workload,
            (Self::Pod | Self::Template, "spec") => Self::PodSpec,
            (Self::PodTemplate | Self::TemplateSpec, "template") => Self::Template,
            (Self::Service, "spec") => Self::ServiceSpec,
            _ => Self::Other,
        }
    }

    /// How the list in a field is merged; `None` where a patch replaces it.
    pub(super) fn list(self, name: &str) -> Option<Keys> {
        let fields = |keys| Some(Keys::Fields(keys, Self::Other));
        match (self, name) {
            (Self::Meta, "ownerReferences") => fields(&["uid"]),
            (Self::Meta, "finalizers") => Some(Keys::Texts),
            (Self::PodSpec, "containers" | "ephemeralContainers" | "initContainers") => {
                Some(Keys::Fields(&["name"], Self::Container))
            }
            (Self::PodSpec, "volumes" | "imagePullSecrets") => fields(&["name"]),
            (Self::PodSpec, "hostAliases") => fields(&["ip"]),
            (Self::PodSpec, "topologySpreadConstraints") => {
                fields(&["topologyKey", "whenUnsatisfiable"])
            }
            (Self::Container, "ports") => fields(&["containerPort", "protocol"]),
            (Self::Container, "env") => fields(&["name"]),
            (Self::Container, "volumeMounts") => fields(&["mountPath"]),
            (Self::Container, "volumeDevices") => fields(&["devicePath"]),
            (Self::ServiceSpec, "ports") => fields(&["port", "protocol"]),
            (Self::ServiceAccount, "secrets") | (Self::Webhooks, "webhooks") => fields(&["name"]),
            _ => None,
        }
    }
}
