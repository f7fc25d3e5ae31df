//! Lengths of time, and how often something happens.

use crate::model::value::Duration;

/// Units as people write them, in seconds, with the unit of the language where it has one.
const UNITS: [(&[&str], u64, &str); 7] = [
    (&["s", "sec", "secs", "second", "seconds"], 1, "s"),
    (&["m", "min", "mins", "minute", "minutes"], 60, "m"),
    (&["h", "hr", "hrs", "hour", "hours", "std"], 3_600, "h"),
    (&["d", "day", "days"], 86_400, "d"),
    (&["w", "wk", "wks", "week", "weeks"], 604_800, "w"),
    (&["mo", "mon", "mth", "month", "months"], 30 * 86_400, ""),
    (&["y", "yr", "yrs", "year", "years"], 365 * 86_400, ""),
];

/// A number and its unit.
struct Part {
    whole: u64,
    /// Thousandths.
    fraction: u64,
    seconds: u64,
    unit: &'static str,
}

/// `1.5h`, `15min`, `1H`, `PT1H`, `1:30` as a duration of the language.
pub(super) fn duration(text: &str) -> Option<String> {
    let lower = text
        .trim_start_matches(['<', '=', '>', '~', '≤', '≈'])
        .trim_end_matches('.')
        .to_lowercase();
    if let Some(word) = frequency(&lower) {
        return Some(whole(word));
    }
    if let Some(seconds) = clock(&lower) {
        return Some(whole(seconds));
    }
    let plain: String = lower.chars().filter(|c| !matches!(c, ' ' | '_')).collect();
    let parts = match plain.strip_prefix('p') {
        Some(iso) => parts(&iso.replacen('t', "", 1))?,
        None => parts(&plain)?,
    };
    if parts.is_empty() {
        return None;
    }
    let mut total = 0u64;
    for part in &parts {
        let thousandths = part.whole.checked_mul(1_000)?.checked_add(part.fraction)?;
        total = total.checked_add(thousandths.checked_mul(part.seconds)?)?;
    }
    // The units of the author, where they are units of the language.
    let kept: String = parts
        .iter()
        .map(|part| format!("{}{}", part.whole, part.unit))
        .collect();
    let plain = parts
        .iter()
        .all(|part| part.fraction == 0 && !part.unit.is_empty());
    if plain && kept.parse::<Duration>().is_ok() {
        return Some(kept);
    }
    (total.is_multiple_of(1_000) && total > 0).then(|| whole(total / 1_000))
}

/// What to write instead of a length of time that means several things, or that no plan can have.
pub(super) fn words(key: &str, text: &str) -> Option<String> {
    let plain = text.trim_start_matches(['-', '+']);
    let digits = !plain.is_empty() && plain.len() <= 9 && plain.bytes().all(|b| b.is_ascii_digit());
    // A promise of nothing is the wish to lose nothing: the nearest that can be kept is replication.
    let zero = plain.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if !zero.is_empty() && zero.bytes().all(|b| matches!(b, b'0' | b'.')) {
        return Some(match key {
            "rpo" => "write the most data, in time, that may be lost, as in `rpo 15m`; less than a minute needs `recover replication`".to_owned(),
            "timeout" => format!("write how long it may take, as in `{key} 30s`"),
            _ => format!("write a duration of one second or more, such as `{key} 1s`, or remove `{key}`"),
        });
    }
    if digits {
        return Some(match key {
            // A time-out without a unit is in seconds nearly everywhere.
            "timeout" => format!(
                "write the unit: `{plain}s` for seconds, `{plain}m` for minutes or `{plain}h` for hours"
            ),
            _ => format!(
                "write the unit: `{plain}m` for minutes, `{plain}h` for hours or `{plain}d` for days"
            ),
        });
    }
    if plain.len() < text.len() {
        let right = match plain.parse::<Duration>() {
            Ok(_) => plain.to_owned(),
            Err(_) => duration(plain)?,
        };
        return Some(format!("write `{right}`, without a sign"));
    }
    seconds_words(plain)
}

/// `5.5s`, `500ms`: the second is the smallest unit.
fn seconds_words(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let digits = lower.find(|c: char| !matches!(c, '0'..='9' | '.' | ','))?;
    let (number, unit) = lower.split_at_checked(digits)?;
    let (whole, fraction) = decimal(number)?;
    let thousandths = whole.checked_mul(1_000)?.checked_add(fraction)?;
    let milliseconds = match unit.trim() {
        "ms" | "msec" | "millis" | "milliseconds" => thousandths / 1_000,
        "s" | "sec" | "secs" | "second" | "seconds" => thousandths,
        _ => return None,
    };
    let up = milliseconds.div_ceil(1_000).max(1);
    Some(format!(
        "write `{}`: the smallest unit is the second",
        Duration::seconds(up)
    ))
}

