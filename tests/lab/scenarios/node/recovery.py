"""Every row written before the hook is back on an empty cluster: Immediate, WaitForFirstConsumer, a mapped class, files."""
from lab import look, primary, states
from lab.node import pods
from lab.tree import Tree

FROM = "empty"
ROWS = {("ledger", "ledger-0"): "customer-1", ("ledger", "queue-0"): "order-1", ("files", "writer"): "report-1"}


def run(lab, tree):
    tree = Tree(lab, pods.PLAN)
    if lab.mutation:
        tree.mutations.append(lab.mutation)
    tree.drplan("build")
    tree.publish("the plan and what it compiles to")
    for bucket in ("shop-velero", "shop-velero-west"):
        lab.store.make(bucket)
    primary.start(lab, tree, states.PROD)
    for (namespace, name), row in ROWS.items():
        pods.shell(lab, lab.prod, namespace, name, f"echo {row} >> /data/rows; sync")
    primary.backed_up(lab, lab.prod)
    lab.store.replicate("shop-velero", "shop-velero-west")
    lab.prod.wipe()

    states.begin_recovery(lab, tree)
    lab.until(400, "complete-r1", lambda: look.ready(lab.dr, "desk-complete-r1"))
    for (namespace, name), row in ROWS.items():
        found = pods.shell(lab, lab.dr, namespace, name, "cat /data/rows")
        lab.holds(f"rows of {namespace}/{name} are back", row in found and found.startswith("initdb"), found)
    found = pods.shell(lab, lab.dr, "ledger", "ledger-0", "cat /data/rows")
    lab.holds("the hook ran before the copy", "before-the-copy" in found, found)
    claim = lab.dr.cache["claims"].get("ledger", "data-ledger-0")
    lab.holds("its class is the mapped one", claim["spec"]["storageClassName"] == "near", claim["spec"]["storageClassName"])
    restore = lab.dr.cache["restores"].get("velero", "desk-critical-snapshot-r1")
    lab.holds("both volumes were counted", restore["status"].get("restoreItemOperationsCompleted") == 2, str(restore["status"]))


def unmapped(files):
    """A mapping to a class that there is not."""
    for name in files:
        if name.endswith("storage-classes.yaml"):
            files[name] = files[name].replace("now: near", "now: gone")


MUTATIONS = {"a class mapped to one that is not there": unmapped}
