//! `postBuild`: variables that Flux fills in after the build (fluxcd/pkg, `envsubst`).

use super::effective::Effective;
use crate::repository::yaml::{Node, Value};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;

/// The mark of objects in which nothing is filled in.
const MARK: &str = "kustomize.toolkit.fluxcd.io/substitute";
/// How deep `${…}` may stand in each other.
const NESTED: usize = 16;

/// What is known of the variables of a Kustomization.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables {
    /// Their values; `None` for one that is there and whose value is not shown.
    values: BTreeMap<String, Option<String>>,
    /// Whether these are all.
    pub(super) whole: bool,
}

/// The variables of a Kustomization, from what was applied before it. Without `postBuild` there are none.
pub(super) fn variables(spec: &Node, namespace: &str, objects: &[Effective]) -> Option<Variables> {
    let post = spec.get("postBuild").filter(|node| !node.is_null())?;
    let mut found = Variables {
        values: BTreeMap::new(),
        whole: true,
    };
    for source in post
        .get("substituteFrom")
        .map(Node::items)
        .unwrap_or_default()
    {
        let said = |key: &str| source.text_at(&[key]);
        let such = |one: &&Effective| {
            one.node.text_at(&["kind"]) == said("kind")
                && one.node.text_at(&["metadata", "name"]) == said("name")
                && one.node.text_at(&["metadata", "namespace"]) == namespace
        };
        match objects.iter().find(such) {
            Some(object) => take(&mut found.values, &object.node),
            None if said("optional") == "true" => {}
            None => found.whole = false,
        }
    }
    for (key, value) in post
        .get("substitute")
        .map(Node::entries)
        .unwrap_or_default()
    {
        if let Some(key) = key.text() {
            let text = value.text().unwrap_or_default().replace('\n', "");
            found.values.insert(key.to_owned(), Some(text));
        }
    }
    Some(found)
}

fn take(values: &mut BTreeMap<String, Option<String>>, object: &Node) {
    let hidden = object.get("sops").is_some();
    let secret = object.text_at(&["kind"]) == "Secret";
    for map in ["data", "stringData"] {
        for (key, value) in object.get(map).map(Node::entries).unwrap_or_default() {
            let Some(key) = key.text() else { continue };
            let text = value.text().unwrap_or_default();
            let text = match secret && map == "data" {
                true => STANDARD
                    .decode(text.replace('\n', ""))
                    .ok()
                    .and_then(|bytes| String::from_utf8(bytes).ok()),
                false => Some(text.to_owned()),
            };
            let text = text.filter(|_| !hidden).map(|text| text.replace('\n', ""));
            values.insert(key.to_owned(), text);
        }
    }
}

/// The names in `${NAME}`; `$${NAME}` is the text itself, `${NAME:=x}` has a default.
pub(in crate::repository) fn names(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("${") {
        let escaped = text.get(..at).is_some_and(|head| head.ends_with('$'));
        let rest = text.get(at + 2..).unwrap_or("");
        let Some((name, _)) = rest.split_once('}').filter(|_| !escaped) else {
            continue;
        };
        let mut letters = name.chars();
        let first = letters
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        if first && letters.all(|c| c.is_ascii_alphanumeric() || c == '_') {
            found.push(name);
        }
    }
    found
}

impl Variables {
    /// Variables of an object whose values are not known, as it is before anything is filled in.
    pub(super) fn asked(&self, node: &Node) -> Vec<String> {
        if !node.holds("${") {
            return Vec::new();
        }
        let mut scalars = Vec::new();
        node.scalars(&mut scalars);
        let all = scalars.iter().flat_map(|text| names(text));
        let open = all.filter(|name| !matches!(self.values.get(*name), Some(Some(_))));
        open.map(str::to_owned).collect()
    }

    /// Fills them into an object.
    pub(super) fn fill(&self, node: &mut Node) {
        let off = |map: &str| node.text_at(&["metadata", map, MARK]) == "disabled";
        if off("labels") || off("annotations") || self.values.is_empty() && self.whole {
            return;
        }
        self.each(node);
    }

    fn each(&self, node: &mut Node) {
        if !node.holds("$") && !keys_hold(node) {
            return;
        }
        if let Value::Scalar(text, _) = &node.value {
            let new = self.text(text);
            if new != **text {
                // The text of the whole object is read again: what looks like a number is one.
                *node = match new.contains('\n') {
                    true => Node::string(&new, node.at),
                    false => Node::plain(&new, node.at),
                };
            }
            return;
        }
        for item in node.items_mut() {
            self.each(item);
        }
        for (key, value) in node.entries_mut() {
            self.each(key);
            self.each(value);
        }
    }

