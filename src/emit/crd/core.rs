//! Kinds of Kubernetes itself, by k8s-openapi.

use k8s_openapi::api::core::v1::ConfigMap;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Metadata of an object of a namespace.
pub(in crate::emit) fn meta(
    name: String,
    namespace: &str,
    labels: BTreeMap<String, String>,
) -> ObjectMeta {
    ObjectMeta {
        name: Some(name),
        namespace: Some(namespace.to_owned()),
        labels: Some(labels),
        ..ObjectMeta::default()
    }
}

/// A ConfigMap.
pub(in crate::emit) fn config_map(
    metadata: ObjectMeta,
    data: BTreeMap<String, String>,
) -> ConfigMap {
    ConfigMap {
        metadata,
        data: Some(data),
        ..ConfigMap::default()
    }
}

/// k8s-openapi writes fields by alphabet; a person writes kind and name first.
pub(in crate::emit) fn in_print_order<T: Serialize>(object: &T) -> Value {
    let mut value = serde_json::to_value(object).unwrap_or_default();
    let mut ordered = Map::new();
    for key in ["apiVersion", "kind", "metadata"] {
        if let Some(part) = value.get_mut(key) {
            ordered.insert(key.to_owned(), part.take());
        }
    }
    if let Some(Value::Object(meta)) = ordered.get_mut("metadata") {
        let mut sorted = Map::new();
        for key in ["name", "namespace", "labels", "annotations"] {
            if let Some(part) = meta.remove(key) {
                sorted.insert(key.to_owned(), part);
            }
        }
        *meta = sorted;
    }
    if let Value::Object(rest) = value {
        for (key, part) in rest {
            ordered.entry(key).or_insert(part);
        }
    }
    Value::Object(ordered)
}
