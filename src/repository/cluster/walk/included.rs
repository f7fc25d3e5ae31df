//! What a source adds to its files from others: `spec.include` of a GitRepository (source-controller 1.9).

use crate::repository::cluster::result::{Cluster, Reads};
use crate::repository::files::Files;
use crate::repository::kustomize::Unseen;
use crate::repository::tree::{is_within, join};
use crate::repository::yaml::Node;

/// Paths of Kustomizations that other sources write to: what is there is not what the repository shows.
pub(super) fn leave_out(files: &Files<'_>, cluster: &mut Cluster) {
    let sources = cluster.objects.iter().map(|object| &object.node);
    let sources = sources.filter(|node| node.text_at(&["kind"]) == "GitRepository");
    let mut found = Vec::new();
    for source in sources {
        let said = |path: &[&str]| source.text_at(path);
        let (name, namespace) = (
            said(&["metadata", "name"]),
            said(&["metadata", "namespace"]),
        );
        let includes = source.at(&["spec", "include"]).map(Node::items);
        for include in includes.unwrap_or_default() {
            let other = include.text_at(&["repository", "name"]);
            let to = match include.text_at(&["toPath"]) {
                "" => other,
                path => path,
            };
            let Some(to) = join("", to) else { continue };
            let all = cluster.kustomizations.iter().enumerate();
            let all = all.filter(|(_, one)| {
                let of = |key: &str| one.spec.text_at(&["sourceRef", key]);
                let own = match of("namespace") {
                    "" => one.namespace.as_str(),
                    namespace => namespace,
                };
                let by = of("kind") == "GitRepository" && of("name") == name && own == namespace;
                let meets = is_within(&to, &one.path) || is_within(&one.path, &to);
                by && meets && one.reads == Reads::Path
            });
            found.extend(all.map(|(at, _)| {
                let unseen = Unseen {
                    path: files.name(include.at).to_string(),
                    at: include.at,
                    what: format!("GitRepository {namespace}/{name}"),
                    why: format!(
                        "it includes files of GitRepository {namespace}/{other} at `{to}`"
                    ),
                    told: false,
                };
                (at, unseen)
            }));
        }
    }
    // One entry of a source is one part, however many Kustomizations read it.
    found.dedup_by(|(_, one), (_, before)| one.at == before.at);
    cluster.unseen.extend(found);
}
