//! Paths inside the repository.

use std::fmt;

/// A path below the repository root: `/` between parts, no `.` or `..`, never empty unless it is
/// the root itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoPath(Box<str>);

impl RepoPath {
    /// Reads a path as an author writes it; a leading `./` and a trailing `/` are dropped.
    ///
    /// # Errors
    /// Where it is absolute, climbs with `..`, or holds a character that no checkout can hold.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        if text.starts_with('/') || text.contains('\\') {
            return Err("a path is relative to the repository root, with `/` between its parts");
        }
        let parts: Vec<&str> = text
            .split('/')
            .filter(|part| !matches!(*part, "" | "."))
            .collect();
        if parts.contains(&"..") {
            return Err("a path stays inside the repository: `..` is not allowed");
        }
        if text.is_empty() || text.chars().any(|c| c.is_control() || c == ':') {
            return Err("a path contains neither control characters nor `:`");
        }
        if parts.iter().any(|part| is_git(part)) {
            return Err("`.git` is not part of the repository");
        }
        Ok(Self(parts.join("/").into()))
    }

    /// As text; empty for the root.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether another one is this one or lies below it.
    pub fn contains(&self, inner: &Self) -> bool {
        let rest = inner.0.strip_prefix(&*self.0);
        self.0.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether one is the other or lies below it.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.contains(other) || other.contains(self)
    }
}

/// Whether a file system may take a name for `.git`: some tell no cases apart, some drop dots and
/// blanks at the end, know a short name for it, or pass over characters that nobody sees.
pub fn is_git(name: &str) -> bool {
    let unseen = |c: char| matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    let seen: String = name.chars().filter(|c| !unseen(*c)).collect();
    let seen = seen.trim_end_matches(['.', ' ']);
    [".git", "git~1"]
        .iter()
        .any(|git| seen.eq_ignore_ascii_case(git))
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "." } else { &self.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::RepoPath;

    #[test]
    fn paths() {
        assert_eq!(RepoPath::new("./a//b/").unwrap().as_str(), "a/b");
        let (a, b) = (RepoPath::new("a").unwrap(), RepoPath::new("a/b").unwrap());
        assert!(a.overlaps(&b) && b.overlaps(&a) && !RepoPath::new("ab").unwrap().overlaps(&a));
        for wrong in [
            "/a",
            "../a",
            "a/../b",
            "a\\b",
            "",
            ".git/x",
            "a/.GIT",
            "git~1/hooks",
            ".git./x",
            "x/.git ",
            ".g\u{200c}it/x",
        ] {
            assert!(RepoPath::new(wrong).is_err(), "{wrong}");
        }
    }
}
