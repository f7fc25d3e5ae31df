//! Text of unknown people, made safe for a terminal, a log and a pull request.
//!
//! A plan, a file name or a name in a manifest goes in. What comes out holds no character that
//! moves a cursor, ends a line or hides, and begins no line with a command of a CI runner.

use crate::source::odd::{self, Oddity};
use std::borrow::Cow;

/// The longest message, label or help that is shown, in characters; JSON has the whole.
const LONGEST: usize = 600;
/// How much of the end of a longer text is shown.
const TAIL: usize = 150;

/// What a runner reads as a command at the start of a line: GitHub, Azure, TeamCity. Blanks before
/// it do not help, since runners skip them.
const COMMANDS: [&str; 4] = ["::", "##[", "##vso[", "##teamcity["];

/// A text as one line: hidden characters are escaped as a string of the language escapes them, and
/// no word is left that a CI runner reads as a command where a line begins with it.
pub fn printable(text: &str) -> Cow<'_, str> {
    let is_command = |rest: &str| COMMANDS.iter().any(|command| rest.starts_with(command));
    let risky = text.chars().any(is_hidden) || COMMANDS.iter().any(|c| text.contains(c));
    if !risky {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    let mut begins = true;
    for (at, char) in text.char_indices() {
        if is_hidden(char) || (begins && is_command(text.get(at..).unwrap_or(""))) {
            shown.push_str(&odd::escape(char));
        } else {
            shown.push(char);
        }
        // What is wrapped is wrapped at blanks alone.
        begins = char == ' ';
    }
    Cow::Owned(shown)
}

/// Whether a character is never shown as it is. Joiners are: scripts and pictures need them, and
/// they do no harm.
pub(super) fn is_hidden(char: char) -> bool {
    match odd::oddity(char) {
        None | Some(Oddity::Joiner) => false,
        Some(
            Oddity::Control
            | Oddity::LineEnd
            | Oddity::Blank
            | Oddity::Invisible
            | Oddity::Reversing
            | Oddity::NoCharacter,
        ) => true,
    }
}

/// A printable text of bounded length: the middle of a longer one is left out.
pub(super) fn short(text: &str) -> Cow<'_, str> {
    let shown = printable(text);
    if shown.len() <= LONGEST {
        return shown;
    }
    let count = shown.chars().count();
    if count <= LONGEST {
        return shown;
    }
    let head: String = shown.chars().take(LONGEST - TAIL).collect();
    let tail: String = shown.chars().skip(count - TAIL).collect();
    Cow::Owned(format!("{head} … {tail}"))
}

#[cfg(test)]
mod tests {
    use super::{printable, short};

    #[test]
    fn nothing_hides_and_nothing_commands() {
        let check = |text: &str, expect: &str| assert_eq!(printable(text), expect);
        check("plain `a::b` [::1] – 日", "plain `a::b` [::1] – 日");
        check(
            "a\n::error::x\u{1b}[31m\u{202e}",
            "a\\n::error::x\\u{1b}[31m\\u{202e}",
        );
        check("::warning::x", "\\u{3a}:warning::x");
        check("a  ##[group]b", "a  \\u{23}#[group]b");
        check("\u{85}\u{2028}\u{0}", "\\u{85}\\u{2028}\\u{0}");
        assert_eq!(short(&"a".repeat(1 << 20)).chars().count(), 603);
        assert_eq!(short(&"\n".repeat(400)).chars().count(), 603);
    }
}
