//! What the pods of Jobs may do and use: no more than the strictest namespace admits.

use k8s_openapi::api::core::v1::{
    Capabilities, PodSecurityContext, ResourceRequirements, SeccompProfile, SecurityContext,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::collections::BTreeMap;

/// A user that no image has. The images with `kubectl` and `curl` run as root or as a user without a number, which
/// the kubelet does not start beside `runAsNonRoot`; a mirror of them, or an image of the author's, may do so too.
const USER: i64 = 65_532;

/// For a pod: what the profile `restricted` of the Pod Security Standards asks of it
/// (pod-security-admission/policy, v0.34.1).
pub(super) fn pod(user: Option<i64>) -> PodSecurityContext {
    PodSecurityContext {
        run_as_non_root: Some(true),
        run_as_user: Some(user.unwrap_or(USER)),
        seccomp_profile: Some(SeccompProfile {
            type_: "RuntimeDefault".to_owned(),
            ..SeccompProfile::default()
        }),
        ..PodSecurityContext::default()
    }
}

/// For its container.
pub(super) fn container() -> SecurityContext {
    SecurityContext {
        allow_privilege_escalation: Some(false),
        capabilities: Some(Capabilities {
            drop: Some(vec!["ALL".to_owned()]),
            ..Capabilities::default()
        }),
        ..SecurityContext::default()
    }
}

/// A namespace with a quota refuses pods that do not state what they use. A client of a database in the author's
/// image gets along with this; all others use a tenth.
pub(super) fn resources() -> ResourceRequirements {
    let of = |cpu: &str, memory: &str| {
        let quantity =
            |(name, amount): (&str, &str)| (name.to_owned(), Quantity(amount.to_owned()));
        Some(BTreeMap::from(
            [("cpu", cpu), ("memory", memory)].map(quantity),
        ))
    };
    ResourceRequirements {
        limits: of("1", "512Mi"),
        requests: of("50m", "64Mi"),
        ..ResourceRequirements::default()
    }
}
