//! Writing a plan file of the user: only over the text that was read, and with its other names kept.

use super::Exit;
use super::io::{Keep, Root, Seen, Source, Wrote};
use anyhow::Result;

/// What came of writing a plan file.
pub(super) enum Edited {
    /// It is written.
    Done,
    /// It is as it was: the exit code, and why.
    Left(Exit, String),
}

/// Writes a plan file that had another text.
pub(super) fn edit(root: &Root, source: &Source, old: &str, new: &str) -> Result<Edited> {
    let shown = &source.shown;
    let Ok(path) = &source.file else {
        let message = format!("{shown} is not a file of this repository, and is left as it is");
        return Ok(Edited::Left(Exit::Findings, message));
    };
    let unchanged = |now: Seen<'_>| now == Some(old.as_bytes());
    let wrote = root.replace(path, new.as_bytes(), Keep::Names, &unchanged)?;
    Ok(match wrote {
        Wrote::Done | Wrote::Same => Edited::Done,
        Wrote::Changed => Edited::Left(
            Exit::OutOfDate,
            format!("{shown} changed while it was read, and is left as it is; run this again"),
        ),
        Wrote::Linked => Edited::Left(
            Exit::Io,
            format!(
                "{shown} has other names (hard links), and a new file would part them: nothing was written; replace it by a copy of its own (`cp -p {shown} copy && mv copy {shown}`) and run this again"
            ),
        ),
    })
}
