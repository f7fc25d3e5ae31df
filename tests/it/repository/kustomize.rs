//! kubectl's own kustomize, to compare the reader with.

use drplan::repository::kustomize::Build;
use drplan::repository::tree::Tree;
use drplan::repository::yaml::{self, Node, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A directory on disk.
pub(crate) struct Disk(pub(crate) PathBuf);

impl Tree for Disk {
    fn exists(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }

    fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.0.join(path)).ok()
    }

    fn list(&self, path: &str) -> Option<Vec<(String, bool)>> {
        let entries = std::fs::read_dir(self.0.join(path)).ok()?;
        let mut names: Vec<(String, bool)> = entries
            .flatten()
            .filter_map(|entry| {
                let folder = entry.file_type().ok()?.is_dir();
                Some((entry.file_name().into_string().ok()?, folder))
            })
            .collect();
        names.sort();
        Some(names)
    }
}

/// Whether kubectl is on this machine.
pub(crate) fn is_here() -> bool {
    Command::new("kubectl")
        .args(["version", "--client"])
        .output()
        .is_ok_and(|output| output.status.success())
}

/// What kubectl builds; an error is what it says.
pub(crate) fn kubectl(path: &Path) -> Result<Vec<Node>, String> {
    let output = Command::new("kubectl")
        .args(["kustomize", "--load-restrictor", "LoadRestrictionsNone"])
        .arg(path)
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    yaml::read(&text).ok_or_else(|| "its output cannot be read".to_owned())
}

/// An object as a text that does not depend on the order of keys and on quotes.
pub(crate) fn canonical(node: &Node) -> String {
    match &node.value {
        Value::Scalar(text, plain) => scalar(text, *plain),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Value::Map(entries) => {
            let entries: BTreeMap<&str, String> = entries
                .iter()
                .map(|(key, value)| (key.text().unwrap(), canonical(value)))
                .collect();
            let entries: Vec<String> = entries.iter().map(|(k, v)| format!("{k:?}:{v}")).collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}

fn scalar(text: &str, plain: bool) -> String {
    if plain {
        if matches!(text, "" | "~" | "null" | "Null" | "NULL") {
            return "null".to_owned();
        }
        if matches!(text, "true" | "True" | "TRUE" | "false" | "False" | "FALSE") {
            return text.to_lowercase();
        }
        if let Some(number) = number(text) {
            return number;
        }
    }
    format!("{text:?}")
}

fn number(text: &str) -> Option<String> {
    let digits = text.replace('_', "");
    let (sign, bare) = match digits.strip_prefix('-') {
        Some(bare) => ("-", bare),
        None => ("", digits.strip_prefix('+').unwrap_or(&digits)),
    };
    if !bare.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
        return None;
    }
    let of = |rest: &str, radix| u64::from_str_radix(rest, radix).ok();
    let whole = if let Some(hex) = bare.strip_prefix("0x") {
        of(hex, 16)
    } else if let Some(octal) = bare.strip_prefix("0o") {
        of(octal, 8)
    } else if bare.len() > 1 && bare.starts_with('0') && bare.chars().all(|c| c.is_ascii_digit()) {
        of(bare, 8)
    } else {
        of(bare, 10)
    };
    match whole {
        Some(whole) => Some(format!("{sign}{whole}")),
        None => bare
            .parse::<f64>()
            .ok()
            .map(|float| format!("{sign}{float}")),
    }
}

/// How an object is called.
pub(crate) fn name(node: &Node) -> String {
    format!(
        "{} {} {}/{}",
        node.text_at(&["apiVersion"]),
        node.text_at(&["kind"]),
        node.text_at(&["metadata", "namespace"]),
        node.text_at(&["metadata", "name"])
    )
}

/// How many objects of a path are equal.
#[derive(Debug, Default, Clone)]
pub(crate) struct Compared {
    pub(crate) equal: usize,
    pub(crate) all: usize,
    /// What differs, in words.
    pub(crate) differences: Vec<String>,
}

/// Compares the objects of a build with those of kubectl.
pub(crate) fn compare(build: &Build, expected: &[Node]) -> Compared {
    let mut compared = Compared::default();
    let mut own: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for object in &build.objects {
        own.entry(name(&object.node))
            .or_default()
            .push(canonical(&object.node));
    }
    for node in expected {
        compared.all += 1;
        let text = canonical(node);
        match own.get_mut(&name(node)).and_then(Vec::pop) {
            Some(mine) if mine == text => compared.equal += 1,
            Some(mine) => compared.differences.push(format!(
                "{} differs:\n  ours    {mine}\n  kubectl {text}",
                name(node)
            )),
            None => compared
                .differences
                .push(format!("{} is missing", name(node))),
        }
    }
    for (name, rest) in own {
        for _ in rest {
            compared.all += 1;
            compared.differences.push(format!("{name} is too much"));
        }
    }
    compared
}
