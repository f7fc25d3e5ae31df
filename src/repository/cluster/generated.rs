//! Where in the repository the path of a Kustomization is whose source an ArtifactGenerator cuts out of it
//! (source-watcher 2.1, `source.extensions.fluxcd.io`).

use super::effective::Effective;
use super::own_source::Source;
use super::result::Applied;
use crate::repository::tree::join;
use crate::repository::yaml::Node;

/// The path in the repository and the source, if the artifact is a part of one source with all its folders in
/// their places: only there do files find each other as they do in the repository.
pub(super) fn origin(one: &Applied, objects: &[Effective]) -> Option<(String, Source)> {
    let wanted = one.spec.text_at(&["sourceRef", "name"]);
    let stated = one.spec.text_at(&["sourceRef", "namespace"]);
    let namespace = match stated {
        "" => one.namespace.as_str(),
        stated => stated,
    };
    let generators = objects.iter().map(|object| &object.node).filter(|node| {
        node.text_at(&["kind"]) == "ArtifactGenerator"
            && node.text_at(&["metadata", "namespace"]) == namespace
    });
    let found = generators
        .flat_map(|node| items(node, &["spec", "artifacts"]).map(move |artifact| (node, artifact)));
    let mut found = found.filter(|(_, artifact)| artifact.text_at(&["name"]) == wanted);
    let (generator, artifact) = found.next()?;
    let copies: Option<Vec<(&str, &str)>> = items(artifact, &["copy"]).map(copied).collect();
    let copies = copies?;
    let (alias, above) = copies.first()?;
    if copies.iter().any(|other| other != &(*alias, *above)) {
        return None;
    }
    let mut sources = items(generator, &["spec", "sources"]);
    let source = sources.find(|source| source.text_at(&["alias"]) == *alias)?;
    Some((join(above, &one.path)?, Source::stated(source, namespace)))
}

fn items<'n>(node: &'n Node, path: &[&str]) -> impl Iterator<Item = &'n Node> {
    node.at(path).map(Node::items).unwrap_or_default().iter()
}

/// The source of a copy, and the folder there that the root of the artifact is.
fn copied(copy: &Node) -> Option<(&str, &str)> {
    let (alias, from) = copy.text_at(&["from"]).strip_prefix('@')?.split_once('/')?;
    let folder = from.strip_suffix("**")?.trim_end_matches('/');
    let to = copy
        .text_at(&["to"])
        .strip_prefix("@artifact")?
        .trim_matches('/');
    let above = match to {
        "" => folder,
        to => folder
            .strip_suffix(to)
            .filter(|above| above.is_empty() || above.ends_with('/'))?,
    };
    let plain = !folder.contains(['*', '?', '[', '{']) && copy.at(&["exclude"]).is_none();
    plain.then_some((alias, above.trim_end_matches('/')))
}
