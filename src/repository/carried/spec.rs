//! What a stage takes over, field by field.

use super::between::between;
use super::find::Applying;
use super::values::ValuesFrom;
use super::{Carried, CarriedImage, CarriedPatch, Deletion, LeftOut, PatchTarget, health};
use crate::repository::cluster::{Applied, Reads};
use crate::repository::files::Files;
use crate::repository::kustomize::Builder;
use crate::repository::tree::{join, up};
use crate::repository::yaml::{Node, Position};
use std::collections::{BTreeMap, BTreeSet};

/// Accounts that every installation of Flux brings to its own namespace, with all rights (flux2,
/// `manifests/rbac`, `cluster-reconciler`).
const CONTROLLERS: [&str; 2] = ["helm-controller", "kustomize-controller"];

/// Where the stage is.
#[derive(Debug, Clone, Copy)]
pub(in crate::repository) struct Elsewhere<'e> {
    /// Objects that values and rights come from, of those that are applied there before.
    pub(in crate::repository) objects: &'e [Node],
    /// The namespace of the stages.
    pub(in crate::repository) namespace: &'e str,
    /// Values that the plan names for that cluster.
    pub(in crate::repository) own: &'e [ValuesFrom],
    /// Their keys.
    pub(in crate::repository) own_keys: &'e BTreeSet<String>,
}

/// What a stage over a path takes over. `ours` begins the paths that drplan writes itself.
pub(in crate::repository) fn carry(
    (files, builder): (&Files<'_>, &Builder<'_>),
    applying: Applying<'_>,
    (path, as_on_primary): (&str, &str),
    elsewhere: Option<Elsewhere<'_>>,
    ours: &str,
) -> Carried {
    let one = applying.one;
    let text = |key: &str| some(one.spec.text_at(&[key]));
    let mut carried = Carried {
        file: one.file.clone(),
        line: one.at.line,
        name: one.name.clone(),
        namespace: one.namespace.clone(),
        suspended: one.reads == Reads::Suspended,
        target_namespace: text("targetNamespace"),
        name_prefix: text("namePrefix"),
        name_suffix: text("nameSuffix"),
        patches: list(&one.spec, "patches").iter().map(patch).collect(),
        components: components(one, ours),
        ignore_missing_components: one.spec.text_at(&["ignoreMissingComponents"]) == "true",
        images: list(&one.spec, "images").iter().map(image).collect(),
        labels: entries(one.spec.at(&["commonMetadata", "labels"])),
        annotations: entries(one.spec.at(&["commonMetadata", "annotations"])),
        substitute: entries(one.spec.at(&["postBuild", "substitute"])),
        substitute_from: Vec::new(),
        service_account: text("serviceAccountName"),
        force: one.spec.text_at(&["force"]) == "true",
        health: Vec::new(),
        prune: one.spec.text_at(&["prune"]) != "false",
        deletion: Deletion::of(one.spec.text_at(&["deletionPolicy"])),
        timeout: one.spec.text_at(&["timeout"]).parse().ok(),
        left_out: Vec::new(),
        differences: Vec::new(),
    };
    let built = builder.flux(path, None);
    carried.health = health::exprs(
        list(&one.spec, "healthCheckExprs"),
        built.objects.iter().map(|object| &object.node),
    );
    between(files, one, as_on_primary, &mut carried);
    if one.path != as_on_primary {
        let before = built.faults.len();
        let there = |patch: &CarriedPatch| meets(builder, (path, before), patch);
        carried.patches.retain(there);
    }
    values(files, one, elsewhere, &mut carried);
    if let Some(there) = elsewhere {
        account(files, one, there, &mut carried);
    }
    carried
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn list<'n>(spec: &'n Node, key: &str) -> &'n [Node] {
    spec.get(key).map(Node::items).unwrap_or_default()
}

fn entries(map: Option<&Node>) -> BTreeMap<String, String> {
    let entries = map.map(Node::entries).unwrap_or_default().iter();
    entries
        .filter_map(|(key, value)| Some((key.text()?.to_owned(), value.text()?.to_owned())))
        .collect()
}

fn patch(node: &Node) -> CarriedPatch {
    let said = |key: &str| node.text_at(&["target", key]).to_owned();
    CarriedPatch {
        patch: node.text_at(&["patch"]).to_owned(),
        target: node
            .get("target")
            .filter(|target| !target.is_null())
            .map(|_| PatchTarget {
                group: said("group"),
                version: said("version"),
                kind: said("kind"),
                namespace: said("namespace"),
                name: said("name"),
                label_selector: said("labelSelector"),
                annotation_selector: said("annotationSelector"),
            }),
    }
}

fn image(node: &Node) -> CarriedImage {
    let said = |key: &str| node.text_at(&[key]).to_owned();
    CarriedImage {
        name: said("name"),
        new_name: said("newName"),
        new_tag: said("newTag"),
        digest: said("digest"),
    }
}

fn components(one: &Applied, ours: &str) -> Vec<String> {
    let written = list(&one.spec, "components").iter();
    let all = written.filter_map(|item| join(&one.path, item.text()?));
    all.filter(|path| !format!("{path}/").starts_with(ours))
        .collect()
}

