//! Manifests: a plan without errors goes in, files in memory go out.
//!
//! Nothing here can fail on what a user writes: what could go wrong was refused before.

mod cluster_stage;
mod crd;
mod hooks;
mod location;
mod names;
mod policy;
mod schedule;
mod snapshot_class;
pub mod yaml;

use crate::analyze::Ready;
use crate::source::Span;
use serde::Serialize;
use std::collections::BTreeMap;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doc {
    /// Its whole text.
    pub text: String,
    /// The objects in it, as `Kind/name` or `Kind/namespace/name`.
    pub objects: Vec<String>,
    /// The block that it comes from.
    pub origin: Span,
}

/// Files by path below the repository root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bundle {
    /// The files.
    pub files: BTreeMap<String, Doc>,
    /// Lines that the author adds to Kustomizations of their own: path of the workloads, component.
    pub components: Vec<(String, String)>,
}

impl Bundle {
    fn add<T: Serialize>(
        &mut self,
        path: String,
        about: &str,
        object: String,
        origin: Span,
        value: &T,
    ) {
        let text = format!("{}{}", header(about), yaml::to_yaml(value));
        self.files.insert(
            path,
            Doc {
                text,
                objects: vec![object],
                origin,
            },
        );
    }
}

/// The two lines at the top of every file: no path, line, version or date, so that nothing but a
/// change of meaning changes a manifest.
fn header(about: &str) -> String {
    format!(
        "# Written by drplan: do not edit; change the plan and run `drplan build`.\n# {about}\n"
    )
}

/// Writes the manifests of a plan.
pub fn emit(ready: &Ready<'_>) -> Bundle {
    let mut bundle = Bundle::default();
    for cluster in ready.model().primaries() {
        let before = bundle.files.len();
        location::emit(ready, cluster, &mut bundle);
        snapshot_class::emit(ready, cluster, &mut bundle);
        for set in ready
            .facts()
            .sets
            .iter()
            .filter(|set| set.cluster.name == cluster.name)
        {
            let policy = policy::emit(ready, set, &mut bundle);
            schedule::emit(ready, set, policy, &mut bundle);
        }
        // A Kustomization over a directory that is not there would never be ready.
        if bundle.files.len() > before {
            cluster_stage::emit(ready, cluster, &mut bundle);
        }
        hooks::emit(ready, cluster, &mut bundle);
    }
    bundle
}
