//! Names of regions: which two are one region in two spellings, and which is not a region at all.

use crate::diag::near::is_one_slip;

/// Prefixes of regions that are codes of two letters, at AWS, Google and others.
const CODES: [&str; 13] = [
    "af", "ap", "ca", "cn", "de", "eu", "fr", "il", "me", "mx", "sa", "uk", "us",
];
/// Words of regions.
const WORDS: [&str; 24] = [
    "africa",
    "asia",
    "australia",
    "brazil",
    "canada",
    "central",
    "china",
    "east",
    "europe",
    "france",
    "germany",
    "gov",
    "india",
    "japan",
    "north",
    "northamerica",
    "northeast",
    "northwest",
    "south",
    "southamerica",
    "southeast",
    "southwest",
    "switzerland",
    "west",
];
/// What people write where the name comes later.
const LATER: [&str; 9] = [
    "changeme",
    "fixme",
    "placeholder",
    "replaceme",
    "tbd",
    "todo",
    "xxx",
    "yourregion",
    "yourregionhere",
];
/// Characters between the parts of a name.
const BETWEEN: [char; 4] = ['-', '_', '.', ' '];

/// Whether a name is written where a region is still to be filled in.
pub(in crate::lint) fn is_placeholder(name: &str) -> bool {
    let plain = plain(name);
    name.contains(['<', '>', '$', '{', '}'])
        || LATER.contains(&plain.as_str())
        // The word that a help of drplan has for it.
        || name == "REGION"
}

/// The region of a zone, where a name is a zone as AWS (`eu-west-1a`) or Google (`us-east1-b`) names it.
pub(in crate::lint) fn region_of_zone(name: &str) -> Option<&str> {
    let region = without_letter(name)?;
    let parts = parts(region);
    let (number, words) = parts.split_last()?;
    let numbered = number.chars().all(|char| char.is_ascii_digit());
    let google = region.len() + 2 == name.len();
    let digits = region
        .chars()
        .rev()
        .take_while(char::is_ascii_digit)
        .count();
    let dashed = region.chars().rev().nth(digits) == Some('-');
    let known = words.len() >= 2 && words.iter().all(|word| is_known(word));
    (numbered && known && google != dashed).then_some(region)
}

/// Whether two different names are one region: they differ in case, in what is between the words, by
/// one typing error, or by the letter of a zone. A number tells two regions apart, and so does a word
/// of one or two letters or the last letter of a word, which people choose on purpose.
pub(in crate::lint) fn is_same_region(one: &str, other: &str) -> bool {
    if one == other || is_placeholder(one) || is_placeholder(other) {
        return false;
    }
    let is_zone_of =
        |zone: &str, region: &str| region.contains('-') && without_letter(zone) == Some(region);
    if is_zone_of(one, other) || is_zone_of(other, one) {
        return true;
    }
    if plain(one) == plain(other) {
        return true;
    }
    let (one, other) = (parts(one), parts(other));
    if one.len() != other.len() {
        return false;
    }
    let mut different = one.iter().zip(&other).filter(|(a, b)| a != b);
    match (different.next(), different.next()) {
        (Some((a, b)), None) => is_slip(a, b, &one),
        _ => false,
    }
}

/// How sure it is that a name is meant: one of a cloud is, in lower case.
pub(in crate::lint) fn is_of_a_cloud(name: &str) -> bool {
    let lower = !name.chars().any(char::is_uppercase);
    let mut parts = parts(name).into_iter();
    lower && parts.all(|part| is_number(&part) || is_known(&part))
}

/// Whether a name is one of Google, which puts the number after the word: `us-east1`.
pub(in crate::lint) fn is_of_google(name: &str) -> bool {
    let words = name.trim_end_matches(|char: char| char.is_ascii_digit());
    words.len() < name.len() && words.contains('-') && !words.ends_with('-')
}

fn is_slip(a: &str, b: &str, name: &[String]) -> bool {
    if is_number(a) || is_number(b) || !is_one_slip(a, b) {
        return false;
    }
    let shorter = a.chars().count().min(b.chars().count());
    if shorter <= 2 {
        // `us` and `ys`, but neither `af` and `ap` nor two rooms.
        let direction = name.iter().any(|part| WORDS.contains(&part.as_str()));
        return direction && CODES.contains(&a) != CODES.contains(&b);
    }
    if WORDS.contains(&a) != WORDS.contains(&b) {
        return true;
    }
    let last = a.len() == b.len() && a.get(..a.len() - 1) == b.get(..b.len() - 1);
    shorter >= 4 && !last
}

