"""States that several scenarios start from, made once in a run: the primary with its backups, the recovered cluster."""
import hashlib
import os

from . import build, look, places, primary
from .tree import Tree, bootstrap

PROD, DR = "clusters/prod-us-east-1", "clusters/dr-us-west-2"
DR_STAGES, PROD_STAGES = DR + "/drplan-shop.yaml", PROD + "/drplan-shop.yaml"
SHOP = os.path.join(places.ROOT, "plans", "shop")

# What is written on the primary before its backups, and looked for after a recovery.
ROWS = {("payments", "data-postgres-0"): "rows-1", ("analytics", "exports"): "reports-1"}


def write_rows(lab):
    """Data on volumes, and objects that are in no repository."""
    api = lab.prod.api
    for (namespace, claim), text in ROWS.items():
        primary.put(lab.prod, namespace, claim, text)
    api.create("namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "forgotten"}})
    api.create("configmaps", {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "by-hand", "namespace": "forgotten"},
                              "data": {"made": "with kubectl, in no repository"}})
    api.call("POST", "/apis/scheduling.k8s.io/v1/priorityclasses", {
        "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": "by-hand"}, "value": 1000})


def new_tree(lab, plan=SHOP, name="repo", change=lambda tree: None):
    """A repository with the plan's outputs in it, pushed."""
    tree = Tree(lab, plan, name)
    change(tree)
    if lab.mutation:
        tree.mutations.append(lab.mutation)
    tree.drplan("build")
    tree.publish("the plan and what it compiles to")
    for bucket in ("shop-velero", "shop-velero-west"):
        lab.store.make(bucket)
    return tree


def primary_state(lab):
    """The shop runs, data is written, every Schedule has made a Backup, the replica has them; then the region is lost."""
    lab.clear()
    tree = new_tree(lab)
    primary.start(lab, tree, PROD)
    write_rows(lab)
    primary.backed_up(lab, lab.prod)
    lab.store.replicate("shop-velero", "shop-velero-west")


def begin_recovery(lab, tree, cluster=None, path=DR, prepare=None):
    """Starts an empty cluster and bootstraps it at its path: the whole of what a person does."""
    cluster = cluster or lab.dr
    cluster.up()
    if prepare is not None:
        prepare()
    look.watch(cluster, "kustomizations", "restores", "namespaces", "statefulsets", "deployments", "claims", "pods", "jobs", "releases",
               "locations", "secrets", "configmaps", "backups", "schedules")
    bootstrap(cluster, tree, path)


def recovered_state(lab):
    """An empty cluster has recovered by itself."""
    lab.load("primary")
    tree = Tree(lab, None)
    begin_recovery(lab, tree)
    lab.until(300, "complete-r1 of the recovery cluster", lambda: look.ready(lab.dr, "shop-complete-r1"))


MADE = {"primary": primary_state, "recovered": recovered_state}
# States that no copy can be kept of, since containers run in them: one scenario leaves them and the next goes on there.
LIVE = {}


def made_of():
    """A digest of everything a state depends on: the compiler, the plan, the lab. A state outlives a run, not a change."""
    digest = hashlib.sha256()
    digest.update("".join(build.pins(module) for module in sorted({module for module, _, _ in build.PROGRAMS})).encode())
    for root in (os.path.join(places.HERE, "lab"), places.PLANS, SHOP):
        for folder, _, files in sorted(os.walk(root)):
            for file in sorted(files):
                with open(os.path.join(folder, file), "rb") as source:
                    digest.update(file.encode() + source.read())
    with open(places.drplan(), "rb") as source:
        digest.update(source.read())
    return digest.hexdigest()


def made(lab, name):
    """Keeps what a scenario has made, for those that start from there."""
    if not lab.has(name, made_of()):
        lab.save(name, made_of())


def start_from(lab, name):
    """Puts the lab into a state, making it if that was not done yet. Returns its repository."""
    live, lab.live = lab.live, None
    if name in LIVE:
        return Tree(lab, None) if name == live else LIVE[name](lab)
    if name == "empty":
        lab.clear()
        return None
    key = made_of()
    if not lab.has(name, key):
        if name == "recovered":
            start_from(lab, "primary")
        lab.say(f"making the state: {name}")
        MADE[name](lab)
        lab.save(name, key)
    lab.load(name)
    return Tree(lab, None)
