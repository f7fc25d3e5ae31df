//! What other plans of the repository back up: their locks say it, one line a workload.

use super::files::Files;
use super::tree::inside;
use super::yaml::Node;
use crate::model::{Cluster, ClusterId, Model};
use std::collections::BTreeSet;

/// A namespace that another plan backs up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignNamespace {
    /// The plan.
    pub plan: String,
    /// The primary.
    pub cluster: ClusterId,
    /// The namespace; `*` for every one that the other plan does not name.
    pub namespace: String,
}

/// A Schedule of another plan that takes every namespace but some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatchAll {
    /// The plan.
    pub plan: String,
    /// The cluster that it runs on.
    pub cluster: ClusterId,
    /// The namespaces that it leaves out.
    pub without: BTreeSet<String>,
}

/// Reads the folders of other plans beside that of this one.
pub(super) fn read(files: &Files<'_>, model: &Model) -> (Vec<ForeignNamespace>, Vec<CatchAll>) {
    let (mut namespaces, mut catch_alls) = (Vec::new(), Vec::new());
    for plan in plan_folders(files, model) {
        let folder = inside(model.plan.output(), &plan);
        let Some(lock) = files.text(&inside(&folder, "guarantees.lock")) else {
            continue;
        };
        for cluster in model.primaries() {
            let clusters: Vec<&Cluster> = std::iter::once(cluster)
                .chain(model.recoveries(cluster.id))
                .map(|cluster| &**cluster)
                .collect();
            namespaces.extend(locked(&lock, &plan, &clusters));
            let backup = format!("{folder}/{}/backup", cluster.name.value);
            files.each_yaml(&backup, 0, &mut |path, _| {
                let documents = files.documents(path).unwrap_or_default();
                catch_alls.extend(rest(&documents, &plan, cluster.id));
            });
        }
    }
    (namespaces, catch_alls)
}

/// The names of what may be folders of other plans, beside that of this one.
pub(super) fn plan_folders(files: &Files<'_>, model: &Model) -> Vec<String> {
    let names = files.list(model.plan.output()).unwrap_or_default();
    let names = names.into_iter().filter(|(_, is_directory)| *is_directory);
    names
        .map(|(name, _)| name)
        .filter(|name| *name != *model.plan.name.value)
        .collect()
}

/// The namespaces of a primary in a lock: `CLUSTER NAMESPACE[/KIND/NAME] …`. They stand with the cluster that
/// took over, where one did.
fn locked(lock: &str, plan: &str, clusters: &[&Cluster]) -> Vec<ForeignNamespace> {
    let Some(primary) = clusters.first() else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let lines = lock.lines().filter(|line| !line.starts_with('#'));
    let names = lines.filter_map(|line| {
        let mut words = line.split(' ');
        let (cluster, label) = (words.next()?, words.next()?);
        let mut clusters = clusters.iter();
        let here = clusters.any(|one| one.name.value.as_str() == cluster);
        here.then(|| label.split('/').next().unwrap_or(label))
    });
    names
        .filter(|name| seen.insert(*name))
        .map(|name| ForeignNamespace {
            plan: plan.to_owned(),
            cluster: primary.id,
            namespace: name.to_owned(),
        })
        .collect()
}

fn rest(documents: &[Node], plan: &str, cluster: ClusterId) -> Option<CatchAll> {
    let schedule = documents
        .iter()
        .find(|object| object.text_at(&["kind"]) == "Schedule")?;
    let list = |key: &str| {
        let items = schedule.at(&["spec", "template", key]);
        items.map(Node::items).unwrap_or_default().iter()
    };
    let takes_all = list("includedNamespaces").any(|item| item.text() == Some("*"));
    takes_all.then(|| CatchAll {
        plan: plan.to_owned(),
        cluster,
        without: list("excludedNamespaces")
            .filter_map(|item| item.text().map(str::to_owned))
            .collect(),
    })
}
