//! Which objects a patch or a replacement is for.

use super::resource::Resource;
use crate::repository::yaml::Node;
use regex_lite::Regex;

/// The longest expression that is compiled.
const MAX_EXPRESSION: usize = 4_096;

/// What objects must be: expressions that match the whole of a name, and selectors of labels.
#[derive(Debug)]
pub(super) struct Selector {
    group: Whole,
    version: Whole,
    kind: Whole,
    name: Whole,
    namespace: Whole,
    labels: Vec<Requirement>,
    annotations: Vec<Requirement>,
}

/// An expression for the whole of a text; `None` matches every one.
#[derive(Debug)]
struct Whole(Option<Regex>);

impl Whole {
    fn new(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self(None));
        }
        let compiled = match text.len() > MAX_EXPRESSION {
            true => None,
            false => Regex::new(&format!("^(?:{text})$")).ok(),
        };
        let compiled = compiled.ok_or_else(|| format!("`{text}` is not a regular expression"))?;
        Ok(Self(Some(compiled)))
    }

    fn is_match(&self, text: &str) -> bool {
        self.0.as_ref().is_none_or(|one| one.is_match(text))
    }
}

/// Whether a `target` may mean an object of a kind and name; one that cannot be read means none.
pub(in crate::repository) fn may_select(target: &Node, kind: &str, name: &str) -> bool {
    Selector::read(target).is_ok_and(|one| one.kind.is_match(kind) && one.name.is_match(name))
}

impl Selector {
    /// The selector that a `target` states.
    ///
    /// # Errors
    /// What of it cannot be read.
    pub(super) fn read(node: &Node) -> Result<Self, String> {
        let said = |key: &str| Whole::new(node.text_at(&[key]));
        Ok(Self {
            group: said("group")?,
            version: said("version")?,
            kind: said("kind")?,
            name: said("name")?,
            namespace: said("namespace")?,
            labels: requirements(node.text_at(&["labelSelector"]))?,
            annotations: requirements(node.text_at(&["annotationSelector"]))?,
        })
    }

    /// Whether an object is meant, by what it is or by what it was at first.
    pub(super) fn selects(&self, resource: &Resource) -> bool {
        let (now, first) = (resource.id(), resource.original());
        let kind = self.group.is_match(now.group)
            && self.version.is_match(now.version)
            && self.kind.is_match(now.kind);
        kind && (self.namespace.is_match(first.namespace) || self.namespace.is_match(now.namespace))
            && (self.name.is_match(first.name) || self.name.is_match(now.name))
            && self.has_labels(resource)
    }

    /// Whether its labels and annotations are as asked.
    pub(super) fn has_labels(&self, resource: &Resource) -> bool {
        let all = |asked: &[Requirement], map: &str| {
            asked
                .iter()
                .all(|one| one.is_met(resource.meta(map, &one.key)))
        };
        all(&self.labels, "labels") && all(&self.annotations, "annotations")
    }

    /// Whether it asks for labels or annotations.
    pub(super) fn asks_labels(&self) -> bool {
        !self.labels.is_empty() || !self.annotations.is_empty()
    }

    /// Whether one identity of an object is meant.
    pub(super) fn is_id(&self, id: &super::resource::Id<'_>) -> bool {
        self.group.is_match(id.group)
            && self.version.is_match(id.version)
            && self.kind.is_match(id.kind)
            && self.namespace.is_match(id.namespace)
            && self.name.is_match(id.name)
    }
}

/// One part of a selector of labels.
#[derive(Debug)]
struct Requirement {
    key: String,
    asked: Asked,
}

#[derive(Debug)]
enum Asked {
    In(Vec<String>),
    NotIn(Vec<String>),
    There,
    Missing,
}

impl Requirement {
    fn is_met(&self, value: Option<&str>) -> bool {
        let one = |list: &[String]| value.is_some_and(|value| list.iter().any(|v| v == value));
        match &self.asked {
            Asked::In(list) => one(list),
            Asked::NotIn(list) => !one(list),
            Asked::There => value.is_some(),
            Asked::Missing => value.is_none(),
        }
    }
}

/// The parts of `a=b,c!=d,e in (x,y),f,!g`.
fn requirements(text: &str) -> Result<Vec<Requirement>, String> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let open = rest.find('(').unwrap_or(usize::MAX);
        let end = rest.find(',').unwrap_or(rest.len());
        let end = match open < end {
            true => rest.find(')').map_or(rest.len(), |at| at + 1),
            false => end,
        };
        let (part, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        parts.push(requirement(part.trim()).ok_or_else(|| format!("`{text}` is not a selector"))?);
        rest = after.trim_start_matches([',', ' ']);
    }
    Ok(parts)
}

fn requirement(part: &str) -> Option<Requirement> {
    let new = |key: &str, asked| {
        let key = key.trim();
        let word = !key.is_empty() && !key.contains(char::is_whitespace);
        word.then(|| Requirement {
            key: key.to_owned(),
            asked,
        })
    };
    if let Some((head, list)) = part.split_once('(') {
        let list = list.strip_suffix(')')?.split(',');
        let list = list.map(|one| one.trim().to_owned()).collect();
        let (key, word) = head.trim().rsplit_once(' ')?;
        return match word {
            "in" => new(key, Asked::In(list)),
            "notin" => new(key, Asked::NotIn(list)),
            _ => None,
        };
    }
    if let Some((key, value)) = part.split_once("!=") {
        return new(key, Asked::NotIn(vec![value.trim().to_owned()]));
    }
    if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
        return new(key, Asked::In(vec![value.trim().to_owned()]));
    }
    match part.strip_prefix('!') {
        Some(key) => new(key, Asked::Missing),
        None => new(part, Asked::There),
    }
}
