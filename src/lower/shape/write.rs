//! What was written, written again: the pieces of a help text.

use crate::source::odd::{escape, oddity};
use crate::syntax::ast::{Argument, Item, Statement, Value};

/// A longer text is cut in a help text.
const LONGEST: usize = 120;

/// A text as a value: bare where a word can hold it, else in quotes.
pub(in crate::lower) fn value(text: &str) -> String {
    if is_word(text) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// A text in quotes.
pub(in crate::lower) fn quoted(text: &str) -> String {
    let mut written = String::from('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => written.extend(['\\', char]),
            _ if oddity(char).is_some() => written.push_str(&escape(char)),
            _ => written.push(char),
        }
    }
    written.push('"');
    written
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && !text.contains("->")
        && text.chars().all(|char| {
            oddity(char).is_none()
                && !matches!(char, ' ' | '{' | '}' | ';' | ',' | '"' | '#' | '\'' | '`')
        })
}

/// A value as it was written; a raw string is shown as an ordinary one.
pub(in crate::lower) fn same(written: &Value) -> String {
    match written {
        Value::Word(text) => text.to_string(),
        Value::String(text) | Value::Raw(text) => quoted(text),
    }
}

fn item(item: &Item) -> String {
    match &item.becomes {
        Some(becomes) => format!("{} -> {}", same(&item.from), same(becomes)),
        None => same(&item.from),
    }
}

/// An argument as it was written.
pub(in crate::lower) fn argument(argument: &Argument) -> String {
    let items: Vec<String> = argument.items.iter().map(|one| item(one)).collect();
    items.join(", ")
}

/// Keyword and arguments.
pub(in crate::lower) fn head(statement: &Statement) -> String {
    let mut written = statement.keyword.value.to_string();
    for one in &statement.arguments {
        written.push(' ');
        written.push_str(&argument(one));
    }
    clipped(&written)
}

/// A text of bounded length.
pub(in crate::lower) fn clipped(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn what_is_written_reads_back() {
        assert_eq!(value("us-west-2"), "us-west-2");
        assert_eq!(value("a b"), "\"a b\"");
        assert_eq!(value("a\"\\\n"), "\"a\\\"\\\\\\n\"");
        assert_eq!(value(""), "\"\"");
        assert_eq!(value("a->b"), "\"a->b\"");
    }
}
