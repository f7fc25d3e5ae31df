//! Variables that Flux fills in after the build.

use crate::repository::built::{Built, Object};
use crate::repository::cluster::names;
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
        let file = || object.file.clone();
        // What Flux has filled in no longer shows which text was escaped.
        if let Some(asked) = &object.asked {
            for name in asked {
                found.entry(name.clone()).or_insert_with(file);
            }
            continue;
        }
        let mut scalars = Vec::new();
        object.node.scalars(&mut scalars);
        for name in scalars.iter().flat_map(|text| names(text)) {
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

#[cfg(test)]
mod tests {
    use crate::repository::cluster::names;

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
