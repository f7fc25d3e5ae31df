//! Variables that Flux fills in after the build.

use crate::repository::built::{Built, Object};
use std::collections::BTreeMap;

/// The label or annotation of an object that Flux fills in nothing of.
const DISABLED: &str = "kustomize.toolkit.fluxcd.io/substitute";

/// Every variable without a default, with a file that uses it.
pub(super) fn find_variables(built: &Built) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for object in built
        .objects
        .iter()
        .filter(|object| !object.nested && !left_out(object))
    {
        let mut scalars = Vec::new();
        object.node.scalars(&mut scalars);
        for name in scalars.iter().flat_map(|text| names(text)) {
            let file = || object.file.clone();
            found.entry(name.to_owned()).or_insert_with(file);
        }
    }
    found
}

fn left_out(object: &Object) -> bool {
    ["labels", "annotations"]
        .iter()
        .any(|key| object.node.text_at(&["metadata", key, DISABLED]) == "disabled")
}

/// The names in `${NAME}`; `$${NAME}` is the text itself, `${NAME:=x}` has a default.
fn names(text: &str) -> Vec<&str> {
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

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn what_flux_must_fill_in() {
        assert_eq!(names("a ${REGION}-${zone_1} b"), ["REGION", "zone_1"]);
        for text in [
            "$${A}", "${A:=x}", "${A:-x}", "${}", "${1A}", "${A", "$A", "${a.b}",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }
}
