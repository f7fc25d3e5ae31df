//! Standard input, output and error.

#![expect(
    clippy::disallowed_methods,
    reason = "all IO of the program is below src/cli/io"
)]

use crate::cli::args::{Args, Color};
use crate::diag::render::WIDTH;
use crate::output::findings::Look;
use crate::syntax::MAX_BYTES;
use anyhow::{Context as _, Result};
use std::io::{IsTerminal as _, Read as _, Write as _};

/// The whole of standard input; `None` where it is not UTF-8. What is too large is read no further
/// than is needed to say so.
pub(in crate::cli) fn read_stdin() -> Result<Option<String>> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .context("cannot read standard input")?;
    Ok(String::from_utf8(bytes).ok())
}

/// Whether output is coloured.
fn coloured(args: &Args) -> bool {
    match args.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::env::var_os("NO_COLOR").is_none() && std::io::stdout().is_terminal(),
    }
}

/// How wide the terminal is that standard output is shown on; `None` where it goes elsewhere.
pub(in crate::cli) fn width() -> Option<usize> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| usize::from(width.0))
}

/// Findings narrower than this are not readable, and wider ones are not read.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=140;

/// What standard output can show of findings. Where it is no terminal, the width is always the same.
pub(in crate::cli) fn look_of(args: &Args) -> Look {
    let width = width().map(|width| width.clamp(*WIDTHS.start(), *WIDTHS.end()));
    Look {
        colour: coloured(args),
        width: width.unwrap_or(WIDTH),
    }
}

/// The arguments of the program, as text.
pub(in crate::cli) fn arguments() -> Vec<String> {
    let words = std::env::args_os();
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

/// Writes a report to standard output; a reader that has gone is no failure.
pub(in crate::cli) fn print(text: &str) -> Result<()> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.context("cannot write to standard output"),
    }
}

/// Writes a note to standard error, unless `--quiet`.
pub(in crate::cli) fn note(args: &Args, text: &str) {
    if !args.quiet {
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}
