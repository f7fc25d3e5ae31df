//! A string that lost its end before a comma.

use super::clipped;
use crate::diag::{Diag, Safety, findings};
use crate::source::Span;
use crate::syntax::draft::Edit;

/// `"/bin/cartctl, "flush"`: the first string lost its end, and takes the comma behind it.
pub(super) fn before_comma(
    junk: &str,
    offset: usize,
    length: usize,
    start: usize,
    at: &dyn Fn(usize, usize) -> Span,
) -> Option<(Diag, Option<Edit>)> {
    let inner = junk.get(offset + 1..(offset + length).checked_sub(1)?)?;
    let (first, _) = inner.split_once(", ").or_else(|| inner.rsplit_once(','))?;
    let last = inner.trim_end().strip_suffix(',')?;
    let rest = junk.get(offset + length..)?;
    let second = rest.split('"').next().unwrap_or("");
    let plain = |text: &str| !text.is_empty() && !text.contains(['\n', '\r', '{', '}', ';', ',']);
    if first != last || !plain(first) || !plain(second) || second.len() == rest.len() {
        return None;
    }
    let end = offset + 1 + last.len();
    let diag = Diag::new(
        &findings::UNCLOSED_STRING,
        at(offset, 1),
        "this string is not closed",
    )
    .label("the string begins here")
    .help(format!(
        "write `{}`",
        clipped(&format!("\"{last}\", \"{second}\""))
    ))
    .fix(at(end, 0), "\"", Safety::Review);
    Some((diag, Some(Edit::new(start + end, start + end, "\""))))
}
