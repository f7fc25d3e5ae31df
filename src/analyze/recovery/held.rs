//! What the backups of others hold of the loads of nodes on the cluster that recovers: it may be the primary of another
//! plan, whose Schedules go on while it restores, and Schedules of the author run there too.
//!
//! Volumes that are copied and volumes that are restored use the same loads, in no order, and all of them may be on one
//! node. So a Restore is later by all that backups hold in its time, divided by the loads of a node.

use crate::analyze::backup::beside::Beside as Queue;
use crate::analyze::backup::cost::Capacity;
use crate::analyze::backup::times::Times;
use crate::analyze::effective::Member;
use crate::analyze::facts::Facts;
use crate::analyze::quantities::Seconds;
use crate::model::Cluster;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Rounds after which a time that still grows counts as one that does not end.
const ROUNDS: u32 = 200;

/// The longest time that is waited for: a hundred years.
const MOST: Seconds = Seconds::new(100 * 366 * 86_400);

/// What backups hold of one cluster.
#[derive(Debug, Clone, Default)]
pub(in crate::analyze) struct Held {
    runs: Vec<Runs>,
    loads: u64,
    /// Who runs them.
    of: BTreeSet<String>,
    /// Whether it is not known what some of them hold.
    unknown: bool,
}

/// The runs of one Schedule.
#[derive(Debug, Clone)]
struct Runs {
    times: Times,
    /// What each of them holds of loads.
    each: Seconds,
    /// How long after its line it may hold them.
    latest: Seconds,
}

impl Held {
    /// The Schedules of others on a cluster that recovers.
    pub(super) fn of(facts: Facts<'_>, cluster: &Cluster) -> Self {
        let mut here = facts.schedules_on(cluster);
        let Some(store) = facts.model.stores.values().next() else {
            return Self::default();
        };
        if here.next().is_none() {
            return Self::default();
        }
        // A Schedule of the author that takes every namespace takes those of all that are recovered here.
        let here = facts.model.clusters.values();
        let here = here.filter(|one| one.shares_site(cluster));
        let primaries: Vec<_> = here.filter_map(|one| Some(one.recovers?.value)).collect();
        if primaries.is_empty() {
            return Self::default();
        }
        let members = facts.members.iter();
        let members = members.filter(|member| primaries.contains(&member.id.cluster));
        let members: Vec<Arc<Member>> = members.cloned().collect();
        let capacity = Capacity::of_set(facts.model, cluster, store);
        let with = (members.as_slice(), &capacity);
        let here = facts.schedules_on(cluster);
        let queue = Queue::of_cluster(facts.model, here, with, |_| false);
        let runs = queue.counted.iter().map(|other| Runs {
            times: other.job.times.clone(),
            each: other.job.work.plus(other.job.files),
            latest: other.latest(),
        });
        Self {
            runs: runs.filter(|runs| runs.each > Seconds::ZERO).collect(),
            loads: cluster.loads_per_node(),
            of: queue
                .counted
                .iter()
                .map(|other| other.name.clone())
                .collect(),
            unknown: !queue.unknown.is_empty(),
        }
    }

    /// How much later the volumes of Restores are there, where these take so long with all loads free.
    pub(in crate::analyze) fn later(&self, alone: Seconds) -> Seconds {
        if self.unknown {
            return MOST;
        }
        let mut later = Seconds::ZERO;
        for _ in 0..ROUNDS {
            let within = alone.plus(later);
            let held: Seconds = self.runs.iter().map(|runs| runs.within(within)).sum();
            let next = held.over(self.loads);
            if next <= later {
                return later;
            }
            later = next;
            if later > MOST {
                break;
            }
        }
        MOST
    }

    /// The same for a time-out, which is no longer where that does not end.
    pub(in crate::analyze) fn ends(&self, alone: Seconds) -> Seconds {
        let later = self.later(alone);
        if later < MOST { later } else { Seconds::ZERO }
    }

    /// Who runs them, for a sum.
    pub(in crate::analyze) fn how(&self, later: Seconds) -> String {
        let of: Vec<String> = self.of.iter().map(|name| format!("`{name}`")).collect();
        let of = of.join(", ");
        if self.unknown {
            return "and it is not known what other Schedules on this cluster hold of its nodes"
                .to_owned();
        }
        if later >= MOST {
            return format!("and the backups of {of} may use the loads of one node at all times");
        }
        format!("and {later} later, as the backups of {of} use loads of the same nodes")
    }
}

impl Runs {
    /// What those hold that may run within a time, with those that began before it.
    fn within(&self, time: Seconds) -> Seconds {
        let time = time.plus(self.latest);
        let (minutes, period) = match &self.times {
            Times::Day(minutes) => (minutes, 1_440),
            Times::Week(minutes) => (minutes, 7 * 1_440),
            Times::Any(apart) => {
                let runs = time.get() / apart.get().max(1);
                return self.each.times(runs.saturating_add(1));
            }
        };
        let span = time.get().div_ceil(60);
        let all = u64::try_from(minutes.len()).unwrap_or(u64::MAX);
        let whole = (span / period).saturating_mul(all);
        let rest = most_within(minutes, period, span % period);
        self.each.times(whole.saturating_add(rest))
    }
}

/// How many of some minutes of a period lie within a span at most.
fn most_within(minutes: &[u32], period: u64, span: u64) -> u64 {
    let around = minutes.iter().map(|minute| u64::from(*minute) + period);
    let all: Vec<u64> = minutes
        .iter()
        .map(|minute| u64::from(*minute))
        .chain(around)
        .collect();
    let mut most = 0;
    let mut first = 0;
    for (at, minute) in all.iter().enumerate() {
        while all.get(first).is_some_and(|start| start + span < *minute) {
            first += 1;
        }
        most = most.max(at + 1 - first);
    }
    u64::try_from(most.min(minutes.len())).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{Held, MOST, Runs, most_within};
    use crate::analyze::backup::times::Times;
    use crate::analyze::quantities::Seconds;

    fn held(each: u64, minutes: Vec<u32>) -> Held {
        Held {
            runs: vec![Runs {
                times: Times::Day(minutes),
                each: Seconds::new(each),
                latest: Seconds::new(each),
            }],
            loads: 1,
            ..Held::default()
        }
    }

    #[test]
    fn what_runs_meanwhile_is_waited_for() {
        // One run of ten minutes, which may be under way or begin.
        let hourly: Vec<u32> = (0..24).map(|hour| hour * 60).collect();
        assert_eq!(
            held(600, hourly.clone()).later(Seconds::minutes(10)),
            Seconds::new(600)
        );
        assert_eq!(held(3_600, hourly).later(Seconds::minutes(10)), MOST);
    }

    #[test]
    fn runs_around_the_end_of_a_period() {
        assert_eq!(most_within(&[0, 10, 1_430], 1_440, 20), 3);
        assert_eq!(most_within(&[0, 10, 1_430], 1_440, 10), 2);
        assert_eq!(most_within(&[], 1_440, 10), 0);
    }
}
