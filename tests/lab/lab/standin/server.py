"""Stands in for the container of Velero's server: its process runs beside the API server once a pod of its Deployment is due.

Where charts are real, nothing else starts Velero: without its release, its Deployment or its service account there is none.
"""
from . import helm


def act(_, cluster):
    """Starts the process for a pod that has a node, and again after the cluster was stopped; ends it when the pod is gone."""
    program = f"{cluster.name}/velero"
    pods = [pod for pod in cluster.cache["pods"].all() if is_server(pod) and pod["spec"].get("nodeName") and not pod["metadata"].get("deletionTimestamp")]
    if pods and program not in cluster.lab.guard.running and "velero" not in cluster.held:
        cluster.velero_flags = pods[0]["spec"]["containers"][0]["args"][1:]
        cluster.velero()
    if not pods and program in cluster.lab.guard.running:
        cluster.halt("velero")


def is_server(pod):
    """Whether a pod is Velero's server."""
    container = pod["spec"]["containers"][0]
    return container["image"].startswith(helm.IMAGE) and container.get("args", [""])[0] == "server"


def waits(cluster, pod):
    """What the server's pod waits for before it is Ready, or None."""
    return None if not is_server(pod) or cluster.healthy(5, "metrics") else "the server of Velero"
