//! Answers to a question, and why there is none.

use super::pretty;
use serde_json::json;

/// How an answer is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Why a verb did not do what it was asked for: `exit` is its exit code.
pub fn failure(exit: u8, message: &str) -> String {
    pretty(&json!({
        "format_version": 1,
        "error": { "exit": exit, "message": message },
    }))
}

/// What a verb made, as one member of an object.
pub fn made(name: &str, value: &str) -> String {
    let mut object = serde_json::Map::new();
    object.insert("format_version".to_owned(), json!(1));
    object.insert(name.to_owned(), json!(value));
    pretty(&object)
}
