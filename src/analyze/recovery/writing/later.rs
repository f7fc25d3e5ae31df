//! How much later what is written is there, because of what else is written on its node.

use super::Writing;
use crate::analyze::backup::cost::RATE;
use crate::analyze::backup::restore::SPREAD;
use crate::analyze::breakdown::Input;
use crate::analyze::effective::MemberId;
use crate::analyze::quantities::{Bytes, Seconds};
use crate::analyze::recovery::archives::What;
use crate::model::Cluster;
use crate::model::value::Size;

/// How much later something is done because of what else is written on its node.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::analyze) struct Later {
    pub(in crate::analyze) time: Seconds,
    /// Whether that assumes that data movers spread over the nodes.
    pub(in crate::analyze) spread: bool,
}

impl Later {
    /// What it assumes.
    pub(in crate::analyze) fn input(self) -> Option<Input> {
        self.spread
            .then(|| Input::assumed(SPREAD, "Restores beside it"))
    }
}

impl Writing {
    /// How much later a namespace has fetched or loaded what is its own, where so much is written beside it.
    pub(in crate::analyze) fn later(
        &self,
        (member, what): (MemberId, What),
        cluster: &Cluster,
        size: Size,
    ) -> Later {
        let mut writers = self.writers.iter();
        let Some(own) = writers.find(|one| one.member == member && one.what == what) else {
            return Later::default();
        };
        let bytes = own.bytes(size);
        let all = self.writers.iter().map(|one| one.bytes(size));
        let all = all.fold(self.others.fetched, u64::saturating_add);
        let in_own = self.writers.iter();
        let in_own = in_own.filter(|one| own.stage.is_some() && one.stage == own.stage);
        let in_own = in_own.map(|one| one.count).fold(0, u64::saturating_add);
        // Its own stage holds one of the workers.
        let of_stages = match own.stage {
            Some(_) => self.beside_a_stage.min(self.at_once.saturating_sub(in_own)),
            None => self.at_once,
        };
        // Beside it are those without a stage, and of its own stage the other namespaces of its block.
        let beside = self.writers.iter().filter(|one| {
            let own_stage = own.stage.is_some() && one.stage == own.stage;
            (one.member, one.what) != (member, what) && (one.stage.is_none() || own_stage)
        });
        let streams = beside.map(|one| one.count);
        let streams = streams.fold(of_stages, u64::saturating_add);
        let streams = streams.saturating_add(self.others.fetches);
        let fetched = all.saturating_sub(bytes).min(bytes.saturating_mul(streams));
        let restored = self.restored.iter().filter(|one| one.tier >= own.from);
        let spread = restored.clone().any(|one| one.spread);
        let restored = restored.map(|one| one.of_size(size));
        let restored = restored.fold(self.others.restored, u64::saturating_add);
        let restored = restored.min(bytes.saturating_mul(cluster.loads_per_node()));
        let rate = cluster.write.as_ref().map_or(RATE, |write| write.value);
        Later {
            time: Bytes::new(fetched.saturating_add(restored)).at(rate, 1),
            spread,
        }
    }

    /// All that is written without Restores, how many there are at one time, and what Restores write on one node.
    pub(in crate::analyze) fn told(&self, size: Size) -> (u64, u64, u64) {
        let fetched = self.writers.iter().map(|one| one.bytes(size));
        let fetched = fetched.fold(0, u64::saturating_add);
        let streams = self.without_stage().map(|one| one.count);
        let streams = streams.fold(self.at_once, u64::saturating_add);
        let restored = self.restored.iter().map(|one| one.of_size(size));
        let restored = restored.fold(0, u64::saturating_add);
        (fetched, streams, restored)
    }

    /// How much later the Restores of others are done because of what is fetched and loaded here.
    pub(in crate::analyze) fn delays(&self, cluster: &Cluster, size: Size) -> Seconds {
        let (fetched, ..) = self.told(size);
        let rate = cluster.write.as_ref().map_or(RATE, |write| write.value);
        Bytes::new(fetched).at(rate, 1)
    }
}
