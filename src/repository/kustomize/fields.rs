//! Paths of fields, as the transformers of kustomize name them: lists on the way are passed through.

use super::resource::Id;
use crate::repository::yaml::{Node, Position};
use std::rc::Rc;

/// Group, version and kind; what is empty is any.
pub(super) type Kind = (&'static str, &'static str, &'static str);

/// Fields by group, kind and path, which are not made where they are missing.
pub(super) fn specs_at(list: &[(&str, &str, &str)]) -> Vec<FieldSpec> {
    let specs = list.iter();
    specs
        .map(|(group, kind, path)| FieldSpec::new((group, "", kind), path, false))
        .collect()
}

/// How many parts a path may have.
const MAX_PARTS: usize = 64;

/// Fields of some kind of objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldSpec {
    pub(super) group: Rc<str>,
    pub(super) version: Rc<str>,
    pub(super) kind: Rc<str>,
    /// The parts of the path.
    pub(super) path: Rc<[String]>,
    /// Whether what is missing on the way is made.
    pub(super) create: bool,
}

impl FieldSpec {
    pub(super) fn new(
        (group, version, kind): (&str, &str, &str),
        path: &str,
        create: bool,
    ) -> Self {
        Self {
            group: Rc::from(group),
            version: Rc::from(version),
            kind: Rc::from(kind),
            path: split(path).into(),
            create,
        }
    }

    /// What an entry of a `configurations` file says.
    pub(super) fn read(node: &Node) -> Self {
        let said = |key: &str| node.text_at(&[key]);
        let create = said("create") == "true";
        let kind = (said("group"), said("version"), said("kind"));
        Self::new(kind, said("path"), create)
    }

    /// Whether objects of an identity have these fields.
    pub(super) fn is_of(&self, id: &Id<'_>) -> bool {
        id.is(&self.group, &self.version, &self.kind)
    }
}

/// Where names of one kind of objects stand in others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct References {
    pub(super) group: Rc<str>,
    pub(super) version: Rc<str>,
    pub(super) kind: Rc<str>,
    pub(super) fields: Vec<FieldSpec>,
}

/// The parts of a path; `\/` is a slash of a name.
fn split(path: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut letters = path.trim_start_matches('/').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&'/') => {
                part.push('/');
                letters.next();
            }
            '/' => parts.push(std::mem::take(&mut part)),
            letter => part.push(letter),
        }
    }
    parts.push(part);
    parts.truncate(MAX_PARTS);
    parts
}

/// What is made at the end of a path that is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Made {
    /// Nothing.
    Nothing,
    /// A scalar.
    Scalar,
    /// A mapping.
    Map,
}

/// Gives every value at the end of a path, to change it.
pub(super) fn each(
    node: &mut Node,
    path: &[String],
    (create, made, at): (bool, Made, Position),
    change: &mut dyn FnMut(&mut Node),
) {
    let Some((part, rest)) = path.split_first() else {
        return change(node);
    };
    if node.is_list() {
        for item in node.items_mut() {
            each(item, path, (create, made, at), change);
        }
        return;
    }
    let (name, list) = match part.strip_suffix("[]") {
        Some(name) => (name, true),
        None => (part.as_str(), false),
    };
    if !node.is_map() {
        return;
    }
    let makes = create && !list && made != Made::Nothing;
    if makes && node.get(name).is_none_or(Node::is_null) {
        let new = match rest.is_empty() && made == Made::Scalar {
            true => Node::string("", at),
            false => Node::map(Vec::new(), at),
        };
        node.set(name, new);
    }
    if node.get(name).is_none_or(Node::is_null) {
        return;
    }
    if let Some(inner) = node.get_mut(name) {
        each(inner, rest, (create, made, at), change);
    }
}

/// Whether something stands at the end of a path.
pub(super) fn has(node: &Node, path: &[String]) -> bool {
    let Some((part, rest)) = path.split_first() else {
        return true;
    };
    if node.is_list() {
        return node.items().iter().any(|item| has(item, path));
    }
    let name = part.strip_suffix("[]").unwrap_or(part);
    node.get(name).is_some_and(|inner| has(inner, rest))
}
