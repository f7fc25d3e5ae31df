//! What the files of Flux itself say: where it fetches from, and which Flux it is.

use crate::model::value::{Version, VersionRange};
use crate::repository::yaml::Node;

/// The address that an object of Flux fetches from.
pub(super) fn source(document: &Node) -> Option<String> {
    let at: &[&str] = match document.text_at(&["kind"]) {
        "GitRepository" | "OCIRepository" | "HelmRepository" => &["spec", "url"],
        "Bucket" => &["spec", "endpoint"],
        "FluxInstance" => &["spec", "sync", "url"],
        _ => return None,
    };
    let flux = document.text_at(&["apiVersion"]);
    let known =
        flux.starts_with("source.toolkit.fluxcd.io/") || flux.contains("fluxcd.controlplane.io/");
    let url = document.text_at(at);
    (known && !url.is_empty()).then(|| url.to_owned())
}

/// The version in the head of what `flux` writes (`# Flux Version: v2.9.4`).
pub(super) fn flux_version(text: &str) -> Option<Version> {
    let mut head = text.lines().take(5);
    let said = head.find_map(|line| line.strip_prefix("# Flux Version: v"))?;
    let range: VersionRange = said.trim().parse().ok()?;
    Some(range.lowest())
}
