//! Keywords that differ from a known one by a typing error.

use crate::diag::near::{is_close, nearest};
use crate::lower::repair::knows;
use crate::schema::{self, BlockSpec};
use crate::syntax::ast::Statement;

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
