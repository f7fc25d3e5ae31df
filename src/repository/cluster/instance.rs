//! What flux-operator makes of a FluxInstance.

use crate::repository::kustomize::Builder;
use crate::repository::yaml::Node;

/// The source of its `sync`, with the patches of the instance; `spec` is that of a FluxInstance, or the same in the
/// values of its chart.
pub(in crate::repository) fn source(builder: &Builder<'_>, spec: &Node) -> Option<Node> {
    let sync = spec.get("sync")?;
    let text = |text: &str| Node::string(text, sync.at);
    let kind = match sync.text_at(&["kind"]) {
        "" => "GitRepository",
        kind => kind,
    };
    // flux-operator calls it after the namespace where it has no name.
    let name = match sync.text_at(&["name"]) {
        "" => "flux-system",
        name => name,
    };
    let mut metadata = Node::map(Vec::new(), sync.at);
    metadata.set("name", text(name));
    let mut node = Node::map(Vec::new(), sync.at);
    node.set("apiVersion", text("source.toolkit.fluxcd.io/v1"));
    node.set("kind", text(kind));
    node.set("metadata", metadata);
    node.set("spec", Node::map(Vec::new(), sync.at));
    let patches = spec.at(&["kustomize", "patches"]);
    Some(builder.patched(node, patches.map(Node::items).unwrap_or_default()))
}

/// The Kustomization of its `sync`, which has the name of its source, with the patches of the instance.
pub(super) fn sync(builder: &Builder<'_>, instance: &Node, sync: &Node, namespace: &str) -> Node {
    let said = |key: &str, default: &str| match sync.text_at(&[key]) {
        "" => default.to_owned(),
        text => text.to_owned(),
    };
    let at = sync.get("path").map_or(sync.at, |path| path.at);
    let text = |text: &str| Node::string(text, at);
    let name = said("name", namespace);
    let mut spec = Node::map(Vec::new(), at);
    spec.set("path", text(sync.text_at(&["path"])));
    let kind = said("kind", "GitRepository");
    let source = [("kind", kind.as_str()), ("name", name.as_str())];
    let source = source.map(|(key, value)| (text(key), text(value)));
    spec.set("sourceRef", Node::map(source.into(), at));
    let mut metadata = Node::map(Vec::new(), at);
    metadata.set("name", text(&name));
    metadata.set("namespace", text(namespace));
    let mut node = Node::map(Vec::new(), at);
    node.set("apiVersion", text("kustomize.toolkit.fluxcd.io/v1"));
    node.set("kind", text("Kustomization"));
    node.set("metadata", metadata);
    node.set("spec", spec);
    let patches = instance.at(&["spec", "kustomize", "patches"]);
    builder.patched(node, patches.map(Node::items).unwrap_or_default())
}
