"""A repository in a common layout, from `plans/layouts`: it runs with real charts, is backed up, loses its region, and comes up elsewhere."""
import os
import re
import shlex
import subprocess
from dataclasses import dataclass, field

from . import look, places, primary, states
from .sealed import Key
from .tree import Tree, bootstrap, git

WATCHED = ("kustomizations", "restores", "namespaces", "statefulsets", "deployments", "claims", "pods", "jobs", "releases", "locations",
           "secrets", "configmaps", "backups", "schedules")


# What `flux bootstrap` is patched with where tenants are locked in, and the account that it makes for itself.
LOCKED = ["--no-cross-namespace-refs=true", "--default-service-account=default"]
ACCOUNT = "kustomize-controller"


@dataclass
class Layout:
    """What a scenario says of a repository."""

    folder: str  # below plans/layouts
    plan: str
    primary: str  # the path that its primary is bootstrapped at
    recovery: str
    rows: dict  # data by (namespace, claim)
    buckets: list  # the first is written, the last is read after the loss
    classes: dict = field(default_factory=dict)  # storage classes that a cluster has before Flux comes: name to driver
    crds: tuple = ()  # sets of CRDs that a cluster has before Flux comes
    key: str = ""  # the Secret with the age key, where the repository is sealed
    repositories: dict = field(default_factory=dict)  # other Git repositories that it applies: address to a folder of lab/plans
    locked: bool = False  # whether controllers act as `default` where a Kustomization names no account


def new_tree(lab, layout):
    """The repository with the plan's outputs in it, wired as the compiler says, sealed for a key of its own, pushed."""
    tree = Tree(lab, os.path.join(places.ROOT, "plans", "layouts", layout.folder))
    tree.key = Key() if layout.key else None
    for address, folder in layout.repositories.items():
        tree.others[address] = Tree(lab, os.path.join(places.PLANS, folder), folder.replace("/", "-"))
        tree.others[address].publish("what a tenant runs")
    if lab.mutation:
        tree.mutations.append(lab.mutation)
    follow(lab, tree, tree.drplan("build", code=None))
    said = tree.drplan("build")
    lab.holds("nothing is left to wire", "to wire" not in said, said)
    tree.publish("the plan, what it compiles to, and its wiring")
    for bucket in layout.buckets:
        lab.store.make(bucket)
    return tree


def follow(lab, tree, said):
    """Does what the compiler lists to be wired, as it is printed: lines that go below a line of a file, and files to write."""
    steps = re.findall(r"^\d+\. (in|write) ([^\s,]+)(?:, below line (\d+), add)?.*\n((?:   \|.*\n?)*)(?:   run: (.*))?", said, re.M)
    lab.holds("there is something to wire", steps, said)
    for verb, file, line, text, command in sorted(steps, key=lambda step: -int(step[2] or 0)):
        text = "".join(part[4:] + "\n" for part in text.splitlines())
        if verb == "in":
            lines = tree.read(file).splitlines(keepends=True)
            text = "".join(lines[:int(line)]) + text + "".join(lines[int(line):])
        tree.write(file, text)
        if command:
            subprocess.run(shlex.split(command), cwd=tree.dir, check=True)


def prepare(lab, cluster, tree, layout):
    """What a cluster has before Flux comes: classes, CRDs of the platform that it is bought with, the key."""
    del lab
    for name, driver in layout.classes.items():
        cluster.api.apply("classes", None, name, {
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": name}, "provisioner": driver,
            "volumeBindingMode": "WaitForFirstConsumer"})
    for name in layout.crds:
        cluster.install_crds(name)
    if layout.locked:
        cluster.api.create("serviceaccounts", {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": ACCOUNT, "namespace": "flux-system"}})
        cluster.api.create("clusterrolebindings", {
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "cluster-reconciler"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
            "subjects": [{"kind": "ServiceAccount", "name": ACCOUNT, "namespace": "flux-system"}]})
    if tree.key is not None:
        cluster.api.apply("secrets", "flux-system", layout.key, tree.key.secret(layout.key))


def start(lab, tree, layout, cluster, path):
    """An empty cluster, bootstrapped at its path."""
    cluster.flux_flags = LOCKED if layout.locked else []
    cluster.up()
    prepare(lab, cluster, tree, layout)
    look.watch(cluster, *WATCHED)
    bootstrap(cluster, tree, path, ACCOUNT if layout.locked else None)


def primary_lost(lab, tree, layout):
    """The primary runs, data is written, every Schedule has made a Backup, the replica has them; then the region is lost."""
    start(lab, tree, layout, lab.prod, layout.primary)
    lab.until(400, "the primary is Ready", lambda: len(lab.prod.cache["kustomizations"].all()) > 1 and look.all_ready(lab.prod))
    for (namespace, claim), text in layout.rows.items():
        primary.put(lab.prod, namespace, claim, text)
    primary.backed_up(lab, lab.prod)
    for bucket in layout.buckets[1:]:
        lab.store.replicate(layout.buckets[0], bucket)
    lab.prod.down()


def recovered(lab, tree, layout):
    """The recovery cluster comes up by itself, and each namespace's workloads are Flux's only after its data."""
    start(lab, tree, layout, lab.dr, layout.recovery)
    last = f"{layout.plan}-complete-r1"

    def over():
        return look.ready(lab.dr, last) or [r for r in lab.dr.cache["restores"].all()
                                            if r.get("status", {}).get("phase") in ("Failed", "PartiallyFailed", "FailedValidation")]

    lab.until(500, last, over)
    lab.holds(f"{last} is Ready", look.ready(lab.dr, last), look.stages(lab.dr))
    for (namespace, claim), text in layout.rows.items():
        found = primary.data(lab.dr, namespace, claim)
        lab.holds(f"the data of {namespace}/{claim} is back", found == text, found)


def ran(lab, cluster, namespace, word):
    """Hooks that a pod of a namespace was given with a word in their command."""
    del lab
    return [line for line in cluster.log("fakeexec").splitlines() if f" {namespace}/" in line and word in line]


def after_its_data(lab, kind, namespace, name, restore, plan=None):
    """Flux brings an object only after the Restore of its data is Completed.

    Velero brings workloads with the labels of the primary: of these, one that a stage of the plan has applied is meant.
    """
    done = look.reached(lab.dr, "restores", restore, ("Completed",))
    lab.holds(f"Restore {restore} is Completed", done, str([r["metadata"]["name"] for r in lab.dr.cache["restores"].all()]))

    def applied(obj):
        by = obj["metadata"].get("labels", {}).get("kustomize.toolkit.fluxcd.io/name")
        return look.named(namespace, name)(obj) and (plan is None or (by or "").startswith(plan + "-"))

    born = look.first(lab.dr, kind, applied)
    lab.holds(f"{kind} {namespace}/{name} come after {restore}", born and born > done, f"{born}, {done}")


__all__ = ["Layout", "after_its_data", "git", "new_tree", "primary_lost", "ran", "recovered", "states"]
