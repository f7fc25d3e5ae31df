//! Commas that stand between nothing: behind a block, or with no value after them.

use super::clipped;
use crate::diag::{Diag, Safety, findings};
use crate::source::Span;
use crate::syntax::draft::Edit;

/// A comma between a block and the statement behind it.
pub(super) fn comma_behind_block(
    junk: &str,
    at: &dyn Fn(usize, usize) -> Span,
    start: usize,
) -> (Diag, Option<Edit>) {
    let line = junk
        .get(1..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or("");
    let diag = Diag::new(
        &findings::MISPLACED_COMMA,
        at(0, 1),
        "a comma does not end a statement",
    )
    .label("a block stands before it")
    .help(format!("write `; {}`", clipped(line.trim())))
    .fix(at(0, 1), ";", Safety::Review);
    (diag, Some(Edit::new(start, start + 1, ";")))
}

pub(super) fn misplaced_comma(
    junk: &str,
    offset: usize,
    start: usize,
    at: &dyn Fn(usize, usize) -> Span,
) -> (Diag, Option<Edit>) {
    let (before, after) = (
        junk.get(..offset).unwrap_or(""),
        junk.get(offset + 1..).unwrap_or(""),
    );
    let line = after.lines().next().unwrap_or("");
    let line = line.split(" #").next().unwrap_or("");
    let right = format!("{before}{line}");
    let diag = Diag::new(
        &findings::MISPLACED_COMMA,
        at(offset, 1),
        "there is no value after this comma",
    )
    .label("the next value must follow on this line or on the next")
    .help(format!("write `{}`", clipped(right.trim())))
    .fix(at(offset, 1), "", Safety::Review);
    (
        diag,
        Some(Edit::new(start + offset, start + offset + 1, "")),
    )
}
