//! A named time zone: in comes the name of a `CRON_TZ=` prefix, out go offsets and clock changes.

use super::calendar::{Civil, DAY, END_DAY, FIRST_DAY, civil};
use jiff::{
    Timestamp,
    tz::{TimeZone, TimeZoneDatabase},
};
use std::cell::OnceCell;
use std::rc::Rc;

/// The first instant whose offset is looked up in the list of changes: a zone is up to a day ahead.
const FROM: i64 = (FIRST_DAY - 40) * DAY;

/// The instant behind the last one: the readers look five years ahead.
const TO: i64 = (END_DAY + 7 * 366) * DAY;

/// A named zone with its rules from the bundled database.
#[derive(Debug, Clone)]
pub(super) struct Zone {
    pub(super) name: String,
    rules: TimeZone,
    changes: OnceCell<Rc<[Change]>>,
}

/// An instant at which the rules change, and the offset in seconds from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) at: i64,
    pub(super) offset: i64,
}

impl Zone {
    /// Finds a zone; the letter case counts, as it does in the files that Go opens.
    pub(super) fn find(name: &str) -> Option<Self> {
        let rules = TimeZoneDatabase::bundled().get(name).ok()?;
        (rules.iana_name() == Some(name)).then(|| Self {
            name: name.to_owned(),
            rules,
            changes: OnceCell::new(),
        })
    }

    /// The changes of the looked-at calendar, computed once: a line is compared with its zone some
    /// ten thousand times. The first entry is not a change, but the offset that the calendar begins
    /// with.
    pub(super) fn changes(&self) -> &[Change] {
        self.changes.get_or_init(|| {
            let begin = Change {
                at: FROM,
                offset: self.computed(FROM),
            };
            let stamp = Timestamp::from_second(FROM).unwrap_or_default();
            let following = self.rules.following(stamp);
            let later = following.map(|change| Change {
                at: change.timestamp().as_second(),
                offset: i64::from(change.offset().seconds()),
            });
            let later = later.take_while(|change| change.at < TO);
            std::iter::once(begin).chain(later).collect()
        })
    }

    fn computed(&self, at: i64) -> i64 {
        let stamp = Timestamp::from_second(at).unwrap_or_default();
        i64::from(self.rules.to_offset(stamp).seconds())
    }

    /// The offset from UTC in seconds at an instant.
    pub(super) fn offset(&self, at: i64) -> i64 {
        if !(FROM..TO).contains(&at) {
            return self.computed(at);
        }
        let changes = self.changes();
        let begun = changes.partition_point(|change| change.at <= at);
        let last = changes.get(begun.saturating_sub(1));
        last.map_or(0, |change| change.offset)
    }

    /// The instant of a local time, with the choice that Go's `time.Date` makes when the clock
    /// shows that time twice or never: the offset is looked up twice, in this order.
    pub(super) fn instant(&self, local: i64) -> i64 {
        local - self.offset(local - self.offset(local))
    }

    /// The local date and time at an instant.
    pub(super) fn local(&self, at: i64) -> Civil {
        civil(at + self.offset(at))
    }

    /// Whether no clock changes after one instant and up to another.
    pub(super) fn calm(&self, from: i64, to: i64) -> bool {
        self.next_change(from).is_none_or(|change| change > to)
    }

    /// The first instant after the given one at which the rules change; `None` where none is in the
    /// looked-at calendar.
    pub(super) fn next_change(&self, after: i64) -> Option<i64> {
        let changes = self.changes();
        let begun = changes.partition_point(|change| change.at <= after);
        changes.get(begun).map(|change| change.at)
    }
}

#[cfg(test)]
mod tests {
    use super::{FROM, TO, Zone};

    #[test]
    fn offsets_are_those_of_the_database() {
        for name in [
            "Europe/Berlin",
            "Africa/Casablanca",
            "Australia/Lord_Howe",
            "Pacific/Chatham",
            "Asia/Tokyo",
            "America/Santiago",
        ] {
            let zone = Zone::find(name).unwrap();
            let mut at = FROM - 86_400;
            while at < TO + 86_400 {
                assert_eq!(zone.offset(at), zone.computed(at), "{name} at {at}");
                at += 40_003;
            }
            for change in zone.changes() {
                for at in [change.at - 1, change.at, change.at + 1] {
                    assert_eq!(zone.offset(at), zone.computed(at), "{name} at {at}");
                }
            }
        }
    }
}
