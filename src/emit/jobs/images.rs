//! The images of Jobs that the plan does not name.

use crate::analyze::Ready;
use crate::analyze::recovery::{Mapped, RecoverySide};

/// The image with `curl` and `sh`: what the plan says, or one of curl's own.
pub(super) fn curl(ready: Ready<'_>) -> String {
    let stated = ready.model().plan.tools.http.as_ref();
    stated.map_or_else(
        || "docker.io/curlimages/curl:8.10.1".to_owned(),
        |image| image.value.to_string(),
    )
}

/// The image with `kubectl`: what the plan says, or that of the release, of the plan's Kubernetes.
pub(super) fn kubectl(ready: Ready<'_>) -> String {
    let plan = &ready.model().plan;
    plan.tools.kubectl.as_ref().map_or_else(
        || {
            let version = plan.kubernetes.as_ref().map(|range| range.value.lowest());
            let (major, minor, patch) = version.map_or((1, 34, 0), |v| (v.major, v.minor, v.patch));
            format!("registry.k8s.io/kubectl:v{major}.{minor}.{patch}")
        },
        |image| image.value.to_string(),
    )
}

/// An image as the recovery cluster has it: the rules of its `image` statements apply as they do to restored pods. Of
/// several that match Velero takes any; here it is the longest.
pub(super) fn in_cluster(side: &RecoverySide, image: String) -> String {
    let rules = Mapped::Images.of_side(side);
    let matching = rules
        .iter()
        .filter(|(old, new)| image.contains(old.as_str()) && !image.contains(new.as_str()));
    match matching.max_by_key(|(old, _)| old.len()) {
        Some((old, new)) => image.replace(old.as_str(), new),
        None => image,
    }
}
