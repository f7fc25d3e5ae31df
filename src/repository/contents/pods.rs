//! Objects that make pods, with what the volumes of these pods are.
//!
//! Whatever has a pod template counts, also of kinds that are not Kubernetes' own.

use super::beside_pods::{Beside, find_beside};
use super::claims::{claim_spec, texts};
use super::pod_volumes::{PodVolume, VolumeSource, volume};
use super::rollouts::{HeldBack, held_back};
use crate::repository::built::{Built, Object};
use crate::repository::contents::containers::{Container, container, user};
use crate::repository::files::Files;
use crate::repository::yaml::Node;
use std::collections::{BTreeMap, BTreeSet};

/// An object that makes pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pods {
    /// The file.
    pub file: String,
    /// Its kind.
    pub kind: String,
    /// Its group; empty for the core.
    pub group: String,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// Pods; `None` where the object does not state them.
    pub replicas: Option<u64>,
    /// Whether it makes no pods for now, as a Job or CronJob.
    pub suspended: bool,
    /// The number in the name of the first pod of a StatefulSet.
    pub first_ordinal: u64,
    /// Volumes of the pods, claim templates among them.
    pub volumes: Vec<PodVolume>,
    /// Volumes that a container mounts as files.
    pub mounted: BTreeSet<String>,
    /// Volumes that a container mounts which runs before them.
    pub prepared: BTreeSet<String>,
    /// Volumes that a container takes as a device.
    pub devices: BTreeSet<String>,
    /// Volumes that a container may write to; all of them where the object does not state what is mounted.
    pub written: BTreeSet<String>,
    /// What their containers run, and where.
    pub runs: Vec<Container>,
    /// Objects of their namespace without which they are not made, or start no container.
    pub beside: Beside,
    /// The number of the user of their containers, where the pod states one.
    pub user: Option<u64>,
    /// Whether the pod states a group that its volumes are given to.
    pub shares_volumes: bool,
    /// Why a change of their template does not reach all of them; `None` where it does.
    pub held_back: Option<HeldBack>,
    /// Its own labels.
    pub labels: BTreeMap<String, String>,
    /// Labels of the pods.
    pub pod_labels: BTreeMap<String, String>,
    /// Annotations of the pods.
    pub pod_annotations: BTreeMap<String, Written>,
    /// Its own annotations.
    pub annotations: BTreeMap<String, Written>,
    /// What of it the API server refuses to change, beside claim templates.
    pub fixed: BTreeMap<&'static str, String>,
    /// The template of its pods as one text, where they have a volume that is lost with them and a change replaces them.
    pub template: Option<String>,
}

/// A text, and the file that brings it: that of the object, or of a patch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// The file.
    pub file: String,
}

pub(super) fn find_pods(files: &Files<'_>, built: &Built) -> Vec<Pods> {
    let objects = built.objects.iter();
    objects.filter_map(|object| pods(files, object)).collect()
}

fn pods(files: &Files<'_>, object: &Object) -> Option<Pods> {
    let spec = object.node.get("spec")?;
    let template = match object.kind() {
        "Pod" if object.group().is_empty() => &object.node,
        "CronJob" => spec.at(&["jobTemplate", "spec", "template"])?,
        _ => spec.get("template")?,
    };
    let pod = template.get("spec")?;
    let containers = pod.get("containers")?.items();
    // What Flux fills in is not shown, and neither is what a chart's template makes of it.
    if containers.is_empty() || object.name().is_empty() || object.name().contains("${") {
        return None;
    }
    let before = pod
        .get("initContainers")
        .map(Node::items)
        .unwrap_or_default();
    let used = |containers: &[Node], list: &str| -> BTreeSet<String> {
        let all = containers.iter().filter_map(|one| one.get(list));
        let names = all
            .flat_map(|list| list.items())
            .map(|item| item.text_at(&["name"]));
        names.map(str::to_owned).collect()
    };
    let listed = pod.get("volumes").map(Node::items).unwrap_or_default();
    let mut volumes: Vec<PodVolume> = listed.iter().map(volume).collect();
    let templates = spec.get("volumeClaimTemplates");
    for claim in templates.map(Node::items).unwrap_or_default() {
        let name = claim.text_at(&["metadata", "name"]).to_owned();
        // A template wins over a volume of its name (statefulset.updateStorage of Kubernetes).
        volumes.retain(|volume| volume.name != name);
        volumes.push(PodVolume {
            name,
            source: VolumeSource::Template(Box::new(claim_spec(claim))),
            read_only: false,
            files: Vec::new(),
        });
    }
    let lost = volumes
        .iter()
        .any(|volume| volume.source.is_lost_with_pod());
    let kept = spec.text_at(&["updateStrategy", "type"]) == "OnDelete";
    let number = |path: &[&str]| spec.at(path)?.text()?.parse().ok();
    Some(Pods {
        file: object.file.clone(),
        kind: object.kind().to_owned(),
        group: object.group().to_owned(),
        namespace: object.namespace().to_owned(),
        name: object.name().to_owned(),
        replicas: number(&["replicas"]),
        suspended: spec.text_at(&["suspend"]) == "true",
        first_ordinal: number(&["ordinals", "start"]).unwrap_or(0),
        written: written(pod, &volumes),
        volumes,
        mounted: used(containers, "volumeMounts"),
        prepared: used(before, "volumeMounts"),
        devices: used(containers, "volumeDevices"),
        runs: containers.iter().map(container).collect(),
        beside: find_beside(pod),
        user: user(pod),
        shares_volumes: pod.at(&["securityContext", "fsGroup"]).is_some(),
        held_back: held_back(object, spec),
        labels: texts(&object.node, "labels"),
        pod_labels: texts(template, "labels"),
        pod_annotations: annotations(files, template),
        annotations: annotations(files, &object.node),
        fixed: fixed(object, spec),
        template: (lost && !kept).then(|| in_one_text(template)),
    })
}

