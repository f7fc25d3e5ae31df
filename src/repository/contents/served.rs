//! Objects in versions of their kinds that newer clusters no longer serve.

use crate::model::value::Version;
use crate::repository::built::{Built, Object};
use crate::repository::files::Files;

/// What serves a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Server {
    /// The API server.
    Kubernetes,
    /// The CRDs of Flux.
    Flux,
}

impl Server {
    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Server::Kubernetes => "Kubernetes",
            Server::Flux => "Flux",
        }
    }
}

/// An object in a version that is no longer served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    /// The version, as the object states it.
    pub version: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The file, and the line of its version there, from 1.
    pub file: String,
    /// The line.
    pub line: u32,
    /// What served it.
    pub by: Server,
    /// The first version of that which does not.
    pub since: Version,
    /// What to write instead; `None` where there is nothing.
    pub instead: Option<&'static str>,
}

/// A version, its kinds (all of them where none is named), the first minor that does not serve it, and what does.
struct Row(
    &'static str,
    &'static [&'static str],
    (Server, u32),
    &'static str,
);

const KUBERNETES: Server = Server::Kubernetes;
const FLUX: Server = Server::Flux;

/// The deprecated API migration guide of Kubernetes, and the change logs of the controllers of Flux 2.7 and 2.8
/// (source-controller 1.7, 1.8; kustomize-controller 1.7, 1.8; helm-controller 1.4, 1.5).
#[rustfmt::skip]
const ROWS: &[Row] = &[
    Row("admissionregistration.k8s.io/v1beta1", &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"], (KUBERNETES, 22), "admissionregistration.k8s.io/v1"),
    Row("apiextensions.k8s.io/v1beta1", &[], (KUBERNETES, 22), "apiextensions.k8s.io/v1"),
    Row("apiregistration.k8s.io/v1beta1", &[], (KUBERNETES, 22), "apiregistration.k8s.io/v1"),
    Row("apps/v1beta1", &[], (KUBERNETES, 16), "apps/v1"),
    Row("apps/v1beta2", &[], (KUBERNETES, 16), "apps/v1"),
    Row("autoscaling/v2beta1", &[], (KUBERNETES, 25), "autoscaling/v2"),
    Row("autoscaling/v2beta2", &[], (KUBERNETES, 26), "autoscaling/v2"),
    Row("batch/v1beta1", &[], (KUBERNETES, 25), "batch/v1"),
    Row("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"], (KUBERNETES, 22), "certificates.k8s.io/v1"),
    Row("coordination.k8s.io/v1beta1", &["Lease"], (KUBERNETES, 22), "coordination.k8s.io/v1"),
    Row("discovery.k8s.io/v1beta1", &[], (KUBERNETES, 25), "discovery.k8s.io/v1"),
    Row("events.k8s.io/v1beta1", &[], (KUBERNETES, 25), "events.k8s.io/v1"),
    Row("extensions/v1beta1", &["DaemonSet", "Deployment", "ReplicaSet"], (KUBERNETES, 16), "apps/v1"),
    Row("extensions/v1beta1", &["Ingress"], (KUBERNETES, 22), "networking.k8s.io/v1"),
    Row("extensions/v1beta1", &["NetworkPolicy"], (KUBERNETES, 16), "networking.k8s.io/v1"),
    Row("extensions/v1beta1", &["PodSecurityPolicy"], (KUBERNETES, 16), ""),
    Row("flowcontrol.apiserver.k8s.io/v1beta1", &[], (KUBERNETES, 26), "flowcontrol.apiserver.k8s.io/v1"),
    Row("flowcontrol.apiserver.k8s.io/v1beta2", &[], (KUBERNETES, 29), "flowcontrol.apiserver.k8s.io/v1"),
    Row("flowcontrol.apiserver.k8s.io/v1beta3", &[], (KUBERNETES, 32), "flowcontrol.apiserver.k8s.io/v1"),
    Row("helm.toolkit.fluxcd.io/v2beta1", &[], (FLUX, 7), "helm.toolkit.fluxcd.io/v2"),
    Row("helm.toolkit.fluxcd.io/v2beta2", &[], (FLUX, 8), "helm.toolkit.fluxcd.io/v2"),
    Row("kustomize.toolkit.fluxcd.io/v1beta1", &[], (FLUX, 7), "kustomize.toolkit.fluxcd.io/v1"),
    Row("kustomize.toolkit.fluxcd.io/v1beta2", &[], (FLUX, 8), "kustomize.toolkit.fluxcd.io/v1"),
    Row("networking.k8s.io/v1beta1", &["Ingress", "IngressClass"], (KUBERNETES, 22), "networking.k8s.io/v1"),
    Row("node.k8s.io/v1beta1", &[], (KUBERNETES, 25), "node.k8s.io/v1"),
    Row("policy/v1beta1", &["PodDisruptionBudget"], (KUBERNETES, 25), "policy/v1"),
    Row("policy/v1beta1", &["PodSecurityPolicy"], (KUBERNETES, 25), ""),
    Row("rbac.authorization.k8s.io/v1alpha1", &[], (KUBERNETES, 22), "rbac.authorization.k8s.io/v1"),
    Row("rbac.authorization.k8s.io/v1beta1", &[], (KUBERNETES, 22), "rbac.authorization.k8s.io/v1"),
    Row("scheduling.k8s.io/v1beta1", &[], (KUBERNETES, 22), "scheduling.k8s.io/v1"),
    Row("source.toolkit.fluxcd.io/v1beta1", &[], (FLUX, 7), "source.toolkit.fluxcd.io/v1"),
    Row("source.toolkit.fluxcd.io/v1beta2", &[], (FLUX, 8), "source.toolkit.fluxcd.io/v1"),
    Row("storage.k8s.io/v1beta1", &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"], (KUBERNETES, 22), "storage.k8s.io/v1"),
    Row("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], (KUBERNETES, 27), "storage.k8s.io/v1"),
];

pub(super) fn find_retired(files: &Files<'_>, built: &Built) -> Vec<Retired> {
    let objects = built.objects.iter();
    objects
        .filter_map(|object| retired(files, object))
        .collect()
}

fn retired(files: &Files<'_>, object: &Object) -> Option<Retired> {
    let version = object.node.get("apiVersion")?;
    let text = version.text()?;
    let such = |row: &&Row| row.0 == text && (row.1.is_empty() || row.1.contains(&object.kind()));
    let Row(_, _, (by, minor), instead) = ROWS.iter().find(such)?;
    let major = match by {
        Server::Kubernetes => 1,
        Server::Flux => 2,
    };
    Some(Retired {
        version: text.to_owned(),
        kind: object.kind().to_owned(),
        name: object.name().to_owned(),
        file: files.name(version.at).to_string(),
        line: version.at.line,
        by: *by,
        since: Version::new(major, *minor, 0),
        instead: Some(*instead).filter(|text| !text.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use super::ROWS;

    #[test]
    fn rows_are_sorted() {
        assert!(ROWS.is_sorted_by_key(|row| (row.0, row.1)));
    }
}
