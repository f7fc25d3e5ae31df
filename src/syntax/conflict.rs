//! Conflict markers: two branches changed the same lines, and the conflict is not resolved.

use crate::diag::{Diag, findings};
use crate::source::{FileId, Span};

/// The finding of a text in which Git left both sides of a conflict; the first conflict is shown, the
/// others are counted. Nothing of such a text is read: each side alone may be a plan, both never are.
pub(super) fn check(text: &str, file: FileId) -> Option<Diag> {
    // Nearly every plan ends here.
    if !text.contains("<<<<<<<") {
        return None;
    }
    let (mut conflicts, mut opened, mut parted) = (Vec::new(), None, false);
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let whole = line.trim_end_matches(['\n', '\r']);
        if is(whole, "<<<<<<<") {
            (opened, parted) = (Some(Span::new(file, offset, offset + whole.len())), false);
        } else if whole == "=======" {
            parted = opened.is_some();
        } else if is(whole, ">>>>>>>") && parted {
            let end = Span::new(file, offset, offset + whole.len());
            conflicts.extend(opened.take().map(|begin| (begin, end)));
            parted = false;
        }
        offset += line.len();
    }
    let (begin, end) = conflicts.first()?;
    let what = match conflicts.len() {
        1 => "two branches changed the same lines, and Git left both".to_owned(),
        several => {
            format!("two branches changed the same lines at {several} places, and Git left both")
        }
    };
    let diag = Diag::new(&findings::CONFLICT_MARKERS, *begin, what)
        .label("the lines of one branch begin here")
        .related(*end, "the lines of the other branch end here")
        .because("this file is not read until the conflict is resolved")
        .help("keep the correct lines, remove the markers, and run `drplan build`, which resolves conflicts in the files that it wrote");
    Some(diag)
}

/// Whether a line is a marker: the mark alone, or with the name of a branch.
fn is(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}
