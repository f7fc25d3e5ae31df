//! Sizes, rates, shares and counts.

use super::time::decimal;
use crate::model::value::{Share, Size};

/// The number at the start of a text, in thousandths, and what stands behind it in lower case.
fn amount(text: &str) -> Option<(u64, &str)> {
    let digits = text
        .find(|c: char| !matches!(c, '0'..='9' | '.' | ',' | '_'))
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits)?;
    // Three digits behind a comma are a decimal part to some, and thousands to others.
    if number
        .split_once(',')
        .is_some_and(|(_, part)| part.len() == 3)
    {
        return None;
    }
    let (whole, fraction) = decimal(&number.replace('_', ""))?;
    Some((
        whole.checked_mul(1_000)?.checked_add(fraction)?,
        unit.trim(),
    ))
}

/// The prefix of a unit, and whether it counts in powers of 1024.
fn prefix(unit: &str) -> Option<(usize, bool)> {
    let mut letters = unit.chars();
    let nth = "kmgtp".find(letters.next()?.to_ascii_lowercase())?;
    match letters.as_str().to_lowercase().as_str() {
        "" | "b" | "byte" | "bytes" => Some((nth, false)),
        "i" | "ib" => Some((nth, true)),
        _ => None,
    }
}

/// A number of a unit, without decimals: a smaller unit takes them.
fn whole(thousandths: u64, nth: usize, binary: bool) -> Option<(u64, usize)> {
    let step = if binary { 1_024 } else { 1_000 };
    if thousandths.is_multiple_of(1_000) {
        return Some((thousandths / 1_000, nth));
    }
    let smaller = thousandths.checked_mul(step)?;
    let nth = nth.checked_sub(1)?;
    smaller
        .is_multiple_of(1_000)
        .then_some((smaller / 1_000, nth))
}

const DECIMAL: [&str; 5] = ["k", "M", "G", "T", "P"];
const BINARY: [&str; 5] = ["Ki", "Mi", "Gi", "Ti", "Pi"];

/// `5GB`, `500gb`, `1.5Ti` as a size of the language.
pub(super) fn size(text: &str) -> Option<String> {
    let (thousandths, unit) = amount(text)?;
    let (nth, binary) = prefix(unit)?;
    let (number, nth) = whole(thousandths, nth, binary)?;
    let units = if binary { BINARY } else { DECIMAL };
    let written = format!("{number}{}", units.get(nth)?);
    written.parse::<Size>().is_ok().then_some(written)
}

/// `100MB`, `100Mbit/s`, `1gbps` as a rate of the language.
pub(super) fn rate(text: &str) -> Option<String> {
    let (thousandths, unit) = amount(text)?;
    let lower = unit.to_lowercase();
    let per = ["/s", "/sec", "/second", "ps"];
    let end = per
        .iter()
        .filter(|end| lower.ends_with(**end))
        .max_by_key(|end| end.len());
    let base = unit
        .get(..unit.len() - end.map_or(0, |end| end.len()))?
        .trim_end();
    let letters = base.to_lowercase();
    // `Mb`, `Mbit` and `gbps` count bits; `MB` and `MiB` bytes.
    let bits = letters.ends_with("bit")
        || letters.ends_with("bits")
        || (base.ends_with('b')
            && !letters.ends_with("ib")
            && (base.starts_with(['M', 'G', 'K']) || end == Some(&"ps")));
    if bits {
        let nth = "kmg".find(letters.chars().next()?)?;
        let (number, nth) = whole(thousandths, nth, false)?;
        return Some(format!("{number}{}", ["kbps", "Mbps", "Gbps"].get(nth)?));
    }
    let (nth, binary) = prefix(base)?;
    let (number, nth) = whole(thousandths, nth, binary)?;
    let units = if binary { BINARY } else { DECIMAL };
    Some(format!("{number}{}B/s", units.get(nth)?))
}

/// A share in thousandths of a percent: `10`, `10%`, `10pct` and `0.1` are all ten percent.
fn percent(text: &str) -> Option<u64> {
    let (thousandths, unit) = amount(text)?;
    match unit {
        "" if thousandths < 1_000 => thousandths.checked_mul(100),
        "" | "%" | "pct" | "percent" | "％" => Some(thousandths),
        _ => None,
    }
}

fn written(thousandths: u64) -> Option<String> {
    let number = match (thousandths / 1_000, thousandths % 1_000) {
        (whole, 0) => format!("{whole}%"),
        (whole, part) => format!("{whole}.{}%", format!("{part:03}").trim_end_matches('0')),
    };
    Some(number)
}

/// `10`, `0.1` and `10%/d` as a share.
pub(super) fn share(text: &str) -> Option<String> {
    let share = text.split_once('/').map_or(text, |(share, _)| share);
    written(percent(share.trim())?).filter(|share| share.parse::<Share>().is_ok())
}

/// `10%`, `10%/day`, `1%/h` as a share a day.
pub(super) fn share_of_day(text: &str) -> Option<String> {
    let lower = text
        .to_lowercase()
        .replace("percent", "%")
        .replace("per", "/")
        .replace("daily", "/d")
        .replace("aday", "/d");
    let (share, per) = lower.split_once('/').unwrap_or((&lower, "d"));
    let thousandths = percent(share.trim())?;
    let day = match per.trim().to_lowercase().as_str() {
        "d" | "day" | "24h" | "1d" | "days" => thousandths,
        "h" | "hr" | "hour" | "1h" => thousandths.checked_mul(24)?,
        // Rounded up, against the promise.
        "w" | "wk" | "week" | "7d" => thousandths.div_ceil(7),
        "mo" | "month" | "30d" => thousandths.div_ceil(30),
        _ => return None,
    };
    written(day).map(|share| format!("{share}/d"))
}

/// A number whose comma may stand before decimals or between thousands.
pub(super) fn comma_words(text: &str) -> Option<String> {
    let (whole, rest) = text.split_once(',')?;
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let plain = digits == 3 && !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| format!("write the number without its comma: `{whole}{rest}`"))
}

/// What to write instead of a number that no plan can have.
pub(super) fn number_words(key: &str, text: &str) -> Option<String> {
    let plain = text.strip_prefix('-')?;
    let digits = !plain.is_empty() && plain.len() <= 9 && plain.bytes().all(|b| b.is_ascii_digit());
    let some = digits && plain.bytes().any(|b| b != b'0');
    some.then(|| format!("write `{key} {plain}`: there is no negative number here"))
}

/// `first` and `1st` as a number; `second` is a unit of time to all others.
pub(super) fn place(text: &str) -> Option<String> {
    let places = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
    ];
    let lower = text.to_lowercase();
    if let Some(place) = places.iter().position(|name| *name == lower) {
        return Some((place + 1).to_string());
    }
    let mut ends = ["st", "nd", "rd", "th"].iter();
    number(ends.find_map(|end| lower.strip_suffix(end))?)
}

/// `3.0`, `three`, `4x` as a number.
pub(super) fn number(text: &str) -> Option<String> {
    let names = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    ];
    let lower = text.to_lowercase();
    if let Some(number) = names.iter().position(|name| *name == lower) {
        return Some(number.to_string());
    }
    let plain = lower.strip_prefix('+').unwrap_or(&lower);
    let plain = plain.strip_suffix('x').unwrap_or(plain);
    let (thousandths, unit) = amount(plain)?;
    (unit.is_empty() && thousandths.is_multiple_of(1_000))
        .then(|| (thousandths / 1_000).to_string())
}
