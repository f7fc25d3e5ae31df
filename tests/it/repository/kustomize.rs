//! kubectl's own kustomize, to compare the reader with.

use crate::support::kubectl;
use drplan::repository::kustomize::Build;
use drplan::repository::yaml::{self, Node, Value};
use std::collections::BTreeMap;
use std::path::Path;

/// What kubectl builds; an error is what it says.
pub(crate) fn kubectl(path: &Path) -> Result<Vec<Node>, String> {
    let flags = ["--load-restrictor", "LoadRestrictionsNone"];
    let text = kubectl::kustomize(&flags, path)?;
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
