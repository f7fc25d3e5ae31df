//! `replacements`: values of one object in others.

use super::layer::Layer;
use super::resource::Resource;
use super::select::Selector;
use crate::repository::yaml::{Node, Position, Value};

/// How many parts a path may have.
const MAX_PARTS: usize = 64;

/// Applies one replacement; an error says why it fails.
pub(super) fn apply(layer: &mut Layer, replacement: &Node) -> Result<(), String> {
    let value = value(layer, replacement)?;
    let targets = replacement
        .get("targets")
        .map(Node::items)
        .unwrap_or_default();
    if targets.is_empty() {
        return Err("a replacement has no targets".to_owned());
    }
    for target in targets {
        let select = target
            .get("select")
            .ok_or("a replacement selects no objects")?;
        let selector = Selector::read(select)?;
        let rejects = target.get("reject").map(Node::items).unwrap_or_default();
        let rejects: Result<Vec<Selector>, String> = rejects.iter().map(Selector::read).collect();
        let rejects = rejects?;
        for resource in &mut layer.resources {
            let meant = selector.has_labels(resource)
                && resource.ever(&|id| selector.is_id(id))
                && !rejects.iter().any(|one| rejected(one, resource));
            if meant {
                copy(resource, &value, target)?;
            }
        }
    }
    Ok(())
}

fn rejected(reject: &Selector, resource: &Resource) -> bool {
    match reject.asks_labels() {
        true => reject.has_labels(resource) && resource.ever(&|id| reject.is_id(id)),
        false => resource.ever(&|id| reject.is_id(id)),
    }
}

fn value(layer: &Layer, replacement: &Node) -> Result<Node, String> {
    if let Some(value) = replacement.get("sourceValue") {
        return Ok(value.clone());
    }
    let source = replacement
        .get("source")
        .ok_or("a replacement has no source")?;
    let said = |key: &str| source.text_at(&[key]);
    let such = |id: &super::resource::Id<'_>| {
        id.is(said("group"), said("version"), said("kind"))
            && (said("name").is_empty() || said("name") == id.name)
            && (said("namespace").is_empty() || said("namespace") == id.namespace)
    };
    let mut meant = layer.resources.iter().filter(|one| one.ever(&such));
    let (Some(resource), None) = (meant.next(), meant.next()) else {
        return Err(format!(
            "the source `{}/{}` is not one object",
            said("kind"),
            said("name")
        ));
    };
    let path = match said("fieldPath") {
        "" => "metadata.name",
        path => path,
    };
    let mut found = None;
    let mut node = resource.node.clone();
    each(&mut node, &split(path), None, &mut |field| {
        found.get_or_insert_with(|| field.clone());
    });
    let found = found.ok_or_else(|| format!("the source has no field `{path}`"))?;
    let options = source.get("options");
    let delimiter = options.map_or("", |one| one.text_at(&["delimiter"]));
    if delimiter.is_empty() {
        return Ok(found);
    }
    let index = options.map_or("", |one| one.text_at(&["index"]));
    let text = found.text().unwrap_or_default();
    let part = text.split(delimiter).nth(index.parse().unwrap_or(0));
    let part = part.ok_or("the part of a source does not exist")?;
    Ok(Node::string(part, found.at))
}

fn copy(resource: &mut Resource, value: &Node, target: &Node) -> Result<(), String> {
    let options = target.get("options");
    let option = |key: &str| options.map_or("", |one| one.text_at(&[key]));
    let create = (option("create") == "true").then_some(value.at);
    let default = [Node::plain("metadata.name", value.at)];
    let paths = target
        .get("fieldPaths")
        .map(Node::items)
        .filter(|all| !all.is_empty());
    for path in paths.unwrap_or(&default) {
        let path = path.text().unwrap_or_default();
        let mut met = false;
        each(&mut resource.node, &split(path), create, &mut |field| {
            met = true;
            put(field, value, (option("delimiter"), option("index")));
        });
        if !met {
            return Err(format!("a target has no field `{path}`"));
        }
    }
    Ok(())
}

fn put(field: &mut Node, value: &Node, (delimiter, index): (&str, &str)) {
    let (Some(old), Some(text)) = (field.text(), value.text()) else {
        *field = value.clone();
        return;
    };
    let mut new = text.to_owned();
    if !delimiter.is_empty() {
        let mut parts: Vec<&str> = old.split(delimiter).collect();
        match index.parse::<i64>().unwrap_or(0) {
            at if at < 0 => parts.insert(0, text),
            at => match usize::try_from(at).ok().and_then(|at| parts.get_mut(at)) {
                Some(part) => *part = text,
                None => parts.push(text),
            },
        }
        new = parts.join(delimiter);
    }
    // A scalar keeps its form: a number stays one.
    *field = match &field.value {
        Value::Scalar(old, true) if !old.is_empty() => Node::plain(&new, value.at),
        Value::Scalar(..) | Value::List(_) | Value::Map(_) => Node::string(&new, value.at),
    };
}

/// The parts of a path: `a.b`, `a.[name=x].b`, `a.*.b`, `a[0]`; a part in brackets may hold dots.
fn split(path: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut open = false;
    let mut letters = path.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek() == Some(&'.') => {
                part.push('.');
                letters.next();
            }
            '[' if !open && part.is_empty() => {
                open = true;
                part.push('[');
            }
            ']' if open => {
                open = false;
                part.push(']');
            }
            '.' if !open => parts.push(std::mem::take(&mut part)),
            letter => part.push(letter),
        }
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts.truncate(MAX_PARTS);
    parts
}

fn each(
    node: &mut Node,
    path: &[String],
    create: Option<Position>,
    change: &mut dyn FnMut(&mut Node),
) {
    let Some((part, rest)) = path.split_first() else {
        return change(node);
    };
    if node.is_list() {
        let inner = part
            .strip_prefix('[')
            .and_then(|part| part.strip_suffix(']'));
        let at = part.parse::<usize>().ok();
        if part == "*" {
            for item in node.items_mut() {
                each(item, rest, create, change);
            }
        } else if let Some((key, wanted)) = inner.and_then(|inner| inner.split_once('=')) {
            let meets = |item: &Node| match key {
                "" => item.text() == Some(wanted),
                key => item.text_at(&[key]) == wanted && item.get(key).is_some(),
            };
            if let Some(at) = create
                && !node.items().iter().any(meets)
            {
                let mut item = Node::map(Vec::new(), at);
                item.set(key, Node::string(wanted, at));
                node.change_items(|items| items.push(item));
            }
            for item in node.items_mut().iter_mut().filter(|item| meets(item)) {
                each(item, rest, create, change);
            }
        } else if let Some(item) = at.and_then(|at| node.items_mut().get_mut(at)) {
            each(item, rest, create, change);
        }
        return;
    }
    if !node.is_map() {
        return;
    }
    if part == "*" {
        for (_, value) in node.entries_mut() {
            each(value, rest, create, change);
        }
        return;
    }
    let name = part
        .strip_prefix('[')
        .and_then(|part| part.strip_suffix(']'))
        .unwrap_or(part);
    if let Some(at) = create
        && node.get(name).is_none()
    {
        let new = match rest.first() {
            None => Node::plain("", at),
            Some(next) if next.starts_with('[') => Node::list(Vec::new(), at),
            Some(_) => Node::map(Vec::new(), at),
        };
        node.set(name, new);
    }
    if let Some(inner) = node.get_mut(name) {
        each(inner, rest, create, change);
    }
}
