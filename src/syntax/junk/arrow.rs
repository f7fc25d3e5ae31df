//! Arrows that stand between nothing: with no value on one side, or before a block.

use super::clipped;
use crate::diag::{Diag, Safety, findings};
use crate::source::Span;
use crate::syntax::draft::Edit;

/// The finding for an arrow that joins nothing, if the junk has one.
pub(super) fn explain(
    junk: &str,
    start: usize,
    at: &dyn Fn(usize, usize) -> Span,
) -> Option<(Diag, Option<Edit>)> {
    if let Some(found) = before_block(junk, start, at) {
        return Some(found);
    }
    if let Some((keyword, rest)) = junk.split_once("->")
        && !keyword.trim().contains([' ', '\t', '"', '\n', ',', '{'])
        && !keyword.trim().is_empty()
    {
        let right = format!("{} {}", keyword.trim(), rest.trim());
        let diag = Diag::new(
            &findings::UNREADABLE_STATEMENT,
            at(keyword.len(), 2),
            "`->` has no value before it",
        )
        .label("the old value is missing before this")
        .help(format!(
            "write `{}`, or the value that is missing",
            clipped(&right)
        ));
        return Some((diag, None));
    }
    if let Some(before) = junk.trim_end().strip_suffix("->") {
        let right = format!("{} -> NEW", before.trim_end());
        let diag = Diag::new(
            &findings::UNREADABLE_STATEMENT,
            at(before.len(), 2),
            "`->` has no value after it",
        )
        .label("the new value is missing after this")
        .help(format!("write `{}`", clipped(&right)));
        return Some((diag, None));
    }
    None
}

/// `tier gold -> {`: an arrow between a statement and its block.
fn before_block(
    junk: &str,
    start: usize,
    at: &dyn Fn(usize, usize) -> Span,
) -> Option<(Diag, Option<Edit>)> {
    let (head, rest) = junk.split_once("->")?;
    let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    if !rest.trim_start_matches([' ', '\t']).starts_with('{') || head.contains(['{', '"', '\n']) {
        return None;
    }
    let kept = head.trim_end().len();
    let length = head.len() - kept + 2 + blanks;
    let diag = Diag::new(
        &findings::UNREADABLE_STATEMENT,
        at(head.len(), 2),
        "`->` has no meaning before a block",
    )
    .label("a block follows its statement after a space")
    .help(format!("write `{} {{`", clipped(head.trim_end())))
    .fix(at(kept, length), " ", Safety::Review);
    let edit = Edit::new(start + kept, start + kept + length, " ");
    Some((diag, Some(edit)))
}
