//! Charts of which is known how their workloads are called.

use super::operators::is_release;
use super::shown::{Item, Scope};
use crate::model::WorkloadKind;
use crate::repository::yaml::Node;

/// Whether a release is known to make a workload; `None` where no table knows its chart, or not all
/// of its values are shown.
pub(super) fn makes(scope: &Scope, item: &Item, kind: WorkloadKind, name: &str) -> Option<bool> {
    let spec = item.node.get("spec").filter(|_| is_release(item))?;
    (is_app_template(scope, spec) && spec.get("valuesFrom").is_none()).then_some(())?;
    let values = spec.get("values");
    let controllers = values.and_then(|values| values.get("controllers"));
    let enabled =
        |one: &&(crate::repository::yaml::Node, Node)| one.1.text_at(&["enabled"]) != "false";
    let controllers: Vec<_> = controllers
        .map(Node::entries)
        .unwrap_or_default()
        .iter()
        .filter(enabled)
        .collect();
    let full = full_name(item, spec, values);
    let made = controllers.iter().any(|(id, controller)| {
        let made = match controller.text_at(&["type"]) {
            "" => Some(WorkloadKind::Deployment),
            word => WorkloadKind::from_word(word),
        };
        let id = id.text().unwrap_or_default();
        let long = format!("{full}-{id}");
        let called = match controllers.len() {
            1 => name == full,
            // Up to version 2 the one called `main` has no suffix.
            _ if id == "main" => name == full || name == long,
            _ if full == id || full.ends_with(&format!("-{id}")) => name == full,
            _ => name == long,
        };
        made == Some(kind) && called
    });
    Some(made)
}

/// The name of the release, or the one that its values give instead (bjw-s common 3 and 4).
fn full_name(item: &Item, spec: &Node, values: Option<&Node>) -> String {
    let of = |path: &[&str]| values.map_or("", |values| values.text_at(path));
    let stated = [
        of(&["global", "fullnameOverride"]),
        of(&["fullnameOverride"]),
        spec.text_at(&["releaseName"]),
    ];
    let stated = stated.into_iter().find(|text| !text.is_empty());
    let target = spec.text_at(&["targetNamespace"]);
    match stated {
        Some(name) => name.to_owned(),
        None if target.is_empty() => item.last.name.clone(),
        None => format!("{target}-{}", item.last.name),
    }
}

/// `app-template` by its name, or by the source that a release refers to.
fn is_app_template(scope: &Scope, spec: &Node) -> bool {
    if spec.text_at(&["chart", "spec", "chart"]) == "app-template" {
        return true;
    }
    let source = spec.text_at(&["chartRef", "name"]);
    source == "app-template"
        || scope
            .named(source)
            .iter()
            .filter_map(|at| scope.item(*at))
            .any(|item| {
                item.kind() == "OCIRepository"
                    && item
                        .node
                        .text_at(&["spec", "url"])
                        .ends_with("/app-template")
            })
}
