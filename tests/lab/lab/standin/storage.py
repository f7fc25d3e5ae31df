"""Stands in for CSI drivers and the snapshot controller.

A volume's data is a word in an annotation of the PersistentVolume. A pod that starts on an empty volume initialises it,
as a database does; so a scenario can tell whether what came back is what was written or a fresh start.
"""
from .turn import each

DATA = "lab.drplan.dev/data"


def claims_of(pod):
    """Names of the claims a pod mounts."""
    return [v["persistentVolumeClaim"]["claimName"] for v in pod["spec"].get("volumes", []) if "persistentVolumeClaim" in v]


def bound(cluster, namespace, name):
    """Whether a claim has its volume."""
    claim = cluster.cache["claims"].get(namespace, name)
    return claim is not None and claim.get("status", {}).get("phase") == "Bound"


def volume_of(cluster, namespace, name):
    """The volume of a claim, or None."""
    claim = cluster.cache["claims"].get(namespace, name)
    return cluster.api.get("volumes", None, claim["spec"]["volumeName"]) if claim and claim["spec"].get("volumeName") else None


def data(cluster, namespace, name):
    """What is on the volume of a claim; "" if nothing is."""
    volume = volume_of(cluster, namespace, name)
    return (volume or {"metadata": {}})["metadata"].get("annotations", {}).get(DATA, "")


def set_data(cluster, namespace, name, text):
    """Puts data on the volume of a claim."""
    volume = volume_of(cluster, namespace, name)
    cluster.api.patch("volumes", None, volume["metadata"]["name"], {"metadata": {"annotations": {DATA: text}}})


def initialise(cluster, namespace, name):
    """What a database does that finds nothing."""
    if not data(cluster, namespace, name):
        set_data(cluster, namespace, name, "initdb")


def provide(cluster, claim, text=""):
    """Makes a volume for a claim and binds the two."""
    meta, spec = claim["metadata"], claim["spec"]
    class_ = cluster.cache["classes"].get(None, spec.get("storageClassName", "")) or {}
    name = "pvc-" + meta["uid"]
    cluster.api.create("volumes", {
        "apiVersion": "v1", "kind": "PersistentVolume",
        "metadata": {"name": name, "labels": spec.get("selector", {}).get("matchLabels", {}),
                     "annotations": {DATA: text, "pv.kubernetes.io/provisioned-by": class_.get("provisioner", "lab")}},
        "spec": {"capacity": spec["resources"]["requests"], "accessModes": spec["accessModes"],
                 "storageClassName": spec.get("storageClassName", ""),
                 "persistentVolumeReclaimPolicy": class_.get("reclaimPolicy", "Delete"),
                 "csi": {"driver": class_.get("provisioner", "lab"), "volumeHandle": name},
                 "claimRef": {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": meta["namespace"],
                              "name": meta["name"], "uid": meta["uid"]}}})


def wanted(cluster, claim):
    """Whether a provisioner would act on a claim: its class is here, it has no selector, and nobody waits for a consumer."""
    spec, meta = claim["spec"], claim["metadata"]
    if claim["status"].get("phase") != "Pending" or spec.get("volumeName") or spec.get("selector"):
        return False
    class_ = cluster.cache["classes"].get(None, spec.get("storageClassName", ""))
    if class_ is None:
        return False
    return class_.get("volumeBindingMode") != "WaitForFirstConsumer" or consumed(cluster, meta["namespace"], meta["name"])


def consumed(cluster, namespace, name):
    """Whether a pod mounts the claim."""
    return any(p["metadata"]["namespace"] == namespace and name in claims_of(p) for p in cluster.cache["pods"].all())


def act(_, cluster):
    """Provides volumes, takes snapshots, removes released volumes."""
    each([c for c in cluster.cache["claims"].all() if wanted(cluster, c)], lambda claim: provide(cluster, claim))
    each([v for v in cluster.cache["volumes"].all() if v["status"].get("phase") in ("Released", "Failed")
          and v["spec"]["persistentVolumeReclaimPolicy"] == "Delete"], lambda v: cluster.api.delete("volumes", None, v["metadata"]["name"]))
    each([s for s in cluster.cache["snapshots"].all() if not s.get("status", {}).get("readyToUse")], lambda s: snapshot(cluster, s))
    # The content goes with the snapshot where the class says Delete, or Velero has set it so.
    live = {s["metadata"]["uid"] for s in cluster.cache["snapshots"].all()}
    each([c for c in cluster.cache["contents"].all() if c["spec"]["deletionPolicy"] == "Delete"
          and c["spec"]["volumeSnapshotRef"].get("uid") not in live], lambda c: cluster.api.delete("contents", None, c["metadata"]["name"]))


def snapshot(cluster, snap):
    """Takes a snapshot: a content with a handle, bound to it, carrying the data of this moment."""
    meta, api = snap["metadata"], cluster.api
    source, class_ = snap["spec"]["source"], cluster.cache["snapshotclasses"].get(None, snap["spec"].get("volumeSnapshotClassName", ""))
    if "persistentVolumeClaimName" not in source or class_ is None:
        return
    volume = volume_of(cluster, meta["namespace"], source["persistentVolumeClaimName"])
    if volume is None:
        return
    name = "snapcontent-" + meta["uid"]
    api.create("contents", {
        "apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshotContent",
        "metadata": {"name": name, "annotations": {DATA: volume["metadata"].get("annotations", {}).get(DATA, "")}},
        "spec": {"deletionPolicy": class_["deletionPolicy"], "driver": class_["driver"], "volumeSnapshotClassName": class_["metadata"]["name"],
                 "source": {"volumeHandle": volume["metadata"]["name"]},
                 "volumeSnapshotRef": {"apiVersion": "snapshot.storage.k8s.io/v1", "kind": "VolumeSnapshot", "name": meta["name"],
                                       "namespace": meta["namespace"], "uid": meta["uid"]}}})
    api.patch("contents", None, name, {"status": {"snapshotHandle": "snap-" + meta["uid"], "readyToUse": True, "restoreSize": 1 << 30}}, "status")
    api.patch("snapshots", meta["namespace"], meta["name"], {"status": {
        "boundVolumeSnapshotContentName": name, "readyToUse": True, "restoreSize": "1Gi"}}, "status")
