//! Objects of a namespace without which a pod of it is not made, or starts none of its containers.

use super::Contents;
use super::claims::texts;
use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};

/// Kinds of such objects, each with what a Restore calls them.
const KINDS: [(&str, &str); 7] = [
    ("ConfigMap", "configmaps"),
    ("Issuer", "issuers.cert-manager.io"),
    ("ResourceClaim", "resourceclaims.resource.k8s.io"),
    (
        "ResourceClaimTemplate",
        "resourceclaimtemplates.resource.k8s.io",
    ),
    ("Secret", "secrets"),
    (
        "SecretProviderClass",
        "secretproviderclasses.secrets-store.csi.x-k8s.io",
    ),
    ("ServiceAccount", "serviceaccounts"),
];

/// What a Restore calls the objects of such a kind.
fn resource(kind: &str) -> Option<&'static str> {
    let row = KINDS.iter().find(|(one, _)| *one == kind);
    row.map(|(_, resource)| *resource)
}

impl Contents {
    /// What a Restore calls the kinds of objects without which pods of some namespaces do not start.
    pub(in crate::repository) fn needed_by_pods(
        &self,
        is_of: impl Fn(&str) -> bool,
    ) -> BTreeSet<&'static str> {
        let pods = self.pods.iter().filter(|pods| is_of(&pods.namespace));
        let needed = pods.flat_map(|pods| &pods.beside);
        needed.filter_map(|(kind, _)| resource(kind)).collect()
    }
}

/// By kind and name.
pub type Beside = BTreeSet<(&'static str, String)>;

/// What a pod waits for. The API server refuses a pod without its ServiceAccount (plugin/pkg/admission/serviceaccount); the
/// kubelet sets up every volume of a pod before its first container (pkg/kubelet/kubelet.go, `WaitForAttachAndMount`);
/// the scheduler waits for what devices are claimed by. A variable that lacks stops its own container alone. (Kubernetes
/// 1.34.)
pub(super) fn find_beside(pod: &Node) -> Beside {
    let mut found = Beside::new();
    let mut add = |kind: &'static str, name: &str| {
        if !name.is_empty() && !name.contains("${") {
            found.insert((kind, name.to_owned()));
        }
    };
    let account = pod.text_at(&["serviceAccountName"]);
    add(
        "ServiceAccount",
        if account == "default" { "" } else { account },
    );
    let list = |path: &[&str]| pod.at(path).map(Node::items).unwrap_or_default();
    for volume in list(&["volumes"]) {
        let projected = volume.at(&["projected", "sources"]).map(Node::items);
        let sources = projected.unwrap_or_default();
        for source in std::iter::once(volume).chain(sources) {
            for (kind, field) in [("ConfigMap", "configMap"), ("Secret", "secret")] {
                let of = source.get(field);
                let of = of.filter(|of| of.text_at(&["optional"]) != "true");
                let name = of.map_or("", |of| match of.text_at(&["secretName"]) {
                    "" => of.text_at(&["name"]),
                    name => name,
                });
                add(kind, name);
            }
        }
        let driver = volume.text_at(&["csi", "driver"]);
        let attribute = |key: &str| volume.text_at(&["csi", "volumeAttributes", key]).to_owned();
        match driver {
            "secrets-store.csi.k8s.io" => {
                add("SecretProviderClass", &attribute("secretProviderClass"));
            }
            "csi.cert-manager.io" => {
                let kind = attribute("csi.cert-manager.io/issuer-kind");
                let group = attribute("csi.cert-manager.io/issuer-group");
                let own = kind.is_empty() || kind == "Issuer";
                if own && (group.is_empty() || group == "cert-manager.io") {
                    add("Issuer", &attribute("csi.cert-manager.io/issuer-name"));
                }
            }
            _ => {}
        }
    }
    for claim in list(&["resourceClaims"]) {
        add("ResourceClaim", claim.text_at(&["resourceClaimName"]));
        let template = claim.text_at(&["resourceClaimTemplateName"]);
        add("ResourceClaimTemplate", template);
    }
    found
}

/// An object of such a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BesidePods {
    /// The file.
    pub file: String,
    /// Its labels, as the cluster has them.
    pub labels: BTreeMap<String, String>,
}

/// The objects of such kinds that a path shows, by kind, namespace and name. A SealedSecret is the Secret that is made of it.
pub(super) fn find_objects(built: &Built) -> BTreeMap<(&'static str, String, String), BesidePods> {
    let all = built.objects.iter();
    let named = all.filter(|object| !object.is_unnamed());
    named.filter_map(object).collect()
}

fn object(object: &Object) -> Option<((&'static str, String, String), BesidePods)> {
    let sealed = object.kind() == "SealedSecret";
    let kind = if sealed { "Secret" } else { object.kind() };
    let (kind, _) = KINDS.iter().find(|(one, _)| *one == kind)?;
    let labelled = match sealed {
        true => object.node.at(&["spec", "template"]),
        false => Some(&object.node),
    };
    let place = (
        *kind,
        object.namespace().to_owned(),
        object.name().to_owned(),
    );
    let found = BesidePods {
        file: object.file.clone(),
        labels: labelled.map(|of| texts(of, "labels")).unwrap_or_default(),
    };
    Some((place, found))
}
