//! What keeps data on claims, as a path or a cluster shows it.

use super::claim_names::Used;
use crate::model::OperatorName;
use crate::repository::contents::{ClaimSpec, Contents, Pods};

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
    /// The claims, by the names that the pods have for them.
    pub(in crate::lint) claims: Vec<String>,
    /// The file.
    pub(in crate::lint) file: String,
    /// The names by which a plan calls the operator of a resource.
    pub(in crate::lint) operators: &'static [OperatorName],
}

/// What keeps data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) enum StateKind {
    /// A workload that a plan can name.
    Workload,
    /// A release of a known chart.
    Release,
    /// A resource of a known operator.
    Resource,
    /// A claim that no workload is shown to use.
    Claim,
}

/// Whether a label keeps it out of every backup, or something is meant to: what Velero does not read is reported as such.
fn is_excluded(claim: &ClaimSpec) -> bool {
    let mut marks = claim.labels.iter().chain(&claim.annotations);
    marks.any(|(key, text)| {
        let named = key.contains("velero") && key.contains("exclud");
        named && text != "false"
    })
}

/// Everything that keeps data, without what carries the label that keeps it out of every backup.
pub(in crate::lint) fn states(contents: &Contents) -> Vec<State> {
    let mut all: Vec<State> = Vec::new();
    for pods in contents.pods.iter().filter(|pods| is_workload(pods)) {
        let kept = pods.volumes.iter().filter(|volume| {
            if let Some(name) = volume.source.claim() {
                return !claim(contents, &pods.namespace, name).is_some_and(is_excluded);
            }
            let template = volume.source.template();
            template.is_some_and(|claim| !is_excluded(claim))
        });
        let claims: Vec<String> = kept.map(|volume| volume.name.clone()).collect();
        if !claims.is_empty() {
            all.push(State {
                namespace: pods.namespace.clone(),
                label: format!("{}/{}", pods.kind.to_ascii_lowercase(), pods.name),
                name: pods.name.clone(),
                kind: StateKind::Workload,
                claims,
                file: pods.file.clone(),
                operators: &[],
            });
        }
    }
    for kept in &contents.kept {
        all.push(State {
            namespace: kept.namespace.clone(),
            label: format!("helmrelease/{}", kept.release),
            name: kept.release.clone(),
            kind: StateKind::Release,
            claims: vec![kept.values.clone()],
            file: kept.file.clone(),
            operators: &[],
        });
    }
    for found in &contents.operated {
        all.push(State {
            namespace: found.namespace.clone(),
            label: format!("{}/{}", found.kind, found.name),
            name: found.name.clone(),
            kind: StateKind::Resource,
            claims: Vec::new(),
            file: found.file.clone(),
            operators: found.operators,
        });
    }
    // A chart or an operator may use a claim that no pod is shown to use.
    for claim in contents
        .claims
        .iter()
        .filter(|claim| !is_excluded(&claim.spec))
    {
        let mut pods = contents
            .pods
            .iter()
            .filter(|pods| pods.namespace == claim.namespace);
        let used = pods.any(|pods| {
            let mut uses = pods
                .volumes
                .iter()
                .filter_map(|volume| Used::by(pods, volume));
            uses.any(|used| used.meets(&Used::Named(&claim.name)))
        });
        if !used {
            all.push(State {
                namespace: claim.namespace.clone(),
                label: format!("persistentvolumeclaim/{}", claim.name),
                name: claim.name.clone(),
                kind: StateKind::Claim,
                claims: vec![claim.name.clone()],
                file: claim.file.clone(),
                operators: &[],
            });
        }
    }
    all
}

/// Kinds that a plan can name.
fn is_workload(pods: &Pods) -> bool {
    pods.group == "apps" && ["DaemonSet", "Deployment", "StatefulSet"].contains(&pods.kind.as_str())
}

fn claim<'c>(contents: &'c Contents, namespace: &str, name: &str) -> Option<&'c ClaimSpec> {
    let mut claims = contents.claims.iter();
    let found = claims.find(|claim| claim.name == name && claim.namespace == namespace);
    found.map(|claim| &claim.spec)
}
