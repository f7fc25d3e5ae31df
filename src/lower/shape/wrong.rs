//! The finding about a wrong value: what is expected, and the text to write instead.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "only these types have other words"
)]

use super::read::{Fault, hidden};
use super::suggest::{self, Instead};
use super::write;
use crate::diag::{Diag, Safety, findings};
use crate::model::value::{Name, NameError};
use crate::schema::{Ty, versions};
use crate::source::odd::{Oddity, oddity};
use crate::source::{Span, Spanned};
use crate::syntax::ast::Value;

/// A bare value of more characters than this is not repeated in a message.
const LONGEST: usize = 60;

/// The finding for a value that is not of its type; `key` is the keyword of its statement.
pub(super) fn explain(key: &str, value: &Spanned<Value>, ty: Ty, fault: Fault) -> Diag {
    let (span, text) = (value.span, value.value.text());
    match fault {
        Fault::Rule(rule) => wrong_value(key, span, text, ty, rule),
        Fault::Name(NameError::Shape) => bad_name(span, text),
        Fault::Name(error @ NameError::Length(_)) => too_long(span, error),
        Fault::Outside(rule) => outside(key, span, text, rule),
        Fault::Hidden(char) => hidden_character(span, text, char),
    }
}

/// The finding for a parameter of a hook that holds what no program takes.
pub(super) fn parameter(value: &Spanned<Value>) -> Option<Diag> {
    let text = value.value.text();
    hidden(text, Ty::Free).map(|char| hidden_character(value.span, text, char))
}

fn wrong_value(key: &str, span: Span, text: &str, ty: Ty, rule: &str) -> Diag {
    let diag = Diag::new(
        &findings::WRONG_VALUE,
        span,
        format!("`{}` is not {}", short(text), ty.expected()),
    );
    let diag = if rule.is_empty() {
        diag
    } else {
        diag.label(rule)
    };
    match suggest::instead(key, text, ty) {
        Some(Instead::Value(right)) => {
            let help = match ty {
                // A schedule is not needed where the promise says it all.
                Ty::Cron => format!(
                    "write `{key} {right}`, or remove `{key}`: then drplan chooses the longest interval that keeps the promise"
                ),
                _ => format!("write `{right}`"),
            };
            diag.help(help).fix(span, right, Safety::Review)
        }
        Some(Instead::Words(words)) => diag.help(words),
        None => match ty {
            Ty::Choice(words) => diag.help(format!("write one of `{}`", words.join("`, `"))),
            Ty::Literal(word) => diag.help(format!("write `{word}`")),
            _ => diag.help(format!("write for example `{key} {}`", example(key, ty))),
        },
    }
}

/// Letters of other scripts that are drawn like one of a name.
const LOOKALIKES: [(&str, char); 19] = [
    ("аα", 'a'),
    ("ЬЪ", 'b'),
    ("сϲ", 'c'),
    ("ԁ", 'd'),
    ("е", 'e'),
    ("һ", 'h'),
    ("іι", 'i'),
    ("ј", 'j'),
    ("кκ", 'k'),
    ("ӏ", 'l'),
    ("м", 'm'),
    ("п", 'n'),
    ("оο", 'o'),
    ("рρ", 'p'),
    ("ѕ", 's'),
    ("тτ", 't'),
    ("υ", 'u'),
    ("ѵν", 'v'),
    ("хχ", 'x'),
];

/// The letter of a name that a letter of another script is drawn like.
fn looks_like(char: char) -> Option<char> {
    // The letters and digits of full width are in the order of the others.
    if let wide @ ('０'..='９' | 'ａ'..='ｚ') = char {
        return char::from_u32(u32::from(wide) - 0xfee0);
    }
    let mut rows = LOOKALIKES.iter();
    rows.find(|(likes, _)| likes.contains(char))
        .map(|(_, with)| *with)
}

/// A text as the name that is meant, if it can be one.
pub(in crate::lower) fn name_of(text: &str) -> Option<String> {
    // A pattern is no name, and a letter that no name has is not left out.
    if text.contains('*') {
        return None;
    }
    let mut right = String::new();
    for char in text.chars() {
        right.push(match char {
            _ if char.is_ascii_alphanumeric() => char.to_ascii_lowercase(),
            _ if char.is_alphanumeric() => looks_like(char)?,
            _ => '-',
        });
    }
    let right = right.trim_matches('-');
    Name::new(right).is_ok().then(|| right.to_owned())
}

pub(in crate::lower) fn bad_name(span: Span, text: &str) -> Diag {
    let like = text
        .chars()
        .find_map(|char| looks_like(char).map(|with| (char, with)));
    let label = match like {
        Some((char, with)) => format!(
            "`{char}` is U+{:04X}, which only looks like `{with}`",
            u32::from(char)
        ),
        None => "a name is lower-case letters, digits and `-`, and begins and ends with a letter or digit"
            .to_owned(),
    };
    let diag = Diag::new(
        &findings::BAD_NAME,
        span,
        format!(
            "`{}` is not a valid name of a Kubernetes object",
            short(text)
        ),
    )
    .label(label);
    match name_of(text) {
        Some(right) => diag
            .help(format!("write `{right}`"))
            .fix(span, right, Safety::Review),
        None if text.len() > 1 && text.contains('*') => diag.help(
            "write every name by itself; only `namespace *` alone stands for others, for every namespace that is not named",
        ),
        None => diag.help("write a name such as `payments`"),
    }
}

fn too_long(span: Span, error: NameError) -> Diag {
    Diag::new(&findings::NAME_TOO_LONG, span, error.to_string())
        .label("the API server refuses it")
        .help("write a shorter name")
}

fn outside(key: &str, span: Span, text: &str, rule: &str) -> Diag {
    let diag = Diag::new(
        &findings::PATH_OUTSIDE,
        span,
        format!("`{}` is not a path inside the repository", short(text)),
    )
    .label(rule);
    match suggest::instead(key, text, Ty::Path) {
        Some(Instead::Value(right)) => {
            diag.help(format!("write `{right}`"))
                .fix(span, right, Safety::Review)
        }
        Some(Instead::Words(_)) | None => {
            diag.help("write a path from the repository root, such as `apps/payments`")
        }
    }
}

fn hidden_character(span: Span, text: &str, char: char) -> Diag {
    let right: String = text
        .chars()
        .filter_map(|char| match oddity(char) {
            None | Some(Oddity::Joiner | Oddity::Blank) => Some(char),
            Some(Oddity::LineEnd) => Some(' '),
            Some(_) if char.is_whitespace() => Some(' '),
            Some(_) => None,
        })
        .collect();
    let right = write::value(right.trim());
    let what = oddity(char).map_or("a control character", Oddity::words);
    Diag::new(
        &findings::ODD_CHARACTER,
        span,
        format!("this text contains U+{:04X}, {what}", u32::from(char)),
    )
    .label("a reviewer or a terminal may show another text than the one that is used")
    .help(format!("write `{}`", write::clipped(&right)))
    .fix(span, right, Safety::Review)
}

/// A value that would be right, of the kind that the statement takes.
pub(super) fn example(key: &str, ty: Ty) -> String {
    match (ty, key) {
        (Ty::Duration, "keep" | "detect") => "30d".to_owned(),
        (Ty::Version, _) => {
            versions::newest(key).map_or("1.18".to_owned(), |version| version.to_string())
        }
        _ => ty.example().to_owned(),
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text.to_owned(),
    }
}
