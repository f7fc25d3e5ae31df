//! What stands below the drawing: the reasons, what to write, and the other ways.

use super::elsewhere;
use super::printable::short;
use crate::diag::Diag;
use crate::source::SourceMap;
use std::borrow::Cow;
use textwrap::{Options, WordSeparator, WordSplitter, fill};

/// The sections of a finding, each on lines of its own.
pub(super) fn draw(sources: &SourceMap, diag: &Diag, colour: bool, width: usize) -> String {
    let title = |word: &str| match colour {
        true => format!("  \u{1b}[36m{word}:\u{1b}[0m"),
        false => format!("  {word}:"),
    };
    let mut text = String::new();
    let reasons: Vec<Cow<'_, str>> = diag.because.iter().map(|reason| short(reason)).collect();
    list(&mut text, width, &title("why"), &reasons);
    for place in elsewhere(sources, diag) {
        wrapped(&mut text, width, &place, "  ", "    ");
    }
    if let Some(help) = &diag.help {
        wrapped(
            &mut text,
            width,
            &short(help),
            &format!("{} ", title("help")),
            "        ",
        );
    }
    let others: Vec<Cow<'_, str>> = diag.alternatives.iter().map(|way| short(way)).collect();
    list(&mut text, width, &title("other ways"), &others);
    text
}

/// One item stands beside its title; several stand below it, each on a line of its own.
fn list(text: &mut String, width: usize, title: &str, items: &[Cow<'_, str>]) {
    match items {
        [] => {}
        [only] => wrapped(text, width, only, &format!("{title} "), "        "),
        several => {
            text.push_str(title);
            text.push('\n');
            for item in several {
                wrapped(text, width, item, "    - ", "      ");
            }
        }
    }
}

fn wrapped(text: &mut String, width: usize, words: &str, first: &str, then: &str) {
    // As in the drawing: a long word is not broken.
    let options = Options::new(width.saturating_sub(2))
        .initial_indent(first)
        .subsequent_indent(then)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    text.push_str(&fill(words, options));
    text.push('\n');
}
