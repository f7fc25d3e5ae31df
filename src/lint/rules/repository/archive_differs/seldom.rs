//! How far apart the base backups of a Cluster of CloudNativePG are: a recovery replays all that was archived since the
//! newest one.

use super::Of;
use super::kept::Kept;
use crate::analyze::quantities::Seconds;
use crate::analyze::recovery::replay::BASE;
use crate::model::value::cron::{self, Line, Reader};
use crate::repository::contents::BaseBackup;

/// Where the runs of several lines are followed back from, 2030-01-01, and over how many.
const UNTIL: i64 = 1_893_456_000;
const RUNS: usize = 400;

impl Of<'_> {
    /// The ScheduledBackups of Git that are of this Cluster.
    pub(super) fn base_backups(&self) -> Vec<&BaseBackup> {
        let all = self.cx.inventory.contents_on(self.member.id.cluster);
        let all = all.flat_map(|one| &one.base_backups);
        let own =
            |one: &&BaseBackup| self.may_hold(&one.namespace) && one.cluster == self.found.name;
        all.filter(own).collect()
    }

    /// Base backups that are further apart than the plan says.
    pub(super) fn seldom(&self) -> Option<Kept> {
        let made = self.base_backups().into_iter();
        let made: Vec<&BaseBackup> = made.filter(|one| one.suspended.is_none()).collect();
        let first = made.first()?;
        let lines: Option<Vec<Line>> = made.iter().map(|one| line(&one.schedule)).collect();
        let gap = longest_gap(&lines?)?;
        let (base, stated) = match &self.operator.base {
            Some(stated) => (stated.value, ""),
            None => (BASE, " (assumed)"),
        };
        (gap > Seconds::from(base)).then(|| Kept {
            fault: format!("base backups of `{}` are up to {gap} apart (`{}` in `{}`), and `base` is {base}{stated}: a recovery replays all that was archived since the newest one", self.found.name, first.schedule, first.file),
            help: format!("write `base {gap}` in `archive`, or let a ScheduledBackup run more often"),
            is_slow: true,
        })
    }
}

/// Whether a line names no moment.
pub(super) fn never_fires(schedule: &str) -> bool {
    line(schedule).is_some_and(|line| line.longest_gap().is_none())
}

/// A line as CloudNativePG reads it, without its seconds: the first of its fields, while the last, the day of the week,
/// may be missing (`cron.Parse` of robfig/cron 1.2; scheduledbackup_webhook.go, 1.27).
fn line(schedule: &str) -> Option<Line> {
    let fields: Vec<&str> = schedule.split_whitespace().collect();
    let text = match fields.as_slice() {
        [first, ..] if first.starts_with('@') => schedule.to_owned(),
        [_, minutes @ ..] if minutes.len() == 5 => minutes.join(" "),
        [_, minutes @ ..] if minutes.len() == 4 => format!("{} *", minutes.join(" ")),
        _ => return None,
    };
    cron::read(&text, Reader::RobfigV1).ok()
}

/// The longest time in which no line runs; `None` where it is not known. Of several lines it is one that was found.
fn longest_gap(lines: &[Line]) -> Option<Seconds> {
    let gaps = lines.iter().filter_map(Line::longest_gap);
    let shortest = gaps.min()?;
    if lines.len() == 1 {
        return Some(Seconds::new(shortest));
    }
    let newest = |until: i64| {
        let runs: Option<Vec<i64>> = lines.iter().map(|line| line.newest_run(until)).collect();
        runs?.into_iter().max()
    };
    let (mut longest, mut last) = (0, newest(UNTIL)?);
    for _ in 0..RUNS {
        let Some(before) = newest(last - 1) else {
            break;
        };
        longest = longest.max(last - before);
        last = before;
    }
    u64::try_from(longest).ok().map(Seconds::new)
}

#[cfg(test)]
mod tests {
    use super::{line, longest_gap, never_fires};
    use crate::analyze::quantities::Seconds;

    fn gap(lines: &[&str]) -> Option<u64> {
        let lines: Option<Vec<_>> = lines.iter().map(|text| line(text)).collect();
        longest_gap(&lines?).map(Seconds::get)
    }

    #[test]
    fn gaps_are_those_of_all_lines_together() {
        assert_eq!(gap(&["0 0 0 1 * *"]), Some(31 * 86_400));
        assert_eq!(gap(&["0 0 0 * * *"]), Some(86_400));
        assert_eq!(gap(&["0 0 0 * *"]), Some(86_400));
        assert_eq!(gap(&["@daily"]), Some(86_400));
        assert_eq!(gap(&["@every 6h"]), Some(6 * 3_600));
        assert_eq!(gap(&["0 0 0 * * 1", "0 0 0 * * 4"]), Some(4 * 86_400));
        assert_eq!(gap(&["0 0 3 1 * *", "0 0 3 2 * *"]), Some(30 * 86_400));
        assert_eq!(gap(&["${LINE}"]), None);
        assert!(never_fires("0 0 0 30 2 *"));
        assert!(!never_fires("0 0 0 * * *"));
    }
}
