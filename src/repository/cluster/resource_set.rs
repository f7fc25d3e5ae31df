//! What flux-operator makes of a ResourceSet whose inputs stand in it (flux-operator 0.58, docs/api/v1/resourceset.md).

use crate::repository::files::Files;
use crate::repository::kustomize::Unseen;
use crate::repository::yaml::{Node, Value};

/// How many objects one may make.
const MAX_OBJECTS: usize = 10_000;

/// Whether an object is a ResourceSet.
pub(super) fn is_one(node: &Node) -> bool {
    node.text_at(&["kind"]) == "ResourceSet"
        && node
            .text_at(&["apiVersion"])
            .starts_with("fluxcd.controlplane.io/")
}

/// The objects that it makes.
///
/// # Errors
/// Why they are not known.
pub(super) fn objects(files: &Files<'_>, set: &Node) -> Result<Vec<Node>, &'static str> {
    let Some(spec) = set.get("spec") else {
        return Ok(Vec::new());
    };
    if !spec
        .get("inputsFrom")
        .map(Node::items)
        .unwrap_or_default()
        .is_empty()
    {
        return Err("its inputs come from elsewhere");
    }
    if spec.text_at(&["inputStrategy", "name"]) == "Permute" {
        return Err("its inputs are combined");
    }
    // Without inputs it is filled in once.
    let none = [Node::map(Vec::new(), spec.at)];
    let inputs = match spec.get("inputs").map(Node::items) {
        Some(inputs) if !inputs.is_empty() => inputs,
        _ => &none,
    };
    let mut made = Vec::new();
    for input in inputs {
        for resource in spec.get("resources").map(Node::items).unwrap_or_default() {
            let mut resource = resource.clone().expanded();
            fill(&mut resource, input).ok_or(COMPUTES)?;
            made.push(resource);
        }
        if let Some(template) = spec.get("resourcesTemplate")
            && let Some(text) = template.text()
        {
            let text = filled(text, input).ok_or(COMPUTES)?;
            let documents = files.inline(&text, template.at).ok_or(COMPUTES)?;
            made.extend(documents.into_iter().map(Node::expanded));
        }
        if made.len() > MAX_OBJECTS {
            return Err("it makes too many objects");
        }
    }
    Ok(made)
}

/// One whose objects are not known.
pub(super) fn unseen(set: &Node, file: &str, why: &str) -> Unseen {
    let said = |key: &str| set.text_at(&["metadata", key]);
    Unseen {
        path: file.to_owned(),
        at: set.at,
        what: format!("ResourceSet {}/{}", said("namespace"), said("name")),
        why: why.to_owned(),
        told: false,
    }
}

/// Why a template is not followed.
const COMPUTES: &str = "its template computes";

fn fill(node: &mut Node, input: &Node) -> Option<()> {
    if let Value::Scalar(text, _) = &node.value {
        if text.contains("<<") {
            let new = filled(text, input)?;
            // The text of the object is read again: what looks like a number is one.
            *node = match new.contains('\n') {
                true => Node::string(&new, node.at),
                false => Node::plain(&new, node.at),
            };
        }
        return Some(());
    }
    for item in node.items_mut() {
        fill(item, input)?;
    }
    for (key, value) in node.entries_mut() {
        fill(key, input)?;
        fill(value, input)?;
    }
    Some(())
}

/// A text with the inputs that it names; `None` where it does more than that.
fn filled(text: &str, input: &Node) -> Option<String> {
    let mut new = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once("<<") {
        let (inner, after) = from.split_once(">>")?;
        let path = inner.trim().strip_suffix("| quote");
        let quoted = path.is_some();
        let path = path.unwrap_or(inner).trim().strip_prefix("inputs.")?;
        let value = input.at(&path.split('.').collect::<Vec<_>>())?.text()?;
        new.push_str(before);
        match quoted {
            true => new.push_str(&format!("{value:?}")),
            false => new.push_str(value),
        }
        rest = after;
    }
    new.push_str(rest);
    Some(new)
}

#[cfg(test)]
mod tests {
    use super::filled;
    use crate::repository::yaml::read;

    #[test]
    fn inputs() {
        let input = &read("{name: a, deep: {tag: 1.2}, list: [x]}").unwrap()[0];
        let text = |text| filled(text, input);
        assert_eq!(
            text("<< inputs.name >>-<<inputs.deep.tag>>").as_deref(),
            Some("a-1.2")
        );
        assert_eq!(
            text("tag: << inputs.name | quote >>").as_deref(),
            Some("tag: \"a\"")
        );
        for open in [
            "<< inputs.other >>",
            "<<- range .list >>",
            "<< inputs.list >>",
            "<< inputs.name | upper >>",
            "<< inputs.name",
        ] {
            assert_eq!(text(open), None, "{open}");
        }
    }
}
