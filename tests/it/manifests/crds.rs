//! Every manifest of every plan against the schemas of the API server that will read it.
//!
//! A snapshot shows that output is the same as before, a schema that it is valid. Unknown fields are
//! errors here: the API server prunes them without a word.

use crate::support::harness::objects;
use crate::support::harness::project_root;
use regex_lite::Regex;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

pub fn schemas() -> BTreeMap<(String, String), Value> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(project_root().join("tests/it/manifests/crds")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ext| ext == "json") {
            let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            let text = |key: &str| schema[key].as_str().unwrap().to_owned();
            all.insert((text("apiVersion"), text("kind")), schema.clone());
        }
    }
    all
}

/// What an API server would say of a value; nothing where it fits.
fn faults(schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    let mut fault = |text: String| out.push(format!("{at}: {text}"));
    if value.is_null() && schema["nullable"] == true {
        return;
    }
    if schema["x-kubernetes-int-or-string"] == true {
        if !value.is_string() && !value.is_i64() {
            fault("is neither a number nor a text".to_owned());
        }
        return;
    }
    let fits = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64(),
        Some("number") => value.is_number(),
        Some(other) => panic!("{other} is no type of a schema"),
        None => true,
    };
    if !fits {
        return fault(format!("{value} is no {}", schema["type"]));
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        fault(format!("{value} is none of {allowed:?}"));
    }
    if let Some(text) = value.as_str() {
        let length = text.chars().count() as u64;
        if schema["pattern"]
            .as_str()
            .is_some_and(|p| !Regex::new(p).unwrap().is_match(text))
        {
            fault(format!("{text:?} does not match {}", schema["pattern"]));
        }
        if schema["maxLength"]
            .as_u64()
            .is_some_and(|most| length > most)
            || schema["minLength"]
                .as_u64()
                .is_some_and(|least| length < least)
        {
            fault(format!("{text:?} has a wrong length"));
        }
    }
    if let Some(number) = value.as_i64()
        && (schema["minimum"]
            .as_i64()
            .is_some_and(|least| number < least)
            || schema["maximum"].as_i64().is_some_and(|most| number > most))
    {
        fault(format!("{number} is out of range"));
    }
    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
        faults(&schema["items"], item, &format!("{at}[{n}]"), out);
    }
    let Some(object) = value.as_object() else {
        return;
    };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !object.contains_key(name.as_str().unwrap()) {
            out.push(format!("{at}: {name} is missing"));
        }
    }
    for (key, inner) in object {
        let place = format!("{at}.{key}");
        if let Some(known) = schema["properties"].get(key) {
            faults(known, inner, &place, out);
        } else if schema["additionalProperties"].is_object() {
            faults(&schema["additionalProperties"], inner, &place, out);
        } else if schema["x-kubernetes-preserve-unknown-fields"] != true {
            out.push(format!("{place}: no such field"));
        }
    }
}

/// `metadata` is the API server's own; in Git it has these fields and no other.
fn metadata() -> Value {
    serde_json::json!({
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {
                "type": "string",
                "maxLength": 253,
                "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
            },
            "namespace": {"type": "string", "maxLength": 63, "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"},
            "labels": {
                "type": "object",
                "additionalProperties": {
                    "type": "string",
                    "maxLength": 63,
                    "pattern": "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$",
                },
            },
            "annotations": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    })
}

fn check(schema: &Value, object: &Value) -> Vec<String> {
    let mut whole = schema["schema"].clone();
    if schema["bare"] != true {
        whole["properties"]["metadata"] = metadata();
        whole["required"] = serde_json::json!(["metadata"]);
    }
    let mut out = Vec::new();
    faults(&whole, object, "", &mut out);
    let namespaced = object["metadata"]["namespace"].is_string();
    if namespaced != (schema["namespaced"] == true) {
        out.push("metadata.namespace does not fit the scope of the kind".to_owned());
    }
    out
}

/// What the API server would refuse of an object.
pub fn refused(schemas: &BTreeMap<(String, String), Value>, object: &Value) -> Vec<String> {
    let text = |key: &str| object[key].as_str().unwrap_or("").to_owned();
    match schemas.get(&(text("apiVersion"), text("kind"))) {
        Some(schema) => check(schema, object),
        None => vec![format!("no schema of {}", text("kind"))],
    }
}

#[test]
fn every_manifest_fits_its_schema() {
    let schemas = schemas();
    let mut kinds = BTreeSet::new();
    for (plan, path, object) in objects() {
        let object: Value = serde_json::to_value(object).unwrap();
        let text = |key: &str| object[key].as_str().unwrap_or("").to_owned();
        let key = (text("apiVersion"), text("kind"));
        let schema = schemas.get(&key).unwrap_or_else(|| {
            panic!(
                "{plan} {path}: no schema of {key:?}; tests/it/manifests/crds/make.py writes them"
            )
        });
        assert_eq!(
            check(schema, &object),
            Vec::<String>::new(),
            "{plan} {path}"
        );
        kinds.insert(key.1);
    }
    assert!(kinds.len() >= 6, "plans show {kinds:?}");
}

#[test]
fn what_does_not_fit_is_seen() {
    let schemas = schemas();
    let schedule = &schemas[&("velero.io/v1".to_owned(), "Schedule".to_owned())];
    let right = serde_json::json!({
        "apiVersion": "velero.io/v1",
        "kind": "Schedule",
        "metadata": {"name": "a", "namespace": "velero"},
        "spec": {"schedule": "0 2 * * *", "template": {"hooks": {"resources": [{"name": "x"}]}}},
    });
    assert_eq!(check(schedule, &right), Vec::<String>::new());
    let wrong = |pointer: &str, value: Value, expect: &str| {
        let mut object = right.clone();
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        object.pointer_mut(parent).unwrap()[key] = value;
        let found = check(schedule, &object).join("; ");
        assert!(found.contains(expect), "{pointer}: {found:?}");
    };
    wrong(
        "/spec/templates",
        serde_json::json!({}),
        ".spec.templates: no such field",
    );
    wrong("/spec/schedule", serde_json::json!(2), "is no \"string\"");
    wrong(
        "/spec/template/hooks/resources",
        serde_json::json!([{}]),
        "name\" is missing",
    );
    wrong("/metadata/name", serde_json::json!("A"), "does not match");
    wrong(
        "/metadata/labels",
        serde_json::json!({"a": "b/c"}),
        "does not match",
    );
    wrong("/status", serde_json::json!({}), "no such field");
    wrong(
        "/spec/template/hooks/resources",
        serde_json::json!([{"name": "x", "pre": [{"exec": {"command": ["a"], "onError": "fail"}}]}]),
        "is none of",
    );
}
