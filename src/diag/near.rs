//! Did-you-mean: the nearest of the words that would have been right.

/// The candidate nearest to a word, if it is near enough to be a slip of the hand.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance <= limit || (word.len() >= 3 && candidate.starts_with(word))
        })
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
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
        assert_eq!(nearest("xyz", ["critical", "standard"]), None);
    }
}
