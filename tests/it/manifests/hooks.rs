//! Every Component builds, and its annotations are on the pods that they are meant for: on the
//! primary, wired as the advice says, and on the recovery cluster, as its stages apply it.

pub mod flux;
mod forms;
pub mod wiring;

use crate::support::harness::{compile_in, plans};
use crate::support::kubectl;
use drplan::driver::Compilation;
use drplan::emit::Bundle;
use flux::{apply, at, documents, kustomize, rendered, text};
use forms::{Form, On};
use serde_yaml::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const KEY: &str = "pre.hook.backup.velero.io/command";

const HEAD: &str = "plan p { velero 1.18.3; flux 2.9; kubernetes 1.34 }
cluster prod {
  region us-east-1
  path clusters/prod
  allow state-not-declared \"some forms have a namesake in a namespace of its own\" until 2099-01-01
}
cluster dr { recovers prod; region us-west-2; path clusters/dr }
store main { s3 shop-velero { region us-west-2 } }
tier t { rpo 26h; keep 7d; recover file-backup }
hook sync {
  holds nothing
  safe file-backup
  pre { container app; command \"/bin/sync\" }
}
";

/// The plan of a form.
fn plan(form: &Form) -> String {
    let mut blocks: BTreeMap<(&str, &str), String> = BTreeMap::new();
    for (namespace, apps, workload) in form.plan {
        let (name, more) = workload.split_once(" {").unwrap_or((workload, ""));
        let more = more.trim_end_matches('}').trim();
        let more = if more.is_empty() {
            String::new()
        } else {
            format!("{more}; ")
        };
        *blocks.entry((namespace, apps)).or_default() +=
            &format!("  workload {name} {{ {more}volume data {{ size 1Gi }}; hook sync }}\n");
    }
    let mut text = HEAD.to_owned();
    for ((namespace, apps), workloads) in blocks {
        text += &format!("namespace {namespace} {{\n  tier t\n  apps {apps}\n{workloads}}}\n");
    }
    text
}

/// Writes a file and the folders above it.
pub fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn emitted(root: &Path, plan: &str) -> Result<(Compilation, Bundle), String> {
    let mut done = compile_in(&[("p.drplan".to_owned(), plan.to_owned())], Some(root));
    let Some(bundle) = done.bundle.take() else {
        let all = done
            .diags
            .iter()
            .map(|diag| format!("{}: {}", diag.name(), diag.message));
        return Err(all.collect::<Vec<_>>().join("\n"));
    };
    for (path, doc) in &bundle.files {
        write(root, path, &doc.text);
    }
    Ok((done, bundle))
}

/// Whether the annotations are where they must be.
fn check(objects: &[Value], on: On) -> Result<(), String> {
    let find = |kind: &str, namespace: &str, name: &str| {
        let mut all = objects.iter().filter(|object| {
            let own = text(object, &["metadata", "namespace"]);
            text(object, &["kind"]) == kind
                && text(object, &["metadata", "name"]) == name
                && (namespace.is_empty() || own == namespace)
        });
        all.next().ok_or(format!("no {kind} {namespace}/{name}"))
    };
    let has = |annotations: Option<&Value>| {
        let there = annotations.is_some_and(|all| all.get(KEY).is_some());
        there
            .then_some(())
            .ok_or(format!("no annotation: {annotations:?}"))
    };
    let template = ["spec", "template", "metadata", "annotations"];
    match on {
        On::Pods(kind, namespace, name) => has(at(find(kind, namespace, name)?, &template)),
        On::Chart(kind, name, release) => {
            let release = find("HelmRelease", "shop", release)?;
            let made = forms::workload(kind, name, "shop");
            let objects = rendered(release, &made)?;
            has(objects.first().and_then(|object| at(object, &template)))
        }
        On::Field(kind, name, path) => {
            let mut value = Some(find(kind, "", name)?);
            for step in path {
                value = value.and_then(|value| match step.parse::<usize>() {
                    Ok(index) => value.get(index),
                    Err(_) => value.get(*step),
                });
            }
            has(value)
        }
    }
}

/// Those that carry the annotation and are not meant to.
fn others(objects: &[Value], on: &[On]) -> Vec<String> {
    let carries = |object: &&Value| {
        let template = at(object, &["spec", "template", "metadata", "annotations"]);
        template.is_some_and(|all| all.get(KEY).is_some())
    };
    let meant = |object: &Value| {
        on.iter().any(|on| match on {
            On::Pods(kind, namespace, name) => {
                text(object, &["kind"]) == *kind
                    && text(object, &["metadata", "name"]) == *name
                    && text(object, &["metadata", "namespace"]) == *namespace
            }
            On::Chart(..) | On::Field(..) => false,
        })
    };
    let wrong = objects
        .iter()
        .filter(carries)
        .filter(|object| !meant(object));
    wrong
        .map(|object| format!("{:?}", object["metadata"]))
        .collect()
}

/// The stages of the recovery cluster that apply a path of the plan.
fn stages(bundle: &Bundle, form: &Form) -> Vec<(String, Value)> {
    let file = &bundle.files["clusters/dr/drplan-p.yaml"].text;
    let all = documents(file).unwrap().into_iter();
    let path = |object: &Value| {
        text(object, &["spec", "path"])
            .trim_start_matches("./")
            .to_owned()
    };
    let stages = all.map(|object| (path(&object), object["spec"].clone()));
    stages
        .filter(|(path, _)| form.plan.iter().any(|(_, apps, _)| apps == path))
        .collect()
}

fn tried(form: &Form) -> Result<(), String> {
    let dir = tempfile::TempDir::new().unwrap();
    let root = dir.path();
    for (path, text) in &form.files {
        write(root, path, text);
    }
    let plan = plan(form);
    let (done, _) = emitted(root, &plan)?;
    if done.wiring.open.is_empty() {
        return Err("no wiring is advised".to_owned());
    }
    wiring::follow(root, &done.wiring.open);
    let (again, bundle) = emitted(root, &plan)?;
    if let Some(step) = again.wiring.open.first() {
        return Err(format!("wired, and still advised: {step:?}"));
    }
    let mut sides = vec![("primary", apply(root, "clusters/prod", &Value::Null)?)];
    for (path, mut spec) in stages(&bundle, form) {
        let carried: serde_yaml::Mapping = serde_yaml::from_str(forms::carried(form)).unwrap();
        let into = spec.as_mapping_mut().unwrap();
        for (key, value) in carried {
            into.entry(key).or_insert(value);
        }
        sides.push(("recovery", apply(root, &path, &spec)?));
    }
    if sides.len() < 2 {
        return Err("no stage applies the path".to_owned());
    }
    for (side, objects) in &sides {
        for on in form.on {
            check(objects, *on).map_err(|error| format!("{side}: {error}"))?;
        }
        // A strategic patch of a list would have replaced what the author has in it.
        let all: String = objects
            .iter()
            .map(|one| serde_yaml::to_string(one).unwrap())
            .collect();
        for word in ["path: /metadata/labels", "rs0", "a: b"] {
            let own = form.files.iter().any(|(_, text)| text.contains(word));
            if own && !all.contains(word) {
                return Err(format!("{side}: the author's `{word}` is lost"));
            }
        }
        let others = others(objects, form.on);
        if !others.is_empty() {
            return Err(format!("{side}: also on {others:?}"));
        }
    }
    Ok(())
}

#[test]
fn annotations_reach_their_pods_in_every_form() {
    if !kubectl::is_here() {
        println!("skipped: no kubectl here, Components were not built");
        return;
    }
    let forms = forms::all();
    let tried = forms.iter().map(|form| (form.name, tried(form)));
    let faults: Vec<String> = tried
        .filter_map(|(name, tried)| Some(format!("{name}: {}", tried.err()?)))
        .collect();
    assert!(
        faults.is_empty(),
        "{} of {} forms:\n{}",
        faults.len(),
        forms.len(),
        faults.join("\n")
    );
}

/// An object that a patch without a target calls by its name.
fn patched(patch: &Value) -> Option<Value> {
    let inner: Value = serde_yaml::from_str(text(patch, &["patch"])).ok()?;
    patch.get("target").is_none().then_some(inner)
}

/// The Components of plans whose repository does not show the workloads, over workloads as they name
/// them.
#[test]
fn every_component_builds() {
    if !kubectl::is_here() {
        println!("skipped: no kubectl here, Components were not built");
        return;
    }
    let mut built = 0;
    for plan in plans().into_iter().filter(|plan| plan.root.is_none()) {
        let done = compile_in(&plan.files, None);
        let Some(bundle) = done.bundle else { continue };
        let dir = tempfile::TempDir::new().unwrap();
        let mut objects: BTreeMap<String, Value> = BTreeMap::new();
        let mut components = Vec::new();
        for (path, doc) in bundle
            .files
            .iter()
            .filter(|(path, _)| path.contains("/hooks/"))
        {
            write(dir.path(), path, &doc.text);
            let component: Value = serde_yaml::from_str(&doc.text).unwrap();
            let patches = component["patches"].as_sequence().unwrap();
            for object in patches.iter().filter_map(patched) {
                let bare: BTreeMap<&str, Value> = ["apiVersion", "kind", "metadata"]
                    .into_iter()
                    .map(|key| (key, object[key].clone()))
                    .collect();
                let bare = serde_yaml::to_value(bare).unwrap();
                objects.insert(serde_yaml::to_string(&bare).unwrap(), bare);
            }
            components.push(Value::from(path.trim_end_matches("/kustomization.yaml")));
        }
        if components.is_empty() {
            continue;
        }
        let texts: Vec<String> = objects.keys().cloned().collect();
        write(dir.path(), "all.yaml", &texts.join("---\n"));
        let list: BTreeMap<&str, Value> = BTreeMap::from([
            ("resources", vec![Value::from("all.yaml")].into()),
            ("components", components.into()),
        ]);
        write(
            dir.path(),
            "kustomization.yaml",
            &serde_yaml::to_string(&list).unwrap(),
        );
        let all = kustomize(dir.path()).unwrap_or_else(|error| panic!("{}: {error}", plan.name));
        assert_eq!(all.len(), objects.len(), "{}", plan.name);
        built += 1;
    }
    assert!(built >= 15, "{built} plans have hooks");
}

/// Copies a directory.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Kinds and names of objects with the annotation.
fn carriers(objects: &[Value]) -> BTreeSet<(String, String)> {
    let carries = |object: &&Value| {
        let text = serde_yaml::to_string(object).unwrap();
        text.contains(KEY) && object["kind"] != "Kustomization"
    };
    let own = |object: &Value| {
        let name = text(object, &["metadata", "name"]);
        (text(object, &["kind"]).to_owned(), name.to_owned())
    };
    objects.iter().filter(carries).map(own).collect()
}

/// A plan with a repository: each stage builds with its Components where its path builds without
/// them, and what the Components patch carries the annotations.
#[test]
fn stages_of_plans_build() {
    if !kubectl::is_here() {
        println!("skipped: no kubectl here, Components were not built");
        return;
    }
    let mut built = 0;
    for plan in plans() {
        let Some(root) = &plan.root else { continue };
        let dir = tempfile::TempDir::new().unwrap();
        copy(root, dir.path());
        let Some(bundle) = compile_in(&plan.files, Some(root)).bundle else {
            continue;
        };
        for (path, doc) in &bundle.files {
            write(dir.path(), path, &doc.text);
        }
        let stages = bundle
            .files
            .iter()
            .filter(|(path, _)| path.contains("/drplan-"));
        for object in stages.flat_map(|(_, doc)| documents(&doc.text).unwrap()) {
            let spec = &object["spec"];
            let path = text(spec, &["path"]).trim_start_matches("./");
            let hooked = serde_yaml::to_string(spec).unwrap().contains("/hooks/");
            let changed = spec.get("components").is_some() || spec.get("patches").is_some();
            if !changed || apply(dir.path(), path, &Value::Null).is_err() {
                continue;
            }
            let applied = apply(dir.path(), path, spec)
                .unwrap_or_else(|error| panic!("{}: {error}", plan.name));
            let chosen = |object: &Value| {
                let text = serde_yaml::to_string(object).unwrap();
                text.contains("backup.velero.io/backup-volumes")
            };
            let carried = !carriers(&applied).is_empty() || applied.iter().any(chosen);
            assert!(carried || !hooked, "{}: {path}", plan.name);
            built += usize::from(hooked);
        }
    }
    assert!(built >= 5, "{built} stages have hooks");
}
