//! Plugins of Velero, which are containers that run before its server.

use super::exact;
use crate::model::value::Version;
use crate::repository::yaml::Node;

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
