//! Runs of a cron line, minute by minute, for lines of numbers: what the adversary writes and what
//! drplan chooses. Days are counted from 1970-01-01.

/// The minutes of a line, or an interval from run to run.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    Fields(Box<Fields>),
    Every(u64),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Fields {
    minutes: Vec<u64>,
    day: [bool; 32],
    month: [bool; 13],
    weekday: [bool; 7],
    /// Whether a day must be in both day fields.
    both: bool,
}

fn field(text: &str, low: usize, high: usize) -> Option<Vec<usize>> {
    let mut all = Vec::new();
    for item in text.split(',') {
        let (range, step) = match item.split_once('/') {
            Some((range, step)) => (range, step.parse().ok()?),
            None => (item, 1),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" || range == "?" => (low, high),
            Some((from, to)) => (from.parse().ok()?, to.parse().ok()?),
            None => {
                let one: usize = range.parse().ok()?;
                (one, if item.contains('/') { high } else { one })
            }
        };
        all.extend((from..=to).step_by(step));
    }
    all.iter()
        .all(|value| (low..=high).contains(value))
        .then_some(all)
}

impl Line {
    /// The line as Velero of a version reads it: up to 1.18.2 one day field is enough, from 1.18.3
    /// on a day must be in both.
    pub fn read(text: &str, velero: (u32, u32, u32)) -> Option<Self> {
        let text = match text {
            "@hourly" => "0 * * * *",
            "@daily" | "@midnight" => "0 0 * * *",
            "@weekly" => "0 0 * * 0",
            "@monthly" => "0 0 1 * *",
            _ => text,
        };
        if let Some(interval) = text.strip_prefix("@every ") {
            return Some(Self::Every(super::declared::seconds(interval)? as u64));
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        let [minute, hour, day, month, weekday] = words.as_slice() else {
            return None;
        };
        let flags = |list: Vec<usize>, flags: &mut [bool]| {
            for value in list {
                flags[value] = true;
            }
        };
        let (mut days, mut months, mut weekdays) = ([false; 32], [false; 13], [false; 7]);
        flags(field(day, 1, 31)?, &mut days);
        flags(field(month, 1, 12)?, &mut months);
        flags(field(weekday, 0, 6)?, &mut weekdays);
        let mut minutes = Vec::new();
        for hour in field(hour, 0, 23)? {
            minutes.extend(
                field(minute, 0, 59)?
                    .iter()
                    .map(|minute| (hour * 60 + minute) as u64),
            );
        }
        minutes.sort_unstable();
        minutes.dedup();
        let star = |text: &str| text == "*" || text == "?";
        Some(Self::Fields(Box::new(Fields {
            minutes,
            day: days,
            month: months,
            weekday: weekdays,
            both: velero >= (1, 18, 3) || star(day) || star(weekday),
        })))
    }

    /// The runs between two moments; none for an interval, which counts from the run before.
    pub fn runs(&self, from: u64, to: u64) -> Vec<u64> {
        let Self::Fields(fields) = self else {
            return Vec::new();
        };
        let mut all = Vec::new();
        for day in from / 86_400..=to / 86_400 {
            let (_, month, of_month) = civil(day);
            let in_month = fields.day[of_month];
            let in_week = fields.weekday[((day + 4) % 7) as usize];
            let on = if fields.both {
                in_month && in_week
            } else {
                in_month || in_week
            };
            if on && fields.month[month] {
                all.extend(
                    fields
                        .minutes
                        .iter()
                        .map(|minute| day * 86_400 + minute * 60),
                );
            }
        }
        all.retain(|at| (from..to).contains(at));
        all
    }
}

/// Year, month and day of the month of a day.
fn civil(day: u64) -> (u64, usize, usize) {
    let shifted = day + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = (of_year - (153 * month + 2) / 5 + 1) as usize;
    let month = if month < 10 { month + 3 } else { month - 9 } as usize;
    (year + era * 400 + u64::from(month <= 2), month, of_month)
}

#[test]
fn days_and_both_day_fields_are_read_as_velero_does() {
    assert_eq!(civil(20_512), (2026, 2, 28));
    assert_eq!(civil(20_513), (2026, 3, 1));
    let gap = |line: &str, velero| {
        let runs = Line::read(line, velero)
            .unwrap()
            .runs(1_798_761_600, 1_798_761_600 + 1_500 * 86_400);
        runs.windows(2)
            .map(|pair| (pair[1] - pair[0]) / 3_600)
            .max()
            .unwrap()
    };
    assert_eq!(gap("0 0 13 * 5", (1, 18, 2)), 168);
    assert_eq!(gap("0 0 13 * 5", (1, 18, 3)), 10_248);
    assert_eq!(gap("0 8-18 * * 1-5", (1, 18, 3)), 62);
    assert_eq!(gap("0 */9 * * *", (1, 18, 3)), 9);
}
