"""The plan of the node storey, what is written in it, and the state that its scenarios start from."""
import os
import re

from .. import look, places, primary, states
from . import pods

PLAN = os.path.join(places.PLANS, "node")
ROWS = {("ledger", "ledger-0"): "customer-1", ("ledger", "queue-0"): "order-1", ("files", "writer"): "report-1"}


def make(lab, rows=ROWS, change=lambda tree: None, bulk=0):
    """The primary ran, rows were written, its Schedules have copied them with the data mover and with kopia; then it is lost."""
    lab.clear()
    tree = states.new_tree(lab, PLAN, change=change)
    primary.start(lab, tree, states.PROD)
    for (namespace, name), row in rows.items():
        write(lab, lab.prod, namespace, name, row, bulk)
    primary.backed_up(lab, lab.prod)
    lab.store.replicate("shop-velero", "shop-velero-west")
    lab.prod.wipe()


def write(lab, cluster, namespace, name, row, bulk=0):
    """A row, and MiB of what nobody can compress."""
    pods.shell(lab, cluster, namespace, name, f"echo {row} >> /data/rows; dd if=/dev/urandom of=/data/bulk bs=1M count={bulk} 2>/dev/null; sync")


# One node that copies one volume at a time, and a store through which 1 MiB passes in a second: a volume is BULK seconds on its way.
BULK = 40
LANE_ROWS = {("ledger", "ledger-0"): "customer-1", ("files", "writer"): "report-1"}


def slow(tree):
    """The plan of one node and a slow store."""
    tree.edit("desk.drplan", "path clusters/prod-us-east-1; ", "path clusters/prod-us-east-1; nodes 1; ")
    tree.edit("desk.drplan", "  requeue 5s\n", "  requeue 5s\n  nodes 1\n")
    tree.edit("desk.drplan", "  s3 shop-velero", "  upload 1MiB/s\n  download 1MiB/s\n  s3 shop-velero")
    tree.edit("node-agent/node-agent.yaml", '"globalConfig": 2', '"globalConfig": 1')


def lane(tree):
    """Two volumes in two Restores of one stage: they are kept for different times."""
    slow(tree)
    tree.edit("desk.drplan", "    recover file-backup\n", "    recover snapshot\n")
    tree.edit("desk.drplan", "namespace files {\n  tier critical\n", "namespace files {\n  tier critical\n  keep 8d\n")
    plan, databases = tree.read("desk.drplan"), "apps/ledger/base/databases.yaml"
    tree.write("desk.drplan", re.sub(r"  workload statefulset/queue \{.*?\n  \}\n", "", plan, flags=re.S))
    tree.write(databases, tree.read(databases).partition("\n---\n")[0] + "\n")


def make_lane(lab):
    """As above, with the two volumes of one lane."""
    make(lab, LANE_ROWS, lane, BULK)


def recover(lab):
    """An empty cluster has recovered from that; it goes on running."""
    tree = states.start_from(lab, "desk")
    states.begin_recovery(lab, tree)
    lab.until(400, "complete-r1", lambda: look.ready(lab.dr, "desk-complete-r1"))
    return tree


states.MADE["desk"] = make
states.MADE["lane"] = make_lane
states.LIVE["recovered desk"] = recover


def rows_are_back(lab, cluster, rows):
    """Every row is there, in a volume that was not initialised anew."""
    for (namespace, name), row in rows.items():
        found = pods.shell(lab, cluster, namespace, name, "cat /data/rows").split()
        lab.holds(f"rows of {namespace}/{name} are back", row in found and found.count("initdb") == 1, str(found))
