//! Claims and shares that the values of releases name, whatever the chart.
//!
//! What a chart makes of a value is not known. That the value names a claim is: its release and no other one uses it.

use super::releases::{fills, helm_name};
use crate::repository::built::Built;
use crate::repository::yaml::Node;
use std::collections::BTreeSet;

/// A claim that the values of a release name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedClaim {
    /// The namespace that the release fills; empty where none is stated.
    pub namespace: String,
    /// The release.
    pub release: String,
    /// The name of the claim.
    pub claim: String,
    /// The keys above it, and the names of the items of lists: a chart calls its volume by one of them.
    pub words: BTreeSet<String>,
}

/// A share that the values of a release mount, in a list of volumes as pods have it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChartShare {
    /// The file.
    pub file: String,
    /// The namespace that the release fills; empty where none is stated.
    pub namespace: String,
    /// The release.
    pub release: String,
    /// The list.
    pub values: String,
    /// The name of the volume.
    pub name: String,
}

/// Keys whose text is the name of a claim.
const NAMES: [&str; 2] = ["claimName", "existingClaim"];

pub(super) fn find_named_claims(built: &Built) -> Vec<NamedClaim> {
    let mut all = BTreeSet::new();
    for release in built.of_kind("HelmRelease") {
        let Some(values) = release.node.at(&["spec", "values"]) else {
            continue;
        };
        let called = helm_name(release);
        walk(values, &mut Vec::new(), &mut |words, key, text| {
            let claim = text.replace("{{ .Release.Name }}", &called);
            let open = claim.is_empty() || claim.contains("{{") || claim.contains("${");
            if NAMES.contains(&key) && !open {
                all.insert(NamedClaim {
                    namespace: fills(release).to_owned(),
                    release: release.name().to_owned(),
                    claim,
                    words: words.iter().map(|word| (*word).to_owned()).collect(),
                });
            }
        });
    }
    all.into_iter().collect()
}

/// Visits every text of values that are not switched off, with the keys above it.
fn walk<'n>(
    node: &'n Node,
    words: &mut Vec<&'n str>,
    visit: &mut dyn FnMut(&[&'n str], &'n str, &'n str),
) {
    if node.text_at(&["enabled"]) == "false" {
        return;
    }
    for item in node.items() {
        words.push(item.text_at(&["name"]));
        walk(item, words, visit);
        words.pop();
    }
    for (key, value) in node.entries() {
        let key = key.text().unwrap_or_default();
        if let Some(text) = value.text() {
            visit(words, key, text);
        }
        words.push(key);
        walk(value, words, visit);
        words.pop();
    }
}

pub(super) fn find_chart_shares(built: &Built) -> Vec<ChartShare> {
    let mut all = BTreeSet::new();
    for release in built.of_kind("HelmRelease") {
        let Some(values) = release.node.at(&["spec", "values"]) else {
            continue;
        };
        lists(values, &mut Vec::new(), &mut |path, name| {
            all.insert(ChartShare {
                file: release.file.clone(),
                namespace: fills(release).to_owned(),
                release: release.name().to_owned(),
                values: path.join("."),
                name: name.to_owned(),
            });
        });
    }
    all.into_iter().collect()
}

/// Visits every item of a list of volumes that is a share which pods may write to.
fn lists<'n>(node: &'n Node, path: &mut Vec<&'n str>, visit: &mut dyn FnMut(&[&'n str], &'n str)) {
    if node.text_at(&["enabled"]) == "false" {
        return;
    }
    for (key, value) in node.entries() {
        let key = key.text().unwrap_or_default();
        path.push(key);
        // `volumes`, `extraVolumes` and others: with a server and a path an item is a volume as pods have it.
        if key.to_ascii_lowercase().ends_with("volumes") {
            for item in value.items() {
                let said = |key: &str| item.text_at(&["nfs", key]);
                let share = !said("server").is_empty() && !said("path").is_empty();
                if share && said("readOnly") != "true" {
                    visit(path, item.text_at(&["name"]));
                }
            }
        }
        lists(value, path, visit);
        path.pop();
    }
}
