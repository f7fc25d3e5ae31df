//! What keeps data, as a path or a cluster shows it.

use super::claim_names::Used;
use crate::model::OperatorName;
use crate::repository::contents::{
    ChartedPods, ChartedVolume, ClaimSpec, Contents, PodVolume, Pods, VolumeSource,
};
use std::collections::BTreeSet;

/// Something that keeps data.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) struct State {
    /// Its namespace; empty where none is stated.
    pub(in crate::lint) namespace: String,
    /// Kind and name, as a plan writes them where it can.
    pub(in crate::lint) label: String,
    /// The name of the workload, of the release or of the resource.
    pub(in crate::lint) name: String,
    /// Which of these it is.
    pub(in crate::lint) kind: StateKind,
    /// The volumes, by the names that the pods have for them, or the fields that ask for them.
    pub(in crate::lint) claims: Vec<String>,
    /// Where these keep it.
    pub(in crate::lint) on: Keeps,
    /// The file.
    pub(in crate::lint) file: String,
    /// The names by which a plan calls the operator of a resource.
    pub(in crate::lint) operators: &'static [OperatorName],
    /// How many workloads that is at least.
    pub(in crate::lint) parts: usize,
}

/// What keeps data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) enum StateKind {
    /// A workload that a plan can name.
    Workload,
    /// A release of a chart.
    Release,
    /// A resource of a known operator.
    Resource,
    /// Anything else whose fields ask for storage: a resource of another operator, pods of another kind.
    Other,
    /// A claim that no workload is shown to use.
    Claim,
}

/// Where data is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) enum Keeps {
    /// On claims, among others.
    Claims,
    /// On directories of nodes.
    Node,
    /// On shares of a server, or on disks that pods name themselves.
    Share,
}

/// Whether a label keeps it out of every backup, or something is meant to: what Velero does not read is reported as such.
pub(in crate::lint) fn is_excluded(claim: &ClaimSpec) -> bool {
    let mut marks = claim.labels.iter().chain(&claim.annotations);
    marks.any(|(key, text)| {
        let named = key.contains("velero") && key.contains("exclud");
        named && text != "false"
    })
}

/// Fields of a volume whose content is not data: another program makes it for each pod.
const NO_DATA: [&str; 2] = ["csi", "gitRepo"];

/// Where a volume of pods that the values of a chart name keeps data. One that is made for each pod keeps none.
pub(in crate::lint) fn charted_keeps(
    contents: &Contents,
    pods: &ChartedPods,
    volume: &ChartedVolume,
) -> Option<Keeps> {
    let made_again = matches!(volume.source, VolumeSource::Ephemeral(_));
    let keeps = || source_keeps(contents, &pods.namespace, &volume.source, volume.written);
    (!made_again).then(keeps)?
}

/// Where a volume of pods keeps data; `None` where it keeps none that is to survive.
pub(in crate::lint) fn keeps(
    contents: &Contents,
    pods: &Pods,
    volume: &PodVolume,
) -> Option<Keeps> {
    let written = pods.written.contains(&volume.name);
    source_keeps(contents, &pods.namespace, &volume.source, written)
}

fn source_keeps(
    contents: &Contents,
    namespace: &str,
    source: &VolumeSource,
    written: bool,
) -> Option<Keeps> {
    match source {
        VolumeSource::Claim(name) => {
            let claim = claim(contents, namespace, name);
            (!claim.is_some_and(is_excluded)).then_some(Keeps::Claims)
        }
        VolumeSource::Template(claim) | VolumeSource::Ephemeral(claim) => {
            (!is_excluded(claim)).then_some(Keeps::Claims)
        }
        VolumeSource::HostData => written.then_some(Keeps::Node),
        VolumeSource::Other(kind) => {
            (written && !NO_DATA.contains(&kind.as_str())).then_some(Keeps::Share)
        }
        VolumeSource::Empty
        | VolumeSource::HostPath
        | VolumeSource::Configuration
        | VolumeSource::Unstated => None,
    }
}

/// Everything that keeps data, without what carries the label that keeps it out of every backup.
pub(in crate::lint) fn states(contents: &Contents) -> Vec<State> {
    let pods = contents.pods.iter();
    let mut all: Vec<State> = pods.filter_map(|pods| of_pods(contents, pods)).collect();
    all.extend(charts(contents));
    for asking in contents.asking.iter().filter(|one| one.kind != RELEASE) {
        all.push(State {
            namespace: asking.namespace.clone(),
            label: format!("{}/{}", asking.kind, asking.name),
            name: asking.name.clone(),
            kind: StateKind::Other,
            claims: asking.fields.clone(),
            on: Keeps::Claims,
            file: asking.file.clone(),
            operators: &[],
            parts: 1,
        });
    }
    for found in &contents.operated {
        all.push(State {
            namespace: found.namespace.clone(),
            label: format!("{}/{}", found.kind, found.name),
            name: found.name.clone(),
            kind: StateKind::Resource,
            claims: Vec::new(),
            on: Keeps::Claims,
            file: found.file.clone(),
            operators: found.operators,
            parts: 1,
        });
    }
    // A chart, an operator or pods that a plan cannot name may use a claim, and it counts all the same.
    let claims = contents.claims.iter();
    for claim in claims.filter(|claim| !is_excluded(&claim.spec)) {
        if !is_used(contents, &claim.namespace, &claim.name) {
            all.push(State {
                namespace: claim.namespace.clone(),
                label: format!("persistentvolumeclaim/{}", claim.name),
                name: claim.name.clone(),
                kind: StateKind::Claim,
                claims: vec![claim.name.clone()],
                on: Keeps::Claims,
                file: claim.file.clone(),
                operators: &[],
                parts: 1,
            });
        }
    }
    all
}

