//! What other plans of the repository back up: their locks say it, one line a workload.

use super::{Tree, each_yaml, inside, other_plans, yaml};
use crate::model::Model;
use std::collections::BTreeSet;

/// A namespace that another plan backs up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// The plan.
    pub plan: String,
    /// The primary.
    pub cluster: String,
    /// The namespace; `*` for every one that the other plan does not name.
    pub namespace: String,
}

/// A Schedule of another plan that takes every namespace but some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rest {
    /// The plan.
    pub plan: String,
    /// The cluster that it runs on.
    pub cluster: String,
    /// The namespaces that it leaves out.
    pub without: BTreeSet<String>,
}

/// Reads the folders of other plans beside that of this one.
pub(super) fn look(tree: &dyn Tree, model: &Model) -> (Vec<Other>, Vec<Rest>) {
    let (mut others, mut rests) = (Vec::new(), Vec::new());
    for plan in other_plans(tree, model) {
        let folder = inside(model.plan.output(), &plan);
        let Some(lock) = tree.read(&inside(&folder, "guarantees.lock")) else {
            continue;
        };
        for cluster in model.primaries() {
            let cluster = cluster.name.value.as_str();
            others.extend(locked(&lock, &plan, cluster));
            let backup = format!("{folder}/{cluster}/backup");
            each_yaml(tree, &backup, 0, &mut |_, text| {
                rests.extend(rest(text, &plan, cluster));
            });
        }
    }
    (others, rests)
}

/// The namespaces in a lock: `CLUSTER NAMESPACE[/KIND/NAME] …`.
fn locked(lock: &str, plan: &str, cluster: &str) -> Vec<Other> {
    let mut seen = BTreeSet::new();
    let lines = lock.lines().filter(|line| !line.starts_with('#'));
    let names = lines.filter_map(|line| {
        let mut words = line.split(' ');
        let (home, label) = (words.next()?, words.next()?);
        (home == cluster).then(|| label.split('/').next().unwrap_or(label))
    });
    names
        .filter(|name| seen.insert(*name))
        .map(|name| Other {
            plan: plan.to_owned(),
            cluster: cluster.to_owned(),
            namespace: name.to_owned(),
        })
        .collect()
}

fn rest(text: &str, plan: &str, cluster: &str) -> Option<Rest> {
    let documents = yaml::read(text)?;
    let schedule = documents
        .iter()
        .find(|object| object.text_at(&["kind"]) == "Schedule")?;
    let list = |key: &str| {
        let items = schedule.at(&["spec", "template", key]);
        items.map(yaml::Node::items).unwrap_or_default().iter()
    };
    let takes_all = list("includedNamespaces").any(|item| item.text() == Some("*"));
    takes_all.then(|| Rest {
        plan: plan.to_owned(),
        cluster: cluster.to_owned(),
        without: list("excludedNamespaces")
            .filter_map(|item| item.text().map(str::to_owned))
            .collect(),
    })
}
