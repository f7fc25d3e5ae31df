//! Findings for people.

use super::{Format, Look, list};
use crate::diag::render::{self, Style};
use crate::driver::Compilation;
use crate::output::pretty;

/// More findings than this are counted and not drawn.
const SHOWN: usize = 50;

/// The findings of a plan; empty where there are none.
pub fn text(done: &Compilation, format: Format, look: Look) -> String {
    match format {
        Format::Json => pretty(&list(done)),
        Format::Concise => done
            .diags
            .iter()
            .map(|diag| render::concise(&done.sources, diag) + "\n")
            .collect(),
        Format::Full => drawn(
            done,
            Style::Graphical {
                colour: look.colour,
                width: look.width,
            },
        ),
        Format::Plain => drawn(done, Style::Plain),
    }
}

fn drawn(done: &Compilation, style: Style) -> String {
    let mut text = String::new();
    for diag in done.diags.iter().take(SHOWN) {
        text.push_str(&render::render(&done.sources, diag, style));
        text.push('\n');
    }
    if done.diags.len() > SHOWN {
        text.push_str(&format!(
            "and {} more findings; `--format concise` prints all, one a line\n",
            done.diags.len() - SHOWN
        ));
    }
    text
}
