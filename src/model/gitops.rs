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
    /// The GitRepository that holds the output.
    pub source: Option<Spanned<Name>>,
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

    /// The GitRepository that holds the output.
    pub fn source(&self) -> &str {
        self.source
            .as_ref()
            .map_or("flux-system", |name| name.value.as_str())
    }
}
