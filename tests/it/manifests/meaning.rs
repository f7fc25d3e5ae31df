//! What the manifests mean to Velero, Flux and Kubernetes, each beside a plan in which it must be otherwise: a
//! snapshot shows that something has changed, these show that it has become wrong.

mod behind_velero;
mod claims;
mod cluster_kinds;
mod files;
mod jobs;
mod maps;
mod node_agent;
mod pods;
mod restores;
mod result;
mod scripts;
mod stages;
mod volumes;

use crate::support::harness::compile_in;
use crate::support::trees::Memory;
use drplan::driver::{Compilation, Project};
use drplan::repository::Inventory;
use serde::Deserialize as _;
use serde_yaml::Value;
use std::collections::BTreeMap;

/// A primary and a cold cluster in another region, before the statements of a test.
const COLD: &str = "plan p { velero 1.18.3; flux 2.9; kubernetes 1.34 }
cluster prod { region us-east-1; path clusters/prod }
cluster dr { recovers prod; standby cold; region us-west-2; path clusters/dr; brings velero }
store main { s3 bkt { region us-east-1 }; replica bkt-west { region us-west-2; lag 15m } }
snapshots ebs { driver ebs.csi.aws.com }
tier t { rpo 30h; keep 7d }
";

/// The objects of a plan, by path.
struct Built(Vec<(String, Value)>);

impl Built {
    fn of(text: &str) -> Self {
        let files = [("p.drplan".to_owned(), text.to_owned())];
        Self::from(compile_in(&files, None))
    }

    /// The same with statements after [`COLD`].
    fn cold(statements: &str) -> Self {
        Self::of(&format!("{COLD}{statements}"))
    }

    /// The same beside files of a repository.
    fn beside(text: &str, files: &[(&str, &str)]) -> Self {
        Self::from(compile_beside(text, files))
    }

    fn from(done: Compilation) -> Self {
        let errors: Vec<&str> = done
            .diags
            .iter()
            .filter(|diag| diag.severity() == drplan::diag::Severity::Error)
            .map(|diag| diag.name())
            .collect();
        let bundle = done.bundle.unwrap_or_else(|| panic!("refused: {errors:?}"));
        let yaml = bundle
            .files
            .into_iter()
            .filter(|(p, _)| p.ends_with(".yaml"));
        let mut all = Vec::new();
        for (path, doc) in yaml {
            for document in serde_yaml::Deserializer::from_str(&doc.text) {
                all.push((path.clone(), Value::deserialize(document).unwrap()));
            }
        }
        Self(all)
    }

    /// Objects of a kind below a path of the output.
    fn all(&self, cluster: &str, kind: &str) -> Vec<&Value> {
        let below = self.0.iter().filter(|(path, _)| path.contains(cluster));
        below
            .filter(|(_, object)| object["kind"] == kind)
            .map(|(_, object)| object)
            .collect()
    }

    /// The only one.
    fn one(&self, cluster: &str, kind: &str) -> &Value {
        let all = self.all(cluster, kind);
        assert_eq!(all.len(), 1, "{kind} of {cluster}");
        all[0]
    }

    /// The one whose name contains a text.
    fn named(&self, cluster: &str, kind: &str, name: &str) -> &Value {
        let mut all = self.all(cluster, kind);
        all.retain(|object| object["metadata"]["name"].as_str().unwrap().contains(name));
        assert_eq!(all.len(), 1, "{kind} {name} of {cluster}");
        all[0]
    }
}

fn compile_beside(text: &str, files: &[(&str, &str)]) -> Compilation {
    let mut project = Project::default();
    project.add("p.drplan", text.to_owned(), false);
    let tree = Memory(
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect(),
    );
    project.build(crate::support::harness::TODAY.parse().unwrap(), |model| {
        let named = drplan::analyze::paths::named(model);
        let inventory: Inventory =
            drplan::repository::read(&tree, model, &named, &drplan::analyze::paths::files(model));
        inventory
    })
}

fn words(value: &Value) -> Vec<&str> {
    let items = value.as_sequence().into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

/// The operators of a selector, by key.
fn selected(object: &Value) -> BTreeMap<&str, &str> {
    let list = object["spec"]["labelSelector"]["matchExpressions"].as_sequence();
    let list = list.into_iter().flatten();
    list.map(|one| {
        let text = |key: &str| one[key].as_str().unwrap();
        (text("key"), text("operator"))
    })
    .collect()
}