/// Fields of a workload that validation refuses to change (ValidateStatefulSetUpdate and ValidateDeploymentUpdate of
/// Kubernetes), with what the API server writes for one that is not there.
fn fixed(object: &Object, spec: &Node) -> BTreeMap<&'static str, String> {
    let fields: &[(&str, &str)] = match (object.group(), object.kind()) {
        ("apps", "StatefulSet") => &[
            ("podManagementPolicy", "OrderedReady"),
            ("selector", ""),
            ("serviceName", ""),
        ],
        ("apps", "Deployment" | "ReplicaSet") => &[("selector", "")],
        _ => &[],
    };
    let written = fields.iter().map(|(field, silent)| {
        let text = spec.get(field).map(in_one_text).unwrap_or_default();
        let text = if text.is_empty() {
            (*silent).to_owned()
        } else {
            text
        };
        (*field, text)
    });
    written.collect()
}

/// A node as one text that does not depend on its form: keys in order, without what is empty.
fn in_one_text(node: &Node) -> String {
    if let Some(text) = node.text() {
        return if node.is_null() {
            String::new()
        } else {
            text.to_owned()
        };
    }
    let entries: BTreeMap<&str, String> = node
        .entries()
        .iter()
        .filter_map(|(key, value)| Some((key.text()?, in_one_text(value))))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let entries = entries.iter().map(|(key, text)| format!("{key}: {text}"));
    let items = node.items().iter().map(in_one_text);
    let all: Vec<String> = entries.chain(items).collect();
    match all.is_empty() {
        true => String::new(),
        false => format!("{{{}}}", all.join(", ")),
    }
}

/// The volumes of a pod to which one of its containers may write.
fn written(pod: &Node, volumes: &[PodVolume]) -> BTreeSet<String> {
    let lists = ["containers", "initContainers"].iter();
    let containers = lists.filter_map(|list| pod.get(list)).flat_map(Node::items);
    let mounts = containers.flat_map(|one| {
        let mounts = one.get("volumeMounts").map(Node::items).unwrap_or_default();
        let devices = one
            .get("volumeDevices")
            .map(Node::items)
            .unwrap_or_default();
        mounts.iter().chain(devices)
    });
    let mounts: Vec<&Node> = mounts.collect();
    if mounts.is_empty() {
        return volumes.iter().map(|volume| volume.name.clone()).collect();
    }
    let written = mounts
        .iter()
        .filter(|mount| mount.text_at(&["readOnly"]) != "true");
    written
        .map(|mount| mount.text_at(&["name"]).to_owned())
        .collect()
}

fn annotations(files: &Files<'_>, of: &Node) -> BTreeMap<String, Written> {
    let map = of.at(&["metadata", "annotations"]);
    let entries = map.map(Node::entries).unwrap_or_default().iter();
    let written = entries.filter_map(|(key, value)| {
        let written = Written {
            text: value.text()?.to_owned(),
            file: files.name(value.at).to_string(),
        };
        Some((key.text()?.to_owned(), written))
    });
    written.collect()
}

impl Pods {
    /// The numbers of the pods of a StatefulSet, the last left out; one pod where it does not state how many.
    pub fn ordinals(&self) -> std::ops::Range<u64> {
        let end = self
            .first_ordinal
            .saturating_add(self.replicas.unwrap_or(1));
        self.first_ordinal..end
    }
}
