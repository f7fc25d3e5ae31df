//! The tables of what Velero's readers make of a line, as literal values.

use super::{Line, Reader, read};

const HOUR: u64 = 3_600;

/// Every fact of one line under one reader: the longest gap in hours, or the error.
fn outcome(text: &str, reader: Reader) -> String {
    match read(text, reader).map(|line| line.longest_gap()) {
        Err(error) => format!("error: {error}"),
        Ok(None) => "never".to_owned(),
        Ok(Some(gap)) if gap % HOUR == 0 => format!("{} h", gap / HOUR),
        Ok(Some(gap)) => format!("{gap} s"),
    }
}

/// Compares the outcomes of one line under the three readers, oldest first. An outcome that ends
/// in `error` stands for any error.
#[track_caller]
fn check(text: &str, wanted: [&str; 3]) {
    let readers = [Reader::RobfigV1, Reader::RobfigV3, Reader::Netresearch];
    for (reader, wanted) in readers.into_iter().zip(wanted) {
        let found = outcome(text, reader);
        let same = found == wanted || (wanted == "error" && found.starts_with("error"));
        assert!(
            same,
            "{text:?} under {}: {found}, not {wanted}",
            reader.name()
        );
    }
}

#[track_caller]
fn line(text: &str, reader: Reader) -> Line {
    read(text, reader).unwrap_or_else(|error| panic!("{text:?}: {error}"))
}

#[test]
fn five_fields_or_a_short_form() {
    check("0 2 * * *", ["24 h"; 3]);
    check("? ? ? ? ?", ["60 s"; 3]);
    check("0 0 0 2 * *", ["error"; 3]);
    check("0 2 * *", ["error"; 3]);
    check("", ["error: the line is empty"; 3]);
    check("@daily", ["24 h"; 3]);
    check("@midnight", ["24 h"; 3]);
    check("@hourly", ["1 h"; 3]);
    check("@weekly", ["168 h"; 3]);
    check("@monthly", ["744 h"; 3]);
    check("@yearly", ["8784 h"; 3]);
    check("@annually", ["8784 h"; 3]);
    check("@reboot", ["error"; 3]);
    check("@DAILY", ["error"; 3]);
    check(" @daily", ["error"; 3]);
    let long = format!("0 2 * * *{}", " ".repeat(1_020));
    let refused = "error: the line has 1029 bytes, but it may have at most 1024";
    check(&long, ["24 h", "24 h", refused]);
}

#[test]
fn names_and_numbers() {
    check("0 0 * * SUN,wEd", ["96 h"; 3]);
    check("0 0 1 JAN-dec *", ["744 h"; 3]);
    check("0 0 * * monday", ["error"; 3]);
    check("0 0 L * *", ["error"; 3]);
    check("0 0 15W * *", ["error"; 3]);
    check("0 0 * * 5#3", ["error"; 3]);
    check("H * * * *", ["error"; 3]);
    check(
        "0 24 * * *",
        ["error: the hour field goes from 0 to 23, not `24`"; 3],
    );
    check(
        "60 * * * *",
        ["error: the minute field goes from 0 to 59, not `60`"; 3],
    );
    check(
        "0 0 0 * *",
        ["error: the day-of-month field goes from 1 to 31, not `0`"; 3],
    );
    check("*/0 * * * *", ["error"; 3]);
    check("1,,2 3 * * *", ["86340 s"; 3]);
    check("+1 03 * * *", ["24 h"; 3]);
    check("*-5 * * * *", ["60 s"; 3]);
    check("0 0 *-L * *", ["24 h", "24 h", "error"]);
    check("1_0 * * * *", ["error"; 3]);
}

#[test]
fn steps() {
    check("*/7 * * * *", ["420 s"; 3]);
    check("0 */5 * * *", ["5 h"; 3]);
    check("5/15 * * * *", ["900 s"; 3]);
    check("*/90 * * * *", ["1 h", "1 h", "error"]);
    check("10-20/100 * * * *", ["1 h", "1 h", "error"]);
    check("5-5/2 * * * *", ["1 h", "1 h", "error"]);
    check("*/5/2 * * * *", ["error"; 3]);
    check("*/-1 * * * *", ["error"; 3]);
}

#[test]
fn both_day_fields() {
    check("0 0 13 * 5", ["168 h", "168 h", "10248 h"]);
    check("0 0 1-7 * MON", ["168 h", "168 h", "840 h"]);
    check("0 0 */2 * 1", ["504 h", "48 h", "504 h"]);
    check("0 0 1-31 * 1", ["24 h", "24 h", "168 h"]);
}

#[test]
fn ranges_that_wrap_and_sunday_as_seven() {
    check("0 0 * * 7", ["error", "error", "168 h"]);
    check("0 0 * * 5-7", ["error", "error", "120 h"]);
    check("0 0 * * FRI-MON", ["error", "error", "96 h"]);
    check("0 22-2 * * *", ["error", "error", "20 h"]);
    check("0 0 1 NOV-FEB *", ["error", "error", "6576 h"]);
    check("5-1 * * * *", ["error", "error", "240 s"]);
    // A begin beyond the field wraps to nothing, and the line is accepted and never fires.
    check("70-5 * * * *", ["error", "error", "never"]);
}

