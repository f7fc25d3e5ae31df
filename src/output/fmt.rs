//! What `fmt` prints for programs.

use super::build::Change;
use super::pretty;
use serde_json::{Value, json};

/// What became of each file, and the findings of those that could not be read; `text` is what was
/// made of standard input.
pub fn json(files: &[Change], findings: &[Value], text: Option<&str>, exit: u8) -> String {
    pretty(&json!({
        "format_version": 1,
        "exit": exit,
        "files": files,
        "text": text,
        "findings": findings,
    }))
}
