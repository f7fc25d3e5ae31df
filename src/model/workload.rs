//! The `workload` and `volume` blocks.

use super::id::{HookId, VolumeId, WorkloadId};
use super::operator::OperatorName;
use super::recover::{Elsewhere, HookParameters, PodLabels, Recover};
use super::tier::TierValues;
use super::value::{Duration, Name, Share, ShareOfDay, Size};
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

    /// The name of the HelmRelease that makes it, where the plan states one.
    pub fn release_name(&self) -> Option<&str> {
        self.release.as_ref().map(|release| &*release.value.name)
    }
}

/// The statement of how a workload's state survives: its own, else its namespace's, else the tier's. A resource of an
/// operator takes none of others that copies volumes, and none of another operator.
pub fn stated_recover<'m>(
    block: &'m TierValues,
    tier: Option<&'m TierValues>,
    workload: &'m Workload,
) -> Option<&'m Spanned<Recover>> {
    let own = workload.recover.as_ref();
    let operator = workload.name.value.kind.operator();
    let fits = |recover: &&Spanned<Recover>| match (&recover.value, operator) {
        (_, None) => true,
        (Recover::Operator(stated), Some(own)) => own.is_called(&stated.name.value),
        (other, Some(_)) => !other.method().copies_volumes(),
    };
    let of_tier = tier.and_then(|tier| tier.recover.as_ref());
    own.or_else(|| block.recover.as_ref().or(of_tier).filter(fits))
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

/// What makes the pods of a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkloadKind {
    /// A StatefulSet.
    StatefulSet,
    /// A Deployment.
    Deployment,
    /// A DaemonSet.
    DaemonSet,
    /// A resource of an operator, which makes the pods and claims.
    Operated(OperatorName),
}

/// Kinds that have a pod template in Git.
const TEMPLATED: [WorkloadKind; 3] = [
    WorkloadKind::StatefulSet,
    WorkloadKind::Deployment,
    WorkloadKind::DaemonSet,
];

impl WorkloadKind {
    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            WorkloadKind::StatefulSet => "statefulset",
            WorkloadKind::Deployment => "deployment",
            WorkloadKind::DaemonSet => "daemonset",
            WorkloadKind::Operated(operator) => operator.word(),
        }
    }

    /// The kind of the API; of an operator, which has several, its word.
    pub fn kind(self) -> &'static str {
        match self {
            WorkloadKind::StatefulSet => "StatefulSet",
            WorkloadKind::Deployment => "Deployment",
            WorkloadKind::DaemonSet => "DaemonSet",
            WorkloadKind::Operated(operator) => operator.word(),
        }
    }

    /// From the word of the language.
    pub fn from_word(word: &str) -> Option<Self> {
        let operated = || OperatorName::from_word(word).map(WorkloadKind::Operated);
        let mut templated = TEMPLATED.into_iter();
        templated.find(|kind| kind.word() == word).or_else(operated)
    }

    /// From the kind of the API that has a pod template.
    pub fn from_kind(kind: &str) -> Option<Self> {
        TEMPLATED.into_iter().find(|one| one.kind() == kind)
    }

    /// The operator, where one makes the pods.
    pub fn operator(self) -> Option<OperatorName> {
        match self {
            WorkloadKind::Operated(operator) => Some(operator),
            WorkloadKind::StatefulSet | WorkloadKind::Deployment | WorkloadKind::DaemonSet => None,
        }
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
    /// What is stated of the data in that archive.
    pub refill: Option<Refill>,
    /// A label of its claim.
    pub label: Option<Spanned<(Box<str>, Box<str>)>>,
    /// Volumes that are snapshotted with it.
    pub group: Option<Spanned<Name>>,
    /// The tool that copies it instead of Velero.
    pub elsewhere: Option<Spanned<Elsewhere>>,
}

/// What the author knows of the archive that replaces a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refill {
    /// How far it may be behind.
    pub lag: Spanned<Duration>,
    /// Until its data is on the volume again.
    pub ready: Spanned<Duration>,
}

impl Volume {
    /// Whether the method of its workload takes it: it is not left out, and no other tool copies it.
    pub fn is_taken(&self) -> bool {
        self.skip.is_none() && self.elsewhere.is_none()
    }
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
