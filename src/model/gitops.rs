//! The GitOps engine that applies what is emitted, as the plan states it.

use super::value::{Name, VersionRange};
use crate::source::Spanned;

/// The engine of a plan with its settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GitOps {
    /// Which engine it is, where the plan states it.
    pub engine: Option<Spanned<EngineName>>,
    /// The settings of Flux.
    pub flux: Flux,
}

/// The engines that the language knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineName {
    /// Flux.
    Flux,
    /// Argo CD.
    ArgoCd,
}

/// What the plan states of Flux.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flux {
    /// Its version.
    pub version: Option<Spanned<VersionRange>>,
    /// The namespace in which it runs.
    pub namespace: Option<Spanned<Name>>,
    /// The source that holds the output.
    pub source: Option<Spanned<SourceRef>>,
}

impl Flux {
    /// The version that is meant; every patch of 2.9 where the plan is silent.
    pub fn version(&self) -> VersionRange {
        self.version
            .as_ref()
            .map_or(VersionRange::minor(2, 9), |version| version.value)
    }

    /// The namespace in which it runs.
    pub fn namespace(&self) -> &str {
        self.namespace
            .as_ref()
            .map_or("flux-system", |name| name.value.as_str())
    }
}

/// A source of Flux: where a Kustomization takes its path from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceRef {
    /// Its kind.
    pub kind: SourceKind,
    /// Its namespace; `None` for that of the Kustomization.
    pub namespace: Option<Box<str>>,
    /// Its name.
    pub name: Box<str>,
}

impl SourceRef {
    /// What `flux bootstrap` creates.
    pub fn of_bootstrap() -> Self {
        Self {
            kind: SourceKind::GitRepository,
            namespace: None,
            name: "flux-system".into(),
        }
    }

    /// The namespace that is written for a Kustomization in another one.
    pub fn namespace_beside(&self, kustomization: &str) -> Option<&str> {
        let own = self.namespace.as_deref();
        own.filter(|namespace| *namespace != kustomization)
    }

    /// Whether both are one source for a Kustomization of a namespace.
    pub fn is(&self, other: &Self, kustomization: &str) -> bool {
        self.kind == other.kind
            && self.name == other.name
            && self.namespace_beside(kustomization) == other.namespace_beside(kustomization)
    }

    /// How the language writes it for a Kustomization of a namespace.
    pub fn words(&self, kustomization: &str) -> String {
        let kind = self.kind.word();
        match self.namespace_beside(kustomization) {
            Some(namespace) => format!("{kind}/{namespace}/{}", self.name),
            None => format!("{kind}/{}", self.name),
        }
    }
}

/// Kinds of sources that a Kustomization may take a path from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// A Git repository.
    GitRepository,
    /// An artifact of a registry.
    OciRepository,
    /// A bucket.
    Bucket,
}

impl SourceKind {
    const ALL: [Self; 3] = [Self::GitRepository, Self::OciRepository, Self::Bucket];

    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            SourceKind::GitRepository => "gitrepository",
            SourceKind::OciRepository => "ocirepository",
            SourceKind::Bucket => "bucket",
        }
    }

    /// The kind of the object.
    pub fn kind(self) -> &'static str {
        match self {
            SourceKind::GitRepository => "GitRepository",
            SourceKind::OciRepository => "OCIRepository",
            SourceKind::Bucket => "Bucket",
        }
    }

    /// The kind of a word, in capitals or not.
    pub fn from_word(word: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|kind| kind.word().eq_ignore_ascii_case(word))
    }
}
