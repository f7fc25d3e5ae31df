//! A kustomization.yaml: its fields, and what Flux writes into the same file.

use crate::repository::yaml::{Node, Value};
use std::collections::BTreeSet;

/// What a field must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    List,
    Map,
}

/// Every field that kustomize knows.
const FIELDS: [(&str, Form); 34] = [
    ("apiVersion", Form::Text),
    ("bases", Form::List),
    ("buildMetadata", Form::List),
    ("commonAnnotations", Form::Map),
    ("commonLabels", Form::Map),
    ("components", Form::List),
    ("configMapGenerator", Form::List),
    ("configurations", Form::List),
    ("crds", Form::List),
    ("generatorOptions", Form::Map),
    ("generators", Form::List),
    ("helmChartInflationGenerator", Form::List),
    ("helmCharts", Form::List),
    ("helmGlobals", Form::Map),
    ("imageTags", Form::List),
    ("images", Form::List),
    ("kind", Form::Text),
    ("labels", Form::List),
    ("metadata", Form::Map),
    ("namePrefix", Form::Text),
    ("nameSuffix", Form::Text),
    ("namespace", Form::Text),
    ("openapi", Form::Map),
    ("patches", Form::List),
    ("patchesJson6902", Form::List),
    ("patchesStrategicMerge", Form::List),
    ("replacements", Form::List),
    ("replicas", Form::List),
    ("resources", Form::List),
    ("secretGenerator", Form::List),
    ("sortOptions", Form::Map),
    ("transformers", Form::List),
    ("validators", Form::List),
    ("vars", Form::List),
];

/// Fields that bring or change objects by programs or by data of elsewhere, each with why it is not read.
pub(super) const NOT_READ: [(&str, &str); 6] = [
    ("generators", "a generator is a program of its own"),
    ("helmChartInflationGenerator", "charts are not rendered"),
    ("helmCharts", "charts are not rendered"),
    ("openapi", "its merge keys are not read"),
    ("transformers", "a transformer is a program of its own"),
    ("vars", "`vars` are not filled in"),
];

/// Whether a scalar is a text for YAML 1.1, which knows more words for true and false.
fn is_text(node: &Node) -> bool {
    let Value::Scalar(text, plain) = &node.value else {
        return false;
    };
    const WORDS: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "true", "false"];
    let word = WORDS.contains(&text.to_ascii_lowercase().as_str());
    !(*plain && (word || text.parse::<f64>().is_ok_and(f64::is_finite)))
}

/// A kustomization.yaml.
#[derive(Debug, Clone)]
pub(super) struct Kustomization {
    node: Node,
}

impl Kustomization {
    /// One that lists what it is given.
    pub(super) fn of_resources(paths: &[String], at: crate::repository::yaml::Position) -> Self {
        let items = paths.iter().map(|path| Node::string(path, at)).collect();
        let mut node = Node::map(Vec::new(), at);
        node.set("resources", Node::list(items, at));
        Self { node }
    }

    /// Reads a document; each fault is one for which kustomize refuses it.
    pub(super) fn read(document: &Node) -> (Self, Vec<(Node, String)>) {
        let mut node = document.clone().expanded();
        let mut faults = Vec::new();
        // The reader of Go does not ask for the case of keys.
        for (key, _) in node.entries_mut() {
            let name = key.text().unwrap_or_default();
            let field = FIELDS
                .iter()
                .find(|(field, _)| field.eq_ignore_ascii_case(name));
            if let Some((field, _)) = field.filter(|(field, _)| *field != name) {
                *key = Node::plain(field, key.at);
            }
        }
        if !node.is_map() {
            faults.push((node.clone(), "it is not a mapping".to_owned()));
        }
        for (key, value) in node.entries() {
            let name = key.text().unwrap_or_default();
            let form = FIELDS.iter().find(|(field, _)| *field == name);
            let fits = match form.map(|(_, form)| form) {
                _ if value.is_null() => true,
                Some(Form::Text) => is_text(value),
                Some(Form::List) => value.is_list(),
                Some(Form::Map) => value.is_map(),
                None => {
                    faults.push((key.clone(), format!("kustomize knows no field `{name}`")));
                    continue;
                }
            };
            if !fits {
                faults.push((value.clone(), format!("`{name}` has the wrong form")));
            }
        }
        (Self { node }, faults)
    }

