//! How long the volumes of one backup are copied: one after another in the slot, or side by side over the
//! loads of all nodes.

use super::{Capacity, FILE_START, HANDOVER, Pace, bytes};
use crate::analyze::backup::demand::{Volumes, count};
use crate::analyze::quantities::Seconds;
use crate::model::value::Size;

/// The copy of several volumes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copy {
    /// How long they hold loads of nodes, all together, with the hand-over of each.
    pub work: Seconds,
    /// How many are moved side by side.
    pub lanes: u64,
    /// The longest of them.
    pub longest: Seconds,
    /// The shortest of them, where they are moved side by side.
    pub shortest: Seconds,
    /// From the first to the last byte, where nothing else moves data.
    pub time: Seconds,
}

pub(super) fn one_by_one(volumes: &Volumes, capacity: &Capacity, pace: Pace, size: Size) -> Copy {
    let (readers, writers) = (
        capacity.loads.min(capacity.readers),
        capacity.streams.unwrap_or(1),
    );
    let mut copy = Copy {
        lanes: 1,
        ..Copy::default()
    };
    for (volume, alike) in volumes {
        let (read, written) = bytes(volume, pace, size);
        let moving = read
            .at(capacity.read, readers)
            .max(written.at(capacity.upload, writers));
        let each = FILE_START.plus(capacity.accept).plus(moving);
        copy.time = copy.time.plus(each.plus(HANDOVER).times(alike.count));
        copy.work = copy.work.plus(each.plus(HANDOVER).times(alike.count));
        copy.longest = copy.longest.max(each);
    }
    // The load of the node is handed over between them, and not after the last.
    copy.time = copy.time.less(HANDOVER);
    copy
}

/// Every volume at its fair share over L lanes. As many volumes as lanes take the longest of them;
/// more take the least of two bounds that hold in every order: Σ/L + (1 − 1/L) × longest (Graham's for
/// list scheduling), and ⌈n/L⌉ times the longest.
pub(super) fn side_by_side(volumes: &Volumes, capacity: &Capacity, pace: Pace, size: Size) -> Copy {
    let count = count(volumes);
    if count == 0 {
        return Copy::default();
    }
    let lanes = capacity.lanes.min(count).max(1);
    let readers = capacity.loads.min(count.max(capacity.readers));
    let writers = capacity.streams.unwrap_or(lanes).max(lanes);
    let (mut work, mut longest) = (Seconds::ZERO, Seconds::ZERO);
    let mut shortest: Option<Seconds> = None;
    for (volume, alike) in volumes {
        let (read, written) = bytes(volume, pace, size);
        let moving = read
            .at(capacity.read, readers)
            .max(written.at(capacity.upload, writers));
        let each = capacity.mover_start.plus(capacity.accept).plus(moving);
        work = work.plus(each.plus(HANDOVER).times(alike.count));
        longest = longest.max(each);
        shortest = Some(shortest.map_or(each, |known| known.min(each)));
    }
    Copy {
        work,
        lanes,
        longest,
        shortest: shortest.unwrap_or_default(),
        time: over_lanes(work, longest, count, lanes),
    }
}

/// From the first to the last byte of so many volumes over so many lanes, in any order.
fn over_lanes(work: Seconds, longest: Seconds, count: u64, lanes: u64) -> Seconds {
    if count <= lanes {
        return longest;
    }
    let in_turn = longest.plus(HANDOVER).times(count.div_ceil(lanes));
    last_of(work, longest, lanes).min(in_turn.less(HANDOVER))
}

/// When the last of some volumes is moved at the latest, where it takes so long and the lanes are busy
/// with all others until it begins.
pub(in crate::analyze) fn last_of(work: Seconds, longest: Seconds, lanes: u64) -> Seconds {
    // One division for both parts, so that it is rounded once.
    let others = work.less(longest.plus(HANDOVER));
    others.over(lanes).plus(longest)
}

#[cfg(test)]
mod tests {
    use super::side_by_side;
    use crate::analyze::backup::cost::{Capacity, Pace, SIZE, bytes, cost_of, steady};
    use crate::analyze::backup::demand::{Alike, Demand, Volume, Volumes};
    use crate::analyze::quantities::Seconds;
    use crate::model::value::{Rate, ShareOfDay, Size};
    use crate::source::{FileId, Span};

