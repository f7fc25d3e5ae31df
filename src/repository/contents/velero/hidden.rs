//! What may install a Velero that is not shown.

use crate::repository::built::{Built, Object};
use crate::repository::contents::chart_kinds;
use crate::repository::contents::plain;
use crate::repository::contents::releases::{Sources, chart, sources};
use crate::repository::yaml::Node;

/// Something of which it is not known whether it installs Velero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MayInstall {
    /// What it is.
    pub what: String,
    /// Whether it is a HelmRelease.
    pub release: bool,
    /// The file.
    pub file: String,
    /// The line there, from 1.
    pub line: u32,
}

/// Words in the names of charts that are made of others.
const COLLECTIONS: [&str; 12] = [
    "addon",
    "addons",
    "backup",
    "backups",
    "base",
    "baseline",
    "bootstrap",
    "infra",
    "infrastructure",
    "platform",
    "umbrella",
    "velero",
];

/// The first object that may install a Velero which none of the others shows.
pub(in crate::repository::contents) fn may_install(built: &Built) -> Option<MayInstall> {
    let sources = sources(built);
    let mut objects = built.objects.iter();
    let found = objects.find(|object| may(&sources, object))?;
    Some(MayInstall {
        what: match found.namespace() {
            "" => format!("{} {}", found.kind(), found.name()),
            namespace => format!("{} {namespace}/{}", found.kind(), found.name()),
        },
        release: found.kind() == "HelmRelease",
        file: found.file.clone(),
        line: found.node.at.line,
    })
}

fn may(sources: &Sources<'_>, object: &Object) -> bool {
    let names = || object.node.any(&mut |text| text.contains("velero"));
    match object.kind() {
        "HelmRelease" => !chart_kinds::is_known(sources, object) && may_contain(sources, object),
        "CronJob" | "Job" | "Pod" => names(),
        // A server under another name, or of an image without a tag.
        "Deployment" | "StatefulSet" => serves(object),
        "Application" | "ApplicationSet" => object.group() == "argoproj.io" || names(),
        "DataProtectionApplication" => true,
        "Subscription" => object.node.any(&mut |text| text.contains("oadp")) || names(),
        _ => !plain::is_plain(object.group()) && names(),
    }
}

/// Whether a chart that no table has may contain another one: it stands in a repository, or is called like a collection.
fn may_contain(sources: &Sources<'_>, release: &Object) -> bool {
    let from = release
        .node
        .text_at(&["spec", "chart", "spec", "sourceRef", "kind"]);
    let (name, _) = chart(sources, release);
    ["Bucket", "GitRepository"].contains(&from)
        || name.is_empty()
        || name.contains("${")
        || name
            .split(['-', '_'])
            .any(|word| COLLECTIONS.contains(&word))
        || release.node.any(&mut |text| text.contains("velero"))
}

fn serves(object: &Object) -> bool {
    let containers = object.node.at(&["spec", "template", "spec", "containers"]);
    let mut containers = containers.map(Node::items).unwrap_or_default().iter();
    containers.any(|one| one.text_at(&["image"]).contains("velero") && one.holds("server"))
}
