//! Resource modifiers of Velero (`internal/resourcemodifiers`, 1.18.3): what a Restore changes on its way.
//!
//! Velero decodes them strictly and fails the Restore for good where it cannot; a resource that is written
//! otherwise than it expects matches nothing, without a word.

use super::yaml::{self, Node, Value};

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The resource in plural with its group, as `deployments.apps`; parts may have `*`.
    pub resource: String,
    /// The namespaces as they are called where the backup was made; empty for all.
    pub namespaces: Vec<String>,
}

/// Resources without a group that people change.
const CORE: [&str; 14] = [
    "configmaps",
    "endpoints",
    "events",
    "limitranges",
    "namespaces",
    "nodes",
    "persistentvolumeclaims",
    "persistentvolumes",
    "pods",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "serviceaccounts",
    "services",
];
/// Resources of a group that people write without it.
const GROUPED: [&str; 8] = [
    "cronjobs.batch",
    "daemonsets.apps",
    "deployments.apps",
    "ingresses.networking.k8s.io",
    "jobs.batch",
    "networkpolicies.networking.k8s.io",
    "replicasets.apps",
    "statefulsets.apps",
];
const OPERATIONS: [&str; 6] = ["add", "copy", "move", "remove", "replace", "test"];
const KINDS: [&str; 3] = ["patches", "mergePatches", "strategicPatches"];
/// A ConfigMap holds no more than 1 MiB with everything around it.
const MAX_BYTES: usize = 900 << 10;

/// The rules of a file.
///
/// # Errors
/// What Velero would refuse, or not meet.
pub fn rules(text: &str) -> Result<Vec<Rule>, String> {
    if text.len() > MAX_BYTES {
        return Err("it is too large for a ConfigMap".to_owned());
    }
    let documents = yaml::read(text).unwrap_or_default();
    let [file] = documents.as_slice() else {
        return Err("it is not one document of YAML".to_owned());
    };
    known(file, "the file", &["version", "resourceModifierRules"])?;
    if !file.text_at(&["version"]).eq_ignore_ascii_case("v1") {
        return Err("its `version` is not `v1`".to_owned());
    }
    let rules = file.get("resourceModifierRules").map(Node::items);
    let rules = rules.unwrap_or_default();
    if rules.is_empty() {
        return Err("it has no `resourceModifierRules`".to_owned());
    }
    rules.iter().map(rule).collect()
}

/// Whether a mapping has these keys alone.
fn known(node: &Node, of: &str, keys: &[&str]) -> Result<(), String> {
    if !matches!(node.value, Value::Map(_)) {
        return Err(format!("line {}: {of} is not a mapping", node.at.line));
    }
    for (key, _) in node.entries() {
        let name = key.text().unwrap_or_default();
        if !keys.contains(&name) {
            let line = key.at.line;
            return Err(format!("line {line}: {of} has no key `{name}`"));
        }
    }
    Ok(())
}

fn rule(node: &Node) -> Result<Rule, String> {
    let line = node.at.line;
    known(
        node,
        "a rule",
        &["conditions", "patches", "mergePatches", "strategicPatches"],
    )?;
    let lists = KINDS.map(|kind| node.get(kind).map(Node::items).unwrap_or_default());
    match lists.iter().filter(|list| !list.is_empty()).count() {
        0 => return Err(format!("line {line}: the rule changes nothing")),
        1 => {}
        _ => {
            return Err(format!(
                "line {line}: the rule has more than one of `{}`",
                KINDS.join("`, `")
            ));
        }
    }
    let [patches, merge, strategic] = lists;
    patches.iter().try_for_each(patch)?;
    for patch in merge.iter().chain(strategic) {
        known(patch, "a patch", &["patchData"])?;
        if patch.text_at(&["patchData"]).is_empty() {
            let line = patch.at.line;
            return Err(format!("line {line}: the patch has no text `patchData`"));
        }
    }
    conditions(node)
}

