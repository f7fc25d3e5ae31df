"""The first sync of a location takes 60 s and at most 100 ms for each backup in the bucket, and locations are synced one after the other."""
import calendar
import gzip
import json
import time

from lab import edits, look, states
from lab.standin import helm
from lab.tree import Tree

FROM = "empty"
TICK, EACH = 60, 0.1  # what the sum of a recovery assumes: a tick of Velero, and one backup
FILE = f"dr/shop/{states.DR.rpartition('/')[2]}/storage/store-main.yaml"
VELERO = {"metadata": {"name": "velero", "namespace": "velero"}, "spec": {"chart": {"spec": {"chart": "velero"}}, "values": {"fullnameOverride": "velero"}}}
PLUGIN = 4  # requests: whether the backup is there, the backup, whether there are copies of files, the copies of files


def run(lab, tree):
    tree = Tree(lab, states.SHOP)
    tree.drplan("build")
    files = tree.files()
    tree.loopback(files)
    if lab.mutation:
        lab.mutation(files)
    location = files[FILE]
    one(lab, location)
    if not lab.mutation:
        several(lab, location)


def one(lab, location):
    """2,000 backups of a Schedule, as the plan's own location finds them."""
    bucket, count = "shop-velero-west", 2000
    fill(lab, bucket, "shop-prod-us-east-1-critical-snapshot", count)
    begin(lab)
    (took, _), = synced(lab, {"shop-main": (location, count)}).values()
    lab.holds("it is not longer than computed", took <= TICK + count * EACH, f"{took:.0f} s of {TICK + count * EACH:.0f}")
    lab.note(f"{count} backups: first synced after {took:.0f} s, computed {TICK + count * EACH:.0f}; " + cost(lab, bucket, "shop-main", count))
    asked = [place for _, _, name, place in lab.store.reads if name == bucket and "/backups/shop-" in place]
    lab.holds("each backup costs four requests", len(asked) == PLUGIN * count, f"{len(asked) / count:.2f}")


def several(lab, location):
    """Locations of one cluster: many backups, few, few of a bucket that is far away, few with copies of files."""
    lab.clear()
    wanted, far = {"many": (1000, 0), "few": (200, 0), "far": (200, 0), "files": (200, 3)}, 0.02
    locations = {}
    for name, (count, copies) in wanted.items():
        fill(lab, name, f"shop-{name}", count, copies)
        locations[name] = (location.replace("name: shop-main", f"name: {name}").replace("bucket: shop-velero-west", f"bucket: {name}"), count)
    lab.store.latency["far"] = far
    begin(lab)
    seen = synced(lab, locations)
    total = sum(count for count, _ in wanted.values())
    lab.note(f"four locations with {total} backups: " + ", ".join(f"{name} after {took:.0f} s" for name, (took, _) in seen.items()))
    for name, (count, copies) in wanted.items():
        lab.note(f"{name}, {count} backups{f' of {copies} volumes each' if copies else ''}: " + cost(lab, name, name, count))
    spans = sorted((first, last) for _, (first, last) in ((name, span(lab, name)) for name in wanted))
    lab.holds("one location is synced after the other", all(last <= first for (_, last), (first, _) in zip(spans, spans[1:])), str(spans))
    first, last = span(lab, "far")
    lab.holds("the requests of a backup are one after the other, too", last - first >= (200 - 1) * PLUGIN * far, f"{last - first:.1f} s")


