//! Hook annotations, as a kustomize Component for each Kustomization that applies workloads.

pub(in crate::emit::gitops::flux) mod patch;

use crate::analyze::effective::Member;
use crate::analyze::hooks::{Applier, Carrier, Reach, Selection};
use crate::analyze::recovery::RecoverySide;
use crate::analyze::wires::{self, Group};
use crate::analyze::{Ready, hooks};
use crate::emit::bundle::Bundle;
use crate::emit::crd::flux::{Component, Patch};
use crate::emit::names;
use crate::model::value::RepoPath;
use crate::model::{Model, Workload};
use crate::recipe::{Prepared, PreparedStep};
use patch::Patches;
use std::collections::BTreeMap;

/// The Components of a side, by folder.
pub(in crate::emit) type Folders<'a> = BTreeMap<String, Folder<'a>>;

/// What applies a Component.
pub(in crate::emit) struct Folder<'a> {
    /// The path that a stage applies its workloads from.
    pub(in crate::emit) path: Option<&'a RepoPath>,
    /// The Flux Kustomization below the path of the plan, where it is one.
    pub(in crate::emit) inner: Option<&'a Applier>,
}

/// Writes the Components of a side, and gives their folders.
pub(in crate::emit) fn emit<'a>(
    ready: Ready<'a>,
    side: &'a RecoverySide,
    bundle: &mut Bundle,
) -> Folders<'a> {
    let model = ready.model();
    let mut folders = Folders::new();
    for (folder, group) in wires::groups(ready.analysis(), side) {
        let directory = wires::directory(ready.analysis(), side, &folder);
        bundle
            .wires
            .extend(wires::of_group(side, &group, &directory));
        let component = Component {
            api_version: "kustomize.config.k8s.io/v1alpha1",
            kind: "Component",
            patches: patches(model, side, &group),
        };
        let member = group.member;
        bundle.add(
            format!("{directory}/kustomization.yaml"),
            &format!("namespace {folder} of plan {}", model.plan.name.value),
            format!("Component/{folder}"),
            member.block.span,
            &component,
        );
        let apps = member.block.apps.as_ref();
        let path = apps.map(|apps| &hooks::applied_path(side, apps).value);
        let inner = group.applier.filter(|one| one.inner);
        folders.insert(folder, Folder { path, inner });
    }
    folders
}

fn patches(model: &Model, side: &RecoverySide, group: &Group<'_>) -> Vec<Patch> {
    let mut patches = Patches::default();
    for (member, workload, reach) in &group.workloads {
        let carrier = match reach {
            Some(Reach::By(found)) => Some(&found.carrier),
            Some(Reach::Not(_)) | None => None,
        };
        if let Some(Carrier::Operated(all)) = carrier {
            for one in all {
                let selection = hooks::selection_of_pods(model, member, workload, &one.volumes);
                let annotations = annotations(member, workload, &selection);
                patches.field(&one.object, &one.field, annotations);
            }
            continue;
        }
        // Its kind is not known, so there is no object to name: `hook-not-reachable` is an error.
        if workload.name.value.kind.operator().is_some() {
            continue;
        }
        let selection = hooks::selection(model, member, workload);
        let target = (
            &workload.name.value,
            annotations(member, workload, &selection),
        );
        let name = member.name.value.as_str();
        let namespace = || names::namespace_on(&side.cluster, name);
        match (carrier, &workload.release) {
            (Some(carrier), _) => patches.add(carrier, target),
            (None, None) => patches.template(&namespace(), target),
            (None, Some(release)) => {
                patches.unseen_release(&namespace(), &release.value, target);
            }
        }
    }
    patches.finish()
}

fn annotations(
    member: &Member,
    workload: &Workload,
    selection: &Selection<'_>,
) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    if let Some(hook) = member
        .hook(workload)
        .filter(|hook| hook.via_schedule.is_none())
    {
        hook_annotations(hook, &mut all);
    }
    all.extend(volume_annotation(selection));
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
