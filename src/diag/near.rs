//! Did-you-mean: the nearest of the words that would have been right.

/// Longer words are not compared: no name of the language or of Kubernetes has more letters.
const LONGEST: usize = 80;

/// The candidate nearest to a word, if it is near enough to be a typing mistake.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let letters = word.chars().take(LONGEST + 1).count();
    // In a word of one or two letters a typing mistake leaves nothing to recognise.
    let limit = match letters {
        0..=2 => 0,
        _ => (letters / 3).max(1),
    };
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let begins = (letters >= 3 && candidate.starts_with(word))
                || (candidate.len() >= 3 && word.starts_with(candidate));
            // A distance is at least the difference of the lengths; most candidates end here.
            let length = candidate.chars().count();
            let far = letters > LONGEST || length.abs_diff(letters) > limit;
            if far && !begins {
                return None;
            }
            let distance = match far {
                true => length.abs_diff(letters),
                false => strsim::osa_distance(word, candidate),
            };
            (begins || distance <= limit).then_some((distance, candidate))
        })
        .min()
        .map(|(_, candidate)| candidate)
}

/// Whether two words differ by a slip or two of the hand, as their length allows.
pub fn is_close(word: &str, other: &str) -> bool {
    let letters = word.chars().count();
    let slips = if letters < 6 { 1 } else { 2 };
    letters <= LONGEST
        && other.len().abs_diff(word.len()) <= slips
        && strsim::osa_distance(word, other) <= slips
}

/// Whether two words differ by one letter: one more, one less, another one, or two in the wrong order.
pub fn is_one_slip(word: &str, other: &str) -> bool {
    word.len().max(other.len()) <= LONGEST && strsim::osa_distance(word, other) == 1
}

/// The candidate that differs from a word by one slip of the hand, and by nothing that tells two
/// things apart on purpose: a number, or a word of its own.
pub fn slip<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(|char| !matches!(char, '-' | '_' | '.'));
        letters.flat_map(char::to_lowercase).collect()
    };
    if word.chars().count() < 4 {
        return None;
    }
    candidates.into_iter().find(|candidate| {
        let far = candidate.len().abs_diff(word.len()) > 4;
        let same = || {
            plain(word) == plain(candidate)
                || word.len() <= LONGEST && strsim::osa_distance(word, candidate) == 1
        };
        *candidate != word && !far && digits(word) == digits(candidate) && same()
    })
}

#[cfg(test)]
mod tests {
    use super::{nearest, slip};

    #[test]
    fn slips() {
        assert_eq!(slip("databse", ["databases", "database"]), Some("database"));
        assert_eq!(
            slip("prod-us-east1", ["prod-us-east-1"]),
            Some("prod-us-east-1")
        );
        assert_eq!(
            slip("prod-us-east-2", ["prod-us-east-1", "prod-us-west-2"]),
            None
        );
        assert_eq!(slip("dr", ["db"]), None);
    }

    #[test]
    fn near_words() {
        assert_eq!(
            nearest("namspace", ["namespace", "tier"]),
            Some("namespace")
        );
        assert_eq!(
            nearest("critcal", ["critical", "standard"]),
            Some("critical")
        );
        assert_eq!(nearest("production", ["prod", "dr"]), Some("prod"));
        assert_eq!(nearest("u", ["t", "v"]), None);
        assert_eq!(nearest("xyz", ["critical", "standard"]), None);
    }
}
