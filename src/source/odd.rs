//! Characters that a reader does not see, or sees as something else.
//!
//! One table for all: where such a character may not stand, which values refuse it, and what every
//! renderer escapes.

/// What is odd about a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// It moves the cursor, starts a terminal command, or does nothing at all; tab, line feed and
    /// carriage return are among them.
    Control,
    /// Some programs end a line at it and others do not.
    LineEnd,
    /// A blank that is not the space.
    Blank,
    /// It takes no room.
    Invisible,
    /// It joins letters or pictures of the scripts that need it, and takes no room.
    Joiner,
    /// It reverses the direction in which the text around it is shown.
    Reversing,
    /// No text may hold it.
    NoCharacter,
}

impl Oddity {
    /// In words, as in "U+001B is …".
    pub fn words(self) -> &'static str {
        match self {
            Oddity::Control => "a control character",
            Oddity::LineEnd => "a line break that not every program knows",
            Oddity::Blank => "a space character that is not the ordinary space",
            Oddity::Invisible | Oddity::Joiner => "an invisible character",
            Oddity::Reversing => "a character that reverses the reading direction",
            Oddity::NoCharacter => "not a character",
        }
    }
}

/// What is odd about a character, if anything is.
pub fn oddity(char: char) -> Option<Oddity> {
    if matches!(char, ' '..='~') {
        return None;
    }
    match char {
        '\u{85}' | '\u{2028}' | '\u{2029}' => Some(Oddity::LineEnd),
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            Some(Oddity::Blank)
        }
        '\u{200c}' | '\u{200d}' => Some(Oddity::Joiner),
        '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Oddity::Reversing),
        '\u{ad}'
        | '\u{180e}'
        | '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2060}'..='\u{2064}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some(Oddity::Invisible),
        _ if u32::from(char) & 0xfffe == 0xfffe => Some(Oddity::NoCharacter),
        _ if char.is_control() => Some(Oddity::Control),
        _ => None,
    }
}

/// The escape that a string of the language has for a character.
pub fn escape(char: char) -> String {
    match char {
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        '\r' => "\\r".to_owned(),
        _ => format!("\\u{{{:x}}}", u32::from(char)),
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, oddity};

    #[test]
    fn what_is_odd() {
        for plain in "aZ~ äé→…│日👩".chars() {
            assert_eq!(oddity(plain), None, "{plain:?}");
        }
        for odd in
            "\u{0}\u{1b}\u{7f}\u{9b}\n\t\u{a0}\u{200b}\u{202e}\u{2028}\u{feff}\u{fffe}\u{e0041}"
                .chars()
        {
            assert!(oddity(odd).is_some(), "{odd:?}");
        }
        assert_eq!(escape('\u{1b}'), "\\u{1b}");
    }
}
