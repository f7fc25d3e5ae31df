//! What the author's own Flux Kustomization over a path says, for a stage that applies the path on another
//! cluster: the stage is that Kustomization, elsewhere.
//!
//! `dependsOn` and `suspend` are not carried: the stages say the order, and a recovery does not wait for a
//! person. The key of `decryption` is that of the recovery cluster, which the plan names.

mod between;
mod differs;
mod find;
mod health;
mod spec;
mod values;

use crate::model::value::Duration;
use std::collections::BTreeMap;

pub use differs::Difference;
pub(super) use differs::differences;
pub(super) use find::{Applying, find};
pub use health::HealthExpr;
pub(super) use spec::{Elsewhere, carry};
pub use values::ValuesFrom;
pub(super) use values::is_source;

/// What a stage takes over from a Kustomization of the author's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The file of the Kustomization.
    pub file: String,
    /// The line of its `spec.path`, from 1.
    pub line: u32,
    /// Its name; empty for the Kustomization of the cluster's own path, where the repository does not show it.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Whether it is suspended on the primary.
    pub suspended: bool,
    /// `targetNamespace`.
    pub target_namespace: Option<String>,
    /// `namePrefix`.
    pub name_prefix: Option<String>,
    /// `nameSuffix`.
    pub name_suffix: Option<String>,
    /// `patches`, those that its parents write into it among them.
    pub patches: Vec<CarriedPatch>,
    /// `components`, seen from the root of the repository. Those of the plan itself are left out.
    pub components: Vec<String>,
    /// `ignoreMissingComponents`.
    pub ignore_missing_components: bool,
    /// `images`.
    pub images: Vec<CarriedImage>,
    /// `commonMetadata.labels`.
    pub labels: BTreeMap<String, String>,
    /// `commonMetadata.annotations`.
    pub annotations: BTreeMap<String, String>,
    /// `postBuild.substitute`, without what the recovery cluster has values of its own for.
    pub substitute: BTreeMap<String, String>,
    /// `postBuild.substituteFrom`.
    pub substitute_from: Vec<ValuesFrom>,
    /// `serviceAccountName`.
    pub service_account: Option<String>,
    /// `force`.
    pub force: bool,
    /// `healthCheckExprs`, and those that the objects of the path need beside them.
    pub health: Vec<HealthExpr>,
    /// `prune`.
    pub prune: bool,
    /// `deletionPolicy`.
    pub deletion: Option<Deletion>,
    /// `timeout`.
    pub timeout: Option<Duration>,
    /// What it says and a stage cannot say, each with why.
    pub left_out: Vec<LeftOut>,
    /// How objects of the stage differ from those of the primary all the same.
    pub differences: Vec<Difference>,
}

/// What Flux does with what a Kustomization has applied once the Kustomization is deleted (kustomize-controller 1.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// It deletes it if `prune` is true. The default.
    MirrorPrune,
    /// It deletes it.
    Delete,
    /// It deletes it, and waits until it is gone.
    WaitForTermination,
    /// It leaves it.
    Orphan,
}

impl Deletion {
    /// Every policy.
    const ALL: [Self; 4] = [
        Self::MirrorPrune,
        Self::Delete,
        Self::WaitForTermination,
        Self::Orphan,
    ];

    /// The word in `spec.deletionPolicy`.
    pub fn word(self) -> &'static str {
        match self {
            Deletion::MirrorPrune => "MirrorPrune",
            Deletion::Delete => "Delete",
            Deletion::WaitForTermination => "WaitForTermination",
            Deletion::Orphan => "Orphan",
        }
    }

    /// The policy of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.word() == word)
    }
}

impl Default for Carried {
    /// Of a Kustomization that says nothing: Flux requires `prune`, and what is not shown is what drplan writes.
    fn default() -> Self {
        Self {
            file: String::new(),
            line: 0,
            name: String::new(),
            namespace: String::new(),
            suspended: false,
            target_namespace: None,
            name_prefix: None,
            name_suffix: None,
            patches: Vec::new(),
            components: Vec::new(),
            ignore_missing_components: false,
            images: Vec::new(),
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
            substitute: BTreeMap::new(),
            substitute_from: Vec::new(),
            service_account: None,
            force: false,
            health: Vec::new(),
            prune: true,
            deletion: None,
            timeout: None,
            left_out: Vec::new(),
            differences: Vec::new(),
        }
    }
}

impl Carried {
    /// Whether a stage with it applies the same as one with another.
    pub fn applies_the_same(&self, other: &Self) -> bool {
        let applied = |one: &Self| Self {
            file: String::new(),
            line: 0,
            name: String::new(),
            namespace: String::new(),
            suspended: false,
            health: Vec::new(),
            timeout: None,
            left_out: Vec::new(),
            differences: Vec::new(),
            ..one.clone()
        };
        applied(self) == applied(other)
    }
}

/// A patch of a Kustomization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedPatch {
    /// The patch, a strategic merge patch or a JSON patch.
    pub patch: String,
    /// What it changes; `None` where the patch names its object itself.
    pub target: Option<PatchTarget>,
}

/// `target` of a patch: each part is a regular expression, or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatchTarget {
    /// `group`.
    pub group: String,
    /// `version`.
    pub version: String,
    /// `kind`.
    pub kind: String,
    /// `namespace`.
    pub namespace: String,
    /// `name`.
    pub name: String,
    /// `labelSelector`.
    pub label_selector: String,
    /// `annotationSelector`.
    pub annotation_selector: String,
}

/// An entry of `images`; what is empty is not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CarriedImage {
    /// `name`.
    pub name: String,
    /// `newName`.
    pub new_name: String,
    /// `newTag`.
    pub new_tag: String,
    /// `digest`.
    pub digest: String,
}

/// A field that a stage cannot have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The field, as it is written.
    pub what: String,
    /// Why.
    pub why: String,
    /// The file that says it.
    pub file: String,
    /// The line there, from 1.
    pub line: u32,
    /// Whether it names values that Flux fills in.
    pub values: bool,
}
