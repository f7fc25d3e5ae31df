//! What the platforms of the repository must name, and whether they do.

use super::brought::Brought;
use super::files::Files;
use super::words::contains_word;
use crate::model::{Ca, Model};
use std::collections::BTreeMap;

/// How deep below the path of a platform files are looked at.
const MAX_DEPTH: usize = 4;

/// The names, each with whether a file of a platform says it; empty where no platform shows a file,
/// or one of them brings what is not shown.
pub(super) fn read(files: &Files<'_>, model: &Model, built: &Brought) -> BTreeMap<String, bool> {
    let secrets = model.stores.values().flat_map(|store| {
        let credential = store.credential.as_ref();
        let credential = credential.map(|credential| credential.value.0.to_string());
        let buckets = store.buckets();
        let authorities = buckets.filter_map(|bucket| match &bucket.ca.as_ref()?.value {
            Ca::Secret { name, .. } => Some(name.to_string()),
            Ca::File(_) => None,
        });
        credential.into_iter().chain(authorities)
    });
    let names = secrets.chain([model.plan.node_agent()]);
    let mut found: BTreeMap<String, bool> = names.map(|name| (name, false)).collect();
    let mut texts = 0;
    let mut take = |text: &str| {
        texts += 1;
        // Encrypted, sealed or fetched by an operator: all of them name the Secret.
        for (wanted, there) in &mut found {
            *there |= contains_word(text, wanted);
        }
    };
    for platform in model.platforms.values() {
        let path = platform.path.value.as_str();
        files.each_yaml(path, MAX_DEPTH, &mut |_, text| take(text));
        let Some(built) = built.of(path) else {
            continue;
        };
        if built.hides {
            return BTreeMap::new();
        }
        // Files of a base, which lie outside of it.
        let outside = |file: &&String| !file.strip_prefix(path).is_some_and(|f| f.starts_with('/'));
        for file in built.files.iter().filter(outside) {
            if let Some(text) = files.text(file) {
                take(&text);
            }
        }
    }
    if texts == 0 {
        found.clear();
    }
    found
}
