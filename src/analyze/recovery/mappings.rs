//! What storage classes and images become in a Restore: what a cluster states, and in a failback the way back of what
//! the cluster states that took over.

use super::RecoverySide;
use crate::model::Cluster;
use crate::source::Spanned;
use std::collections::BTreeMap;

type Pairs = [(Spanned<Box<str>>, Box<str>)];

/// Of which kind names are mapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mapped {
    /// Storage classes, which Velero compares as a whole (change_storageclass_action.go, v1.18.3).
    Classes,
    /// Parts of the names of images, which Velero replaces wherever they stand in one, by the first rule that it
    /// finds (change_image_name_action.go, v1.18.3).
    Images,
}

impl Mapped {
    /// What the cluster states.
    pub fn of_cluster(self, cluster: &Cluster) -> &Pairs {
        match self {
            Mapped::Classes => &cluster.storage_classes,
            Mapped::Images => &cluster.images,
        }
    }

    /// When two names become one.
    pub fn why(self) -> &'static str {
        match self {
            Mapped::Classes => "both get the same class",
            Mapped::Images => "the new name of one contains the new name of the other",
        }
    }

    /// Whether a rule for one of two names would also be taken for the other.
    fn meets(self, one: &str, other: &str) -> bool {
        match self {
            Mapped::Classes => one == other,
            Mapped::Images => one.contains(other) || other.contains(one),
        }
    }

    /// The mappings of a side.
    pub fn of_side(self, side: &RecoverySide) -> BTreeMap<String, String> {
        let stated = self.of_cluster(&side.cluster);
        let mut all: BTreeMap<String, String> = stated
            .iter()
            .map(|(old, new)| (old.value.to_string(), new.to_string()))
            .collect();
        let Some(from) = side.from.as_ref().filter(|_| side.at_home()) else {
            return all;
        };
        let pairs = self.of_cluster(from);
        for (old, new) in pairs {
            let answered = stated.iter().any(|(name, _)| self.meets(&name.value, new));
            if !answered && old.value != *new && self.others(pairs, old, new).next().is_none() {
                all.insert(new.to_string(), old.value.to_string());
            }
        }
        all
    }

    /// Names that become what a name becomes, so that its way back is not known.
    fn others<'p>(
        self,
        pairs: &'p Pairs,
        old: &'p Spanned<Box<str>>,
        new: &'p str,
    ) -> impl Iterator<Item = &'p str> {
        let such = move |(name, to): &&(Spanned<Box<str>>, Box<str>)| {
            name.value != old.value && self.meets(to, new)
        };
        pairs.iter().filter(such).map(|(name, _)| &*name.value)
    }

    /// Mappings of a recovery cluster whose way back is not known and not stated by its primary: each with the first
    /// other name that becomes the same.
    pub fn without_way_back<'m>(
        self,
        cluster: &'m Cluster,
        primary: &Cluster,
    ) -> Vec<(&'m Spanned<Box<str>>, &'m str, &'m str)> {
        let pairs = self.of_cluster(cluster);
        let stated = self.of_cluster(primary);
        let unclear = pairs.iter().filter_map(|(old, new)| {
            let other = self.others(pairs, old, new).next()?;
            let answered = stated.iter().any(|(name, _)| *name.value == **new);
            (!answered).then_some((old, &**new, other))
        });
        unclear.collect()
    }
}
