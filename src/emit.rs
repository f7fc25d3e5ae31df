//! Manifests: a plan without errors goes in, files in memory go out.
//!
//! Nothing here can fail on what a user writes: what could go wrong was refused before.

mod check;
mod complete;
mod crd;
mod flux_flags;
mod hooks;
mod jobs;
mod load;
mod location;
mod lock;
mod maps;
mod names;
mod policy;
mod promote;
mod restore;
mod schedule;
mod snapshot_class;
mod stages;
mod velero_config;
pub mod yaml;

use crate::analyze::Ready;
use crate::analyze::recovery::{Place, State};
use crate::model::Model;
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
    /// What a manifest alone does not do.
    pub notes: Vec<String>,
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

impl Bundle {
    /// The page for people, which stands above this floor.
    pub fn add_report(&mut self, model: &Model, text: String) {
        self.files.insert(
            names::report(model),
            Doc {
                text,
                objects: Vec::new(),
                origin: model.plan.span,
            },
        );
    }

    /// Several objects in one file, which only the stage file of a cluster is.
    fn add_all<T: Serialize>(
        &mut self,
        path: String,
        about: &str,
        objects: Vec<String>,
        origin: Span,
        values: &[T],
    ) {
        let texts: Vec<String> = values.iter().map(yaml::to_yaml).collect();
        let text = format!("{}{}", header(about), texts.join("---\n"));
        self.files.insert(
            path,
            Doc {
                text,
                objects,
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
    for place in &ready.facts().places {
        if place.stages.is_empty() {
            hooks::emit(ready, place, &mut bundle);
            continue;
        }
        location::emit(ready, place, &mut bundle);
        if place.owned {
            velero_config::emit(ready, place, &mut bundle);
            maps::emit(ready, place, &mut bundle);
            flux_flags::emit(ready, place, &mut bundle);
        }
        if matches!(place.state, State::Active | State::Fenced) {
            backup(ready, place, &mut bundle);
        }
        restore::emit(ready, place, &mut bundle);
        promote::emit(ready, place, &mut bundle);
        load::emit(ready, place, &mut bundle);
        check::emit(ready, place, &mut bundle);
        complete::emit(ready, place, &mut bundle);
        let components = hooks::emit(ready, place, &mut bundle);
        stages::emit(ready, place, &components, &mut bundle);
    }
    lock::emit(ready, &mut bundle);
    bundle
}

/// The backups that a cluster makes itself; of one that was lost they are paused.
fn backup(ready: &Ready<'_>, place: &Place<'_>, bundle: &mut Bundle) {
    snapshot_class::emit(ready, place.cluster, bundle);
    for set in ready.facts().sets_of(place.cluster) {
        let policy = policy::emit(ready, set, bundle);
        schedule::emit(ready, set, policy, place.state == State::Fenced, bundle);
    }
}
