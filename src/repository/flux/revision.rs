//! Which address, and which revision of it, a source of Flux fetches (source-controller 1.9).

use crate::repository::cluster::{Applied, Cluster, Effective};
use crate::repository::yaml::Node;

/// What a source fetches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetches {
    /// The source, by kind and name.
    pub object: String,
    /// The file that declares it.
    pub file: String,
    /// The address; a bucket has its name and its prefix in it.
    pub address: String,
    /// The revision, as it is stated, or what Flux takes where none is.
    pub revision: String,
}

impl Fetches {
    /// Whether both fetch from one place. A mirror on another host counts as the same.
    pub fn same_place(&self, other: &Self) -> bool {
        let (one, two) = (place(&self.address), place(&other.address));
        one == two || one.0 != two.0
    }

    /// Its revision and its address.
    pub fn words(&self) -> String {
        format!("{} of `{}`", self.revision, self.address)
    }
}

/// The host and the path of an address, whichever protocol it is for.
fn place(address: &str) -> (String, String) {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split_once('@').map_or(rest, |(_, rest)| rest);
    let end = rest.find(['/', ':']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    // A port is not a part of the path.
    let path = match path.strip_prefix(':') {
        Some(after) => after.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => path,
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    (host.to_lowercase(), path.to_lowercase())
}

/// What the source of a Kustomization fetches; `None` where it is not shown, or a variable stands in it.
pub(super) fn of(cluster: &Cluster, one: &Applied) -> Option<Fetches> {
    let said = |key: &str| one.spec.text_at(&["sourceRef", key]);
    let namespace = match said("namespace") {
        "" => one.namespace.as_str(),
        namespace => namespace,
    };
    find(cluster, (said("kind"), namespace, said("name")))
}

fn find(cluster: &Cluster, (kind, namespace, name): (&str, &str, &str)) -> Option<Fetches> {
    let found = cluster.objects.iter().find_map(|object| {
        let text = |path: &[&str]| object.node.text_at(path);
        let declared = text(&["kind"]) == kind
            && text(&["metadata", "name"]) == name
            && text(&["metadata", "namespace"]) == namespace;
        if declared {
            return fetches(object, object.node.get("spec")?, kind, name);
        }
        // flux-operator makes the source of an instance.
        let sync = object.node.at(&["spec", "sync"])?;
        let own = match sync.text_at(&["name"]) {
            "" => namespace,
            name => name,
        };
        let kinds = ["", kind];
        let made = text(&["kind"]) == "FluxInstance"
            && own == name
            && text(&["metadata", "namespace"]) == namespace
            && kinds.contains(&sync.text_at(&["kind"]));
        made.then(|| of_instance(object, sync, kind, name))?
    });
    found.filter(|one| !one.address.contains("${") && !one.revision.contains("${"))
}

fn fetches(object: &Effective, spec: &Node, kind: &str, name: &str) -> Option<Fetches> {
    let said = |key: &str| spec.text_at(&["ref", key]);
    let (address, revision) = match kind {
        "GitRepository" => (
            spec.text_at(&["url"]).to_owned(),
            of_git([
                ("commit", said("commit")),
                ("name", said("name")),
                ("semver", said("semver")),
                ("tag", said("tag")),
                ("branch", said("branch")),
            ]),
        ),
        "OCIRepository" => (
            spec.text_at(&["url"]).to_owned(),
            of_artifact([
                ("digest", said("digest")),
                ("semver", said("semver")),
                ("tag", said("tag")),
            ]),
        ),
        "Bucket" => {
            let parts = ["endpoint", "bucketName", "prefix"].map(|key| spec.text_at(&[key]));
            let parts = parts.into_iter().filter(|part| !part.is_empty());
            (
                parts.collect::<Vec<_>>().join("/"),
                "the content".to_owned(),
            )
        }
        _ => return None,
    };
    Some(Fetches {
        object: format!("{kind} `{name}`"),
        file: object.file.clone(),
        address,
        revision,
    })
    .filter(|one| !one.address.is_empty())
}

/// The reference of an instance is the name of a reference of Git, or the tag of an artifact.
fn of_instance(object: &Effective, sync: &Node, kind: &str, name: &str) -> Option<Fetches> {
    let reference = sync.text_at(&["ref"]);
    let revision = match kind {
        "GitRepository" => of_git([("name", reference); 5]),
        "OCIRepository" => of_artifact([("tag", reference); 3]),
        _ => return None,
    };
    Some(Fetches {
        object: format!("{kind} `{name}`"),
        file: object.file.clone(),
        address: sync.text_at(&["url"]).to_owned(),
        revision,
    })
    .filter(|one| !one.address.is_empty())
}

/// In the order in which source-controller takes them. A branch is also the name of a reference.
fn of_git(stated: [(&str, &str); 5]) -> String {
    let mut stated = stated.into_iter();
    match stated.find(|(_, text)| !text.is_empty()) {
        None => "branch `master`".to_owned(),
        Some(("name", text)) => match text.strip_prefix("refs/heads/") {
            Some(branch) => format!("branch `{branch}`"),
            None => match text.strip_prefix("refs/tags/") {
                Some(tag) => format!("tag `{tag}`"),
                None => format!("`{text}`"),
            },
        },
        Some((key, text)) => format!("{key} `{text}`"),
    }
}

fn of_artifact(stated: [(&str, &str); 3]) -> String {
    let mut stated = stated.into_iter();
    match stated.find(|(_, text)| !text.is_empty()) {
        None => "tag `latest`".to_owned(),
        Some((key, text)) => format!("{key} `{text}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::{of_git, place};

    #[test]
    fn one_place_by_several_protocols() {
        let one = place("ssh://git@git.example/shop/platform");
        for other in [
            "https://git.example/shop/platform.git",
            "https://git.example/Shop/platform/",
            "git@git.example:shop/platform.git",
            "ssh://git@git.example:2222/shop/platform",
        ] {
            assert_eq!(place(other), one, "{other}");
        }
        assert_ne!(place("https://git.example/shop/fork"), one);
    }

    #[test]
    fn a_name_may_be_a_branch() {
        let name = |text| of_git([("name", text); 5]);
        assert_eq!(name("refs/heads/main"), "branch `main`");
        assert_eq!(name("refs/tags/v1"), "tag `v1`");
        assert_eq!(name(""), "branch `master`");
    }
}
