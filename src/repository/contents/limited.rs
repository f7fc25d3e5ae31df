//! Limits of a namespace for what its containers ask for.

use crate::model::value::Size;
use crate::repository::built::{Built, Object};
use crate::repository::yaml::Node;

/// What a LimitRange allows a container, as far as it limits it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limited {
    /// The file.
    pub file: String,
    /// The namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The most memory.
    pub most_memory: Option<Size>,
    /// The least memory.
    pub least_memory: Option<Size>,
    /// The most of a processor, in thousandths.
    pub most_cpu: Option<u64>,
    /// The least of a processor, in thousandths.
    pub least_cpu: Option<u64>,
}

pub(super) fn find_limited(built: &Built) -> Vec<Limited> {
    let ranges = built.of_kind("LimitRange");
    let named = ranges.filter(|object| !object.namespace().is_empty() && !object.is_unnamed());
    named.flat_map(of_range).collect()
}

fn of_range(object: &Object) -> Vec<Limited> {
    let limits = object.node.at(&["spec", "limits"]).map(Node::items);
    let limits = limits.unwrap_or_default().iter();
    // A pod of one container has what its container has.
    let of_pods = limits.filter(|one| ["Container", "Pod"].contains(&one.text_at(&["type"])));
    of_pods
        .map(|one| Limited {
            file: object.file.clone(),
            namespace: object.namespace().to_owned(),
            name: object.name().to_owned(),
            most_memory: one.text_at(&["max", "memory"]).parse().ok(),
            least_memory: one.text_at(&["min", "memory"]).parse().ok(),
            most_cpu: thousandths(one.text_at(&["max", "cpu"])),
            least_cpu: thousandths(one.text_at(&["min", "cpu"])),
        })
        .collect()
}

/// An amount of processors: `500m`, `2` or `0.5`.
fn thousandths(text: &str) -> Option<u64> {
    if let Some(small) = text.strip_suffix('m') {
        return small.parse().ok();
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = part.chars().chain("000".chars()).take(3).collect();
    let whole: u64 = whole.parse().ok()?;
    whole.checked_mul(1000)?.checked_add(digits.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::thousandths;

    #[test]
    fn amounts_of_processors() {
        for (text, amount) in [
            ("500m", Some(500)),
            ("2", Some(2000)),
            ("0.5", Some(500)),
            ("1.25", Some(1250)),
            ("", None),
            ("2k", None),
        ] {
            assert_eq!(thousandths(text), amount, "{text}");
        }
    }
}