#[test]
fn lines_that_never_fire() {
    check("0 0 30 2 *", ["never"; 3]);
    check("0 0 31 4,6,9,11 *", ["never"; 3]);
    check(", 3 * * *", ["never"; 3]);
    // Between 2096 and 2104 there is no leap day.
    check("0 0 29 2 *", ["70128 h"; 3]);
    check("0 0,12 29 2 *", ["70116 h"; 3]);
    // The leap day is a Monday once in 28 years, which no reader looks ahead.
    check("0 0 29 2 1", ["8400 h", "8400 h", "never"]);
    for word in ["@triggered", "@manual", "@none"] {
        check(word, ["error", "error", "never"]);
    }
}

#[test]
fn intervals() {
    check("@every 90m", ["5400 s"; 3]);
    check("@every 1.5h30s", ["5430 s"; 3]);
    check("@every 1500ms", ["1 s"; 3]);
    check("@every 1d", ["error"; 3]);
    check("@every  1h", ["error"; 3]);
    check("@every 2562048h", ["error"; 3]);
    for below in ["@every 0s", "@every -1h", "@every 500ms"] {
        check(below, ["1 s", "1 s", "error"]);
    }
    let hourly = line("@every 1h", Reader::RobfigV3);
    assert_eq!(hourly.every(), Some(HOUR));
    assert!(hourly.fires_in(5, 6));
    assert!(hourly.runs_alike(&line("@every 60m", Reader::Netresearch)));
    assert!(!hourly.runs_alike(&line("@hourly", Reader::RobfigV3)));
    assert_eq!(line("@hourly", Reader::RobfigV3).every(), None);
}

#[test]
fn zones() {
    check("CRON_TZ=UTC 0 2 * * *", ["error", "24 h", "24 h"]);
    check("TZ=UTC @daily", ["error", "24 h", "24 h"]);
    check(
        "CRON_TZ=America/New_York 10 2 * * *",
        ["error", "47 h", "25 h"],
    );
    check(
        "CRON_TZ=Europe/Berlin 30 2 * * *",
        ["error", "47 h", "24 h"],
    );
    check("CRON_TZ=Asia/Tokyo 0 9 * * *", ["error", "24 h", "24 h"]);
    check("CRON_TZ= 0 2 * * *", ["error", "24 h", "error"]);
    check(
        "TZ=\"America/Chicago\" 0 5 * * *",
        ["error", "error", "25 h"],
    );
    check("CRON_TZ=UTC", ["error"; 3]);
    check("CRON_TZ=Nowhere/Town 0 2 * * *", ["error"; 3]);
    check("CRON_TZ=europe/berlin 0 2 * * *", ["error"; 3]);
    check(
        "CRON_TZ=Europe/Berlin 0 0 30 2 *",
        ["error", "never", "never"],
    );
    // The autumn clock change in this zone sends the newest reader back to a run that is past.
    check(
        "CRON_TZ=Pacific/Chatham * 3 * * *",
        ["error", "165660 s", "82860 s"],
    );
    let tokyo = line("CRON_TZ=Asia/Tokyo 0 9 * * *", Reader::RobfigV3);
    assert_eq!(tokyo.zone(), Some("Asia/Tokyo"));
    assert!(tokyo.fires_in(0, 1));
    assert!(!tokyo.fires_in(1, 1_440));
    assert!(tokyo.runs_alike(&line("0 0 * * *", Reader::RobfigV3)));
    assert_eq!(line("TZ=UTC 0 2 * * *", Reader::RobfigV3).zone(), None);
}

#[test]
fn uneven_steps() {
    let words = |text| line(text, Reader::RobfigV3).uneven_step();
    assert_eq!(words("*/7 * * * *").as_deref(), Some("minute field `*/7`"));
    assert_eq!(
        words("*/90 * * * *").as_deref(),
        Some("minute field `*/90`")
    );
    assert_eq!(words("0 */5 * * *").as_deref(), Some("hour field `*/5`"));
    assert_eq!(
        words("0 0 */2 * *").as_deref(),
        Some("day-of-month field `*/2`")
    );
    assert_eq!(
        words("20/15 * * * *").as_deref(),
        Some("minute field `20/15`")
    );
    assert_eq!(words("*/15 */6 * */3 *"), None);
    assert_eq!(words("5/15 * * * *"), None);
    assert_eq!(words("8-18/3 * * * *"), None);
}

#[test]
fn restricted_days() {
    let both = |text| line(text, Reader::RobfigV3).both_days();
    assert!(both("0 0 13 * 5"));
    assert!(both("0 0 */2 * 1"));
    assert!(both("0 0 1-31 * 1"));
    assert!(!both("0 0 */1 * 1"));
    assert!(!both("0 0 13 * *"));
    assert!(!both("@weekly"));
    assert!(line("0 0 */2 * 1", Reader::RobfigV1).both_days());
}