fn is_known(part: &str) -> bool {
    CODES.contains(&part) || WORDS.contains(&part)
}

fn is_number(part: &str) -> bool {
    part.chars().all(|char| char.is_ascii_digit())
}

/// A name without the letter of a zone behind its number.
fn without_letter(name: &str) -> Option<&str> {
    let rest = name.strip_suffix(|char: char| matches!(char, 'a'..='f'))?;
    let rest = rest.strip_suffix('-').unwrap_or(rest);
    rest.ends_with(|char: char| char.is_ascii_digit())
        .then_some(rest)
}

fn plain(name: &str) -> String {
    let chars = name.chars().filter(|char| !BETWEEN.contains(char));
    chars.flat_map(char::to_lowercase).collect()
}

/// Runs of letters and runs of digits, in lower case.
fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut before: Option<bool> = None;
    for char in name.chars().flat_map(char::to_lowercase) {
        if BETWEEN.contains(&char) {
            before = None;
            continue;
        }
        let digit = char.is_ascii_digit();
        match parts.last_mut().filter(|_| before == Some(digit)) {
            Some(part) => part.push(char),
            None => parts.push(char.to_string()),
        }
        before = Some(digit);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{is_placeholder, is_same_region, region_of_zone};

    #[test]
    fn one_region_in_two_spellings() {
        for (one, other) in [
            ("us-esat-1", "us-east-1"),
            ("US-EAST-1", "us-east-1"),
            ("us-east1", "us-east-1"),
            ("us_east_1", "us-east-1"),
            ("ys-east-1", "us-east-1"),
            ("su-east-1", "us-east-1"),
            ("us-easr-1", "us-east-1"),
            ("us-est-1", "us-east-1"),
            ("eu-west-1a", "eu-west-1"),
            ("us-east1-b", "us-east1"),
            ("europe-wets1", "europe-west1"),
            ("frankfrut", "frankfurt"),
        ] {
            assert!(is_same_region(one, other), "{one} {other}");
            assert!(is_same_region(other, one), "{other} {one}");
        }
    }

    #[test]
    fn two_regions() {
        for (one, other) in [
            ("us-east-1", "us-east-2"),
            ("eu-west-1", "eu-west-3"),
            ("europe-west1", "europe-west4"),
            ("europe-west1", "europe-west12"),
            ("eastus", "eastus2"),
            ("westus", "westus3"),
            ("eastus", "westus"),
            ("us-east-1", "us-west-1"),
            ("us-east-1", "us-west-2"),
            ("af-south-1", "ap-south-1"),
            ("me-central-1", "mx-central-1"),
            ("eu-de", "eu-es"),
            ("northeurope", "westeurope"),
            ("ap-southeast-1", "ap-northeast-1"),
            ("south", "north"),
            ("dc1a", "dc1b"),
            ("site-a", "site-b"),
            ("sitea", "siteb"),
            ("dca", "dcb"),
            ("nyc1", "nyc3"),
            ("fsn1", "nbg1"),
            ("us-east", "us-east-1"),
            ("r1", "r2"),
            ("us-east-1", "us-east-1"),
        ] {
            assert!(!is_same_region(one, other), "{one} {other}");
            assert!(!is_same_region(other, one), "{other} {one}");
        }
    }

    #[test]
    fn zones() {
        assert_eq!(region_of_zone("eu-west-1a"), Some("eu-west-1"));
        assert_eq!(region_of_zone("us-gov-west-1b"), Some("us-gov-west-1"));
        assert_eq!(region_of_zone("us-east1-b"), Some("us-east1"));
        for other in [
            "eu-west-1",
            "us-east1",
            "dc1a",
            "room-1a",
            "us-east",
            "a",
            "",
            "1a",
        ] {
            assert_eq!(region_of_zone(other), None, "{other}");
        }
    }

    #[test]
    fn placeholders() {
        for name in [
            "<region>",
            "$REGION",
            "${region}",
            "TODO",
            "CHANGEME",
            "change-me",
            "REGION",
        ] {
            assert!(is_placeholder(name), "{name}");
        }
        for name in ["region", "todoroki", "us-east-1", "home", "r"] {
            assert!(!is_placeholder(name), "{name}");
        }
    }
}
