//! What the kustomization.yaml of a cluster's path, and the Kustomization that applies this path, change in the stages
//! that drplan writes there.

use crate::model::Model;
use crate::repository::cluster::Applied;
use crate::repository::files::Files;
use crate::repository::kustomize::Builder;
use crate::repository::tree::{KUSTOMIZATION, inside};
use crate::repository::yaml::{Node, Position};

/// What a recovery depends on; a decryption or an interval more does no harm.
const SPEC: [&str; 14] = [
    "components",
    "dependsOn",
    "healthCheckExprs",
    "healthChecks",
    "kubeConfig",
    "namePrefix",
    "nameSuffix",
    "path",
    "prune",
    "serviceAccountName",
    "sourceRef",
    "suspend",
    "targetNamespace",
    "wait",
];

/// Changes of the stages of a plan at the path of a cluster: a file, and what it changes.
pub(in crate::repository) fn changes(
    (files, builder): (&Files<'_>, &Builder<'_>),
    model: &Model,
    (path, root): (&str, Option<&Applied>),
) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let home = model.plan.gitops.flux.namespace();
    let names = files.list(path).unwrap_or_default();
    let mut names = names.iter().filter(|(_, is_folder)| !is_folder);
    let own = names.find(|(name, _)| KUSTOMIZATION.contains(&name.as_str()));
    if let Some((name, _)) = own {
        let file = inside(path, name);
        if let Some([only]) = files.documents(&file).as_deref() {
            let said = ["namespace", "namePrefix", "nameSuffix"];
            look(builder, model, (only, said), (&file, home), &mut all);
        }
    }
    if let Some(root) = root {
        let said = ["targetNamespace", "namePrefix", "nameSuffix"];
        look(
            builder,
            model,
            (&root.spec, said),
            (&root.file, home),
            &mut all,
        );
    }
    all
}

fn look(
    builder: &Builder<'_>,
    model: &Model,
    (node, said): (&Node, [&str; 3]),
    (file, home): (&str, &str),
    all: &mut Vec<(String, String)>,
) {
    for key in said {
        let text = node.text_at(&[key]);
        let own = text == home && key.ends_with("amespace");
        if !(text.is_empty() || own || text.contains("${")) {
            all.push((file.to_owned(), format!("{key}: {text}")));
        }
    }
    let patches = node.get("patches").map(Node::items).unwrap_or_default();
    let plan = &model.plan.name.value;
    let platforms = model.platforms.values();
    let platforms = platforms.map(|one| format!("{plan}-platform-{}", one.name.value));
    let names = [format!("{plan}-backup"), format!("{plan}-velero-config")];
    for name in names.into_iter().chain(platforms) {
        let stage = stage(&plan.to_string(), &name, home);
        let patched = builder.patched(stage.clone(), patches);
        let differs = |key: &&&str| texts(&stage, key) != texts(&patched, key);
        if let Some(key) = SPEC.iter().find(differs) {
            return all.push((file.to_owned(), format!("spec.{key}")));
        }
        if of_velero(&patched) {
            return all.push((file.to_owned(), "spec.patches".to_owned()));
        }
        if let Some(mark) = held(patched.get("metadata")) {
            return all.push((file.to_owned(), mark));
        }
    }
    let common = [node.get("commonMetadata"), Some(node)];
    if let Some(mark) = common.into_iter().find_map(held) {
        all.push((file.to_owned(), mark));
    }
}

/// Whether what a stage applies is patched, and that may be an object of Velero.
fn of_velero(stage: &Node) -> bool {
    let patches = stage.at(&["spec", "patches"]).map(Node::items);
    let kinds = ["BackupStorageLocation", "Restore", "Schedule"];
    patches.unwrap_or_default().iter().any(|patch| {
        let target = patch.text_at(&["target", "kind"]);
        let text = patch.text_at(&["patch"]);
        kinds.contains(&target) || text.contains("velero.io/") && text.contains("kind:")
    })
}

/// Marks for which kustomize-controller leaves an object as it is, or never applies it (fluxcd/pkg,
/// ssa/manager_apply.go).
const HELD: [(&str, &str); 3] = [
    ("kustomize.toolkit.fluxcd.io/reconcile", "disabled"),
    ("kustomize.toolkit.fluxcd.io/ssa", "IfNotPresent"),
    ("kustomize.toolkit.fluxcd.io/ssa", "Ignore"),
];

/// The first of them in the annotations and labels of some metadata, or of a kustomization.yaml.
fn held(metadata: Option<&Node>) -> Option<String> {
    let metadata = metadata?;
    let maps = ["annotations", "labels", "commonAnnotations", "commonLabels"];
    let found = HELD.iter().find(|(key, value)| {
        let mut maps = maps.iter();
        maps.any(|map| metadata.text_at(&[map, key]) == *value)
    });
    found.map(|(key, value)| format!("{key}: {value}"))
}

/// What a field of the `spec` holds.
fn texts<'n>(node: &'n Node, key: &str) -> Vec<&'n str> {
    let mut texts = Vec::new();
    if let Some(found) = node.at(&["spec", key]) {
        found.scalars(&mut texts);
    }
    texts
}

/// A stage as drplan writes it.
fn stage(plan: &str, name: &str, namespace: &str) -> Node {
    let at = Position::default();
    let text = |text: &str| Node::string(text, at);
    let map = |entries: &[(&str, Node)]| {
        let mut node = Node::map(Vec::new(), at);
        for (key, value) in entries {
            node.set(key, value.clone());
        }
        node
    };
    let labels = map(&[
        ("app.kubernetes.io/managed-by", text("drplan")),
        ("drplan.dev/plan", text(plan)),
    ]);
    let before = format!("{name}-before");
    map(&[
        ("apiVersion", text("kustomize.toolkit.fluxcd.io/v1")),
        ("kind", text("Kustomization")),
        (
            "metadata",
            map(&[
                ("name", text(name)),
                ("namespace", text(namespace)),
                ("labels", labels),
            ]),
        ),
        (
            "spec",
            map(&[
                (
                    "dependsOn",
                    Node::list(vec![map(&[("name", text(&before))])], at),
                ),
                ("interval", text("10m")),
                ("retryInterval", text("30s")),
                ("timeout", text("5m")),
                ("prune", text("true")),
                ("wait", text("true")),
                ("path", text("./stage")),
                (
                    "sourceRef",
                    map(&[("kind", text("GitRepository")), ("name", text("stage"))]),
                ),
            ]),
        ),
    ])
}