    fn capacity(loads: u64, lanes: u64) -> Capacity {
        Capacity {
            read: Rate::bytes(400 << 20),
            upload: Rate::bytes(120 << 20),
            loads,
            lanes,
            slots: 1,
            snapshot_ready: Seconds::new(15),
            mover_start: Seconds::minutes(2),
            accept: Seconds::ZERO,
            readers: 1,
            streams: None,
            strangers: 0,
            serial: false,
            spread: false,
        }
    }

    fn volumes(sizes: &[u64]) -> Volumes {
        let first = Span::start_of(FileId::new(0));
        let mut volumes = Volumes::new();
        for gib in sizes {
            let volume = Volume {
                size: Some(Size::bytes(gib << 30)),
                from_claim: false,
                change: Some(ShareOfDay::percent(2)),
                touched: None,
            };
            volumes
                .entry(volume)
                .and_modify(|alike: &mut Alike| alike.count += 1)
                .or_insert(Alike {
                    count: 1,
                    first,
                    claim: None,
                });
        }
        volumes
    }

    #[test]
    fn one_volume_has_the_full_rates() {
        let pace = Pace::Steady(Seconds::minutes(30), 1);
        let copy = side_by_side(&volumes(&[150]), &capacity(1, 3), pace, SIZE);
        assert_eq!(copy.time, Seconds::new(120 + 384));
        assert_eq!(copy.lanes, 1);
    }

    #[test]
    fn several_volumes_share() {
        let pace = Pace::Steady(Seconds::minutes(30), 1);
        // Three on three lanes begin at once.
        let copy = side_by_side(&volumes(&[150, 50, 50]), &capacity(1, 3), pace, SIZE);
        assert_eq!(copy.time, Seconds::new(504));
        // Two loads on a node halve what each of them reads: 120 + 768.
        let copy = side_by_side(&volumes(&[150, 150]), &capacity(2, 2), pace, SIZE);
        assert_eq!(copy.time, Seconds::new(888));
        // Five that are alike on three lanes take two turns, with one hand-over.
        let copy = side_by_side(&volumes(&[50; 5]), &capacity(1, 3), pace, SIZE);
        assert_eq!(copy.time, Seconds::new(248 + 5 + 248));
        // One large and four small: the small ones keep the lanes busy until the large one begins.
        let copy = side_by_side(
            &volumes(&[150, 50, 50, 50, 50]),
            &capacity(1, 3),
            pace,
            SIZE,
        );
        assert_eq!(copy.time, Seconds::new((4 * 253_u64).div_ceil(3) + 504));
    }

    #[test]
    fn a_longer_read_has_more_to_read() {
        let mut demand = Demand {
            files: volumes(&[1024]),
            ..Demand::default()
        };
        let cost =
            |demand: &Demand| steady(demand, &capacity(1, 1), (Seconds::minutes(60), 1), SIZE);
        let (volume, alike) = demand.files.pop_first().unwrap();
        // 100 MiB a second of change and 120 MiB a second of upload: six times what an hour changes.
        let written = Volume {
            change: Some("824%/d".parse().unwrap()),
            touched: Some("0%".parse().unwrap()),
            ..volume
        };
        demand.files.insert(written, alike);
        let cost = cost(&demand);
        let again = cost_of(&demand, &capacity(1, 1), cost.pace(), SIZE);
        assert_eq!(
            cost, again,
            "what is read in the time of the read is read too"
        );
        assert_eq!(cost.between, Seconds::minutes(60).plus(cost.slot()));
    }

    #[test]
    fn what_changes_is_read_too() {
        let (volume, _) = volumes(&[100]).pop_first().unwrap();
        let volume = Volume {
            touched: Some("0%".parse().unwrap()),
            ..volume
        };
        let (read, written) = bytes(&volume, Pace::Steady(Seconds::minutes(1_440), 1), SIZE);
        assert_eq!(read, written);
        assert_eq!(written.get(), 2_u64 << 30);
    }
}
