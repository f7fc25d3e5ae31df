//! The lane of a node that is done last: which volumes it has to move at worst, and how long their bytes take.

use super::{Others, Written};
use crate::analyze::backup::cost::RATE;
use crate::analyze::backup::demand::Volumes;
use crate::analyze::quantities::Seconds;
use crate::model::value::{Rate, Size};
use std::collections::BTreeMap;

/// Volumes of one node up to which they are divided among stores one by one.
const DIVIDED: u64 = 4_096;

/// How many volumes follow one another on the lane that is done last, of so many on a node: what the last one waits
/// for, and itself.
pub(super) fn chain(volumes: u64, loads: u64) -> u64 {
    if volumes <= loads {
        volumes.min(1)
    } else {
        volumes.saturating_add(loads - 1).div_ceil(loads)
    }
}

/// Sizes of volumes with how many have each, the largest first.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    pub(super) count: u64,
    sizes: BTreeMap<std::cmp::Reverse<u64>, u64>,
}

impl Sizes {
    pub(super) fn of(volumes: &Volumes, size: Size) -> Self {
        let mut sizes = Self::default();
        for (volume, alike) in volumes {
            let each = volume.size.unwrap_or(size).as_bytes();
            sizes.push(each, alike.count);
        }
        sizes
    }

    fn push(&mut self, size: u64, count: u64) {
        let known = self.sizes.entry(std::cmp::Reverse(size)).or_default();
        *known = known.saturating_add(count);
        self.count = self.count.saturating_add(count);
    }

    pub(super) fn add(&mut self, other: Self) {
        for (size, count) in other.sizes {
            self.push(size.0, count);
        }
    }

    /// The bytes of so many of the largest.
    pub(super) fn largest(&self, mut volumes: u64) -> u64 {
        let mut sum = 0_u64;
        for (size, count) in &self.sizes {
            let taken = volumes.min(*count);
            sum = sum.saturating_add(size.0.saturating_mul(taken));
            volumes -= taken;
        }
        sum
    }

    /// The bytes of the lane of a node that is done last, where the largest so many are on it.
    pub(super) fn longest_lane(&self, volumes: u64, loads: u64) -> u64 {
        let longest = self.largest(volumes.min(1));
        if volumes <= loads {
            return longest;
        }
        let all = self.largest(volumes);
        all.saturating_add(longest.saturating_mul(loads - 1))
            .div_ceil(loads)
    }

    /// The same for the data movers of several turns, of which so many are from here.
    fn in_turns(&self, volumes: u64, turns: Turns) -> u64 {
        let all = self.largest(volumes);
        if turns.movers <= turns.loads {
            return all;
        }
        let longest = self.largest(turns.count.min(volumes));
        all.saturating_add(longest.saturating_mul(turns.loads - 1))
            .div_ceil(turns.loads)
    }
}

/// The data movers of one node, once before each wait for files and once after the last one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turns {
    pub(super) count: u64,
    /// On one node, at one turn.
    pub(super) movers: u64,
    pub(super) loads: u64,
}

impl Turns {
    /// How many follow one another.
    pub(super) fn chain(self) -> u64 {
        chain(self.movers, self.loads).saturating_mul(self.count)
    }

    /// How many of all may be on the lanes that are done last. Where there are no more than loads, each is on a lane of its
    /// own.
    fn movers(self) -> u64 {
        if self.movers <= self.loads {
            self.movers.min(1).saturating_mul(self.count)
        } else {
            self.movers.saturating_mul(self.count)
        }
    }
}

/// What is read from one store.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) download: Rate,
    pub(super) others: Others,
    /// All bytes of the stage.
    pub(super) bytes: u64,
    /// All volumes of the stage.
    pub(super) volumes: u64,
    /// How many of them are read at once.
    pub(super) streams: u64,
    /// The bytes of files on the lane that is done last.
    pub(super) files: u64,
    pub(super) moved: Sizes,
}

impl Default for Flow {
    fn default() -> Self {
        Self {
            download: RATE,
            others: Others::default(),
            bytes: 0,
            volumes: 0,
            streams: 0,
            files: 0,
            moved: Sizes::default(),
        }
    }
}