def begin(lab):
    """Velero on an empty cluster."""
    cluster = lab.dr.up()
    cluster.api.create("namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "velero"}})
    helm.velero(cluster, VELERO)
    lab.until(60, "Velero runs", lambda: cluster.healthy(5, "metrics"))
    look.watch(cluster, "backups", "locations")


def synced(lab, locations):
    """Creates locations and waits until each was synced. Returns for each after how many seconds, and how many backups it has."""
    api, began, most = lab.dr.api, time.time(), TICK + EACH * sum(count for _, count in locations.values())
    for name, (text, _) in locations.items():
        api.apply("locations", "velero", name, text)
    lab.until(most + 30, "every location is synced", lambda: all(
        last(lab, name) for name in locations))
    for name, (_, count) in locations.items():
        there = len(of(lab, name))
        lab.holds(f"all backups of {name} are there", there == count, str(there))
    return {name: (last(lab, name).seen - began, count) for name, (_, count) in locations.items()}


def last(lab, name):
    """The change that says that a location was synced."""
    return next((c for c in lab.dr.cache["locations"].changes()
                 if c.object["metadata"]["name"] == name and c.object.get("status", {}).get("lastSyncedTime")), None)


def of(lab, name):
    """The changes that brought the backups of a location."""
    return [c for c in lab.dr.cache["backups"].changes() if c.kind == "ADDED" and c.object["spec"]["storageLocation"] == name]


def span(lab, name):
    """When the first backup of a location came, and when the location was synced."""
    return min(change.seen for change in of(lab, name)), last(lab, name).seen


def cost(lab, bucket, name, count):
    """What a backup costs."""
    first, end = span(lab, name)
    reads = [place for _, _, where, place in lab.store.reads if where == bucket and "/backups/" in place]
    return f"{(end - first) / count * 1000:.1f} ms and {len(reads) / count:.2f} requests each"


def fill(lab, bucket, schedule, count, copies=0):
    """Backups in a bucket as Velero writes them, one an hour; `copies` volumes of each were copied as files."""
    lab.store.make(bucket)
    now = calendar.timegm(time.gmtime())
    for number in range(count):
        at, until = now - 3600 * (number + 1), now + 90 * 86400
        name = schedule + time.strftime("-%Y%m%d%H%M%S", time.gmtime(at))
        put(lab, bucket, f"velero/backups/{name}/velero-backup.json", json.dumps(backup(name, schedule, stamp(at), stamp(until))).encode())
        volumes = [copy(name, volume, stamp(at)) for volume in range(copies)]
        put(lab, bucket, f"velero/backups/{name}/{name}-podvolumebackups.json.gz", gzip.compress(json.dumps(volumes).encode()))
        for rest in (".tar.gz", "-logs.gz", "-resource-list.json.gz", "-volumeinfo.json.gz", "-results.gz", "-itemoperations.json.gz"):
            put(lab, bucket, f"velero/backups/{name}/{name}{rest}", gzip.compress(b"[]"))


def put(lab, bucket, key, data):
    """An object that is in the bucket already."""
    with open(lab.store.file(bucket, key), "wb") as out:
        out.write(data)


def stamp(seconds):
    """A time as Kubernetes writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def backup(name, schedule, at, until):
    """A Backup that a Schedule has made."""
    return {"kind": "Backup", "apiVersion": "velero.io/v1", "metadata": {
        "name": name, "namespace": "velero", "creationTimestamp": at, "labels": {
            "app.kubernetes.io/managed-by": "drplan", "drplan.dev/plan": "shop", "drplan.dev/tier": "critical",
            "velero.io/schedule-name": schedule, "velero.io/storage-location": "shop-main"},
        "annotations": {"velero.io/source-cluster-k8s-gitversion": "v1.34.1", "velero.io/source-cluster-k8s-major-version": "1",
                        "velero.io/source-cluster-k8s-minor-version": "34", "velero.io/resource-timeout": "10m0s"}},
            "spec": {"metadata": {}, "ttl": "2160h0m0s", "hooks": {}, "includedNamespaces": ["payments"], "storageLocation": "shop-main",
                     "snapshotVolumes": True, "snapshotMoveData": True, "defaultVolumesToFsBackup": False, "csiSnapshotTimeout": "10m0s",
                     "itemOperationTimeout": "4h0m0s"},
            "status": {"version": 1, "formatVersion": "1.1.0", "expiration": until, "phase": "Completed", "startTimestamp": at,
                       "completionTimestamp": at, "progress": {"totalItems": 90, "itemsBackedUp": 90}, "hookStatus": {}}}


def copy(name, volume, at):
    """A PodVolumeBackup that belongs to a Backup."""
    return {"kind": "PodVolumeBackup", "apiVersion": "velero.io/v1", "metadata": {
        "name": f"{name}-{volume}", "namespace": "velero", "creationTimestamp": at, "labels": {"velero.io/backup-name": name}},
            "spec": {"node": "one", "pod": {"kind": "Pod", "namespace": "files", "name": f"writer-{volume}"}, "volume": "data",
                     "backupStorageLocation": "shop-main", "repoIdentifier": "", "uploaderType": "kopia", "tags": {"backup": name}},
            "status": {"phase": "Completed", "path": "/data", "snapshotID": "0123456789abcdef", "startTimestamp": at,
                       "completionTimestamp": at, "progress": {"totalBytes": 1024, "bytesDone": 1024}}}


MUTATIONS = {"the location is never synced": edits.with_text("storage/store-main.yaml", "backupSyncPeriod: 1m0s", "backupSyncPeriod: 0s")}
