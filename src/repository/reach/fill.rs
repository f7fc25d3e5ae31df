//! Values that Flux fills into names.

use crate::repository::words::{MAX_NESTED, variable_text};
use std::collections::BTreeMap;

/// A text with `${NAME}` as a Flux Kustomization fills it in; what it does not know stays.
pub(super) fn filled(text: &str, values: &BTreeMap<String, String>) -> String {
    fill(text, values, 0)
}

fn fill(text: &str, values: &BTreeMap<String, String>, depth: usize) -> String {
    if !text.contains("${") {
        return text.to_owned();
    }
    let mut done = String::new();
    let mut left = text;
    while let Some((before, after)) = left.split_once("${") {
        done.push_str(before);
        let Some((inner, rest)) = variable_text(after).filter(|_| depth <= MAX_NESTED) else {
            left = after;
            done.push_str("${");
            continue;
        };
        let (name, default) = match inner.split_once(":=").or(inner.split_once(":-")) {
            Some((name, default)) => (name, Some(default)),
            None => (inner, None),
        };
        match (values.get(name), default) {
            (Some(value), _) => done.push_str(value),
            (None, Some(default)) => done.push_str(&fill(default, values, depth + 1)),
            (None, None) => done.push_str(&format!("${{{inner}}}")),
        }
        left = rest;
    }
    done.push_str(left);
    done
}

/// Whether a text holds what is filled in elsewhere.
pub(super) fn is_open(text: &str) -> bool {
    text.contains("${")
}

#[cfg(test)]
mod tests {
    use super::filled;
    use std::collections::BTreeMap;

    #[test]
    fn values_and_defaults() {
        let values = BTreeMap::from([("APP".to_owned(), "web".to_owned())]);
        for (text, is) in [
            ("${APP}-db", "web-db"),
            ("${APP:=x}-${B:-y}", "web-y"),
            ("${B:=${APP}}-db", "web-db"),
            ("${B:=${C}}-db", "${C}-db"),
            ("a-${C}", "a-${C}"),
            ("a-${", "a-${"),
            ("plain", "plain"),
        ] {
            assert_eq!(filled(text, &values), is);
        }
    }
}
