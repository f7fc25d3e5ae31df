"""The plan of the node storey, what is written in it, and the state that its scenarios start from."""
import os

from .. import look, places, primary, states
from . import pods

PLAN = os.path.join(places.PLANS, "node")
ROWS = {("ledger", "ledger-0"): "customer-1", ("ledger", "queue-0"): "order-1", ("files", "writer"): "report-1"}


def make(lab):
    """The primary ran, rows were written, its Schedules have copied them with the data mover and with kopia; then it is lost."""
    lab.clear()
    tree = states.new_tree(lab, PLAN)
    primary.start(lab, tree, states.PROD)
    for (namespace, name), row in ROWS.items():
        pods.shell(lab, lab.prod, namespace, name, f"echo {row} >> /data/rows; sync")
    primary.backed_up(lab, lab.prod)
    lab.store.replicate("shop-velero", "shop-velero-west")
    lab.prod.wipe()


def recover(lab):
    """An empty cluster has recovered from that; it goes on running."""
    tree = states.start_from(lab, "desk")
    states.begin_recovery(lab, tree)
    lab.until(400, "complete-r1", lambda: look.ready(lab.dr, "desk-complete-r1"))
    return tree


states.MADE["desk"] = make
states.LIVE["recovered desk"] = recover


def rows_are_back(lab, cluster, rows):
    """Every row is there, in a volume that was not initialised anew."""
    for (namespace, name), row in rows.items():
        found = pods.shell(lab, cluster, namespace, name, "cat /data/rows").split()
        lab.holds(f"rows of {namespace}/{name} are back", row in found and found.count("initdb") == 1, str(found))
