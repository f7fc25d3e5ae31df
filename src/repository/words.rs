//! Names in texts.

/// Whether a text holds a name as a word of its own.
pub(crate) fn contains_word(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|head| head.chars().next_back());
        let after = text
            .get(at + name.len()..)
            .and_then(|tail| tail.chars().next());
        !before.is_some_and(part) && !after.is_some_and(part)
    })
}

/// How deep the default of a variable may contain other variables.
pub(crate) const MAX_NESTED: usize = 16;

/// What is inside of `${…}`, after its first two letters, and what follows: a default may contain other variables.
pub(crate) fn variable_text(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0;
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        match letter {
            '{' if before == '$' => depth += 1,
            '}' if depth == 0 => {
                let (inner, rest) = text.split_at_checked(at)?;
                return Some((inner, rest.strip_prefix('}')?));
            }
            '}' => depth -= 1,
            _ => {}
        }
        if depth > MAX_NESTED {
            return None;
        }
        before = letter;
    }
    None
}
