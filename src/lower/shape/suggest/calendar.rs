//! Days and times of the day.

use crate::model::value::Date;

/// `31.12.2026`, `2026/12/31`, `12/31/2026` as a date; nothing where day and month may be swapped.
pub(super) fn date(text: &str) -> Option<String> {
    let day = text.split(['T', ' ']).next()?;
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = match day {
        whole if whole.len() == 8 && digits(whole) => {
            vec![whole.get(..4)?, whole.get(4..6)?, whole.get(6..)?]
        }
        _ => day.split(['-', '/', '.']).collect(),
    };
    let [first, second, third] = parts.as_slice() else {
        return None;
    };
    if !parts.iter().all(|part| digits(part) && part.len() <= 4) {
        return None;
    }
    let number = |part: &str| part.parse::<u16>().ok();
    let (year, month, day) = if first.len() == 4 {
        (number(first)?, number(second)?, number(third)?)
    } else if third.len() == 4 {
        let (one, two) = (number(first)?, number(second)?);
        let (month, day) = match (one > 12, two > 12) {
            (true, false) => (two, one),
            (false, true) => (one, two),
            // A point stands behind the day.
            (false, false) if day.contains('.') || one == two => (two, one),
            _ => return None,
        };
        (number(third)?, month, day)
    } else {
        return None;
    };
    Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?).map(|date| date.to_string())
}

/// `9-11`, `09.00-11.00`, `9am-11pm` as a window.
pub(super) fn window(text: &str) -> Option<String> {
    let lower: String = text.to_lowercase().chars().filter(|c| *c != ' ').collect();
    let (from, to) = ["..", "to", "until", "-", "/"]
        .into_iter()
        .find_map(|between| lower.split_once(between))?;
    Some(format!("{}-{}", time(from)?, time(to)?))
}

fn time(text: &str) -> Option<String> {
    let text = text
        .strip_suffix("utc")
        .or(text.strip_suffix('z'))
        .unwrap_or(text);
    let (text, noon) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(text), _) => (text, Some(false)),
        (_, Some(text)) => (text, Some(true)),
        (None, None) => (text.strip_suffix('h').unwrap_or(text), None),
    };
    let (hour, minute) = match text.split_once([':', '.', 'h']) {
        Some(parts) => parts,
        None if matches!(text.len(), 3 | 4) => text.split_at_checked(text.len() - 2)?,
        None => (text, "0"),
    };
    let number = |text: &str| {
        let digits = matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u32>().ok().filter(|_| digits)
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let hour = match (hour, noon) {
        (12, Some(false)) => 0,
        (hour @ 1..=11, Some(true)) => hour + 12,
        (24, None) if minute == 0 => 0,
        (hour, _) => hour,
    };
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}