/// The lane of a node that is done last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lane {
    pub(super) write: Rate,
    /// All bytes that its node writes at most.
    pub(super) node: u64,
    /// Volumes that share what the node writes.
    pub(super) sharers: u64,
    /// What else is written there.
    pub(super) written: Written,
    pub(super) turns: Turns,
}

impl Lane {
    /// The time for its bytes of one store: `fast` of them at the node's own rate, the others at its share of the store.
    fn split(&self, flow: &Flow, bytes: u64, fast: u64) -> Seconds {
        let slow = bytes.saturating_sub(fast);
        let rest = flow
            .bytes
            .saturating_sub(bytes)
            .saturating_add(flow.others.bytes);
        let streams = flow.streams.max(1) - 1;
        let streams = streams.saturating_add(flow.others.streams);
        let carried = slow.saturating_add(rest.min(slow.saturating_mul(streams)));
        let whole = |rate: Rate| u128::from(rate.as_bytes().max(1));
        // One division for both parts, so that it is rounded once.
        let others = u128::from(fast).saturating_mul(u128::from(self.written.streams));
        let others = others.min(u128::from(self.written.bytes));
        let fast = u128::from(fast).saturating_mul(u128::from(self.sharers));
        // While the node is what limits it, the node writes as fast as it can.
        let fast = fast.min(u128::from(self.node)).saturating_add(others);
        let sum = fast
            .saturating_mul(whole(flow.download))
            .saturating_add(u128::from(carried).saturating_mul(whole(self.write)));
        let seconds = sum.div_ceil(whole(self.write).saturating_mul(whole(flow.download)));
        Seconds::new(u64::try_from(seconds).unwrap_or(u64::MAX))
    }

    /// The longest time for its bytes of one store, however they are split: the split is concave with three bends.
    fn time(&self, flow: &Flow, bytes: u64) -> Seconds {
        let rest = flow
            .bytes
            .saturating_sub(bytes)
            .saturating_add(flow.others.bytes);
        let streams = flow.streams.max(1) - 1;
        let bend = rest
            .checked_div(streams.saturating_add(flow.others.streams))
            .unwrap_or(0);
        let all = bytes.saturating_sub(self.node.div_ceil(self.sharers));
        let written = self.written.bytes.div_ceil(self.written.streams.max(1));
        let written = bytes.saturating_sub(written);
        let bends = [bend, all, written];
        let bends = bends.into_iter().flat_map(|at| [at, at.saturating_add(1)]);
        [0, bytes]
            .into_iter()
            .chain(bends)
            .map(|slow| self.split(flow, bytes, bytes.saturating_sub(slow)))
            .max()
            .unwrap_or_default()
    }

    fn with(&self, flow: &Flow, movers: u64) -> Seconds {
        let moved = flow.moved.in_turns(movers, self.turns);
        self.time(flow, flow.files.saturating_add(moved))
    }

    /// Whether one volume of a store is written no faster than it is read.
    pub(super) fn by_write(&self, flow: &Flow) -> bool {
        let bytes = flow.files.saturating_add(flow.moved.largest(1));
        self.split(flow, bytes, bytes) >= self.split(flow, bytes, 0)
    }

    /// The time of all its bytes, from whichever stores takes longest.
    pub(super) fn slowest(&self, flows: &[Flow]) -> Seconds {
        let movers = self.turns.movers();
        if let [flow] = flows {
            return self.with(flow, movers.min(flow.moved.count));
        }
        if movers > DIVIDED {
            let of = |flow: &Flow| self.with(flow, movers.min(flow.moved.count));
            return flows.iter().map(of).sum();
        }
        // More of one store adds less and less, so the store that gains most gets the next one.
        let mut taken = vec![0_u64; flows.len()];
        let mut now: Vec<Seconds> = flows.iter().map(|flow| self.with(flow, 0)).collect();
        for _ in 0..movers {
            let gains = flows.iter().zip(&taken).zip(&now).enumerate();
            let best = gains
                .filter(|(_, ((flow, taken), _))| **taken < flow.moved.count)
                .map(|(at, ((flow, taken), now))| (self.with(flow, *taken + 1), *now, at))
                .max_by_key(|(then, now, _)| then.less(*now));
            let Some((then, _, at)) = best else { break };
            if let (Some(taken), Some(now)) = (taken.get_mut(at), now.get_mut(at)) {
                *taken += 1;
                *now = then;
            }
        }
        now.into_iter().sum()
    }
}
