//! Shortcuts held to what they stand for: windows to the whole calendar, quiet parts of a day to the
//! search of the readers.

use super::calendar::{DAY, FIRST_DAY, civil};
use super::{Line, Plan, Reader, read, search};

/// Zones that move in spring and autumn, by half an hour, at midnight, four times a year or never.
const ZONES: [&str; 9] = [
    "Africa/Casablanca",
    "America/New_York",
    "America/Santiago",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Pacific/Chatham",
];

const LINES: [&str; 9] = [
    "30 2 * * *",
    "0 0 * * *",
    "15 1,3 * * *",
    "0 3 * * 0",
    "5 0 * * 6",
    "45 2,23 * * 1-5",
    "0 0 1 * *",
    "30 1 25-31 * 0",
    "10 0 8 11 *",
];

fn each(look: impl Fn(&str, &Line)) {
    for zone in ZONES {
        for line in LINES {
            let text = format!("CRON_TZ={zone} {line}");
            for reader in [Reader::RobfigV3, Reader::Netresearch] {
                look(&text, &read(&text, reader).unwrap());
            }
        }
    }
}

#[test]
fn windows_stand_for_the_calendar() {
    each(|text, line| {
        let runs: Vec<i64> = line.runs().collect();
        for gaps in [1, 2, 3] {
            let spans = runs.windows(gaps + 1).map(|some| some[gaps] - some[0]);
            let longest = spans.max().map(|span| u64::try_from(span).unwrap());
            let found = line.longest_span(gaps as u64);
            assert_eq!(found, longest, "{text}, {gaps}");
        }
        let mut week: Vec<u32> = runs
            .iter()
            .map(|at| civil(*at).weekday * 1_440 + at.rem_euclid(DAY) / 60)
            .map(|minute| u32::try_from(minute).unwrap())
            .collect();
        week.sort_unstable();
        week.dedup();
        assert_eq!(line.minutes_of_week(), week, "{text}");
    });
}

#[test]
fn quiet_parts_are_what_the_search_finds() {
    each(|text, line| {
        let Plan::Fields(fields) = &line.plan else {
            panic!("{text} has fields");
        };
        let zone = line.zone.as_ref().unwrap();
        let (mut at, mut from) = (FIRST_DAY * DAY - 1, FIRST_DAY * DAY - 1);
        for run in line.runs().take_while(|run| *run < (FIRST_DAY + 800) * DAY) {
            // In Chatham a search may answer with a run that is past; it goes on until it moves.
            while at < run {
                let next = search::next(fields, zone, line.catches_up(), from).unwrap();
                (at, from) = if next > at {
                    (next, next)
                } else {
                    (at, from + 60)
                };
            }
            assert_eq!(at, run, "{text}");
        }
    });
}
