//! Pods that the chart `app-template` makes, as far as the values of a release show them (bjw-s-labs/helm-charts, common 3
//! and later: `charts/library/common/templates/lib/pod/fields/_volumes.tpl` and `lib/container/fields/_volumeMounts.tpl`).

use super::charted_containers::containers;
use super::claims::ClaimSpec;
use super::containers::Container;
use super::pod_volumes::{VolumeSource, is_of_node, volume};
use super::releases::{fills, helm_name};
use crate::model::WorkloadKind;
use crate::repository::app_template::{Chart, made};
use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;

/// What a controller of the values becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartedPods {
    /// The file of the release.
    pub file: String,
    /// The namespace that the release fills; empty where none is stated.
    pub namespace: String,
    /// The release.
    pub release: String,
    /// The kind of the workload.
    pub kind: WorkloadKind,
    /// What it is called; versions of the chart differ.
    pub names: Vec<String>,
    /// The volumes of its pods.
    pub volumes: Vec<ChartedVolume>,
    /// Whether these are all of them.
    pub whole: bool,
    /// The number of pods, where the values state it.
    pub replicas: Option<u64>,
    /// What their containers run, and where.
    pub runs: Vec<Container>,
}

/// A volume of such pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartedVolume {
    /// Its name in the pod.
    pub name: String,
    /// The values that ask for it.
    pub values: String,
    /// What it is; a claim that the chart makes has no name here.
    pub source: VolumeSource,
    /// Whether a container may write to it.
    pub written: bool,
}

impl ChartedPods {
    /// Whether it is the workload of a kind and a name.
    pub fn is(&self, kind: WorkloadKind, name: &str) -> bool {
        self.kind == kind && self.names.iter().any(|own| own == name)
    }

    /// As a plan writes it.
    pub fn label(&self) -> String {
        let name = self.names.first().map_or("", String::as_str);
        format!("{}/{name}", self.kind.word())
    }
}

pub(super) fn find_charted_pods(built: &Built) -> Vec<ChartedPods> {
    let releases = built.of_kind("HelmRelease");
    releases
        .filter_map(|one| of_release(built, one))
        .flatten()
        .collect()
}

/// `None` for another chart, and where not all names of the workloads are shown.
fn of_release(built: &Built, release: &Object) -> Option<Vec<ChartedPods>> {
    let spec = release.node.get("spec")?;
    let source = |name: &str| {
        let mut sources = built.of_kind("OCIRepository");
        sources.find(|one| one.name() == name).map(|one| &one.node)
    };
    let chart = Chart::of(spec, source)?;
    let values = spec.get("values")?;
    let made = made(chart, release.name(), spec)?;
    let persistence = values.get("persistence").map(Node::entries);
    let persistence = persistence.unwrap_or_default();
    // A post-renderer may change what the chart makes.
    let rendered = spec.get("postRenderers").is_some();
    let called = helm_name(release);
    let all = made.into_iter().map(|one| {
        let controller = values.at(&["controllers", one.id.as_str()]);
        let mut volumes = Vec::new();
        let mut whole = !rendered;
        for (name, item) in persistence {
            let (Some(name), false) = (name.text(), is_open(item)) else {
                whole = false;
                continue;
            };
            if item.text_at(&["enabled"]) == "false" || !item.is_map() {
                continue;
            }
            if let Some(written) = mounted(item, &one.id) {
                volumes.push(ChartedVolume {
                    name: name.to_owned(),
                    values: format!("persistence.{name}"),
                    source: source_of(item, &called),
                    written,
                });
            }
        }
        let templates = controller.and_then(|one| one.at(&["statefulset", "volumeClaimTemplates"]));
        for template in templates.map(Node::items).unwrap_or_default() {
            let name = template.text_at(&["name"]);
            volumes.push(ChartedVolume {
                name: name.to_owned(),
                values: format!(
                    "controllers.{}.statefulset.volumeClaimTemplates.{name}",
                    one.id
                ),
                source: VolumeSource::Template(Box::new(ClaimSpec {
                    class: template
                        .get("storageClass")
                        .and_then(Node::text)
                        .map(str::to_owned),
                    size: template.text_at(&["size"]).parse().ok(),
                    ..ClaimSpec::default()
                })),
                written: true,
            });
        }
        let replicas = controller
            .and_then(|one| one.get("replicas"))
            .and_then(Node::text);
        let id = one.id.clone();
        ChartedPods {
            file: release.file.clone(),
            namespace: fills(release).to_owned(),
            release: release.name().to_owned(),
            kind: one.kind,
            names: one.names,
            volumes,
            whole,
            replicas: replicas.and_then(|text| text.parse().ok()),
            runs: controller.map_or_else(Vec::new, |one_of| containers(one_of, &id, persistence)),
        }
    });
    Some(all.collect())
}

/// Whether Flux fills in what decides about an item.
fn is_open(item: &Node) -> bool {
    let open = |key: &str| item.text_at(&[key]).contains("${");
    ["enabled", "type", "existingClaim"]
        .iter()
        .any(|key| open(key))
}

/// Whether the pods of a controller have the volume of an item, and may write to it: those that `advancedMounts` names,
/// and all of them with `globalMounts` or with neither.
fn mounted(item: &Node, controller: &str) -> Option<bool> {
    let global = item
        .get("globalMounts")
        .map(Node::items)
        .unwrap_or_default();
    let advanced = item.get("advancedMounts");
    let stated = advanced.is_some_and(|all| !all.entries().is_empty());
    let own = advanced.and_then(|all| all.get(controller));
    let own = own.map(Node::entries).unwrap_or_default().iter();
    let own: Vec<&Node> = own.flat_map(|(_, mounts)| mounts.items()).collect();
    if global.is_empty() && own.is_empty() {
        return (!stated).then_some(true);
    }
    let mut mounts = global.iter().chain(own);
    Some(mounts.any(|mount| mount.text_at(&["readOnly"]) != "true"))
}

/// `called` is the name of the release.
fn source_of(item: &Node, called: &str) -> VolumeSource {
    let said = |key: &str| item.text_at(&[key]);
    match said("type") {
        "" | "persistentVolumeClaim" => {
            // The chart gives one that it makes the name of `forceRename` (common 3 and later, `_pvc.tpl`).
            let name = match said("existingClaim") {
                "" => said("forceRename"),
                name => name,
            };
            VolumeSource::Claim(name.replace("{{ .Release.Name }}", called))
        }
        "emptyDir" => VolumeSource::Empty,
        "configMap" | "secret" => VolumeSource::Configuration,
        "hostPath" => match is_of_node(said("hostPath"), said("hostPathType")) {
            true => VolumeSource::HostPath,
            false => VolumeSource::HostData,
        },
        "custom" => item
            .get("volumeSpec")
            .map_or(VolumeSource::Unstated, |item| volume(item).source),
        other => VolumeSource::Other(other.to_owned()),
    }
}
