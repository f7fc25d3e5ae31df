//! Paths as people read them, one name a file, whatever way a plan was named.

use super::place::{current, git_root};
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

/// A path as it is shown: from the working directory where that is in the same repository, with `/`
/// on every system, and nothing in it that moves a terminal.
pub(in crate::cli) fn shown(path: &Path) -> String {
    let near = if path.is_absolute() {
        nearer(path)
    } else {
        path.to_owned()
    };
    let text = line(&near.to_string_lossy().replace('\\', "/"));
    match text.strip_prefix("./") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        Some(_) | None => text,
    }
}

/// What could not be done, and to what.
pub(super) fn cannot(what: &str, path: &Path) -> String {
    format!("cannot {what} {}", shown(path))
}

/// One line of text without characters that a terminal or a log acts on.
pub(in crate::cli) fn line(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) {
            safe.extend(c.escape_unicode());
        } else {
            safe.push(c);
        }
    }
    safe
}

/// A text of many lines, made harmless line by line; the ends of its lines and its tabs stay.
pub(in crate::cli) fn lines(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for whole in text.split_inclusive('\n') {
        let inner = whole.trim_end_matches(['\n', '\r']);
        let parts: Vec<String> = inner.split('\t').map(line).collect();
        safe.push_str(&parts.join("\t"));
        safe.push_str(whole.strip_prefix(inner).unwrap_or_default());
    }
    safe
}

/// Whether a character is acted on rather than shown: control characters, and those that break a
/// line or turn the direction of what follows.
pub(in crate::cli) fn acts(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || matches!(c, '\u{2028}' | '\u{2029}') || c.is_control()
}

/// Where the program runs, and the repository around it.
fn here() -> Option<&'static (PathBuf, Option<PathBuf>)> {
    static HERE: OnceLock<Option<(PathBuf, Option<PathBuf>)>> = OnceLock::new();
    let here = HERE.get_or_init(|| {
        let here = current().ok()?;
        let top = git_root(&here);
        Some((here, top))
    });
    here.as_ref()
}

/// An absolute path, seen from the working directory.
fn nearer(path: &Path) -> PathBuf {
    let Some((here, top)) = here() else {
        return path.to_owned();
    };
    if let Ok(inner) = path.strip_prefix(here) {
        return or_dot(inner.to_owned());
    }
    match top {
        Some(top) if path.starts_with(top) => from(here, path),
        Some(_) | None => path.to_owned(),
    }
}

/// One path seen from another one; both are absolute and hold neither `.` nor `..`.
pub(in crate::cli) fn from(directory: &Path, path: &Path) -> PathBuf {
    let mut left: Vec<Component<'_>> = directory.components().collect();
    let mut right: Vec<Component<'_>> = path.components().collect();
    let same = left
        .iter()
        .zip(&right)
        .take_while(|(left, right)| left == right)
        .count();
    let up = left.split_off(same).len();
    let down = right.split_off(same);
    let climb = std::iter::repeat_n(Component::ParentDir, up);
    or_dot(climb.chain(down).collect())
}

fn or_dot(path: PathBuf) -> PathBuf {
    if path.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        path
    }
}

#[cfg(test)]
mod tests {
    use super::{from, line, lines};
    use std::path::Path;

    #[test]
    fn paths_are_seen_from_a_directory() {
        let seen = |directory: &str, path: &str| {
            from(Path::new(directory), Path::new(path))
                .to_string_lossy()
                .into_owned()
        };
        assert_eq!(seen("/a/b", "/a/b"), ".");
        assert_eq!(seen("/a/b", "/a/b/c"), "c");
        assert_eq!(seen("/a/b", "/a/c/d"), "../c/d");
        assert_eq!(seen("/a/b/c", "/a"), "../..");
    }

    #[test]
    fn nothing_moves_a_terminal() {
        assert_eq!(line("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\u{a}");
        assert_eq!(
            lines("a\u{202e}b\rc\r\nü\tx\n"),
            "a\\u{202e}b\\u{d}c\r\nü\tx\n"
        );
    }
}
