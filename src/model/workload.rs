//! The `workload` and `volume` blocks.

use super::recover::{HookParameters, PodLabels, Recover};
use super::value::{Name, Share, ShareOfDay, Size};
use crate::source::{Span, Spanned};

/// A workload that holds state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workload {
    /// Its kind and name.
    pub name: Spanned<(WorkloadKind, Box<str>)>,
    /// Where the block stands.
    pub span: Span,
    /// How its state survives, where it is said here.
    pub recover: Option<Spanned<Recover>>,
    /// Its volumes.
    pub volumes: Vec<Volume>,
    /// A built-in recipe.
    pub quiesce: Option<Quiesce>,
    /// A recipe of the author.
    pub hook: Option<HookUse>,
    /// Pods.
    pub replicas: Option<Spanned<u64>>,
    /// Pods, as the repository declares them: what counts where the plan says nothing.
    pub shown_replicas: Option<u64>,
}

impl Workload {
    /// `kind/name`, as written in a plan.
    pub fn label(&self) -> String {
        format!("{}/{}", self.name.value.0.word(), self.name.value.1)
    }

    /// Pods, and with a StatefulSet copies of every volume.
    pub fn replicas(&self) -> u64 {
        let said = self.replicas.as_ref().map(|replicas| replicas.value);
        said.or(self.shown_replicas).unwrap_or(1)
    }

    /// Copies of each volume: Velero sees one claim a replica of a StatefulSet.
    pub fn volume_copies(&self) -> u64 {
        if self.name.value.0 == WorkloadKind::StatefulSet {
            self.replicas()
        } else {
            1
        }
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
    /// Its name in the pod.
    pub name: Spanned<Name>,
    /// Where the statement stands.
    pub span: Span,
    /// What is stored on it.
    pub size: Option<Spanned<Size>>,
    /// The claim, as the repository declares it: the most that can be stored on it, which counts
    /// where the plan says nothing.
    pub shown_size: Option<Size>,
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
}

impl Volume {
    /// What is stored on it, or at most; `None` where nobody says.
    pub fn known_size(&self) -> Option<Size> {
        let said = self.size.as_ref().map(|size| size.value);
        said.or(self.shown_size)
    }
}

/// A built-in recipe in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quiesce {
    /// Where the statement stands.
    pub span: Span,
    /// What the recipe is told.
    pub hook: HookParameters,
}

/// A recipe of the author in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookUse {
    /// The recipe.
    pub hook: Spanned<Name>,
    /// Where the statement stands.
    pub span: Span,
    /// Values for its parameters.
    pub parameters: Vec<(Spanned<Box<str>>, Spanned<Box<str>>)>,
    /// Whether it stands in the Schedule, and by which labels it finds the pods there.
    pub via_schedule: Option<PodLabels>,
}
