//! Hook annotations, as a kustomize Component for each namespace.

use crate::analyze::effective::Member;
use crate::analyze::hooks::Selection;
use crate::analyze::recovery::RecoverySide;
use crate::analyze::{Ready, hooks};
use crate::emit::bundle::Bundle;
use crate::emit::crd::flux::{Component, Patch};
use crate::emit::{names, yaml};
use crate::model::{Cluster, Model, NamespaceName, Workload, WorkloadRef};
use crate::recipe::{Prepared, PreparedStep};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The part of a workload that a patch names.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Patched {
    api_version: &'static str,
    kind: &'static str,
    metadata: Named,
    spec: Outer,
}

#[derive(Serialize)]
struct Named {
    name: String,
    namespace: String,
}

#[derive(Serialize)]
struct Outer {
    template: Template,
}

#[derive(Serialize)]
struct Template {
    metadata: Annotated,
}

#[derive(Serialize)]
struct Annotated {
    annotations: BTreeMap<String, String>,
}

/// Writes the Components of a side, and gives the folders that have one.
pub(in crate::emit) fn emit(
    ready: Ready<'_>,
    side: &RecoverySide,
    bundle: &mut Bundle,
) -> BTreeSet<String> {
    let model = ready.model();
    let cluster = &side.cluster;
    let mut written = BTreeSet::new();
    // One folder for each Kustomization that applies them: a block with one `apps` shares one.
    let mut folders: BTreeMap<String, (Vec<Patch>, &Member)> = BTreeMap::new();
    for member in ready.analysis().members_of(&side.primary) {
        if member.name.value == NamespaceName::Rest {
            continue;
        }
        let folder = hooks::folder(member).to_owned();
        for workload in &member.block.workloads {
            let annotations = annotations(model, member, workload);
            if annotations.is_empty() {
                continue;
            }
            let entry = folders
                .entry(folder.clone())
                .or_insert_with(|| (Vec::new(), member));
            entry.0.push(Patch {
                patch: patch(cluster, member, workload, annotations),
                target: None,
            });
        }
    }
    for (folder, (patches, member)) in folders {
        let directory = format!("{}/hooks/{folder}", names::folder(model, cluster));
        let about = format!("namespace {folder} of plan {}", model.plan.name.value);
        let component = Component {
            api_version: "kustomize.config.k8s.io/v1alpha1",
            kind: "Component",
            patches,
        };
        let path = format!("{directory}/kustomization.yaml");
        bundle.add(
            path,
            &about,
            format!("Component/{folder}"),
            member.block.span,
            &component,
        );
        written.insert(folder);
        // Where the author applies the workloads, the author adds the Component.
        if let Some(apps) = member.block.apps.as_ref().filter(|_| !side.manages_apps) {
            let up = "../".repeat(
                apps.path
                    .value
                    .as_str()
                    .split('/')
                    .filter(|p| !p.is_empty())
                    .count(),
            );
            bundle
                .components
                .push((apps.path.value.to_string(), format!("{up}{directory}")));
        }
    }
    written
}

fn patch(
    cluster: &Cluster,
    member: &Member,
    workload: &Workload,
    annotations: BTreeMap<String, String>,
) -> String {
    let WorkloadRef { kind, name } = &workload.name.value;
    yaml::to_yaml(&Patched {
        api_version: "apps/v1",
        kind: kind.kind(),
        metadata: Named {
            name: name.to_string(),
            namespace: names::namespace_on(cluster, member.name.value.as_str()),
        },
        spec: Outer {
            template: Template {
                metadata: Annotated { annotations },
            },
        },
    })
}

fn annotations(model: &Model, member: &Member, workload: &Workload) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    if let Some(hook) = member
        .hook(workload)
        .filter(|hook| hook.via_schedule.is_none())
    {
        hook_annotations(hook, &mut all);
    }
    all.extend(volume_annotation(&hooks::selection(
        model, member, workload,
    )));
    all
}

fn hook_annotations(hook: &Prepared, into: &mut BTreeMap<String, String>) {
    let mut step = |phase: &str, step: &PreparedStep| {
        let mut put = |key: &str, value: String| {
            into.insert(format!("{phase}.hook.backup.velero.io/{key}"), value);
        };
        put("command", command(&step.command));
        put("container", step.container.clone());
        put("on-error", step.on_error.velero().to_owned());
        put("timeout", step.timeout.go());
    };
    step("pre", &hook.pre);
    if let Some(post) = &hook.post {
        step("post", post);
    }
}

/// A JSON array, with every `$` as `\u0024`: Velero decodes it, and Flux's substitution leaves it
/// alone whether it is on or off.
fn command(words: &[String]) -> String {
    let json = serde_json::to_string(words).unwrap_or_default();
    let mut text = String::with_capacity(json.len());
    for char in json.chars() {
        match char {
            // kustomize refuses YAML with these characters, and makes a blank of U+0085 (seen with
            // kustomize 5.8); inside a string of JSON an escape means the same.
            '$' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                text.push_str(&format!("\\u{:04x}", u32::from(char)));
            }
            _ => text.push(char),
        }
    }
    text
}

/// No blank may stand in the list: Velero does not trim (podvolume/util.go).
fn volume_annotation(selection: &Selection<'_>) -> Option<(String, String)> {
    let (key, names) = match selection {
        Selection::Default => return None,
        Selection::But(names) => ("backup-volumes-excludes", names),
        Selection::Only(names) => ("backup-volumes", names),
    };
    Some((format!("backup.velero.io/{key}"), names.join(",")))
}

#[cfg(test)]
mod tests {
    use super::command;

    #[test]
    fn what_kustomize_refuses_is_escaped_and_means_the_same() {
        let words = [
            "a\u{7f}b\u{85}\u{9f}",
            "\u{fffe}\u{ffff}$x",
            "é \u{1} \u{a0}",
        ];
        let words: Vec<String> = words.map(str::to_owned).to_vec();
        let text = command(&words);
        assert_eq!(
            text,
            "[\"a\\u007fb\\u0085\\u009f\",\"\\ufffe\\uffff\\u0024x\",\"é \\u0001 \u{a0}\"]"
        );
        let read: Vec<String> = serde_json::from_str(&text).unwrap();
        assert_eq!(read, words);
    }
}