fn of_pods(contents: &Contents, pods: &Pods) -> Option<State> {
    let named = is_workload(pods);
    // A claim that other pods name counts by itself, and what lives as long as one of them is scratch.
    let own = |volume: &&PodVolume| {
        let beside = matches!(
            volume.source,
            VolumeSource::Claim(_) | VolumeSource::Ephemeral(_)
        );
        named || !beside
    };
    let kept = pods.volumes.iter().filter(own);
    let kept = kept.filter_map(|volume| Some((keeps(contents, pods, volume)?, &volume.name)));
    let kept: Vec<(Keeps, &String)> = kept.collect();
    let on = kept.iter().map(|(on, _)| *on).min()?;
    let kind = match named || pods.group.is_empty() || pods.group == "batch" {
        true => pods.kind.to_ascii_lowercase(),
        false => format!("{}.{}", pods.kind.to_ascii_lowercase(), pods.group),
    };
    Some(State {
        namespace: pods.namespace.clone(),
        label: format!("{kind}/{}", pods.name),
        name: pods.name.clone(),
        kind: match named {
            true => StateKind::Workload,
            false => StateKind::Other,
        },
        claims: kept.into_iter().map(|(_, name)| name.clone()).collect(),
        on,
        file: pods.file.clone(),
        operators: &[],
        parts: 1,
    })
}

const RELEASE: &str = "HelmRelease";

/// The releases whose values ask for claims, each once, with all of these values.
fn charts(contents: &Contents) -> Vec<State> {
    let kept = contents.kept.iter().map(|kept| {
        let values = std::slice::from_ref(&kept.values);
        (&kept.namespace, &kept.release, &kept.file, values)
    });
    let asking = contents.asking.iter().filter(|one| one.kind == RELEASE);
    let asking = asking.map(|one| (&one.namespace, &one.name, &one.file, &*one.fields));
    let mut all: Vec<State> = Vec::new();
    for (namespace, release, file, values) in kept.chain(asking) {
        let known = |one: &State| one.name == *release && one.namespace == *namespace;
        let at = all.iter().position(known).unwrap_or_else(|| {
            all.push(State {
                namespace: namespace.clone(),
                label: format!("helmrelease/{release}"),
                name: release.clone(),
                kind: StateKind::Release,
                claims: Vec::new(),
                on: Keeps::Claims,
                file: file.clone(),
                operators: &[],
                parts: 1,
            });
            all.len().saturating_sub(1)
        });
        if let Some(state) = all.get_mut(at) {
            for value in values {
                // A value below a known one is the same claim.
                let below = |own: &String| *value == *own || value.starts_with(&format!("{own}."));
                if !state.claims.iter().any(below) {
                    state.claims.push(value.clone());
                }
            }
        }
    }
    for share in &contents.chart_shares {
        let known = |one: &State| one.name == share.release && one.namespace == share.namespace;
        if !all.iter().any(known) {
            all.push(State {
                namespace: share.namespace.clone(),
                label: format!("helmrelease/{}", share.release),
                name: share.release.clone(),
                kind: StateKind::Release,
                claims: vec![share.values.clone()],
                on: Keeps::Share,
                file: share.file.clone(),
                operators: &[],
                parts: 1,
            });
        }
    }
    for state in &mut all {
        let template = contents
            .kept
            .iter()
            .any(|kept| kept.release == state.name && kept.chart == "app-template");
        let parts: BTreeSet<&str> = state.claims.iter().map(|value| part(value)).collect();
        // Any controller of this chart may mount any of its claims.
        state.parts = if template { 1 } else { parts.len().max(1) };
    }
    all
}

/// The part of a chart that asks by a value: its first key, where that is not what asks.
pub(in crate::lint) fn part(value: &str) -> &str {
    match value.split_once('.') {
        Some((first, _)) if !OWN.contains(&first) => first,
        Some(_) | None => "",
    }
}

/// Keys of values that ask for the chart itself.
const OWN: [&str; 4] = ["persistence", "persistentVolume", "storage", "volume"];

/// Whether a workload that a plan can name is shown to use a claim.
pub(in crate::lint) fn is_used(contents: &Contents, namespace: &str, name: &str) -> bool {
    let pods = contents.pods.iter();
    let mut pods = pods.filter(|pods| is_workload(pods) && pods.namespace == namespace);
    pods.any(|pods| {
        let volumes = pods.volumes.iter();
        let mut uses = volumes.filter_map(|volume| Used::by(pods, volume));
        uses.any(|used| used.meets(&Used::Named(name)))
    })
}

/// Kinds that a plan can name.
pub(in crate::lint) fn is_workload(pods: &Pods) -> bool {
    pods.group == "apps" && ["DaemonSet", "Deployment", "StatefulSet"].contains(&pods.kind.as_str())
}

fn claim<'c>(contents: &'c Contents, namespace: &str, name: &str) -> Option<&'c ClaimSpec> {
    let mut claims = contents.claims.iter();
    let found = claims.find(|claim| claim.name == name && claim.namespace == namespace);
    found.map(|claim| &claim.spec)
}
