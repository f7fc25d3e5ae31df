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

#[cfg(test)]
mod tests {
    use super::nearest;

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
