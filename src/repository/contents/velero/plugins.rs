//! Plugins of Velero, which are containers that run before its server.

use super::exact;
use crate::model::value::Version;
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

/// Those among some containers whose version is shown.
pub(super) fn read(containers: &[Node]) -> Vec<(String, Version)> {
    let images = containers
        .iter()
        .filter_map(|item| image(item.text_at(&["image"])));
    images
        .filter(|(name, _)| name.starts_with("velero-plugin-for-"))
        .filter_map(|(name, tag)| Some((name.to_owned(), exact(tag)?)))
        .collect()
}

/// The last part of an image's name, and its tag, which may stand before a digest.
pub(super) fn image(text: &str) -> Option<(&str, &str)> {
    let named = text.split('@').next()?;
    named.rsplit('/').next()?.split_once(':')
}

/// The plugins that are copied into the server, by the names of their images; `None` where an image may hold any.
pub(super) fn names(containers: &[Node]) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for one in containers {
        let mounts = one.get("volumeMounts").map(Node::items).unwrap_or_default();
        let mut paths = mounts.iter().map(|mount| mount.text_at(&["mountPath"]));
        if !mounts.is_empty() && !paths.any(|path| path.trim_end_matches('/') == FOLDER) {
            continue;
        }
        let name = base(one.text_at(&["image"]));
        if !name.starts_with("velero-plugin-for-") || name.contains("${") {
            return None;
        }
        names.insert(name.to_owned());
    }
    Some(names)
}

/// Where the server looks for plugins that other containers copied.
const FOLDER: &str = "/target";

/// The images of plugins whose tag is no version, such as `latest`.
pub(super) fn open(containers: &[Node]) -> Vec<String> {
    let images = containers.iter().map(|one| one.text_at(&["image"]));
    let open = images.filter(|text| {
        let tag = image(text).map(|(_, tag)| tag);
        base(text).starts_with("velero-plugin-for-")
            && !text.contains('@')
            && !text.contains("${")
            && tag.is_none_or(|tag| !tag.chars().any(|c| c.is_ascii_digit()))
    });
    open.map(str::to_owned).collect()
}

/// The last part of an image's name, without tag and digest.
pub(super) fn base(text: &str) -> &str {
    let named = text.split('@').next().unwrap_or_default();
    let last = named.rsplit('/').next().unwrap_or_default();
    last.split(':').next().unwrap_or_default()
}
