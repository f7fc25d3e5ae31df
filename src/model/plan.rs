//! The `plan` block.

use super::gitops::GitOps;
use super::value::{Duration, Name, RepoPath, VersionRange};
use crate::source::{Span, Spanned};

/// Targets and settings of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its name.
    pub name: Spanned<Name>,
    /// Where the block stands.
    pub span: Span,
    /// The Velero that reads the output.
    pub velero: Option<Spanned<VersionRange>>,
    /// The GitOps engine that applies it.
    pub gitops: GitOps,
    /// The API server that admits it.
    pub kubernetes: Option<Spanned<VersionRange>>,
    /// The lowest compiler.
    pub requires: Option<Spanned<VersionRange>>,
    /// Who answers for it.
    pub owner: Option<Spanned<Box<str>>>,
    /// Time to notice and decide.
    pub declare: Option<Spanned<Duration>>,
    /// Images of Jobs.
    pub tools: Tools,
    /// Where Velero runs.
    pub velero_namespace: Option<Spanned<Name>>,
    /// Where manifests go.
    pub output: Option<Spanned<RepoPath>>,
    /// The root that is read and written, relative to the plan.
    pub repository: Option<Spanned<Box<str>>>,
}

impl Plan {
    /// The Velero that is meant; every patch of 1.18 where the plan is silent.
    pub fn velero(&self) -> VersionRange {
        self.velero
            .as_ref()
            .map_or(VersionRange::minor(1, 18), |v| v.value)
    }

    /// Where Velero runs.
    pub fn velero_namespace(&self) -> &str {
        self.velero_namespace
            .as_ref()
            .map_or("velero", |name| name.value.as_str())
    }

    /// The ConfigMap that node-agent of a recovery cluster reads when it starts.
    pub fn node_agent(&self) -> String {
        format!("{}-node-agent", self.name.value)
    }

    /// The directory of the manifests.
    pub fn output(&self) -> &str {
        self.output
            .as_ref()
            .map_or("dr", |path| path.value.as_str())
    }
}

/// Images of the Jobs that are emitted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tools {
    /// An image that has `kubectl`.
    pub kubectl: Option<Spanned<Box<str>>>,
    /// An image that has `curl`.
    pub http: Option<Spanned<Box<str>>>,
}
