//! The `workload` and `volume` blocks.

use super::id::{HookId, VolumeId, WorkloadId};
use super::recover::{Elsewhere, HookParameters, PodLabels, Recover};
use super::value::{Name, Share, ShareOfDay, Size};
use crate::source::{Span, Spanned};

/// A workload that holds state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// Which workload it is.
    pub id: WorkloadId,
    /// Its kind and name.
    pub name: Spanned<WorkloadRef>,
    /// Where the block stands.
    pub span: Span,
    /// How its state survives, where it is stated here.
    pub recover: Option<Spanned<Recover>>,
    /// Its volumes.
    pub volumes: Vec<Volume>,
    /// A built-in recipe.
    pub quiesce: Option<Quiesce>,
    /// A recipe of the author.
    pub hook: Option<HookUse>,
    /// Pods.
    pub replicas: Option<Spanned<u64>>,
    /// The HelmRelease whose chart makes it.
    pub release: Option<Spanned<ReleaseRef>>,
}

impl Workload {
    /// `kind/name`, as written in a plan.
    pub fn label(&self) -> String {
        self.name.value.to_string()
    }
}

/// A HelmRelease by its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReleaseRef {
    /// The namespace of the object, where it is stated.
    pub namespace: Option<Box<str>>,
    /// Its name.
    pub name: Box<str>,
}

impl std::fmt::Display for ReleaseRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{namespace}/{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

/// A workload by its kind and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkloadRef {
    /// Its kind.
    pub kind: WorkloadKind,
    /// Its name.
    pub name: Box<str>,
}

impl std::fmt::Display for WorkloadRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.kind.word(), self.name)
    }
}

/// Kinds that have a pod template in Git.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkloadKind {
    /// A StatefulSet.
    StatefulSet,
    /// A Deployment.
    Deployment,
    /// A DaemonSet.
    DaemonSet,
}

impl WorkloadKind {
    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            WorkloadKind::StatefulSet => "statefulset",
            WorkloadKind::Deployment => "deployment",
            WorkloadKind::DaemonSet => "daemonset",
        }
    }

    /// The kind of the API.
    pub fn kind(self) -> &'static str {
        match self {
            WorkloadKind::StatefulSet => "StatefulSet",
            WorkloadKind::Deployment => "Deployment",
            WorkloadKind::DaemonSet => "DaemonSet",
        }
    }

    /// From the word of the language.
    pub fn from_word(word: &str) -> Option<Self> {
        [
            WorkloadKind::StatefulSet,
            WorkloadKind::Deployment,
            WorkloadKind::DaemonSet,
        ]
        .into_iter()
        .find(|kind| kind.word() == word)
    }
}

/// A volume of a workload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// Which volume it is.
    pub id: VolumeId,
    /// Its name in the pod.
    pub name: Spanned<Name>,
    /// Where the statement stands.
    pub span: Span,
    /// What is stored on it.
    pub size: Option<Spanned<Size>>,
    /// New bytes.
    pub change: Option<Spanned<ShareOfDay>>,
    /// Share of the bytes in files that are written to.
    pub touched: Option<Spanned<Share>>,
    /// Why it is not copied.
    pub skip: Option<Spanned<Box<str>>>,
    /// The archive that replaces it.
    pub from: Option<Spanned<Box<str>>>,
    /// A label of its claim.
    pub label: Option<Spanned<(Box<str>, Box<str>)>>,
    /// Volumes that are snapshotted with it.
    pub group: Option<Spanned<Name>>,
    /// The tool that copies it instead of Velero.
    pub elsewhere: Option<Spanned<Elsewhere>>,
}

/// A built-in recipe in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quiesce {
    /// Where the statement stands.
    pub span: Span,
    /// Parameters of the recipe.
    pub hook: HookParameters,
}

/// A recipe of the author in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookUse {
    /// The recipe.
    pub hook: Spanned<HookId>,
    /// Where the statement stands.
    pub span: Span,
    /// Values for its parameters.
    pub parameters: Vec<(Spanned<Box<str>>, Spanned<Box<str>>)>,
    /// Whether it stands in the Schedule, and by which labels it finds the pods there.
    pub via_schedule: Option<PodLabels>,
}
