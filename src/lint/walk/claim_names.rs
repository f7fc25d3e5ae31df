//! The names of the claims that pods use, as the StatefulSet controller and the authors of pods write them.

use crate::repository::contents::{PodVolume, Pods, VolumeSource};

/// A claim that pods use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lint) enum Used<'a> {
    /// By its name.
    Named(&'a str),
    /// One of each pod of a StatefulSet: the template, and the StatefulSet.
    Each(&'a str, &'a str),
}

impl<'a> Used<'a> {
    /// What a volume of pods uses; `None` where that is not a claim that a Restore can bring, or its name is not
    /// shown.
    pub(in crate::lint) fn by(pods: &'a Pods, volume: &'a PodVolume) -> Option<Self> {
        Self::of(pods, volume).filter(|used| !used.label(0).contains("${"))
    }

    /// The same, also where Flux fills in the name.
    pub(in crate::lint) fn of(pods: &'a Pods, volume: &'a PodVolume) -> Option<Self> {
        match &volume.source {
            VolumeSource::Claim(name) => Some(Used::Named(name)),
            VolumeSource::Template(_) => Some(Used::Each(&volume.name, &pods.name)),
            VolumeSource::Ephemeral(_)
            | VolumeSource::Empty
            | VolumeSource::HostPath
            | VolumeSource::HostData
            | VolumeSource::Configuration
            | VolumeSource::Unstated
            | VolumeSource::Other(_) => None,
        }
    }

    /// Its name: that of the first pod, where each has one.
    pub(in crate::lint) fn label(&self, first: u64) -> String {
        match self {
            Used::Named(name) => (*name).to_owned(),
            Used::Each(template, owner) => format!("{template}-{owner}-{first}"),
        }
    }

    /// Whether a claim of this name is one of them.
    pub(in crate::lint) fn holds(&self, name: &str) -> bool {
        match self {
            Used::Named(own) => *own == name,
            Used::Each(template, owner) => {
                let ordinal = name
                    .strip_prefix(&format!("{template}-{owner}-"))
                    .unwrap_or_default();
                !ordinal.is_empty() && ordinal.chars().all(|char| char.is_ascii_digit())
            }
        }
    }

    /// Whether two uses meet in one claim: a Deployment may name the claim of a StatefulSet's pod.
    pub(in crate::lint) fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Used::Each(..), Used::Each(..)) => self == other,
            (_, Used::Named(name)) => self.holds(name),
            (Used::Named(name), _) => other.holds(name),
        }
    }
}
