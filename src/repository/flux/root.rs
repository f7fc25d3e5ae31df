//! Where Flux begins on a cluster: the Kustomization that applies its path, and the source of that.

use super::revision::{self, Fetches};
use crate::model::value::Duration;
use crate::repository::cluster::{Applied, Cluster};
use crate::repository::tree::{is_within, join};
use crate::repository::yaml::Node;

/// What these two say, where the repository shows the Kustomization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Root {
    /// Whether the repository shows that it begins there.
    pub shown: bool,
    /// What keeps Flux from applying a commit, each with its object, its file and its field.
    pub stops: Vec<Stop>,
    /// Folders that the source fetches, where it leaves out others, and its file.
    pub sparse: Option<(Vec<String>, String)>,
    /// What the source fetches.
    pub fetches: Option<Fetches>,
    /// How often the source is fetched, and its file; `None` where something tells Flux of a commit.
    pub interval: Option<(Duration, String)>,
}

/// A field of the Kustomization or of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// The object, by kind and name.
    pub object: String,
    /// The file.
    pub file: String,
    /// The field with its value.
    pub field: String,
    /// What it does.
    pub does: &'static str,
}

const SUSPENDED: &str = "nothing that is committed is applied while it is suspended";
const MOVED: &str = "every stage is put into another namespace, where it does not find its source";
const REMOTE: &str = "it applies the stages to another cluster";
const WAITS: &str = "it waits for a Kustomization that the repository does not show";
const PINNED: &str = "a later commit is not fetched";
const PATCHED: &str = "every stage is suspended too";

pub(super) fn read(cluster: &Cluster) -> Root {
    let mut root = Root {
        shown: by_instance(cluster),
        ..Root::default()
    };
    let Some(own) = cluster
        .kustomizations
        .first()
        .filter(|own| !own.name.is_empty())
    else {
        return root;
    };
    root.shown = true;
    root.fetches = revision::of(cluster, own);
    let mut stop = |object: (&str, &str), file: &str, field: String, does| {
        root.stops.push(Stop {
            object: format!("{} `{}`", object.0, object.1),
            file: file.to_owned(),
            field,
            does,
        });
    };
    let id = ("Kustomization", own.name.as_str());
    let said = |key: &str| own.spec.text_at(&[key]);
    if said("suspend") == "true" {
        stop(id, &own.file, "suspend: true".to_owned(), SUSPENDED);
    }
    let target = said("targetNamespace");
    if !target.is_empty() && target != own.namespace {
        stop(id, &own.file, format!("targetNamespace: {target}"), MOVED);
    }
    if own.spec.get("kubeConfig").is_some() {
        stop(id, &own.file, "kubeConfig".to_owned(), REMOTE);
    }
    if let Some(name) = lacking(cluster, own) {
        stop(id, &own.file, format!("dependsOn: {name}"), WAITS);
    }
    if suspends_all(&own.spec) {
        stop(id, &own.file, "patches".to_owned(), PATCHED);
    }
    let Some((source, file)) = source(cluster, own) else {
        return root;
    };
    let id = (
        source.text_at(&["kind"]),
        source.text_at(&["metadata", "name"]),
    );
    if source.text_at(&["spec", "suspend"]) == "true" {
        stop(id, file, "suspend: true".to_owned(), SUSPENDED);
    }
    for key in ["commit", "digest", "name", "tag"] {
        let pinned = source.text_at(&["spec", "ref", key]);
        let stays = match key {
            // A tag of an artifact is moved with each push.
            "tag" | "commit" => id.0 == "GitRepository",
            "name" => pinned.starts_with("refs/tags/"),
            _ => id.0 == "OCIRepository",
        };
        if !pinned.is_empty() && stays {
            stop(id, file, format!("ref.{key}: {pinned}"), PINNED);
        }
    }
    let sparse = source.at(&["spec", "sparseCheckout"]).map(Node::items);
    let folders = sparse.unwrap_or_default().iter().filter_map(Node::text);
    let folders: Vec<String> = folders.filter_map(|folder| join("", folder)).collect();
    root.sparse = (!folders.is_empty()).then(|| (folders, file.to_owned()));
    let mut objects = cluster.objects.iter();
    let told = objects.any(|one| one.node.text_at(&["kind"]) == "Receiver");
    let interval = source.text_at(&["spec", "interval"]).parse().ok();
    root.interval = interval
        .filter(|_| !told)
        .map(|interval| (interval, file.to_owned()));
    root
}

/// Whether an instance of flux-operator, or the values of its chart, name the path of the cluster.
fn by_instance(cluster: &Cluster) -> bool {
    let path = cluster.kustomizations.first().map(|own| own.path.as_str());
    cluster.objects.iter().any(|one| {
        let sync: &[&str] = match one.node.text_at(&["kind"]) {
            "FluxInstance" => &["spec", "sync", "path"],
            "HelmRelease" => &["spec", "values", "instance", "sync", "path"],
            _ => return false,
        };
        let stated = one.node.at(sync).and_then(Node::text);
        stated.is_some_and(|stated| join("", stated).as_deref() == path)
    })
}

/// The source of a Kustomization, with its file.
fn source<'c>(cluster: &'c Cluster, own: &Applied) -> Option<(&'c Node, &'c str)> {
    let said = |key: &str| own.spec.text_at(&["sourceRef", key]);
    let namespace = match said("namespace") {
        "" => own.namespace.as_str(),
        namespace => namespace,
    };
    let mut objects = cluster.objects.iter();
    let found = objects.find(|one| {
        let is = |path: &[&str], text: &str| one.node.text_at(path) == text;
        is(&["kind"], said("kind"))
            && is(&["metadata", "name"], said("name"))
            && is(&["metadata", "namespace"], namespace)
    })?;
    Some((&found.node, &found.file))
}

/// The first Kustomization that it depends on and that nothing shows.
fn lacking<'c>(cluster: &Cluster, own: &'c Applied) -> Option<&'c str> {
    let names = own
        .spec
        .get("dependsOn")
        .map(Node::items)
        .unwrap_or_default();
    let mut names = names.iter().map(|item| item.text_at(&["name"]));
    names.find(|name| {
        let mut known = cluster.kustomizations.iter();
        !name.is_empty() && !known.any(|one| one.name == *name)
    })
}

/// Whether a patch of the Kustomization suspends every Kustomization that it applies.
fn suspends_all(spec: &Node) -> bool {
    let patches = spec.get("patches").map(Node::items).unwrap_or_default();
    patches.iter().any(|patch| {
        let target = |key: &str| patch.text_at(&["target", key]);
        let all = ["", ".*"].contains(&target("name")) && target("labelSelector").is_empty();
        let text = patch.text_at(&["patch"]);
        all && target("kind") == "Kustomization"
            && text.contains("suspend")
            && text.contains("true")
    })
}

impl Root {
    /// The file of a source that does not fetch a path.
    pub fn leaves_out(&self, path: &str) -> Option<&str> {
        let (folders, file) = self.sparse.as_ref()?;
        let mut folders = folders.iter();
        (!folders.any(|folder| is_within(path, folder))).then_some(file)
    }
}
