//! The durations that follow `@every`, read as Go's `time.ParseDuration` reads them.

/// The largest magnitude that Go's signed 64-bit nanoseconds can hold, plus one.
const LIMIT: u64 = 1 << 63;

/// Reads a Go duration and returns it in nanoseconds.
pub(super) fn nanoseconds(text: &str) -> Option<i64> {
    let (negative, mut rest) = match (text.strip_prefix('-'), text.strip_prefix('+')) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => (false, text),
    };
    // A bare zero is the one number that needs no unit.
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total = 0_u64;
    while !rest.is_empty() {
        let (part, after) = one_part(rest)?;
        // Go's sum wraps here too: two parts of 2^63 ns each are nothing.
        total = total.wrapping_add(part);
        if total > LIMIT {
            return None;
        }
        rest = after;
    }
    if negative {
        0_i64.checked_sub_unsigned(total)
    } else {
        i64::try_from(total).ok()
    }
}

/// Reads one number with its unit and returns its nanoseconds and the text after it.
fn one_part(text: &str) -> Option<(u64, &str)> {
    let (whole, after_whole) = split_digits(text);
    let (fraction, after_number) = match after_whole.strip_prefix('.') {
        Some(rest) => split_digits(rest),
        None => ("", after_whole),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let end = after_number
        .find(|c: char| c == '.' || c.is_ascii_digit())
        .unwrap_or(after_number.len());
    let (unit, rest) = after_number.split_at_checked(end)?;
    let unit = unit_nanoseconds(unit)?;
    let mut value = whole_number(whole)?;
    if value > LIMIT / unit {
        return None;
    }
    value *= unit;
    let (numerator, scale) = fraction_number(fraction);
    if numerator > 0 {
        // Go computes the fraction in the same 64-bit floating point.
        let extra = (numerator as f64 * (unit as f64 / scale)) as u64;
        value += extra;
        if value > LIMIT {
            return None;
        }
    }
    Some((value, rest))
}

/// Splits the leading digits off.
fn split_digits(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Reads digits in front of the point; `None` when they exceed what Go can hold.
fn whole_number(digits: &str) -> Option<u64> {
    if digits.is_empty() {
        return Some(0);
    }
    digits.parse().ok().filter(|value| *value <= LIMIT)
}

/// Reads digits behind the point as a numerator and the power of ten below it.
fn fraction_number(digits: &str) -> (u64, f64) {
    let mut numerator = 0_u64;
    let mut scale = 1.0_f64;
    for digit in digits.bytes() {
        // Digits past what fits are dropped, as Go drops them.
        if numerator > (LIMIT - 1) / 10 {
            break;
        }
        numerator = numerator * 10 + u64::from(digit - b'0');
        scale *= 10.0;
    }
    (numerator, scale)
}

/// The nanoseconds of one unit; both spellings of the micro sign are Go's.
fn unit_nanoseconds(unit: &str) -> Option<u64> {
    match unit {
        "ns" => Some(1),
        "us" | "\u{b5}s" | "\u{3bc}s" => Some(1_000),
        "ms" => Some(1_000_000),
        "s" => Some(1_000_000_000),
        "m" => Some(60_000_000_000),
        "h" => Some(3_600_000_000_000),
        _ => None,
    }
}
