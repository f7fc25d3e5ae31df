//! The `namespace` block.

use super::id::{BlockId, ClusterId, NamespaceId, PlatformId, TierId};
use super::tier::TierValues;
use super::value::{Duration, Name, RepoPath};
use super::workload::Workload;
use crate::source::{Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};

/// One block of namespaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Namespace {
    /// Which block it is.
    pub id: BlockId,
    /// Which; never empty.
    pub names: Vec<Spanned<NamespaceName>>,
    /// Where the block stands.
    pub span: Span,
    /// Keyword and names.
    pub head: Span,
    /// The promise; `None` where nothing is copied and none is made.
    pub tier: Option<Spanned<TierId>>,
    /// The primary cluster, where it is named.
    pub cluster: Option<Spanned<ClusterId>>,
    /// Where Flux finds it.
    pub apps: Option<Apps>,
    /// Until its pods are ready, where `apps` states none.
    pub ready: Option<Spanned<Duration>>,
    /// What must be up before.
    pub needs: Vec<Spanned<Need>>,
    /// Workloads that hold state.
    pub workloads: Vec<Workload>,
    /// Kinds that no backup takes.
    pub exclude: Vec<Spanned<Box<str>>>,
    /// Only objects with these labels are taken.
    pub labels: Vec<Spanned<(Box<str>, Box<str>)>>,
    /// What tells it from another block of one of its namespaces, as a part of names.
    pub part: Option<Box<str>>,
    /// What is restored.
    pub restore: Option<Spanned<Restore>>,
    /// Overrides of the tier.
    pub values: TierValues,
}

impl Namespace {
    /// Whether this is the block of every namespace that is not named.
    pub fn is_rest(&self) -> bool {
        self.names
            .iter()
            .any(|name| name.value == NamespaceName::Rest)
    }

    /// Whether something of the repository is in one of its namespaces; where no file states one, it may be.
    pub fn may_hold(&self, namespace: &str) -> bool {
        let mut names = self.names.iter();
        namespace.is_empty() || names.any(|name| name.value.as_str() == namespace)
    }

    /// The first of its namespaces.
    pub fn head_name(&self) -> &str {
        self.names.first().map_or("*", |name| name.value.as_str())
    }

    /// What a namespace of it is called in names of objects and folders.
    pub fn called(&self, name: &str) -> String {
        match &self.part {
            Some(part) => format!("{name}--{part}"),
            None => name.to_owned(),
        }
    }

    /// What a namespace of it is called in lists: with its labels where it stands in several blocks.
    pub fn shown(&self, name: &str) -> String {
        if self.part.is_none() {
            return name.to_owned();
        }
        let labels = self
            .labels
            .iter()
            .map(|label| format!("{}={}", label.0, label.1));
        format!("{name}[{}]", labels.collect::<Vec<_>>().join(","))
    }

    /// The values that it takes of each label: of one key any of several.
    pub fn selected(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut selected: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for label in &self.labels {
            selected.entry(&label.0).or_default().insert(&label.1);
        }
        selected
    }

    /// Whether it takes an object with these labels.
    pub fn takes(&self, labels: &BTreeMap<String, String>) -> bool {
        self.selected().into_iter().all(|(key, values)| {
            let own = labels.get(key);
            own.is_some_and(|own| values.contains(own.as_str()))
        })
    }

    /// Its namespaces with their ids.
    pub fn members(&self) -> impl Iterator<Item = (NamespaceId, &Spanned<NamespaceName>)> {
        self.names.iter().zip(0..).map(|(name, index)| {
            let id = NamespaceId {
                block: self.id,
                index,
            };
            (id, name)
        })
    }
}

/// What must be up before a namespace: a platform, or a namespace of the same primary. One name may be
/// both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// As written; the name of the namespace.
    pub name: Name,
    /// The platform, where one is called so.
    pub platform: Option<PlatformId>,
}

/// A namespace, or all others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NamespaceName {
    /// One by name.
    Named(Name),
    /// Every one that is not named.
    Rest,
}

impl NamespaceName {
    /// As written.
    pub fn as_str(&self) -> &str {
        match self {
            NamespaceName::Named(name) => name.as_str(),
            NamespaceName::Rest => "*",
        }
    }
}

/// The overlays of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apps {
    /// The overlay of the primary.
    pub path: Spanned<RepoPath>,
    /// The overlay of a recovery cluster.
    pub recovery: Option<Spanned<RepoPath>>,
    /// The overlay of a warm cluster that waits.
    pub standby: Option<Spanned<RepoPath>>,
    /// How long it takes.
    pub ready: Option<Spanned<Duration>>,
    /// The ServiceAccount that its stage acts as.
    pub service_account: Option<Spanned<Name>>,
    /// Objects whose values Flux substitutes.
    pub substitute_from: Vec<Spanned<(Box<str>, Box<str>)>>,
}

impl Apps {
    /// Every overlay that is named: of the primary, of a recovery cluster, and of one that waits.
    pub fn overlays(&self) -> impl Iterator<Item = &Spanned<RepoPath>> {
        let others = [self.recovery.as_ref(), self.standby.as_ref()];
        std::iter::once(&self.path).chain(others.into_iter().flatten())
    }
}

/// What is restored of a namespace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Restore {
    /// Data, and these kinds.
    Data(Vec<Spanned<Box<str>>>),
    /// Everything.
    All,
}
