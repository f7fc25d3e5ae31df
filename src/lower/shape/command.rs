//! The words of a command: the first is the program, and no shell reads the others.

use super::write;
use crate::diag::{Diag, Safety, findings};
use crate::schema::{Row, Ty};
use crate::source::{Span, Spanned};
use crate::syntax::ast::Argument;

/// Signs that only a shell understands, as words of their own.
const OF_A_SHELL: [&str; 9] = ["&&", "||", "|", ">", ">>", "<", "2>", "2>&1", "&"];

/// Whether a line needs a shell.
fn needs_shell(words: &[&str]) -> bool {
    words.iter().any(|word| {
        OF_A_SHELL.contains(word)
            || word.contains(['$', '`', '*', '\'', '"', ';', '(', '|'])
            || word.starts_with(['>', '<'])
            || word.contains("&&")
    })
}

/// A line of words as the arguments of a command.
pub(in crate::lower) fn written(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    if needs_shell(&words) {
        return format!("\"/bin/sh\", \"-c\", {}", write::quoted(line.trim()));
    }
    let words: Vec<String> = words.into_iter().map(write::quoted).collect();
    words.join(", ")
}

/// Whether one of the words is a sign of a shell.
pub(in crate::lower) fn has_sign<'a>(mut words: impl Iterator<Item = &'a str>) -> bool {
    words.any(|word| OF_A_SHELL.contains(&word))
}

/// The finding for signs of a shell among the words of a command without commas.
pub(in crate::lower) fn of_a_shell(whole: Span, sign: Span, key: &str, line: &str) -> Diag {
    let right = format!("{key} {}", written(line));
    Diag::new(&findings::WRONG_ARGUMENTS, sign, "no shell reads a command")
        .label("only a shell understands this")
        .help(format!("write `{}`", write::clipped(&right)))
        .fix(whole, right, Safety::Review)
}

/// A whole command line in one text: no program has that name.
pub(super) fn of_one_text(argument: &Spanned<Argument>, row: &Row, ty: Ty) -> Option<Diag> {
    let first = argument
        .value
        .items
        .first()
        .filter(|_| ty == Ty::Argument)?;
    let text = first.value.from.value.text();
    if !text.trim().contains(char::is_whitespace) {
        return None;
    }
    let right = written(text);
    Some(
        Diag::new(
            &findings::WRONG_VALUE,
            first.span,
            format!("the program of `{}` has a space in its name", row.key),
        )
        .label("the first text is the program, and each argument is a text of its own")
        .help(format!("write `{}`", write::clipped(&right)))
        .fix(first.span, right, Safety::Review),
    )
}
