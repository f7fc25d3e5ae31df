//! Secrets and ConfigMaps: those that pods need, and those that something brings.

use super::operated::find_operated;
use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

/// Which kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// A Secret.
    Secret,
    /// A ConfigMap.
    ConfigMap,
}

impl Holder {
    /// The kind of the API.
    pub fn kind(self) -> &'static str {
        match self {
            Holder::Secret => "Secret",
            Holder::ConfigMap => "ConfigMap",
        }
    }

    /// What a Restore calls them.
    pub fn resource(self) -> &'static str {
        match self {
            Holder::Secret => "secrets",
            Holder::ConfigMap => "configmaps",
        }
    }
}

/// Something that pods do not start without.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mounted {
    /// Which kind.
    pub holder: Holder,
    /// The namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// What makes the pods, as a plan writes it.
    pub by: String,
    /// The file.
    pub file: String,
}

impl Mounted {
    /// What a reference of an object names by a key, in the namespace of the object; `None` where it is optional, and
    /// where no name is known.
    pub(super) fn named(
        object: &Object,
        (holder, by): (Holder, &str),
        reference: &Node,
        key: &str,
    ) -> Option<Self> {
        let name = reference.text_at(&[key]);
        let open = name.is_empty() || name.contains("${");
        (!open && reference.text_at(&["optional"]) != "true").then(|| Self {
            holder,
            namespace: object.namespace().to_owned(),
            name: name.to_owned(),
            by: by.to_owned(),
            file: object.file.clone(),
        })
    }
}

/// What brings Secrets and ConfigMaps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// By kind, namespace and name.
    pub objects: BTreeSet<(Holder, String, String)>,
    /// Beginnings of the names of Secrets that operators make, by namespace.
    pub prefixes: BTreeSet<(String, String)>,
    /// What an annotation has copied to other namespaces, by kind and name.
    pub copied: BTreeSet<(Holder, String)>,
    /// Whether something copies Secrets or ConfigMaps from namespace to namespace, or makes them by rules.
    pub copies: bool,
}

/// Kinds that make a Secret: the field of its name, where it is not their own.
const MAKERS: [(&str, &[&str]); 11] = [
    ("BitwardenSecret", &["spec", "secretName"]),
    ("Certificate", &["spec", "secretName"]),
    ("DopplerSecret", &["spec", "managedSecret", "name"]),
    ("ExternalSecret", &["spec", "target", "name"]),
    (
        "InfisicalSecret",
        &["spec", "managedSecretReference", "secretName"],
    ),
    ("KafkaUser", &[]),
    ("OnePasswordItem", &[]),
    ("SealedSecret", &["spec", "template", "metadata", "name"]),
    ("VaultDynamicSecret", &["spec", "destination", "name"]),
    ("VaultPKISecret", &["spec", "destination", "name"]),
    ("VaultStaticSecret", &["spec", "destination", "name"]),
];

/// Parts of the names of releases and kinds that copy Secrets, or make them by rules.
const COPIERS: [&str; 8] = [
    "bundle",
    "clusterexternalsecret",
    "clusterpolicy",
    "config-syncer",
    "kyverno",
    "reflector",
    "replicator",
    "trust-manager",
];

pub(super) fn given(built: &Built) -> Given {
    let mut given = Given::default();
    for object in &built.objects {
        let own = || object.namespace().to_owned();
        let mut add = |holder, name: &str| {
            given.objects.insert((holder, own(), name.to_owned()));
        };
        let kind = object.kind();
        match kind {
            "Secret" => add(Holder::Secret, object.name()),
            "ConfigMap" => add(Holder::ConfigMap, object.name()),
            "SopsSecret" => {
                let templates = object.node.at(&["spec", "secretTemplates"]);
                for template in templates.map(Node::items).unwrap_or_default() {
                    add(Holder::Secret, template.text_at(&["name"]));
                }
            }
            _ => {
                if let Some((_, field)) = MAKERS.iter().find(|(maker, _)| *maker == kind) {
                    let stated = object.node.text_at(field);
                    let stated = if field.is_empty() { "" } else { stated };
                    add(
                        Holder::Secret,
                        if stated.is_empty() {
                            object.name()
                        } else {
                            stated
                        },
                    );
                }
            }
        }
        for name in certified(object) {
            given
                .objects
                .insert((Holder::Secret, own(), name.to_owned()));
        }
        let holder = match kind {
            "Secret" => Some(Holder::Secret),
            "ConfigMap" => Some(Holder::ConfigMap),
            _ => None,
        };
        if let Some(holder) = holder.filter(|_| is_copied(object)) {
            given.copied.insert((holder, object.name().to_owned()));
        }
        let called = match kind {
            "HelmRelease" => object.name(),
            kind => kind,
        };
        let called = called.to_ascii_lowercase();
        given.copies |= COPIERS.iter().any(|part| called.contains(part));
    }
    for found in find_operated(built) {
        given
            .prefixes
            .insert((found.namespace, format!("{}-", found.name)));
    }
    given
}

