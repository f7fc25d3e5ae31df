//! The patches that put annotations on pods, for each form in which a workload stands in Git.
//!
//! A patch without a `target` fails where its object does not exist. One with a `target` does nothing
//! there, so a second patch guards it, which names the object and changes nothing (kustomize 5.5).

use crate::analyze::hooks::{Carrier, Edit, Field, ObjectName};
use crate::emit::crd::flux::{Operation, Patch, Target};
use crate::emit::yaml;
use crate::model::{ReleaseRef, WorkloadRef};
use serde::Serialize;
use std::collections::BTreeMap;

/// Annotations of the pods of a workload.
pub(super) type Annotated<'a> = (&'a WorkloadRef, BTreeMap<String, String>);

/// The patches of a Component; those of one HelmRelease are one.
#[derive(Default)]
pub(super) struct Patches<'a> {
    done: Vec<Patch>,
    releases: BTreeMap<ObjectName, (bool, Vec<Annotated<'a>>)>,
}

/// The part of an object that a patch names.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Patched<'a, S> {
    api_version: &'a str,
    kind: &'a str,
    metadata: Named<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spec: Option<S>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    namespace: Option<&'a str>,
}

#[derive(Serialize)]
struct Outer<'a> {
    template: Template<'a>,
}

#[derive(Serialize)]
struct Template<'a> {
    metadata: Annotations<'a>,
}

#[derive(Serialize)]
struct Annotations<'a> {
    annotations: &'a BTreeMap<String, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rendered {
    post_renderers: Vec<PostRenderer>,
}

/// One of `spec.postRenderers` of a HelmRelease.
#[derive(Serialize)]
struct PostRenderer {
    kustomize: Kustomize,
}

#[derive(Serialize)]
struct Kustomize {
    patches: Vec<Patch>,
}

fn pod_template(annotations: &BTreeMap<String, String>) -> Outer<'_> {
    Outer {
        template: Template {
            metadata: Annotations { annotations },
        },
    }
}

fn patch<S: Serialize>(object: &ObjectName, spec: Option<S>) -> Patch {
    let patched = Patched {
        api_version: &object.api_version,
        kind: &object.kind,
        metadata: Named {
            name: &object.name,
            namespace: object.namespace.as_deref(),
        },
        spec,
    };
    Patch {
        patch: yaml::to_yaml(&patched),
        target: None,
    }
}

/// A patch that fails where the object does not exist, and one of single operations.
pub(in crate::emit::gitops::flux) fn guarded<T: Serialize>(
    object: &ObjectName,
    operations: &[T],
) -> [Patch; 2] {
    let namespace = object.apart.as_deref().or(object.namespace.as_deref());
    let target = Target::new(&object.kind, namespace, &object.name);
    let single = Patch {
        patch: yaml::to_yaml(operations),
        target: Some(target),
    };
    [patch(object, None::<()>), single]
}

/// A patch of the `spec` of an object.
pub(in crate::emit::gitops::flux) fn of_spec<S: Serialize>(object: &ObjectName, spec: S) -> Patch {
    patch(object, Some(spec))
}

impl<'a> Patches<'a> {
    /// A workload that the repository does not show: as its namespace and its name say.
    pub(super) fn template(&mut self, namespace: &str, annotated: Annotated<'a>) {
        let (workload, annotations) = annotated;
        let object = ObjectName {
            api_version: "apps/v1".to_owned(),
            kind: workload.kind.kind().to_owned(),
            namespace: Some(namespace.to_owned()),
            name: workload.name.to_string(),
            apart: None,
        };
        self.done
            .push(patch(&object, Some(pod_template(&annotations))));
    }

    /// A workload of a HelmRelease that the repository does not show.
    pub(super) fn unseen_release(
        &mut self,
        namespace: &str,
        release: &ReleaseRef,
        annotated: Annotated<'a>,
    ) {
        let own = release.namespace.as_deref().unwrap_or(namespace);
        let object = ObjectName {
            api_version: "helm.toolkit.fluxcd.io/v2".to_owned(),
            kind: "HelmRelease".to_owned(),
            namespace: Some(own.to_owned()),
            name: release.name.to_string(),
            apart: None,
        };
        self.release(object, false, annotated);
    }

