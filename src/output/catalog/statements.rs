//! The pages of statements, from the tables of the language.

use crate::schema::{BlockSpec, Row, blocks};
use std::collections::BTreeSet;

/// Every keyword.
pub(super) fn keywords() -> BTreeSet<&'static str> {
    let rows = blocks().into_iter().flat_map(|block| block.rows);
    rows.map(|row| row.key).collect()
}

/// The page of a statement: in which blocks it stands, what it says there, and what it may hold.
pub fn statement(keyword: &str) -> Option<String> {
    let mut text = format!("# {keyword}\n");
    let mut found = false;
    for block in blocks() {
        for row in block.rows.iter().filter(|row| row.key == keyword) {
            found = true;
            let place = match block.name {
                "file" => "a file".to_owned(),
                name => format!("`{name}`"),
            };
            text.push_str(&format!("\nIn {place}: `{}`\n\n{}\n", row.usage(), row.doc));
            if let Some(silence) = silence(row) {
                text.push_str(&format!("Without it: {silence}\n"));
            }
        }
    }
    let mut opened = blocks().into_iter().filter(|block| block.name == keyword);
    if let Some(block) = opened.next() {
        hold(block, &mut text);
    }
    found.then_some(text)
}

fn silence(row: &Row) -> Option<String> {
    let silence = row.silence();
    match silence.strip_prefix("required") {
        Some(unless) => Some(format!("the block is incomplete{unless}")),
        None => (!silence.is_empty()).then_some(silence),
    }
}

fn hold(block: &BlockSpec, text: &mut String) {
    text.push_str(&format!("\n## What `{}` holds\n\n", block.name));
    for row in block.rows {
        text.push_str(&format!("- `{}`: {}\n", row.usage(), row.doc));
    }
    if !block.example.is_empty() {
        text.push_str(&format!("\n```drplan\n{}```\n", block.example));
    }
}