#[test]
fn windows_and_likeness() {
    let nightly = line("30 23 * * *", Reader::RobfigV3);
    assert!(nightly.fires_in(22 * 60, 4 * 60));
    assert!(!nightly.fires_in(0, 23 * 60 + 30));
    assert!(!nightly.fires_in(60, 60));
    assert!(!line("0 0 30 2 *", Reader::RobfigV3).fires_in(0, 1_440));
    let alike = |one, two| line(one, Reader::RobfigV3).runs_alike(&line(two, Reader::Netresearch));
    assert!(alike("0 2 * * *", "0 2 ? * 0-7"));
    assert!(alike("*/15 * * * *", "0,15,30,45 * * * *"));
    assert!(alike("0 0 30 2 *", "@triggered"));
    assert!(!alike("0 0 13 * 5", "0 0 13 * 5"));
    assert!(!alike("0 2 * * *", "0 2 * * 1-5"));
    let berlin = "CRON_TZ=Europe/Berlin 30 2 * * *";
    assert!(!alike(berlin, berlin));
    assert!(alike(
        "CRON_TZ=Europe/Berlin 0 5 * * *",
        "CRON_TZ=Europe/Berlin 0 5 * * *"
    ));
}

/// What the parsers themselves made of more than a thousand lines; `tests/it/properties/cron/tables` is the
/// program that wrote the table and says what its cells mean.
const TABLE: &str = include_str!("../../../../tests/it/properties/cron/runs.tsv");

#[test]
fn lines_run_as_in_the_parsers_themselves() {
    let readers = [Reader::RobfigV1, Reader::RobfigV3, Reader::Netresearch];
    let (mut lines, mut wrong) = (0, Vec::new());
    for row in TABLE.lines() {
        let mut cells = row.split('\t').collect::<Vec<_>>();
        let results = cells.split_off(cells.len() - 3);
        let text = cells.join("\t");
        let mut wanted = "";
        for (reader, cell) in readers.into_iter().zip(results) {
            if cell != "=" {
                wanted = cell;
            }
            let found = cell_of(&text, reader, wanted.ends_with(" -"));
            let wanted = beyond_the_table(wanted);
            if found != wanted {
                wrong.push(format!("{text:?} {reader:?}: {found}, not {wanted}"));
            }
        }
        lines += 1;
    }
    assert!(lines > 1_000, "the table has {lines} lines");
    assert!(wrong.is_empty(), "{}\n{}", wrong.len(), wrong.join("\n"));
}

/// A cell with its gap as it is around 2100, which has no leap day: the years of the table do not reach it.
fn beyond_the_table(cell: &str) -> String {
    let (runs, gap) = cell.rsplit_once(' ').unwrap_or(("", cell));
    match gap.parse::<u64>() {
        Ok(gap) if !runs.is_empty() && gap > 3 * 366 * 86_400 => {
            format!("{runs} {}", gap + 1_461 * 86_400)
        }
        _ => cell.to_owned(),
    }
}

/// A cell of the table as this module would write it.
fn cell_of(text: &str, reader: Reader, no_gap: bool) -> String {
    let Ok(line) = read(text, reader) else {
        return "error".to_owned();
    };
    if let Some(seconds) = line.every() {
        return format!("every {seconds}");
    }
    let (mut first, mut count, mut hash) = (0, 0, 0xcbf2_9ce4_8422_2325_u64);
    for at in line.runs().take(3_000) {
        if count == 0 {
            first = at;
        }
        count += 1;
        for byte in at.to_le_bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(1_099_511_628_211);
        }
    }
    let gap = if no_gap {
        "-".to_owned()
    } else {
        line.longest_gap()
            .map_or("never".to_owned(), |gap| gap.to_string())
    };
    format!("{first} {count} {hash:016x} {gap}")
}

#[test]
fn the_newest_run_is_the_last_of_all_before() {
    for text in [
        "7,37 * * * *",
        "10 2 * * 1",
        "0 0 29 2 *",
        "0 12 31 * 5",
        "CRON_TZ=America/New_York 30 2 * * *",
        "CRON_TZ=Pacific/Chatham 0 3 1 * *",
    ] {
        let line = line(text, Reader::Netresearch);
        let (first, step) = (1_735_689_600, 86_400 * 9 + 3_601);
        for at in (0..150).map(|n| first + n * step) {
            let wanted = line.runs().take_while(|run| *run <= at).last();
            assert_eq!(line.newest_run(at), wanted, "{text} at {at}");
        }
        assert_eq!(line.newest_run(first - 1), None);
        assert!(line.newest_run(i64::MAX).is_some());
        let run = line.newest_run(first + 200 * 86_400 * 7).unwrap();
        assert_eq!(line.newest_run(run), Some(run));
        assert!(line.newest_run(run - 1) < Some(run));
    }
    assert_eq!(
        line("@every 90m", Reader::RobfigV3).newest_run(i64::MAX),
        None
    );
}
