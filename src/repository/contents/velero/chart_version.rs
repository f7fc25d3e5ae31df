//! The Velero of each version of its chart.

use crate::model::value::{Version, VersionRange};

/// The first chart of each minor of Velero, the last first.
const MINORS: [((u32, u32), u32); 17] = [
    ((11, 4), 18),
    ((11, 0), 17),
    ((9, 0), 16),
    ((8, 0), 15),
    ((7, 0), 14),
    ((5, 3), 13),
    ((5, 1), 12),
    ((3, 2), 11),
    ((2, 33), 10),
    ((2, 31), 9),
    ((2, 29), 8),
    ((2, 24), 7),
    ((2, 18), 6),
    ((2, 13), 5),
    ((2, 11), 4),
    ((2, 9), 3),
    ((2, 7), 2),
];

/// The last major version of the chart that the table knows.
const LAST: u32 = 12;

/// The Velero that a chart brings. In a few minors of the chart the patches differ: its first one counts.
pub(super) fn of_chart_version(chart: Version) -> Option<VersionRange> {
    let own = (chart.major, chart.minor);
    let mut known = MINORS.iter().filter(|_| chart.major <= LAST);
    let (_, minor) = known.find(|(first, _)| *first <= own)?;
    Some(VersionRange::minor(1, *minor))
}

#[cfg(test)]
mod tests {
    use super::of_chart_version;
    use crate::model::value::Version;

    #[test]
    fn charts() {
        let minor = |major, minor| {
            let found = of_chart_version(Version::new(major, minor, 0));
            found.map(|range| range.lowest().minor)
        };
        for ((chart, release), wanted) in [
            ((12, 1), Some(18)),
            ((11, 3), Some(17)),
            ((10, 1), Some(16)),
            ((7, 2), Some(14)),
            ((6, 7), Some(13)),
            ((5, 0), Some(11)),
            ((3, 0), Some(10)),
            ((2, 30), Some(8)),
            ((2, 6), None),
            ((13, 0), None),
        ] {
            assert_eq!(minor(chart, release), wanted, "{chart}.{release}");
        }
    }
}