fn conditions(rule: &Node) -> Result<Rule, String> {
    let line = rule.at.line;
    let Some(conditions) = rule.get("conditions") else {
        return Err(format!("line {line}: the rule has no `conditions`"));
    };
    known(
        conditions,
        "`conditions`",
        &[
            "groupResource",
            "labelSelector",
            "matches",
            "namespaces",
            "resourceNameRegex",
        ],
    )?;
    let resource = conditions.text_at(&["groupResource"]);
    if resource.is_empty() {
        return Err(format!("line {line}: the rule has no `groupResource`"));
    }
    if let Some(right) = instead(resource) {
        return Err(format!(
            "line {line}: `{resource}` matches nothing, since the resource is `{right}`"
        ));
    }
    let namespaces = conditions.get("namespaces").map(Node::items);
    let namespaces = namespaces.unwrap_or_default().iter();
    Ok(Rule {
        resource: resource.to_owned(),
        namespaces: namespaces
            .filter_map(|name| name.text().map(str::to_owned))
            .collect(),
    })
}

/// What is meant by a resource that Velero would not meet.
fn instead(resource: &str) -> Option<String> {
    if resource.contains(['.', '*', '?', '[', '{']) || CORE.contains(&resource) {
        return None;
    }
    let lower = resource.to_lowercase();
    let one = |plural: &str| {
        let single = plural.strip_suffix("ies").map(|stem| format!("{stem}y"));
        let single = single.or_else(|| plural.strip_suffix("es").map(str::to_owned));
        single.is_some_and(|single| single == lower) || plural.strip_suffix('s') == Some(&lower)
    };
    let plural = |right: &&str| {
        right
            .split('.')
            .next()
            .is_some_and(|name| name == lower || one(name))
    };
    let core = CORE.iter().find(|core| **core == lower || one(core));
    let mut grouped = GROUPED.iter();
    let found = core.or_else(|| grouped.find(|right| plural(right)));
    Some(found.map_or_else(|| format!("{lower}.GROUP"), |right| (*right).to_owned()))
}

fn patch(patch: &Node) -> Result<(), String> {
    let line = patch.at.line;
    known(patch, "a patch", &["operation", "path", "from", "value"])?;
    let said = |key: &str| patch.text_at(&[key]);
    let operation = said("operation").to_lowercase();
    if !OPERATIONS.contains(&operation.as_str()) {
        return Err(format!(
            "line {line}: the `operation` is not one of `{}`",
            OPERATIONS.join("`, `")
        ));
    }
    if !said("path").starts_with('/') {
        return Err(format!("line {line}: the `path` does not begin with `/`"));
    }
    match (operation.as_str(), patch.get("value")) {
        ("copy" | "move", _) if !said("from").starts_with('/') => Err(format!(
            "line {line}: `{operation}` has no `from` that begins with `/`"
        )),
        ("add" | "replace" | "test", None) => {
            Err(format!("line {line}: `{operation}` has no `value`"))
        }
        (_, Some(value)) if !is_string(value) => Err(format!(
            "line {line}: the `value` is not a text: put it in quotes, as in `\"3\"`"
        )),
        _ => Ok(()),
    }
}

/// Whether YAML reads a scalar as a text: Velero refuses a number or a truth value here.
fn is_string(node: &Node) -> bool {
    let Value::Scalar(text, plain) = &node.value else {
        return false;
    };
    let word = text.to_lowercase();
    let other = matches!(
        word.as_str(),
        "" | "~" | "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    !plain || !(other || word.parse::<f64>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::{instead, rules};

    #[test]
    fn resources_that_are_met() {
        for (resource, right) in [
            ("deployments.apps", None),
            ("secrets", None),
            ("*", None),
            ("persistentvolume", Some("persistentvolumes")),
            ("Deployment", Some("deployments.apps")),
            ("ingress", Some("ingresses.networking.k8s.io")),
            ("networkpolicies", Some("networkpolicies.networking.k8s.io")),
            ("certificates", Some("certificates.GROUP")),
        ] {
            assert_eq!(instead(resource).as_deref(), right, "{resource}");
        }
    }

    #[test]
    fn values_are_texts() {
        let with = |value: &str| {
            rules(&format!(
                "version: v1\nresourceModifierRules:\n- conditions: {{groupResource: pods}}\n  patches: [{{operation: replace, path: /spec/a, value: {value}}}]\n"
            ))
        };
        for (value, fits) in [
            ("a", true),
            ("\"3\"", true),
            ("3", false),
            ("true", false),
            ("[]", false),
        ] {
            assert_eq!(with(value).is_ok(), fits, "{value}");
        }
    }
}
