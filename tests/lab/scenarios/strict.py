"""Every emitted object passes a strict server-side dry run, before and after `begin` and `finish`."""
import os
import re
import subprocess

from lab import edits, places, states
from lab.tree import Tree

FROM = "empty"


def run(lab, tree):
    tree = Tree(lab, states.SHOP)
    if lab.mutation:
        tree.mutations.append(lab.mutation)
    tree.drplan("build")
    tree.publish("as it is")
    lab.dr.up()
    for crds in ("velero", "snapshot", "monitoring"):
        lab.dr.install_crds(crds)
    for namespace in ("velero", "auth", "payments", "fraud-detection", "ledger", "analytics"):
        lab.dr.api.create("namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}})
    accepted(lab, tree, "as it is")
    for move in ("begin", "finish"):
        tree.drplan("failover", move)
        tree.publish(move)
        accepted(lab, tree, move)


def accepted(lab, tree, what):
    """Applies every object that the compiler wrote, without keeping it."""
    files = sorted(os.path.join(folder, name) for part in ("dr", states.DR, states.PROD) for folder, _, names in os.walk(os.path.join(tree.pushed, part))
                   for name in names if name.endswith(".yaml") and "drplan" in head(os.path.join(folder, name)))
    objects = [name for name in files if not re.search(r"^kind: Component$", text(name), re.M)]
    lab.holds(f"{what}: there are objects", len(objects) > 5)
    done = subprocess.run([os.path.join(places.BIN, "kubectl"), "apply", "--server-side", "--dry-run=server", "--validate=strict",
                           *(word for name in objects for word in ("-f", name))], capture_output=True, text=True, check=False,
                          env={**os.environ, "KUBECONFIG": lab.dr.kubeconfig})
    lab.holds(f"{what}: {len(objects)} files are accepted", done.returncode == 0, done.stderr)


def text(name):
    """The text of a file."""
    with open(name, encoding="utf-8") as source:
        return source.read()


def head(name):
    """The first line of a file."""
    return text(name).split("\n", 1)[0]


MUTATIONS = {"a field that there is not": edits.with_text("restore/r1/critical/critical-snapshot.yaml", "scheduleName:", "scheduledName:")}
