//! A directory of files, and the paths in it.

/// A directory as the CLI shows it; paths are below its root, with `/` between their parts.
pub trait Tree {
    /// Whether something is there.
    fn exists(&self, path: &str) -> bool;
    /// The text of a file; `None` where it is none of the repository's own, or no text.
    fn read(&self, path: &str) -> Option<String>;
    /// Names of a directory, sorted, each with whether it is a directory; `None` where it is none.
    fn list(&self, path: &str) -> Option<Vec<(String, bool)>>;
    /// Runs a reader that looks for a guess alone: what it cannot read is not reported.
    fn quietly(&self, read: &mut dyn FnMut()) {
        read();
    }
}

/// A path seen from a directory, without `.` and `..`; `None` where it leaves the root.
pub(crate) fn join(directory: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = directory
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A name in a directory.
pub(crate) fn inside(directory: &str, name: &str) -> String {
    if directory.is_empty() {
        name.to_owned()
    } else {
        format!("{directory}/{name}")
    }
}

/// Whether a path is another one, or below it.
pub(crate) fn is_within(inner: &str, outer: &str) -> bool {
    let rest = inner.strip_prefix(outer);
    outer.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The way from a directory up to the root, `../` for each part.
pub(crate) fn up(directory: &str) -> String {
    let parts = directory.split('/').filter(|part| !part.is_empty());
    "../".repeat(parts.count())
}

/// The names that kustomize reads a directory by.
pub(crate) const KUSTOMIZATION: [&str; 3] =
    ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Whether kustomize and Flux take a file for YAML.
pub(crate) fn is_yaml(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}