/// Annotations by which cert-manager makes the Secrets that an Ingress or a Gateway names.
const CERTIFIED: [&str; 3] = [
    "cert-manager.io/cluster-issuer",
    "cert-manager.io/issuer",
    "kubernetes.io/tls-acme",
];

/// The Secrets that cert-manager makes for an object.
fn certified(object: &Object) -> Vec<&str> {
    let marked = CERTIFIED.iter().any(|key| {
        let text = object.node.text_at(&["metadata", "annotations", key]);
        !text.is_empty() && text != "false"
    });
    let spec = object.node.get("spec").filter(|_| marked);
    let items = |key: &str| {
        let list = spec.and_then(|spec| spec.get(key));
        list.map(Node::items).unwrap_or_default()
    };
    let named = match object.kind() {
        "Ingress" => items("tls")
            .iter()
            .map(|tls| tls.text_at(&["secretName"]))
            .collect(),
        "Gateway" => {
            let certificates = items("listeners")
                .iter()
                .filter_map(|listener| listener.at(&["tls", "certificateRefs"]).map(Node::items));
            let certificates = certificates.flatten();
            certificates.map(|one| one.text_at(&["name"])).collect()
        }
        _ => Vec::new(),
    };
    named.into_iter().filter(|name| !name.is_empty()).collect()
}

/// Annotations that copy an object to other namespaces, each with the text that does not.
const COPIED: [(&str, &str); 3] = [
    (
        "reflector.v1.k8s.emberstack.com/reflection-auto-enabled",
        "false",
    ),
    ("replicator.v1.mittwald.de/replicate-to", ""),
    ("replicator.v1.mittwald.de/replicate-to-matching", ""),
];

fn is_copied(object: &Object) -> bool {
    COPIED.iter().any(|(key, off)| {
        let text = object.node.text_at(&["metadata", "annotations", key]);
        !text.is_empty() && text != *off
    })
}

pub(super) fn find_mounted(built: &Built) -> Vec<Mounted> {
    let mut all = Vec::new();
    for object in &built.objects {
        let Some(pod) = pod(object) else { continue };
        let by = format!("{}/{}", object.kind().to_ascii_lowercase(), object.name());
        let mut add = |holder, of: Option<&'_ Node>, key: &str| {
            all.extend(of.and_then(|of| Mounted::named(object, (holder, &by), of, key)));
        };
        let list = |of: &'_ Node, key: &str| -> Vec<Node> {
            of.get(key).map(Node::items).unwrap_or_default().to_vec()
        };
        for secret in list(pod, "imagePullSecrets") {
            add(Holder::Secret, Some(&secret), "name");
        }
        for volume in list(pod, "volumes") {
            add(Holder::Secret, volume.get("secret"), "secretName");
            add(Holder::ConfigMap, volume.get("configMap"), "name");
            for source in volume
                .get("projected")
                .map(|one| list(one, "sources"))
                .unwrap_or_default()
            {
                add(Holder::Secret, source.get("secret"), "name");
                add(Holder::ConfigMap, source.get("configMap"), "name");
            }
        }
        for containers in ["initContainers", "containers"] {
            for container in list(pod, containers) {
                for from in list(&container, "envFrom") {
                    add(Holder::Secret, from.get("secretRef"), "name");
                    add(Holder::ConfigMap, from.get("configMapRef"), "name");
                }
                for variable in list(&container, "env") {
                    let from = variable.get("valueFrom");
                    add(
                        Holder::Secret,
                        from.and_then(|from| from.get("secretKeyRef")),
                        "name",
                    );
                    add(
                        Holder::ConfigMap,
                        from.and_then(|from| from.get("configMapKeyRef")),
                        "name",
                    );
                }
            }
        }
    }
    all.sort();
    all.dedup();
    all
}

/// The pod of an object that makes pods.
fn pod(object: &Object) -> Option<&Node> {
    let spec = object.node.get("spec")?;
    let template = match object.kind() {
        "Pod" if object.group().is_empty() => return Some(spec),
        "CronJob" => spec.at(&["jobTemplate", "spec", "template"])?,
        _ => spec.get("template")?,
    };
    let pod = template.get("spec")?;
    pod.get("containers").map(|_| pod)
}