/// A stage acts as the account of the primary's Kustomization where that is there for it.
fn account(files: &Files<'_>, one: &Applied, there: Elsewhere<'_>, carried: &mut Carried) {
    let Some(name) = carried.service_account.take() else {
        return;
    };
    let is_it = |node: &Node| {
        node.text_at(&["kind"]) == "ServiceAccount"
            && node.text_at(&["metadata", "name"]) == name
            && node.text_at(&["metadata", "namespace"]) == there.namespace
    };
    let of_flux = CONTROLLERS.contains(&name.as_str());
    if of_flux || there.objects.iter().any(is_it) {
        carried.service_account = Some(name);
        return;
    }
    let node = one.spec.get("serviceAccountName");
    let at = node.map_or(one.at, |node| node.at);
    carried.left_out.push(LeftOut {
        what: format!("serviceAccountName: {name}"),
        why: format!(
            "no account of this name is shown in the namespace `{}` of the recovery cluster",
            there.namespace
        ),
        file: files.name(at).to_string(),
        line: at.line,
        values: false,
    });
}

/// Values of the primary, where the recovery cluster has them: what the plan names there wins, also over
/// what stands in the Kustomization itself, which Flux would prefer.
fn values(
    files: &Files<'_>,
    one: &Applied,
    elsewhere: Option<Elsewhere<'_>>,
    carried: &mut Carried,
) {
    let sources = one.spec.at(&["postBuild", "substituteFrom"]);
    let sources = sources.map(Node::items).unwrap_or_default();
    let Some(there) = elsewhere else {
        carried.substitute_from = sources.iter().filter_map(ValuesFrom::of).collect();
        return;
    };
    let mut keys = there.own_keys.clone();
    for node in sources {
        let Some(source) = ValuesFrom::of(node) else {
            continue;
        };
        if source.is_there(there.objects, there.namespace) {
            keys.extend(source.keys(there.objects, there.namespace));
            carried.substitute_from.push(source);
        } else if !source.optional && !there.own.iter().any(|own| own.is_same(&source)) {
            carried.left_out.push(LeftOut {
                what: format!("{}/{}", source.kind().to_ascii_lowercase(), source.name),
                why: "nothing that the repository shows brings it to the recovery cluster"
                    .to_owned(),
                file: files.name(node.at).to_string(),
                line: node.at.line,
                values: true,
            });
        }
    }
    let inline = one.spec.at(&["postBuild", "substitute"]);
    let inline = inline.map(Node::entries).unwrap_or_default();
    let own: BTreeSet<&str> = inline.iter().filter_map(|(key, _)| key.text()).collect();
    // A key of the primary's own list is replaced where the plan names a value for the recovery cluster.
    let replaced = own.iter().filter(|key| there.own_keys.contains(**key));
    for key in replaced {
        carried.substitute.remove(*key);
    }
}

/// Whether a patch that names its object itself meets one of a path, which has so many faults without it: it fails
/// the build where it meets none.
fn meets(builder: &Builder<'_>, (path, before): (&str, usize), patch: &CarriedPatch) -> bool {
    if patch.target.is_some() {
        return true;
    }
    let at = Position::default();
    let mut alone = Node::map(Vec::new(), at);
    let mut entry = Node::map(Vec::new(), at);
    entry.set("patch", Node::string(&patch.patch, at));
    alone.set("patches", Node::list(vec![entry], at));
    builder.flux(path, Some(&alone)).faults.len() <= before
}

impl Carried {
    /// What of it changes the objects of a path.
    pub(in crate::repository) fn written(&self) -> Self {
        Self {
            target_namespace: self.target_namespace.clone(),
            name_prefix: self.name_prefix.clone(),
            name_suffix: self.name_suffix.clone(),
            patches: self.patches.clone(),
            components: self.components.clone(),
            ignore_missing_components: self.ignore_missing_components,
            images: self.images.clone(),
            labels: self.labels.clone(),
            annotations: self.annotations.clone(),
            substitute: self.substitute.clone(),
            ..Self::default()
        }
    }

    /// The same as the `spec` of a Kustomization, for the reader.
    pub(in crate::repository) fn spec(&self, of: &Applied, path: &str) -> Node {
        let at = of.at;
        let string = |text: &str| Node::string(text, at);
        let mut spec = Node::map(Vec::new(), at);
        let texts = [
            ("targetNamespace", &self.target_namespace),
            ("namePrefix", &self.name_prefix),
            ("nameSuffix", &self.name_suffix),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                spec.set(key, string(text));
            }
        }
        let kept = list(&of.spec, "patches").iter();
        let kept = kept
            .filter(|node| self.patches.contains(&patch(node)))
            .cloned();
        let kept: Vec<Node> = kept.collect();
        if !kept.is_empty() {
            spec.set("patches", Node::list(kept, at));
        }
        for key in ["images", "commonMetadata", "ignoreMissingComponents"] {
            if let Some(value) = of.spec.get(key) {
                spec.set(key, value.clone());
            }
        }
        if !self.components.is_empty() {
            let up = up(path);
            let all = self.components.iter();
            let all = all.map(|one| string(&format!("{up}{one}"))).collect();
            spec.set("components", Node::list(all, at));
        }
        if !self.substitute.is_empty() {
            let all = self.substitute.iter();
            let all = all
                .map(|(key, value)| (string(key), string(value)))
                .collect();
            let mut post = Node::map(Vec::new(), at);
            post.set("substitute", Node::map(all, at));
            spec.set("postBuild", post);
        }
        spec
    }
}
