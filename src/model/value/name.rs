//! Names that become names of Kubernetes objects.

use std::fmt;

/// A DNS label (RFC 1123): lower-case letters, digits and `-`, at most 63 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Box<str>);

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// A character that the API server refuses.
    #[error(
        "a name is lower-case letters, digits and `-`, and begins and ends with a letter or digit"
    )]
    Shape,
    /// More characters than a label may have.
    #[error("a name has at most 63 characters, but this one has {0}")]
    Length(usize),
}

impl Name {
    /// Reads a name.
    ///
    /// # Errors
    /// Where the API server would refuse an object of that name.
    pub fn new(text: &str) -> Result<Self, NameError> {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let edge = |b: Option<&u8>| b.is_some_and(|b| *b != b'-');
        let bytes = text.as_bytes();
        if !bytes.iter().all(|b| inner(*b)) || !edge(bytes.first()) || !edge(bytes.last()) {
            Err(NameError::Shape)
        } else if bytes.len() > 63 {
            Err(NameError::Length(bytes.len()))
        } else {
            Ok(Self(text.into()))
        }
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for Name {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn labels() {
        assert!(Name::new("prod-us-east-1").is_ok() && Name::new("1a").is_ok());
        for wrong in ["", "-a", "a-", "A", "a.b", "a_b", "ä", &"a".repeat(64)] {
            assert!(Name::new(wrong).is_err(), "{wrong}");
        }
    }
}