    fn text(&self, text: &str) -> String {
        let mut new = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
            new.push_str(before);
            if let Some(after) = from.strip_prefix("$$") {
                new.push('$');
                rest = after;
                continue;
            }
            let (value, after) = match self.expansion(from, 0) {
                Some((value, after)) => (value, after),
                None => (None, from.strip_prefix('$').unwrap_or("")),
            };
            // What is not known stays as it is written, with all that is inside.
            let written = from.len().saturating_sub(after.len());
            new.push_str(value.as_deref().or(from.get(..written)).unwrap_or("$"));
            rest = after;
        }
        new.push_str(rest);
        new
    }

    /// What the `${…}` that a text begins with stands for, `None` where that is not known, and the text after
    /// it. A default may hold others (fluxcd/pkg envsubst, `parseDefaultFunc`).
    fn expansion<'t>(&self, from: &'t str, depth: usize) -> Option<(Option<String>, &'t str)> {
        let inner = from.strip_prefix("${").filter(|_| depth < NESTED)?;
        let end = inner
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(inner.len());
        let (name, rest) = inner.split_at_checked(end)?;
        if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        if let Some(after) = rest.strip_prefix('}') {
            return Some((self.values.get(name).cloned().flatten(), after));
        }
        let mut signs = [":-", ":=", "="].iter();
        let mut rest = signs.find_map(|sign| rest.strip_prefix(*sign))?;
        let mut default = Some(String::new());
        let after = loop {
            let end = rest.find(['$', '}'])?;
            let (plain, from) = rest.split_at_checked(end)?;
            let (part, after) = match from.strip_prefix('}') {
                Some(_) => (Some(String::new()), from),
                None => match self.expansion(from, depth + 1) {
                    Some(found) => found,
                    None => (Some("$".to_owned()), from.strip_prefix('$')?),
                },
            };
            default = default.zip(part).map(|(all, part)| all + plain + &part);
            match after.strip_prefix('}') {
                Some(after) => break after,
                None => rest = after,
            }
        };
        // An empty value is as good as none, whatever the sign (`toDefault`).
        let value = match self.values.get(name) {
            Some(Some(value)) if !value.is_empty() => Some(value.clone()),
            Some(None) => None,
            Some(Some(_)) => default,
            None => default.filter(|_| self.whole),
        };
        Some((value, after))
    }
}

fn keys_hold(node: &Node) -> bool {
    node.items().iter().any(keys_hold)
        || node
            .entries()
            .iter()
            .any(|(key, value)| key.holds("$") || keys_hold(value))
}

#[cfg(test)]
mod tests {
    use super::Variables;

    #[test]
    fn what_flux_fills_in() {
        let mut variables = Variables {
            values: [("A", Some("1")), ("EMPTY", Some("")), ("HIDDEN", None)]
                .into_iter()
                .map(|(key, value)| (key.to_owned(), value.map(str::to_owned)))
                .collect(),
            whole: true,
        };
        for (text, filled) in [
            ("a${A}b", "a1b"),
            ("${A:-x}", "1"),
            ("${B:-x}", "x"),
            ("${B:=}", ""),
            ("${EMPTY:-x}", "x"),
            ("${EMPTY=x}", "x"),
            ("${EMPTY-x}", "${EMPTY-x}"),
            ("${A:-${B}}", "1"),
            ("${B:-${A}}", "1"),
            ("${B:=p-${C:-${A}}-s}!", "p-1-s!"),
            ("${B:-${C}}-${A}", "${B:-${C}}-1"),
            ("${HIDDEN:-${A}}", "${HIDDEN:-${A}}"),
            ("${B:-$5}", "$5"),
            ("${B:-${A}", "${B:-1"),
            ("${HIDDEN:-x}", "${HIDDEN:-x}"),
            ("${B}", "${B}"),
            ("$A $(A) $1", "$A $(A) $1"),
            ("$${A}", "${A}"),
            ("${A", "${A"),
            ("${a.b} ${", "${a.b} ${"),
            ("${A}${A}", "11"),
        ] {
            assert_eq!(variables.text(text), filled, "{text}");
        }
        variables.whole = false;
        assert_eq!(variables.text("${B:-x}"), "${B:-x}");
    }
}
