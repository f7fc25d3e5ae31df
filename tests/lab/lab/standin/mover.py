"""Stands in for Velero's node-agent: moves the word that is a volume's data between snapshots, volumes and the bucket.

What the Velero server waits for was read in its source (1.18.3): DataUpload and DataDownload are polled by their phase
(pkg/backup/actions/csi/pvc_action.go, pkg/restore/actions/csi/pvc_action.go), PodVolumeBackup and PodVolumeRestore by an
informer that acts on the change to a last phase (pkg/podvolume/backupper.go, restorer.go).
"""
import json

from . import storage
from .node import now
from .turn import each


def agent(cluster):
    """The configuration of a node-agent that runs, or None where none does."""
    for pod in cluster.cache["pods"].all():
        if pod["metadata"].get("labels", {}).get("role") == "node-agent" and pod["status"].get("phase") == "Running":
            for argument in pod["spec"]["containers"][0].get("args", []):
                name = argument.partition("--node-agent-configmap=")[2]
                if name:
                    config = cluster.cache["configmaps"].get("velero", name) or {"data": {"": "{}"}}
                    return json.loads(next(iter(config["data"].values())))
            return {}
    return None


def open_(cluster, kind):
    """Objects of a kind that have not come to an end."""
    return [o for o in cluster.cache[kind].all() if o.get("status", {}).get("phase", "") not in ("Completed", "Failed", "Canceled")]


def finish(standins, cluster, kind, obj, **fields):
    """Writes the last phase of a movement."""
    meta, progress = obj["metadata"], {"totalBytes": 1024, "bytesDone": 1024}
    status = {"phase": "Completed", "startTimestamp": now(), "completionTimestamp": now(), "progress": progress, **fields}
    if standins.uploads_failing:
        status = {"phase": "Failed", "message": "the lab lets it fail", "completionTimestamp": now()}
    cluster.api.patch(kind, meta["namespace"], meta["name"], {"status": status})
    return status["phase"] == "Completed"


def upload(standins, cluster, obj):
    """From a snapshot to the bucket; node-agent then removes the snapshot and its content."""
    namespace, name = obj["spec"]["sourceNamespace"], obj["spec"]["csiSnapshot"]["volumeSnapshot"]
    snap = cluster.cache["snapshots"].get(namespace, name)
    if snap is None or not snap.get("status", {}).get("readyToUse"):
        return
    content = cluster.api.get("contents", None, snap["status"]["boundVolumeSnapshotContentName"])
    word = content["metadata"]["annotations"][storage.DATA]
    if finish(standins, cluster, "datauploads", obj, snapshotID=word, path="/lab", node="lab", nodeOS="linux"):
        cluster.api.delete("snapshots", namespace, name)
        cluster.api.delete("contents", None, content["metadata"]["name"])


def download(standins, cluster, obj, config):
    """From the bucket to a new volume for the claim, which stays Pending until then."""
    target = obj["spec"]["targetVolume"]
    claim = cluster.cache["claims"].get(target["namespace"], target["pvc"])
    if claim is None:
        return
    class_ = cluster.cache["classes"].get(None, claim["spec"].get("storageClassName", ""))
    waits = class_ is not None and class_.get("volumeBindingMode") == "WaitForFirstConsumer" and \
        not config.get("restorePVC", {}).get("ignoreDelayBinding") and not storage.consumed(cluster, target["namespace"], target["pvc"])
    if class_ is None or waits:
        if obj.get("status", {}).get("phase") != "Accepted":
            cluster.api.patch("datadownloads", obj["metadata"]["namespace"], obj["metadata"]["name"],
                              {"status": {"phase": "Accepted", "acceptedTimestamp": now(), "acceptedByNode": "lab"}})
        return
    if finish(standins, cluster, "datadownloads", obj, node="lab"):
        storage.provide(cluster, claim, obj["spec"]["snapshotID"])


def pod_claim(cluster, obj):
    """The claim behind a pod's volume, or None for a volume without one."""
    where = obj["spec"]["pod"]
    pod = cluster.cache["pods"].get(where["namespace"], where["name"])
    for volume in (pod or {"spec": {}})["spec"].get("volumes", []):
        if volume["name"] == obj["spec"]["volume"]:
            return pod, volume.get("persistentVolumeClaim", {}).get("claimName")
    return pod, None


def file_backup(standins, cluster, obj):
    """From a running pod's volume to the bucket."""
    pod, claim = pod_claim(cluster, obj)
    if pod is not None:
        word = storage.data(cluster, pod["metadata"]["namespace"], claim) if claim else "no-claim"
        finish(standins, cluster, "podvolumebackups", obj, snapshotID=word or "empty", path="/lab")


def file_restore(standins, cluster, obj):
    """From the bucket to the volume of a pod that is scheduled and whose init container waits."""
    pod, claim = pod_claim(cluster, obj)
    if pod is None or not pod["spec"].get("nodeName"):
        return
    if claim and not standins.uploads_failing:
        storage.set_data(cluster, pod["metadata"]["namespace"], claim, obj["spec"]["snapshotID"])
    finish(standins, cluster, "podvolumerestores", obj)


def act(standins, cluster):
    """Moves what is to be moved, while node-agent runs."""
    config = None if standins.mover_stopped else agent(cluster)
    if config is None:
        return
    each(open_(cluster, "datauploads"), lambda o: upload(standins, cluster, o))
    each(open_(cluster, "datadownloads"), lambda o: download(standins, cluster, o, config))
    each(open_(cluster, "podvolumebackups"), lambda o: file_backup(standins, cluster, o))
    if not standins.files_stopped:
        each(open_(cluster, "podvolumerestores"), lambda o: file_restore(standins, cluster, o))
