"""The primary of a scenario: what it runs, what is written there, and the backups that its own Schedules make of it."""
import time

from . import look
from .standin import storage
from .tree import bootstrap


STAGE = """---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: {name}
  namespace: flux-system
spec:
  dependsOn:
    - name: infrastructure-controllers
  interval: 10m
  retryInterval: 30s
  timeout: 5m
  prune: true
  wait: true
  path: ./apps/{name}
  sourceRef:
    kind: GitRepository
    name: flux-system
"""


def stage(name, *components):
    """The author's Kustomization of an application of the primary, with Components of the compiler."""
    lines = "".join(f"    - {component}\n" for component in components)
    return STAGE.format(name=name) + (f"  components:\n{lines}" if lines else "")


def fire(lab, cluster, schedules=None):
    """Makes Schedules of a cluster overdue, so that each makes a Backup now. Returns their names and the Backups that were there before."""
    found = [s for s in cluster.api.list("schedules") if schedules is None or s["metadata"]["name"] in schedules]
    lab.holds("there are Schedules", found)
    before = {b["metadata"]["name"] for b in cluster.api.list("backups")}
    yesterday = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 40 * 86400))
    for schedule in found:
        meta = schedule["metadata"]
        cluster.api.patch("schedules", meta["namespace"], meta["name"], {"status": {"lastBackup": yesterday}})
    return {s["metadata"]["name"] for s in found}, before


def backed_up(lab, cluster, schedules=None):
    """Lets every Schedule of a cluster fire once and waits for its Backup. Returns their names."""
    names, before = fire(lab, cluster, schedules)

    def done():
        new = [b for b in cluster.cache["backups"].all() if b["metadata"]["name"] not in before]
        for backup in new:
            state = backup.get("status", {})
            if state.get("phase") in ("PartiallyFailed", "Failed", "FailedValidation"):
                lab.holds("a Backup completes", False, f"{backup['metadata']['name']} {state}")
        complete = {b["metadata"]["labels"]["velero.io/schedule-name"]: b["metadata"]["name"] for b in new
                    if b.get("status", {}).get("phase") == "Completed"}
        return complete if names <= set(complete) else None

    return lab.until(240, f"a Backup of each of {len(names)} Schedules of {cluster.name}", done)


def start(lab, tree, path, cluster=None):
    """Bootstraps a primary from the tree and waits until everything of it is Ready."""
    cluster = cluster or lab.prod
    cluster.up()
    look.watch(cluster, "kustomizations", "releases", "backups")
    bootstrap(cluster, tree, path)
    try:
        lab.until(240, f"{cluster.name} is Ready", lambda: len(cluster.cache["kustomizations"].all()) > 1 and look.all_ready(cluster))
    except Exception:
        print(look.stages(cluster))
        raise
    return cluster


def put(cluster, namespace, claim, text):
    """Data on a volume that an application wrote."""
    storage.set_data(cluster, namespace, claim, text)


def data(cluster, namespace, claim):
    """Data on a volume."""
    return storage.data(cluster, namespace, claim)
