"""Stands in for scheduler and kubelet: a pod runs once its volumes, Secrets and ConfigMaps are there; a Job's pod succeeds."""
import time

from ..api import STRATEGIC
from . import server, storage

NODE = "lab"


def now():
    """The time as the API writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def register(cluster):
    """One node, Ready, whose kubelet port answers exec."""
    cluster.api.create("nodes", {"apiVersion": "v1", "kind": "Node", "metadata": {
        "name": NODE, "labels": {"kubernetes.io/os": "linux", "kubernetes.io/hostname": NODE}}})
    # Admission taints a new node as not ready, and no node controller is here to take that back.
    cluster.api.patch("nodes", None, NODE, {"spec": {"taints": None}})
    cluster.api.patch("nodes", None, NODE, {"status": {
        "addresses": [{"type": "InternalIP", "address": "127.0.0.1"}],
        "daemonEndpoints": {"kubeletEndpoint": {"Port": cluster.port(4)}},
        "allocatable": {"cpu": "1000", "memory": "4Ti", "pods": "1000"}, "capacity": {"cpu": "1000", "memory": "4Ti", "pods": "1000"},
        "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": now()}]}}, "status", STRATEGIC)


def needs(pod):
    """Names of Secrets and ConfigMaps without which a kubelet does not start the pod."""
    spec = pod["spec"]
    for container in spec.get("initContainers", []) + spec["containers"]:
        for source in container.get("envFrom", []):
            for kind, field in (("secrets", "secretRef"), ("configmaps", "configMapRef")):
                if field in source and not source[field].get("optional"):
                    yield kind, source[field]["name"]
        for variable in container.get("env", []):
            for kind, field in (("secrets", "secretKeyRef"), ("configmaps", "configMapKeyRef")):
                reference = variable.get("valueFrom", {}).get(field)
                if reference and not reference.get("optional"):
                    yield kind, reference["name"]
    for volume in spec.get("volumes", []):
        if "secret" in volume and not volume["secret"].get("optional"):
            yield "secrets", volume["secret"]["secretName"]
        if "configMap" in volume and not volume["configMap"].get("optional"):
            yield "configmaps", volume["configMap"]["name"]


def owner(pod):
    """Kind and name of what controls the pod."""
    for reference in pod["metadata"].get("ownerReferences", []):
        if reference.get("controller"):
            return reference["kind"], reference["name"]
    return "", ""


def waits(cluster, pod):
    """What a pod waits for before its containers start, or None."""
    namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
    for kind, wanted in needs(pod):
        if cluster.cache[kind].get(namespace, wanted) is None:
            return f"{kind} {wanted}"
    kind, by = owner(pod)
    if (namespace, kind, by) == ("velero", "DaemonSet", "node-agent"):
        for argument in pod["spec"]["containers"][0].get("args", []):
            configured = argument.partition("--node-agent-configmap=")[2]
            if configured and cluster.cache["configmaps"].get(namespace, configured) is None:
                return "configmap " + configured  # node-agent exits while it is missing
    if any(c["name"] == "restore-wait" for c in pod["spec"].get("initContainers", [])):
        mine = [r for r in cluster.cache["podvolumerestores"].all()
                if (r["spec"]["pod"]["namespace"], r["spec"]["pod"]["name"]) == (namespace, name)]
        if not mine or any(r.get("status", {}).get("phase") != "Completed" for r in mine):
            return "the data of its volumes"
    return server.waits(cluster, pod)


def act(standins, cluster):
    """Brings every pod one step further."""
    for pod in cluster.cache["pods"].all():
        step(standins, cluster, pod)


def step(standins, cluster, pod):
    meta, api = pod["metadata"], cluster.api
    namespace, name = meta["namespace"], meta["name"]
    if meta.get("deletionTimestamp"):
        api.delete("pods", namespace, name, grace=0)
        return
    if pod["status"].get("phase") != "Pending":
        return
    if not pod["spec"].get("nodeName"):
        if all(storage.bound(cluster, namespace, claim) for claim in storage.claims_of(pod)):
            api.call("POST", f"/api/v1/namespaces/{namespace}/pods/{name}/binding", {
                "apiVersion": "v1", "kind": "Binding", "metadata": {"name": name}, "target": {"kind": "Node", "name": NODE}})
        return
    if waits(cluster, pod):
        return
    kind, by = owner(pod)
    if kind != "Job":
        for claim in storage.claims_of(pod):
            storage.initialise(cluster, namespace, claim)
    code = 1 if kind == "Job" and any(f"{namespace}/{by}".startswith(prefix) for prefix in standins.jobs_failing) else 0
    phase = "Running" if kind != "Job" else ("Failed" if code else "Succeeded")
    ready = "True" if phase == "Running" else "False"
    states = [{"name": c["name"], "ready": phase == "Running", "started": phase == "Running", "restartCount": 0, "image": c["image"],
               "imageID": "lab", "state": {"running": {"startedAt": now()}} if phase == "Running" else
               {"terminated": {"exitCode": code, "finishedAt": now(), "reason": "Error" if code else "Completed"}}}
              for c in pod["spec"]["containers"]]
    api.patch("pods", namespace, name, {"status": {
        "phase": phase, "startTime": now(), "podIP": "10.0.0.1", "podIPs": [{"ip": "10.0.0.1"}], "containerStatuses": states,
        "conditions": [{"type": t, "status": ready, "lastTransitionTime": now()} for t in ("Ready", "ContainersReady")]}},
        "status", STRATEGIC)
