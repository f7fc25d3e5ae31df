//! What has no YAML form.

use std::fmt;

/// Why a value cannot be written; it never leaves the emitter, as no manifest type can cause it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EmitError {
    /// A map key that is not a scalar; Kubernetes has string keys only.
    Key(&'static str),
    /// An infinite float or NaN, which JSON, and so Kubernetes, cannot hold.
    NotFinite,
    /// The error of a `Serialize` impl.
    Custom(String),
}

impl fmt::Display for EmitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(what) => write!(f, "a map key must be a scalar, not {what}"),
            Self::NotFinite => f.write_str("a number must be finite"),
            Self::Custom(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for EmitError {}

impl serde::ser::Error for EmitError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Custom(message.to_string())
    }
}
