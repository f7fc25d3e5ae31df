//! What asks for storage by its own fields: resources of operators that no table has, and values of charts.
//!
//! What becomes of such a field is not known. That it is there is: what asks for a claim keeps data on it.

use super::chart_kinds::is_among;
use super::releases::{chart, fills, sources};
use crate::model::value::Size;
use crate::repository::built::{Built, Object};
use crate::repository::operators::row;
use crate::repository::yaml::Node;

/// Something that asks for storage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The file.
    pub file: String,
    /// Its kind.
    pub kind: String,
    /// The namespace that it fills; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The fields that ask, as paths; none where its kind always keeps data.
    pub fields: Vec<String>,
}

/// Groups whose fields of this form are rules, plans for one run, or storage itself, and nothing that is kept.
const NOT_KEPT: &[&str] = &[
    "",
    ".fluxcd.io",
    ".gatekeeper.sh",
    ".k8s.io",
    ".kyverno.io",
    "apps",
    "argoproj.io",
    "autoscaling",
    "batch",
    "ceph.rook.io",
    "core.strimzi.io",
    "directpv.min.io",
    "fluxcd.controlplane.io",
    "k8s.cni.cncf.io",
    "k8up.io",
    // Pools belong to the Kafka that they name.
    "kafka.strimzi.io",
    "kopiur.home-operations.com",
    "kueue.x-k8s.io",
    "kyverno.io",
    "local.storage.openshift.io",
    "longhorn.io",
    "openebs.io",
    "policy",
    "talos.dev",
    "tekton.dev",
    "topolvm.io",
    "velero.io",
    "volsync.backube",
];

/// Kinds that keep data on claims whatever their fields say.
const ALWAYS: &[(&str, &str)] = &[
    ("apps.kubeblocks.io", "Cluster"),
    ("arangodb.com", "ArangoDeployment"),
    ("clickhouse.altinity.com", "ClickHouseInstallation"),
    ("database.arangodb.com", "ArangoDeployment"),
    ("opensearch.opster.io", "OpenSearchCluster"),
    ("pingcap.com", "TidbCluster"),
    ("scylla.scylladb.com", "ScyllaCluster"),
];

/// Charts of which every value that asks for a claim is read, or whose claims live as long as one run.
const READ: [&str; 2] = ["app-template", "gha-runner-scale-set"];

pub(super) fn find_asking(built: &Built) -> Vec<Asking> {
    let sources = sources(built);
    let found = built.objects.iter().filter_map(|object| {
        let release = object.kind() == "HelmRelease";
        let fields = match release {
            true if READ.contains(&chart(&sources, object).0) => return None,
            true => asks(built, object, object.node.at(&["spec", "values"])?),
            false => of_resource(built, object)?,
        };
        if release && fields.is_empty() {
            return None;
        }
        Some(Asking {
            file: object.file.clone(),
            kind: object.kind().to_owned(),
            namespace: match release {
                true => fills(object),
                false => object.namespace(),
            }
            .to_owned(),
            name: object.name().to_owned(),
            fields,
        })
    });
    found.collect()
}

pub(super) fn of_resource(built: &Built, object: &Object) -> Option<Vec<String>> {
    let (group, kind) = (object.group(), object.kind());
    let known = row(group, kind).is_some_and(|row| row.data.is_some());
    let pods = object.node.at(&["spec", "template", "spec", "containers"]);
    let template = object.node.at(&["spec", "volumeClaimTemplates"]);
    // A claim template beside a template of pods is read with the pods.
    let read = pods.is_some() && template.is_some();
    if known || read || is_not_kept(group) {
        return None;
    }
    let spec = object.node.get("spec");
    let fields = spec.map(|spec| asks(built, object, spec));
    let fields = fields.unwrap_or_default();
    (!fields.is_empty() || ALWAYS.contains(&(group, kind))).then_some(fields)
}

/// Whether objects of a group keep nothing by their fields.
pub(super) fn is_not_kept(group: &str) -> bool {
    is_among(group, NOT_KEPT)
}

