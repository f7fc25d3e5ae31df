//! How the runs of a day share the slots of Velero: who gets one when, and how many are in use.

use super::{Axis, Bar};
use crate::analyze::quantities::Seconds;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

pub(super) const MINUTES: usize = 1_440;
pub(super) const AXIS: Axis = Axis(Seconds::minutes(1_440));
/// A day is drawn after another one alike, of which some runs last until its morning.
pub(super) const DAYS: [Seconds; 2] = [Seconds::ZERO, AXIS.0];

/// The phases of a run, one after the other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phases {
    pub(super) slot: Seconds,
    pub(super) copy: Seconds,
    pub(super) replicate: Seconds,
}

/// The runs of a set on the day, and what each of them does.
pub(super) struct Line {
    pub(super) minutes: Vec<u32>,
    pub(super) phases: Phases,
}

/// How the slots are used on the day.
pub(super) struct Used {
    /// The most at one time.
    pub(super) most: u64,
    /// How long all are in use.
    pub(super) full: Seconds,
    /// When all or some are.
    pub(super) columns: Vec<Bar>,
}

/// When the runs of two days get a slot, one after another as their minutes come, each set apart.
pub(super) fn starts(lines: &[Line], slots: u64) -> Vec<Vec<Seconds>> {
    let mut turns: Vec<(Seconds, usize)> = Vec::new();
    for day in DAYS {
        for (index, line) in lines.iter().enumerate() {
            let minutes = line.minutes.iter();
            turns.extend(minutes.map(|at| (day.plus(Seconds::minutes(u64::from(*at))), index)));
        }
    }
    turns.sort_unstable();
    let mut starts = vec![Vec::new(); lines.len()];
    let mut running: BinaryHeap<Reverse<Seconds>> = BinaryHeap::new();
    for (turn, index) in turns {
        while running.peek().is_some_and(|Reverse(end)| *end <= turn) {
            running.pop();
        }
        let mut start = turn;
        if running.len() as u64 >= slots
            && let Some(Reverse(end)) = running.pop()
        {
            start = end;
        }
        if let (Some(line), Some(own)) = (lines.get(index), starts.get_mut(index)) {
            running.push(Reverse(start.plus(line.phases.slot)));
            own.push(start);
        }
    }
    starts
}

/// How many slots are in use: counted to the second, and drawn to the minute.
pub(super) fn used(lines: &[Line], starts: &[Vec<Seconds>], slots: u64) -> Used {
    let [_, begin] = DAYS;
    let end = begin.plus(AXIS.0);
    // An end stands before a start at the same moment: the slot is free again.
    let mut changes: Vec<(Seconds, bool)> = Vec::new();
    for (line, starts) in lines.iter().zip(starts) {
        for start in starts {
            let done = start.plus(line.phases.slot);
            if done > begin && *start < end && done > *start {
                changes.push(((*start).max(begin).less(begin), true));
                changes.push((done.min(end).less(begin), false));
            }
        }
    }
    changes.sort_unstable();
    let mut busy = vec![0_u64; MINUTES];
    let (mut count, mut most, mut full) = (0_u64, 0_u64, Seconds::ZERO);
    for (at, (from, starts)) in changes.iter().enumerate() {
        count = if *starts {
            count + 1
        } else {
            count.saturating_sub(1)
        };
        let to = changes.get(at + 1).map_or(*from, |(next, _)| *next);
        if to <= *from {
            continue;
        }
        most = most.max(count);
        if count >= slots {
            full = full.plus(to.less(*from));
        }
        let minute = |second: u64| usize::try_from(second / 60).unwrap_or(0);
        let minutes = minute(from.get())..=minute(to.get() - 1);
        for busy in busy.get_mut(minutes).unwrap_or_default() {
            *busy = (*busy).max(count);
        }
    }
    let kind = |count: u64| match count {
        0 => None,
        count if count >= slots => Some("full"),
        _ => Some("part"),
    };
    let columns = busy
        .chunk_by(|a, b| kind(*a) == kind(*b))
        .scan(Seconds::ZERO, |now, alike| {
            let from = *now;
            *now = from.plus(Seconds::minutes(alike.len() as u64));
            Some((from, *now, alike.first().copied().unwrap_or(0)))
        })
        .filter_map(|(from, to, count)| AXIS.bar(from, to, kind(count)?))
        .collect();
    Used {
        most,
        full,
        columns,
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, Phases, Seconds, starts, used};

    fn line(minutes: &[u32], slot: u64) -> Line {
        Line {
            minutes: minutes.to_vec(),
            phases: Phases {
                slot: Seconds::new(slot),
                copy: Seconds::ZERO,
                replicate: Seconds::ZERO,
            },
        }
    }

    #[test]
    fn runs_wait_for_a_slot_and_never_use_more() {
        let lines = [line(&[0, 720], 3_600), line(&[10, 1_430], 1_800)];
        let starts = starts(&lines, 1);
        // The run at 00:10 waits for the one at midnight, which waits for that of 23:50.
        let day = |n: u64| Seconds::new(n).plus(Seconds::minutes(1_440));
        assert_eq!(
            starts[0],
            [
                Seconds::ZERO,
                Seconds::minutes(720),
                day(1_200),
                day(43_200)
            ]
        );
        assert_eq!(starts[1].get(2), Some(&day(4_800)));
        let one = used(&lines, &starts, 1);
        assert_eq!(
            (one.most, one.full),
            (1, Seconds::new(1_200 + 5_400 + 3_600 + 600))
        );
        let two = used(&lines, &super::starts(&lines, 2), 2);
        assert_eq!((two.most, two.full), (2, Seconds::new(1_200 + 1_800)));
    }
}
