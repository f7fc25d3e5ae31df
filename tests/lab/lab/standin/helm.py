"""Stands in for helm-controller: a HelmRelease turns Ready when what its chart would bring is there.

Three charts bring something a recovery depends on: CRDs of the snapshot controller, CRDs of the Prometheus operator, and
Velero, whose server process starts here, as its pod would, when its release is applied and not before.
"""
from .node import now
from .turn import each

IMAGE = "velero/velero:"
CRDS = {"prometheus-operator-crds": "monitoring", "snapshot-controller": "snapshot"}


def act(standins, cluster):
    """Installs releases that are not installed at their generation."""
    del standins
    releases = cluster.cache["releases"].all()
    each([r for r in releases if r.get("status", {}).get("observedGeneration") != r["metadata"]["generation"]],
         lambda release: install(cluster, release))
    # A cluster that was stopped comes back with its releases installed and no Velero process.
    for release in releases:
        if cluster.velero_process and chart(release) == "velero" and ready(release) and f"{cluster.name}/velero" not in cluster.lab.guard.running \
                and "velero" not in cluster.held:
            cluster.velero(*flags(release))


def chart(release):
    """The chart of a release."""
    return release["spec"]["chart"]["spec"]["chart"]


def ready(release):
    """Whether a release is Ready."""
    return any(c["type"] == "Ready" and c["status"] == "True" for c in release.get("status", {}).get("conditions", []))


def flags(release):
    """Flags for Velero's server from the values of its chart."""
    values = release["spec"].get("values", {}).get("configuration", {})
    return ([f"--features={values['features']}"] if values.get("features") else []) + values.get("extraArgs", [])


def install(cluster, release):
    """One release; Ready once it runs, as `helm --wait` has it."""
    name = chart(release)
    if name in CRDS:
        cluster.install_crds(CRDS[name])
    if name == "velero" and not cluster.install_velero(release):
        return
    meta = release["metadata"]
    cluster.api.patch("releases", meta["namespace"], meta["name"], {"status": {
        "observedGeneration": meta["generation"],
        "conditions": [{"type": "Ready", "status": "True", "reason": "InstallSucceeded", "message": "installed by the lab",
                        "lastTransitionTime": now(), "observedGeneration": meta["generation"]}]}}, "status")


def velero(cluster, release):
    """What the chart of Velero brings: CRDs, the Deployment, node-agent. True once all of it runs."""
    values, namespace = release["spec"].get("values", {}), release["metadata"]["namespace"]
    server = f"{cluster.name}/velero"
    if server not in cluster.lab.guard.running:
        cluster.install_crds("velero")
        # Restore actions read the Deployment of this name; its pod is the process that the lab starts.
        name = values.get("fullnameOverride", meta_name(release))
        cluster.api.apply("deployments", namespace, name, workload("Deployment", name, {"deploy": "velero"}, [], {"replicas": 0}))
        if values.get("deployNodeAgent"):
            extra = values.get("nodeAgent", {}).get("extraArgs", [])
            cluster.api.apply("daemonsets", namespace, "node-agent", workload(
                "DaemonSet", "node-agent", {"role": "node-agent", "name": "node-agent"}, ["node-agent", "server", *extra], {}))
        cluster.velero(*flags(release))
    agent = cluster.api.get("daemonsets", namespace, "node-agent") if values.get("deployNodeAgent") else None
    runs = agent is None or agent["status"].get("numberReady", 0) > 0
    return runs and cluster.healthy(5, "metrics")


def meta_name(release):
    """The name Helm gives an object of the chart without `fullnameOverride`."""
    return f"{release['metadata']['namespace']}-{release['metadata']['name']}"


def workload(kind, name, labels, args, spec):
    """A Deployment or DaemonSet of the chart, as small as one can be."""
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": name, "namespace": "velero", "labels": {"app.kubernetes.io/name": "velero"}},
            "spec": {**spec, "selector": {"matchLabels": labels}, "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": name, "image": IMAGE + "v1.18.3", "args": args}]}}}}