    /// Whether it is a Component.
    pub(super) fn is_component(&self) -> bool {
        self.text("kind") == "Component"
    }

    /// The text of a field; empty where there is none.
    pub(super) fn text(&self, field: &str) -> &str {
        self.node.text_at(&[field])
    }

    /// The items of a field.
    pub(super) fn list(&self, field: &str) -> &[Node] {
        self.node.get(field).map(Node::items).unwrap_or_default()
    }

    /// A field.
    pub(super) fn get(&self, field: &str) -> Option<&Node> {
        self.node.get(field).filter(|node| !node.is_null())
    }

    /// Everything that it takes objects from, `bases` of older files among them.
    pub(super) fn resources(&self) -> impl Iterator<Item = &Node> {
        self.list("resources").iter().chain(self.list("bases"))
    }

    /// Whether it says nothing of objects.
    pub(super) fn is_empty(&self) -> bool {
        let inert = ["apiVersion", "kind", "metadata"];
        let mut entries = self.node.entries().iter();
        !entries.any(|(key, value)| {
            // An empty list is something.
            let says = !value.is_null() && value.text() != Some("");
            says && !inert.contains(&key.text().unwrap_or_default())
        })
    }

    /// Writes into it what the `spec` of a Flux Kustomization says: a namespace and affixes take the
    /// place of its own, patches and Components come after them (fluxcd/pkg `kustomize`).
    pub(super) fn apply_flux(&mut self, spec: &Node, exists: &dyn Fn(&str) -> bool) {
        for (field, own) in [
            ("targetNamespace", "namespace"),
            ("namePrefix", "namePrefix"),
            ("nameSuffix", "nameSuffix"),
        ] {
            if let Some(value) = spec
                .get(field)
                .filter(|value| !value.text().unwrap_or("").is_empty())
            {
                self.node.set(own, value.clone());
            }
        }
        let missing = spec.text_at(&["ignoreMissingComponents"]) == "true";
        let components = spec.get("components").map(Node::items).unwrap_or_default();
        let components = components.iter().filter(|one| {
            let there = one.text().is_some_and(exists);
            there || !missing
        });
        self.push("components", components.cloned().collect());
        let list = |field: &str| {
            spec.get(field)
                .map(Node::items)
                .unwrap_or_default()
                .to_vec()
        };
        self.push("patches", list("patches"));
        self.push("patchesStrategicMerge", list("patchesStrategicMerge"));
        self.push("patchesJson6902", list("patchesJson6902"));
        let images = list("images");
        let named: BTreeSet<&str> = images.iter().map(|one| one.text_at(&["name"])).collect();
        if let Some(own) = self.node.get_mut("images") {
            for item in own.items_mut() {
                let new = images
                    .iter()
                    .find(|new| new.text_at(&["name"]) == item.text_at(&["name"]));
                let Some(new) = new else { continue };
                if let Some(name) = new.get("newName") {
                    item.set("newName", name.clone());
                }
                if new.get("newTag").is_some() || new.get("digest").is_some() {
                    for key in ["newTag", "digest"] {
                        item.remove(key);
                        if let Some(value) = new.get(key) {
                            item.set(key, value.clone());
                        }
                    }
                }
            }
        }
        let own: BTreeSet<String> = self
            .list("images")
            .iter()
            .map(|one| one.text_at(&["name"]).to_owned())
            .collect();
        let new = images.iter().filter(|one| {
            let name = one.text_at(&["name"]);
            named.contains(name) && !own.contains(name)
        });
        self.push("images", new.cloned().collect());
    }

    fn push(&mut self, field: &str, items: Vec<Node>) {
        let Some(first) = items.first() else { return };
        let at = first.at;
        if self.get(field).is_none() {
            self.node.set(field, Node::list(Vec::new(), at));
        }
        if let Some(list) = self.node.get_mut(field) {
            list.change_items(|own| own.extend(items));
        }
    }
}
