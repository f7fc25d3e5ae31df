//! What kustomize-controller does with a path, with `kubectl kustomize` in the place of its library:
//! its fields go into the kustomization.yaml of the path, and each Kustomization of the result is
//! applied in its turn (fluxcd/pkg/kustomize 1.40).

use crate::support::kubectl;
use serde::Deserialize as _;
use serde_yaml::{Mapping, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What `kubectl kustomize` makes of a directory.
pub fn kustomize(directory: &Path) -> Result<Vec<Value>, String> {
    documents(&kubectl::kustomize(&[], directory)?)
}

/// The documents of a text.
pub fn documents(text: &str) -> Result<Vec<Value>, String> {
    let all = serde_yaml::Deserializer::from_str(text).map(Value::deserialize);
    let all: Result<Vec<Value>, _> = all.collect();
    let all = all.map_err(|error| error.to_string())?;
    Ok(all.into_iter().filter(|one| !one.is_null()).collect())
}

/// A text at the end of a path of keys; empty where there is none.
pub fn text<'v>(value: &'v Value, path: &[&str]) -> &'v str {
    at(value, path).and_then(Value::as_str).unwrap_or("")
}

/// The value at the end of a path of keys.
pub fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| value.get(*key))
}

/// Everything that Flux applies from a path on, as it is on the cluster.
pub fn apply(root: &Path, path: &str, spec: &Value) -> Result<Vec<Value>, String> {
    let mut seen = BTreeSet::new();
    let mut all = Vec::new();
    let own = (path.trim_start_matches("./").to_owned(), spec.clone());
    let mut open = vec![own];
    while let Some((path, spec)) = open.pop() {
        let key = serde_yaml::to_string(&spec).unwrap();
        if !seen.insert((path.clone(), key)) {
            continue;
        }
        let built = one(root, &path, &spec).map_err(|error| format!("{path}: {error}"))?;
        for object in built {
            let kind = (text(&object, &["apiVersion"]), text(&object, &["kind"]));
            if let (version, "Kustomization") = kind
                && version.starts_with("kustomize.toolkit.fluxcd.io/")
            {
                let path = text(&object, &["spec", "path"]).trim_start_matches("./");
                if root.join(path).is_dir() {
                    open.push((
                        path.trim_end_matches('/').to_owned(),
                        object["spec"].clone(),
                    ));
                }
            }
            all.push(object);
        }
    }
    Ok(all)
}

/// One Kustomization.
fn one(root: &Path, path: &str, spec: &Value) -> Result<Vec<Value>, String> {
    let directory = root.join(path);
    let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
    let own = names
        .into_iter()
        .find(|name| directory.join(name).is_file());
    let file = directory.join(own.unwrap_or("kustomization.yaml"));
    let before = own.map(|_| std::fs::read_to_string(&file).unwrap());
    let mut written = match &before {
        Some(text) => documents(text)?.into_iter().next().unwrap_or(Value::Null),
        None => generated(&directory),
    };
    let into = written.as_mapping_mut().ok_or("it is not a mapping")?;
    for (from, key) in [
        ("targetNamespace", "namespace"),
        ("namePrefix", "namePrefix"),
        ("nameSuffix", "nameSuffix"),
    ] {
        if let Some(value) = spec.get(from) {
            into.insert(key.into(), value.clone());
        }
    }
    for key in ["components", "patches", "images"] {
        let more = spec
            .get(key)
            .and_then(Value::as_sequence)
            .cloned()
            .unwrap_or_default();
        let list = into
            .entry(key.into())
            .or_insert(Value::Sequence(Vec::new()));
        list.as_sequence_mut().unwrap().extend(more);
    }
    std::fs::write(&file, serde_yaml::to_string(&written).unwrap()).unwrap();
    let built = kustomize(&directory);
    match before {
        Some(text) => std::fs::write(&file, text).unwrap(),
        None => std::fs::remove_file(&file).unwrap(),
    }
    let values = at(spec, &["postBuild", "substitute"]).and_then(Value::as_mapping);
    let built = built?;
    match values {
        None => Ok(built),
        Some(values) => built.iter().map(|object| filled(object, values)).collect(),
    }
}

/// What Flux writes where there is no kustomization.yaml.
fn generated(directory: &Path) -> Value {
    let mut resources = Vec::new();
    list(directory, "", &mut resources);
    let resources = resources.into_iter().map(Value::from).collect();
    let mut written = Mapping::new();
    written.insert(
        "apiVersion".into(),
        "kustomize.config.k8s.io/v1beta1".into(),
    );
    written.insert("kind".into(), "Kustomization".into());
    written.insert("resources".into(), Value::Sequence(resources));
    Value::Mapping(written)
}

fn list(directory: &Path, below: &str, into: &mut Vec<String>) {
    let mut entries: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(Result::unwrap)
        .collect();
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            if entry.path().join("kustomization.yaml").is_file() {
                into.push(name);
            } else {
                list(&entry.path(), &format!("{name}/"), into);
            }
        } else if name.ends_with(".yaml") || name.ends_with(".yml") {
            into.push(name);
        }
    }
}

/// `postBuild.substitute`.
fn filled(object: &Value, values: &Mapping) -> Result<Value, String> {
    let mut text = serde_yaml::to_string(object).unwrap();
    for (key, value) in values {
        let (key, value) = (key.as_str().unwrap(), value.as_str().unwrap_or(""));
        text = text.replace(&format!("${{{key}}}"), value);
    }
    serde_yaml::from_str(&text).map_err(|error| error.to_string())
}

/// What a HelmRelease makes of the workload of a chart: post-renderers run over what helm renders.
pub fn rendered(release: &Value, workload: &str) -> Result<Vec<Value>, String> {
    let mut now = workload.to_owned();
    let renderers = at(release, &["spec", "postRenderers"]).and_then(Value::as_sequence);
    for renderer in renderers.into_iter().flatten() {
        let dir = tempfile::TempDir::new().unwrap();
        std::fs::write(dir.path().join("all.yaml"), &now).unwrap();
        let mut written: BTreeMap<&str, Value> = BTreeMap::new();
        written.insert("resources", vec![Value::from("all.yaml")].into());
        for key in ["patches", "images"] {
            if let Some(value) = at(renderer, &["kustomize", key]) {
                written.insert(key, value.clone());
            }
        }
        let file = dir.path().join("kustomization.yaml");
        std::fs::write(file, serde_yaml::to_string(&written).unwrap()).unwrap();
        let objects = kustomize(dir.path())?;
        let texts: Vec<String> = objects
            .iter()
            .map(|one| serde_yaml::to_string(one).unwrap())
            .collect();
        now = texts.join("---\n");
    }
    documents(&now)
}
