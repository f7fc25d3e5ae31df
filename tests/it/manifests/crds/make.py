"""Writes the schemas of this folder from the real CRDs: `python3 make.py VELERO KUSTOMIZE SNAPSHOTTER`.

The arguments are checkouts, or entries of the Go module cache, of velero v1.18.3, kustomize-controller
v1.9.4 and external-snapshotter/client/v8 v8.4.0. Descriptions, defaults and `status` are left out: a
manifest in Git has no status, and what is not in the schema is refused by the test. component.json,
configmap.json, job.json, namespace.json, networkpolicy.json, role.json, rolebinding.json and serviceaccount.json are
not CRDs and are written by hand, after kustomize's api/types and the kinds of Kubernetes 1.34, as far as they are used.
"""

import json
import pathlib
import sys

import yaml

KEPT = {
    "additionalProperties",
    "enum",
    "items",
    "maximum",
    "maxItems",
    "maxLength",
    "minimum",
    "minItems",
    "minLength",
    "nullable",
    "pattern",
    "properties",
    "required",
    "type",
    "x-kubernetes-int-or-string",
    "x-kubernetes-preserve-unknown-fields",
}
SOURCES = [
    (1, "config/crd/v1/bases/velero.io_backupstoragelocations.yaml"),
    (1, "config/crd/v1/bases/velero.io_restores.yaml"),
    (1, "config/crd/v1/bases/velero.io_schedules.yaml"),
    (2, "config/crd/bases/kustomize.toolkit.fluxcd.io_kustomizations.yaml"),
    (3, "config/crd/snapshot.storage.k8s.io_volumesnapshotclasses.yaml"),
]


def stripped(schema):
    if not isinstance(schema, dict):
        return schema
    out = {}
    for key, value in sorted(schema.items()):
        if key == "properties":
            out[key] = {name: stripped(inner) for name, inner in sorted(value.items())}
        elif key in ("items", "additionalProperties"):
            out[key] = stripped(value)
        elif key in KEPT:
            out[key] = value
    return out


home = pathlib.Path(__file__).parent
for argument, path in SOURCES:
    crd = yaml.safe_load((pathlib.Path(sys.argv[argument]) / path).read_text())
    names, group = crd["spec"]["names"], crd["spec"]["group"]
    served = [v for v in crd["spec"]["versions"] if v["served"] and not v.get("deprecated")]
    version = next(v for v in served if v["storage"])
    schema = stripped(version["schema"]["openAPIV3Schema"])
    schema["properties"].pop("status", None)
    text = json.dumps(
        {
            "apiVersion": f"{group}/{version['name']}",
            "kind": names["kind"],
            "namespaced": crd["spec"]["scope"] == "Namespaced",
            "schema": schema,
        },
        indent=1,
    )
    (home / f"{names['kind'].lower()}.json").write_text(text + "\n")
