//! Keywords that differ from a known one by a typing error.

use crate::diag::near::{is_close, nearest};
use crate::lower::repair::knows;
use crate::lower::shape::{as_type, is_of_type};
use crate::schema::{self, BlockSpec, Row};
use crate::syntax::ast::{Statement, Value};

/// The keyword of a block that is meant by one that no block has: it differs by a typing error.
pub(super) fn misspelt(
    word: &str,
    said: &Statement,
    spec: &'static BlockSpec,
) -> Option<&'static str> {
    let blocks = schema::blocks();
    let mut elsewhere = blocks.iter().filter(|block| knows(block, word));
    if elsewhere.next().is_some() || word.chars().count() < 3 {
        return None;
    }
    let near = nearest(word, spec.rows.iter().map(|row| row.key))?;
    let close = is_close(word, near);
    // One that takes another form than what stands here is not what is meant.
    let mut rows = spec.rows_of(near);
    let fits = rows.any(|row| {
        let named = row.args.is_empty() == said.arguments.is_empty();
        named && (said.block.is_none() || row.block.spec().is_some())
    });
    spec.rows_of(near)
        .next()
        .filter(|_| close && fits)
        .map(|row| row.key)
}

/// `RPO 4H`: the values of a statement whose keyword was in capitals, as they are meant.
pub(super) fn small_values(said: &mut Statement, rule: &Row) {
    for (arg, written) in rule.args.iter().zip(&mut said.arguments) {
        for item in &mut written.value.items {
            let from = &mut item.value.from;
            let text = from.value.text();
            let small = text.bytes().any(|b| b.is_ascii_uppercase()) && !is_of_type(text, arg.ty);
            if let Some(right) = as_type(rule.key, text, arg.ty).filter(|_| small) {
                from.value = Value::Word(right.into());
            }
        }
    }
}
