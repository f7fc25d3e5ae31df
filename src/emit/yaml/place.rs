//! Where a value stands.

/// What stands before a value on its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing: the value is the document.
    Document,
    /// `key:`, without a space.
    AfterKey,
    /// `-`, without a space.
    AfterDash,
}