/// The fields that ask for a claim, or name one that is not in Git, each once.
fn asks(built: &Built, object: &Object, root: &Node) -> Vec<String> {
    let mut asking = Vec::new();
    let here = |name: &str| {
        built
            .claims_beside(object)
            .any(|claim| claim.name() == name)
    };
    let mut left: Vec<(String, &Node)> = vec![(String::new(), root)];
    while let Some((path, node)) = left.pop() {
        if node.text_at(&["enabled"]) == "false" {
            continue;
        }
        let mut below = Vec::new();
        let above = path.rsplit('.').next().unwrap_or_default().to_owned();
        for (key, value) in node.entries() {
            let key = key.text().unwrap_or_default();
            let path = match path.is_empty() {
                true => key.to_owned(),
                false => format!("{path}.{key}"),
            };
            // `storage: { kind: hostPath, pvc: { … } }` has the other form beside it.
            let kind = node.text_at(&["kind"]);
            let other = key == "pvc" && !kind.is_empty() && !kind.eq_ignore_ascii_case(PVC);
            if !other && is_asking((&above, key), value, &here) {
                if !asking.contains(&path) {
                    asking.push(path);
                }
            // What lives as long as one pod is scratch.
            } else if key != "ephemeral" {
                below.push((path, value));
            }
        }
        below.extend(node.items().iter().map(|item| (path.clone(), item)));
        below.reverse();
        left.extend(below);
    }
    asking
}

/// Keys whose content is a claim, or templates of claims.
const CLAIMS: [&str; 6] = [
    "dataVolumeClaimSpec",
    "dataVolumeTemplates",
    "persistentVolumeClaimSpec",
    "pvcSpec",
    "volumeClaimTemplate",
    "volumeClaimTemplates",
];

/// Keys whose text is the size of a claim.
const SIZES: [&str; 5] = [
    "dataVolumeSize",
    "diskSize",
    "storage",
    "storageSize",
    "volumeSize",
];

/// What values call a volume that is a claim.
const PVC: &str = "persistentVolumeClaim";

/// Keys of the class of a claim in values.
const CLASSES: [&str; 2] = ["storageClass", "storageClassName"];

/// `above` is the key of the map that the value stands in.
fn is_asking((above, key): (&str, &str), value: &Node, here: &dyn Fn(&str) -> bool) -> bool {
    // A size that Flux fills in is one, whatever it is.
    let size = |node: &Node| {
        let text = node.text();
        text.is_some_and(|text| text.parse::<Size>().is_ok() || text.contains("${"))
    };
    let sized = || value.get("size").is_some_and(size);
    let stated = !value.entries().is_empty() || !value.items().is_empty();
    let existing = value.text_at(&["existingClaim"]);
    match key {
        _ if CLAIMS.contains(&key) => stated,
        _ if SIZES.contains(&key) && size(value) => true,
        // `limits` or an `emptyDir` may have a size too, and so may a message.
        "storage" | "dataStorage" | "volume" => sized() && value.text_at(&["type"]) != "ephemeral",
        "persistence" | "persistentVolume" => {
            let off = value.text_at(&["enabled"]) == "false";
            let on = value.text_at(&["enabled"]) == "true" || sized();
            !off && match existing {
                "" => on,
                name => on && !name.contains("{{") && !here(name),
            }
        }
        "pvc" => {
            let on = value.text_at(&["enabled"]) == "true" && existing.is_empty();
            sized() && (on || CLASSES.iter().any(|key| value.get(key).is_some()))
        }
        // A level of names between: `persistentVolume: { data: { enabled: true, size: 2Gi } }`.
        _ if above == "persistentVolume" || above == "persistence" => {
            let on = value.text_at(&["enabled"]) == "true";
            on && sized()
                && CLASSES.iter().any(|key| value.get(key).is_some())
                && existing.is_empty()
        }
        "persistentVolumeClaim" => match value.text_at(&["claimName"]) {
            "" => stated && (value.get("spec").is_some() || sized()),
            name => !name.contains("{{") && !here(name),
        },
        _ => false,
    }
}