    /// A workload as the repository shows it.
    pub(super) fn add(&mut self, carrier: &Carrier, annotated: Annotated<'a>) {
        let (workload, annotations) = annotated;
        match carrier {
            Carrier::Template(object) => {
                self.done
                    .push(patch(object, Some(pod_template(&annotations))));
            }
            Carrier::Release {
                object, appends, ..
            } => self.release(object.clone(), *appends, (workload, annotations)),
            Carrier::Resource(object, field) => self.field(object, field, annotations),
            Carrier::Operated(all) => {
                for one in all {
                    self.field(&one.object, &one.field, annotations.clone());
                }
            }
        }
    }

    /// The field of a resource that its operator hands to pods.
    pub(super) fn field(
        &mut self,
        object: &ObjectName,
        field: &Field,
        annotations: BTreeMap<String, String>,
    ) {
        match field {
            Field::Maps(path) => self.done.push(field_patch(object, path, &annotations)),
            Field::Item(edit) => {
                let operations = operations(edit, annotations);
                self.done.extend(guarded(object, &operations));
            }
        }
    }

    fn release(&mut self, object: ObjectName, appends: bool, annotated: Annotated<'a>) {
        let known = self.releases.entry(object);
        known.or_insert((appends, Vec::new())).1.push(annotated);
    }

    /// All of them.
    pub(super) fn finish(self) -> Vec<Patch> {
        let mut done = self.done;
        for (object, (appends, workloads)) in self.releases {
            let patches = workloads.iter().map(rendered).collect();
            let renderer = PostRenderer {
                kustomize: Kustomize { patches },
            };
            if appends {
                let add = Operation {
                    op: "add",
                    path: "/spec/postRenderers/-".to_owned(),
                    value: renderer,
                };
                done.extend(guarded(&object, &[add]));
            } else {
                let post_renderers = vec![renderer];
                done.push(of_spec(&object, Rendered { post_renderers }));
            }
        }
        done
    }
}

/// What a post-renderer does to a workload of its chart. A chart may or may not write the namespace,
/// which only a `target` leaves open.
fn rendered((workload, annotations): &Annotated<'_>) -> Patch {
    let object = ObjectName {
        api_version: "apps/v1".to_owned(),
        kind: workload.kind.kind().to_owned(),
        namespace: None,
        name: workload.name.to_string(),
        apart: None,
    };
    Patch {
        target: Some(Target::new(&object.kind, None, &object.name)),
        ..patch(&object, Some(pod_template(annotations)))
    }
}

/// Annotations in maps of maps, written around the name of the object.
fn field_patch(
    object: &ObjectName,
    field: &[&str],
    annotations: &BTreeMap<String, String>,
) -> Patch {
    let own = patch(object, None::<()>);
    let mut text = own.patch;
    let mut indent = 0;
    let steps = field.iter().copied();
    let steps: Vec<&str> = match field {
        // The name stands in this map already.
        ["metadata", ..] => {
            indent = 1;
            steps.skip(1).collect()
        }
        _ => steps.collect(),
    };
    for step in steps {
        text.push_str(&format!("{}{step}:\n", "  ".repeat(indent)));
        indent += 1;
    }
    for line in yaml::to_yaml(annotations).lines() {
        text.push_str(&format!("{}{line}\n", "  ".repeat(indent)));
    }
    Patch {
        patch: text,
        target: None,
    }
}

/// What a single operation writes.
#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Text(String),
    Map(BTreeMap<String, String>),
}

fn operations(edit: &Edit, annotations: BTreeMap<String, String>) -> Vec<Operation<Value>> {
    let operation = |op, path: String, value| Operation { op, path, value };
    let (path, name) = edit.test.clone();
    let mut all = vec![operation("test", path, Value::Text(name))];
    for path in &edit.create {
        all.push(operation("add", path.clone(), Value::Map(BTreeMap::new())));
    }
    for (key, value) in annotations {
        let key = key.replace('~', "~0").replace('/', "~1");
        let path = format!("{}/{key}", edit.annotations);
        all.push(operation("add", path, Value::Text(value)));
    }
    all
}
