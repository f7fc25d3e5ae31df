//! What `simulate` names as the place of a copy is what the location reads on the cluster that restores it, as the
//! manifests have it.

use super::{adversary, failover_sequences};
use crate::support::harness::{compile, plans};
use crate::support::rng::Rng;
use drplan::analyze::Analysis;
use drplan::analyze::simulate::{BackFrom, Lost, simulate};
use drplan::driver::Compilation;
use drplan::operate::{self, Begin, Chosen};
use serde::Deserialize as _;
use serde_yaml::Value;
use std::collections::BTreeSet;

/// The buckets that the locations of a cluster name.
fn read_on(done: &Compilation, cluster: &str) -> BTreeSet<String> {
    let mut buckets = BTreeSet::new();
    let files = done.bundle.iter().flat_map(|bundle| &bundle.files);
    for (path, doc) in files {
        if !path.ends_with(".yaml") || !path.split('/').any(|part| part == cluster) {
            continue;
        }
        for document in serde_yaml::Deserializer::from_str(&doc.text) {
            let object = Value::deserialize(document).unwrap();
            if object["kind"].as_str() == Some("BackupStorageLocation") {
                let bucket = object["spec"]["objectStorage"]["bucket"].as_str();
                buckets.insert(bucket.unwrap().to_owned());
            }
        }
    }
    buckets
}

/// Compares every loss of a plan; how many copies were compared.
fn compared(name: &str, done: &Compilation) -> usize {
    let (Some(analysis), Some(_)) = (&done.analysis, &done.bundle) else {
        return 0;
    };
    let analysis: &Analysis = analysis;
    let model = analysis.model();
    let at = "2026-11-25T03:59".parse().unwrap();
    let mut count = 0;
    let names: Vec<String> = Lost::names(model).map(str::to_owned).collect();
    for lost in names {
        let found = simulate(analysis, Lost::find(model, &lost).unwrap(), at);
        for outcome in &found.outcomes {
            let (BackFrom::Run(_, bucket) | BackFrom::SomeRun(bucket)) = outcome.from else {
                continue;
            };
            let Some((recovery, _)) = outcome.back else {
                continue;
            };
            let cluster = found.recoveries[recovery].cluster.stated_name().to_string();
            let read = read_on(done, &cluster);
            let own = bucket.name.value.to_string();
            assert!(
                read.is_empty() || read.contains(&own),
                "{name}: without {lost}, `{cluster}` reads {read:?}, and simulate names {own}"
            );
            count += usize::from(!read.is_empty());
        }
    }
    count
}

#[test]
fn of_every_plan() {
    let mut count = 0;
    for plan in plans().iter().filter(|plan| plan.root.is_none()) {
        count += compared(&plan.name, &compile(&plan.files));
    }
    for seed in 1..=8 {
        let file = |text| vec![("p.drplan".to_owned(), text)];
        let random = failover_sequences::plan::random(&mut Rng::new(seed));
        count += compared(
            &format!("random {seed}"),
            &compile(&file(adversary::text(seed))),
        );
        let mut done = compile(&file(random.clone()));
        let mut text = random;
        count += compared(&format!("roads {seed}"), &done);
        for step in 0..4 {
            let Some(analysis) = &done.analysis else {
                break;
            };
            let chosen = Chosen {
                cluster: None,
                from: None,
            };
            let moved = match step % 2 {
                0 => operate::begin(
                    analysis,
                    Begin {
                        chosen,
                        ..Begin::default()
                    },
                ),
                _ => operate::finish(analysis, chosen),
            };
            let Ok(moved) = moved else { break };
            for change in &moved.changes {
                text = change.written(&text).unwrap_or(text);
            }
            done = compile(&file(text.clone()));
            count += compared(&format!("roads {seed}, step {step}"), &done);
        }
    }
    assert!(count > 20, "{count} copies were compared");
}
