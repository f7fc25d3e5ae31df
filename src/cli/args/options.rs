//! Values of the options that every verb has.

use crate::diag::Severity;
use clap::ValueEnum;

/// The severity from which on findings fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum FailOn {
    /// Errors.
    Error,
    /// Warnings too.
    Warning,
    /// Everything.
    Info,
}

impl FailOn {
    /// The severity.
    pub(in crate::cli) fn severity(self) -> Severity {
        match self {
            FailOn::Error => Severity::Error,
            FailOn::Warning => Severity::Warning,
            FailOn::Info => Severity::Info,
        }
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
