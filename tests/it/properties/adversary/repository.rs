//! A repository in memory: what another plan wrote, and paths that exist and show nothing.

use super::declared::Plan;
use super::tree;
use crate::support::harness::{TODAY, compile};
use crate::support::trees::Memory;
use drplan::driver::{Compilation, Project};
use std::collections::BTreeMap;

/// What a path of an application or a platform holds: something that is elsewhere.
const REMOTE: &str = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [https://git.example/remote//path]\n";

/// The plan of an author who knows that its workloads are declared elsewhere.
fn accepted(text: &str) -> String {
    let allow = "  allow hook-not-reachable \"declared elsewhere\" until 2027-06-30";
    let mut all = String::new();
    for line in text.lines() {
        all.push_str(line);
        all.push('\n');
        if line.starts_with("namespace ") && line.ends_with('{') {
            all.push_str(allow);
            all.push('\n');
        }
    }
    all
}

/// The manifests of Schedules that an author wrote on the first cluster, with their paths.
fn authored(text: &str) -> Vec<(String, String)> {
    let plan = Plan::read(&tree::parse(text));
    let Some(cluster) = plan.clusters.first() else {
        return Vec::new();
    };
    let all = plan.authored.iter().map(|one| {
        let (files, moved) = (one.how == "files", one.how == "moved");
        let names: Vec<String> = one.namespaces.iter().map(|name| format!("\"{name}\"")).collect();
        let text = format!(
            "apiVersion: velero.io/v1\nkind: Schedule\nmetadata: {{name: {}, namespace: velero}}\nspec:\n  schedule: \"{}\"\n  template:\n    includedNamespaces: [{}]\n    defaultVolumesToFsBackup: {files}\n    snapshotVolumes: {}\n    snapshotMoveData: {moved}\n",
            one.name, one.cron, names.join(", "), !files
        );
        (format!("clusters/{}/{}.yaml", cluster.name, one.name), text)
    });
    all.collect()
}

/// Compiles a plan: alone, or in a repository that has the manifests of other plans.
pub fn compiled(text: &str, others: &[&Compilation], many: bool) -> Compilation {
    let files = [("p.drplan".to_owned(), text.to_owned())];
    let beside = authored(text);
    if !many && beside.is_empty() {
        return compile(&files);
    }
    let mut project = Project::default();
    project.add("p.drplan", accepted(text), false);
    project.build(TODAY.parse().unwrap(), |model| {
        let named = drplan::analyze::paths::named(model);
        let mut memory = Memory(BTreeMap::new());
        for path in &named {
            let file = format!("{}/kustomization.yaml", path.value);
            memory.0.insert(file, REMOTE.to_owned());
        }
        for (path, text) in &beside {
            memory.0.insert(path.clone(), text.clone());
        }
        for bundle in others.iter().filter_map(|other| other.bundle.as_ref()) {
            for (path, doc) in &bundle.files {
                memory.0.insert(path.clone(), doc.text.clone());
            }
        }
        drplan::repository::read(
            &memory,
            model,
            &named,
            &drplan::analyze::paths::files(model),
        )
    })
}
