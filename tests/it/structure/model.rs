//! No silent language: every field of the model is read by what computes, checks or writes.

use super::sources;
use regex_lite::Regex;
use std::collections::{BTreeMap, BTreeSet};

/// The rule that names what has no effect yet.
const NOT_BUILT_YET: &str = "src/lint/rules/names/not_built_yet.rs";

/// How code speaks of a struct that it does not name.
const ALIASES: [(&str, &str); 3] = [
    ("GitOps", "gitops"),
    ("Namespace", "member"),
    ("RecoverMode", "mode"),
];

/// Fields that need no reader, and why.
const UNREAD: [(&str, &str, &str); 1] = [(
    "GitOps",
    "engine",
    "every engine but Flux is refused (`gitops-not-yet`)",
)];

/// The public fields of every struct of the model, by file: struct and field.
fn fields() -> BTreeSet<(String, String)> {
    let head = Regex::new(r"^pub struct (\w+)").unwrap();
    let variant = Regex::new(r"^    (\w+) \{$").unwrap();
    let enumeration = Regex::new(r"^pub enum (\w+)").unwrap();
    // Fields of a struct have a `pub`, those of a variant stand deeper.
    let field = Regex::new(r"^(?:    pub |        )(\w+): ").unwrap();
    let mut fields = BTreeSet::new();
    for (name, text) in sources() {
        let values = name.starts_with("src/model/value") || name == "src/model/id.rs";
        if !name.starts_with("src/model") || values {
            continue;
        }
        let mut open: Option<String> = None;
        let mut within: Option<String> = None;
        for line in text.lines() {
            if let Some(found) = head.captures(line).filter(|_| line.ends_with('{')) {
                open = Some(found[1].to_owned());
            } else if let Some(found) = enumeration.captures(line) {
                within = Some(found[1].to_owned());
            } else if line == "}" {
                (open, within) = (None, None);
            } else if let (Some(outer), Some(found)) = (&within, variant.captures(line)) {
                open = Some(format!("{outer}::{}", &found[1]));
            } else if within.is_some() && line == "    }," {
                open = None;
            } else if let (Some(owner), Some(found)) = (&open, field.captures(line)) {
                fields.insert((owner.clone(), found[1].to_owned()));
            }
        }
    }
    fields
}

/// The texts that may give a field an effect, without their comments and without `field: _`.
fn readers() -> BTreeMap<String, String> {
    let ignored = Regex::new(r"\b\w+: _,").unwrap();
    sources()
        .into_iter()
        .filter(|(name, _)| {
            !name.starts_with("src/lower")
                && !name.starts_with("src/model")
                && name != NOT_BUILT_YET
        })
        .map(|(name, text)| {
            let code: Vec<&str> = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect();
            (name, ignored.replace_all(&code.join("\n"), "").into_owned())
        })
        .collect()
}

/// Whether a word stands in a text, and not as a part of another.
fn word(text: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word)
        .any(|(at, _)| !text[..at].ends_with(part) && !text[at + word.len()..].starts_with(part))
}

/// Whether a file reads a field: it has `x.field` or takes the struct apart. It speaks of
/// the struct too: many have a field of one name.
fn reads(text: &str, owner: &str, field: &str) -> bool {
    let (outer, owner) = owner.rsplit_once("::").unwrap_or(("", owner));
    let snake: String = owner
        .chars()
        .flat_map(|c| {
            let split = c.is_uppercase().then_some('_');
            split.into_iter().chain(c.to_lowercase())
        })
        .collect();
    let snake = snake.trim_start_matches('_').to_owned();
    let alias = ALIASES.iter().find(|(name, _)| *name == owner);
    let alias = alias.map_or("", |(_, alias)| alias);
    let speaks = [
        owner.to_owned(),
        outer.to_owned(),
        snake.clone(),
        format!("{snake}s"),
        alias.to_owned(),
    ];
    if !speaks
        .iter()
        .any(|name| !name.is_empty() && word(text, name))
    {
        return false;
    }
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '(';
    let dotted = format!(".{field}");
    let access = |at: usize| !text[at + dotted.len()..].starts_with(part);
    text.match_indices(&dotted).any(|(at, _)| access(at))
        || text.split(&format!("{owner} {{")).skip(1).any(|rest| {
            let fields = rest.split('}').next().unwrap_or("");
            word(fields, field)
        })
}

#[test]
fn every_field_of_the_model_has_a_reader() {
    let fields = fields();
    assert!(fields.len() > 100, "only {} fields are seen", fields.len());
    let readers = readers();
    let unbuilt = sources()
        .into_iter()
        .find(|(name, _)| name == NOT_BUILT_YET)
        .unwrap()
        .1;
    let mut faults = Vec::new();
    for (owner, field) in &fields {
        let read = readers.values().any(|text| reads(text, owner, field));
        let named = Regex::new(&format!(r"\b{field}\b"))
            .unwrap()
            .is_match(&unbuilt);
        let unread = UNREAD.iter().any(|(o, f, _)| o == owner && f == field);
        if unread && read {
            faults.push(format!(
                "`{owner}.{field}` has a reader: take it from the list"
            ));
        }
        if !read && !named && !unread {
            faults.push(format!("nothing reads `{owner}.{field}`"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
