//! What the objects of a path say: two paths may bring one object, and say the same of it or not.

use super::brought::Brought;
use super::built::{Built, Object};
use super::yaml::{Node, Value};
use crate::model::{ClusterId, Model};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What tells an object apart on a cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The group of its kind; empty for the core.
    pub group: String,
    /// Its kind.
    pub kind: String,
    /// Its namespace; empty where none is stated.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

/// An object of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The file that it stands in.
    pub file: String,
    /// A digest of what it says, without its metadata: labels alone stop nothing. `None` where that is not known: what is
    /// encrypted, and what has variables that are filled in on the cluster.
    pub digest: Option<u64>,
}

/// What the objects of a path say.
pub type Alike = BTreeMap<Identity, Said>;

/// What the paths of a plan say on each cluster that recovers several: what it applies for one of them may be what it
/// applies for another.
pub(super) fn read(model: &Model, brought: &Brought) -> BTreeMap<(ClusterId, String), Alike> {
    let several = |cluster| {
        let cluster = model.clusters.get(cluster);
        cluster.is_some_and(|cluster| cluster.site.is_some())
    };
    let all = brought.all().filter(|(cluster, ..)| several(*cluster));
    all.map(|(cluster, path, built)| ((cluster, path.to_owned()), find_said(built)))
        .collect()
}

/// The objects of a path whose names are known.
fn find_said(built: &Built) -> Alike {
    let named = built.objects.iter().filter(|object| !object.is_unnamed());
    let said = named.map(|object| {
        let identity = Identity {
            group: object.group().to_owned(),
            kind: object.kind().to_owned(),
            namespace: object.namespace().to_owned(),
            name: object.name().to_owned(),
        };
        let said = Said {
            file: object.file.clone(),
            digest: digest(object),
        };
        (identity, said)
    });
    said.collect()
}

fn digest(object: &Object) -> Option<u64> {
    let encrypted = object.node.get("sops").is_some() || object.kind() == "SealedSecret";
    let open = object.asked.as_ref().is_some_and(|asked| !asked.is_empty());
    if encrypted || open || object.node.holds("${") {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    let entries = object.node.entries().iter();
    let kept = entries.filter(|(key, _)| !matches!(key.text(), Some("metadata" | "status")));
    hash_map(kept, &mut hasher);
    Some(hasher.finish())
}

/// The order of keys says nothing.
fn hash_map<'n>(entries: impl Iterator<Item = &'n (Node, Node)>, hasher: &mut DefaultHasher) {
    let mut entries: Vec<&(Node, Node)> = entries.collect();
    entries.sort_by_key(|(key, _)| key.text().map(str::to_owned));
    entries.len().hash(hasher);
    for (key, value) in entries {
        hash_node(key, hasher);
        hash_node(value, hasher);
    }
}

fn hash_node(node: &Node, hasher: &mut DefaultHasher) {
    match &node.value {
        Value::Scalar(text, _) => (0, &**text).hash(hasher),
        Value::List(items) => {
            (1, items.len()).hash(hasher);
            items.iter().for_each(|item| hash_node(item, hasher));
        }
        Value::Map(entries) => {
            2.hash(hasher);
            hash_map(entries.iter(), hasher);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::digest;
    use crate::repository::built::Object;
    use crate::repository::yaml::read;

    fn said(text: &str) -> Option<u64> {
        let node = read(text)?.into_iter().next()?;
        digest(&Object {
            file: String::new(),
            node,
            nested: false,
            by: 0,
            asked: None,
            set: None,
        })
    }

    #[test]
    fn what_differs_is_what_both_say() {
        let one = said("kind: ConfigMap\nmetadata: { name: a }\ndata: { b: c, d: [e] }\n");
        let turned = said(
            "data: { d: [e], b: \"c\" }\nmetadata: { name: a, labels: { f: g } }\nkind: ConfigMap\n",
        );
        let other = said("kind: ConfigMap\nmetadata: { name: a }\ndata: { b: c, d: [e, e] }\n");
        assert!(one.is_some() && other.is_some());
        assert_eq!(one, turned);
        assert_ne!(one, other);
    }

    #[test]
    fn what_is_not_known_differs_from_nothing() {
        assert_eq!(
            said("kind: Secret\ndata: { a: b }\nsops: { age: [] }\n"),
            None
        );
        assert_eq!(
            said("kind: SealedSecret\nspec: { encryptedData: { a: b } }\n"),
            None
        );
        assert_eq!(said("kind: ConfigMap\ndata: { a: \"${B}\" }\n"), None);
    }
}
