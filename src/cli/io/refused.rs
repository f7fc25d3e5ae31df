//! Plan files that are not read, and the findings that say so.

use crate::diag::{Diag, findings};
use crate::source::Span;

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Refusal {
    /// A link leads out of the repository.
    Outside,
    /// A link leads to a file of the repository that is no plan file.
    NoPlan,
    /// A link leads to nothing.
    Nowhere,
    /// A pipe, a socket, a device, or a directory.
    NotAFile,
    /// Its name cannot be written down.
    Name,
}

impl Refusal {
    /// The finding.
    pub(in crate::cli) fn diag(self, at: Span) -> Diag {
        match self {
            Refusal::Outside => link_outside(at, "this is a link out of the repository"),
            Refusal::NoPlan => link_outside(
                at,
                "this is a link to a file whose name does not end in `.drplan`",
            ),
            Refusal::Nowhere => link_outside(at, "this is a link to a file that does not exist"),
            Refusal::NotAFile => Diag::new(&findings::NOT_A_FILE, at, "this is not a regular file")
                .label("a pipe, a socket or a device")
                .help("remove it, or give it a name that does not end in `.drplan`"),
            Refusal::Name => Diag::new(
                &findings::BAD_FILE_NAME,
                at,
                "the name of this file is not plain UTF-8 text",
            )
            .help("rename it with letters, digits, `-`, `_` and `.`"),
        }
    }
}

fn link_outside(at: Span, message: &str) -> Diag {
    Diag::new(&findings::LINK_OUTSIDE, at, message)
        .label("not read")
        .help("replace the link by the file itself: a plan is what is in its own Git repository")
}