fn whole(seconds: u64) -> String {
    Duration::seconds(seconds).to_string()
}

fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !matches!(c, '0'..='9' | '.' | ','))
            .unwrap_or(rest.len());
        let (number, tail) = rest.split_at_checked(digits)?;
        let letters = tail
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at_checked(letters)?;
        let (whole, fraction) = decimal(number)?;
        let (seconds, name) = match (unit, parts.last()) {
            // `1h30` are minutes.
            ("", Some(last)) if last.unit == "h" && tail.is_empty() => (60, "m"),
            _ => {
                let (_, seconds, name) =
                    UNITS.iter().find(|(words, _, _)| words.contains(&unit))?;
                (*seconds, *name)
            }
        };
        parts.push(Part {
            whole,
            fraction,
            seconds,
            unit: name,
        });
        rest = tail;
    }
    Some(parts)
}

/// A number with at most three decimals, in thousandths behind the point.
pub(super) fn decimal(text: &str) -> Option<(u64, u64)> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || part.len() > 3 || !digits(whole) || !digits(part) {
        return None;
    }
    let part = format!("{part:0<3}");
    Some((whole.parse().ok()?, part.parse().ok()?))
}

/// `1:30` and `01:30:00`, as hours, minutes and seconds.
fn clock(text: &str) -> Option<u64> {
    let parts: Vec<&str> = text.split(':').collect();
    let number = |part: &str| {
        let digits =
            !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u64>().ok().filter(|_| digits)
    };
    let (hours, minutes, seconds) = match parts.as_slice() {
        [hours, minutes] => (number(hours)?, number(minutes)?, 0),
        [hours, minutes, seconds] => (number(hours)?, number(minutes)?, number(seconds)?),
        _ => return None,
    };
    let total = hours * 3_600 + minutes * 60 + seconds;
    (minutes < 60 && seconds < 60 && total > 0).then_some(total)
}

/// Seconds between two runs, for a word of frequency.
fn frequency(word: &str) -> Option<u64> {
    match word.trim_start_matches('@') {
        "hourly" => Some(3_600),
        "daily" | "nightly" | "midnight" => Some(86_400),
        "weekly" => Some(604_800),
        "monthly" => Some(30 * 86_400),
        "quarterly" => Some(90 * 86_400),
        "yearly" | "annually" => Some(365 * 86_400),
        _ => None,
    }
}

fn seconds_of(text: &str) -> Option<u64> {
    let lower = text.to_lowercase();
    let one = UNITS
        .iter()
        .find(|(words, _, _)| words.iter().any(|word| word.len() > 2 && *word == lower));
    if let Some((_, seconds, _)) = one {
        return Some(*seconds);
    }
    if lower == "quarter" {
        return Some(90 * 86_400);
    }
    frequency(&lower)
        .or_else(|| text.parse::<Duration>().ok().map(Duration::as_seconds))
        .or_else(|| {
            duration(text)?
                .parse::<Duration>()
                .ok()
                .map(Duration::as_seconds)
        })
}

/// An interval as the cron line that runs as often.
pub(super) fn cron(text: &str) -> Option<String> {
    let text = text.strip_prefix("@every").unwrap_or(text);
    let line = match seconds_of(text)? {
        3_600 => "0 * * * *".to_owned(),
        86_400 => "0 0 * * *".to_owned(),
        604_800 => "0 0 * * 0".to_owned(),
        2_592_000 => "0 0 1 * *".to_owned(),
        31_536_000 => "0 0 1 1 *".to_owned(),
        60 => "* * * * *".to_owned(),
        seconds if seconds % 60 == 0 && 3_600 % seconds == 0 => {
            format!("*/{} * * * *", seconds / 60)
        }
        seconds if seconds % 3_600 == 0 && 86_400 % seconds == 0 => {
            format!("0 */{} * * *", seconds / 3_600)
        }
        _ => return None,
    };
    Some(format!("\"{line}\""))
}

/// How often a drill happens.
pub(super) fn rhythm(text: &str) -> Option<String> {
    match seconds_of(text)? {
        86_400 => Some("day".to_owned()),
        604_800 => Some("week".to_owned()),
        2_419_200 | 2_592_000 => Some("month".to_owned()),
        7_776_000 => Some("quarter".to_owned()),
        _ => cron(text),
    }
}
