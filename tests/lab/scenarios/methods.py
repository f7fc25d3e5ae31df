"""Every way in which state survives, beside one another: what is promised is back, what is not begins anew, and each gate counts right."""
import os
import shutil

from lab import edits, look, places, primary, states
from lab.moves import complete, failover
from lab.tree import Tree

FROM = "empty"
APPS = ("mixed", "dumped", "standby", "rebuilt", "whole")
HOOKED = ("mixed", "dumped")

# What is written on the primary, and what is there after the recovery: a volume of which no data is promised is initialised anew.
WRITTEN = {
    ("mixed", "data-db-0"): "rows-0", ("mixed", "data-db-1"): "rows-1", ("mixed", "wal-db-0"): "wal-0", ("mixed", "wal-db-1"): "wal-1",
    ("mixed", "scratch-db-0"): "sorted", ("mixed", "uploads"): "pictures", ("mixed", "cache"): "cached",
    ("dumped", "data-db-0"): "torn pages", ("dumped", "dumps-db-0"): "a dump", ("rebuilt", "index"): "an index",
    ("whole", "data-notes-0"): "notes", ("plain", "pages"): "pages",
}
LOST = {("mixed", "scratch-db-0"), ("mixed", "cache"), ("dumped", "data-db-0"), ("rebuilt", "index")}


def by_hand(api):
    """A namespace that is in no repository."""
    meta = {"name": "wiki", "namespace": "plain"}
    api.create("namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "plain"}})
    api.create("claims", {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {**meta, "name": "pages"}, "spec": {
        "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}})
    api.create("deployments", {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta, "spec": {
        "selector": {"matchLabels": {"app": "wiki"}}, "template": {"metadata": {"labels": {"app": "wiki"}}, "spec": {
            "containers": [{"name": "wiki", "image": "registry.example/wiki:1", "volumeMounts": [{"name": "pages", "mountPath": "/pages"}]}],
            "volumes": [{"name": "pages", "persistentVolumeClaim": {"claimName": "pages"}}]}}}})


def run(lab, tree):
    tree = Tree(lab, states.SHOP)
    if lab.mutation:
        tree.mutations.append(lab.mutation)
    tree.remove("apps")
    shutil.copytree(os.path.join(places.PLANS, "methods"), tree.dir, dirs_exist_ok=True)
    hooks = {name: [f"../../dr/shop/prod-us-east-1/hooks/{name}"] for name in HOOKED}
    tree.write(states.PROD + "/apps.yaml", "".join(primary.stage(name, *hooks.get(name, [])) for name in APPS))
    tree.drplan("build")
    tree.publish("every method")
    for bucket in ("shop-velero", "shop-velero-west"):
        lab.store.make(bucket)
    primary.start(lab, tree, states.PROD)
    by_hand(lab.prod.api)
    for (namespace, claim), text in WRITTEN.items():
        lab.until(60, f"{namespace}/{claim} is bound", lambda n=namespace, c=claim: primary.data(lab.prod, n, c))
        primary.put(lab.prod, namespace, claim, text)
    primary.backed_up(lab, lab.prod)
    lab.store.replicate("shop-velero", "shop-velero-west")
    lab.prod.down()

    failover(lab, tree, "begin")
    states.begin_recovery(lab, tree)
    complete(lab, "r1", "critical", "standard")
    for restore in lab.dr.cache["restores"].all():
        name, state = restore["metadata"]["name"], restore["status"]
        wanted = int(restore["metadata"]["annotations"]["drplan.dev/volumes"])
        done = state.get("restoreItemOperationsCompleted", 0)
        # Of what nobody named any number may come back.
        exact = done == wanted or name.endswith("-rest-r1")
        lab.holds(f"{name} is Completed with as many volumes as its gate counts", state["phase"] == "Completed" and exact, f"{done} of {wanted}: {state}")
    holds(lab)
    jobs = [j["metadata"]["name"] for j in lab.dr.api.list("jobs") if look.condition(j, "Complete")[0] == "True"]
    for word in ("promote", "load", "files"):
        lab.holds(f"a Job to {word} is complete", any(word in name or name.startswith(word) for name in jobs), str(jobs))
    lab.holds("what is in no repository runs again", look.born(lab.dr, "deployments", "plain"))

    revision, _ = failover(lab, tree, "finish")
    lab.until(120, "everything is Ready", lambda: look.all_ready(lab.dr, revision))
    holds(lab)
    primary.backed_up(lab, lab.dr)


def holds(lab):
    """Looks at every volume."""
    for (namespace, claim), text in WRITTEN.items():
        wanted = "initdb" if (namespace, claim) in LOST else text
        found = primary.data(lab.dr, namespace, claim)
        lab.holds(f"{namespace}/{claim} holds {wanted}", found == wanted, found)


MUTATIONS = {"the gate of the mixed set counts a volume too many": edits.with_text(
    "dr/shop/dr-us-west-2/restore/r1/critical/critical-snapshot-mixed.yaml", "drplan.dev/volumes: '4'", "drplan.dev/volumes: '5'")}
