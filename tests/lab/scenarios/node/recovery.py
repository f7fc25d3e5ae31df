"""Every row written before the hook is back on an empty cluster: Immediate, WaitForFirstConsumer, a mapped class, files."""
import time

from lab import look, states
from lab.node import desk, pods

FROM, LEAVES = "desk", "recovered desk"


def run(lab, tree):
    states.begin_recovery(lab, tree)
    begin = time.time()
    lab.until(400, "complete-r1", lambda: look.ready(lab.dr, "desk-complete-r1"))
    lab.note(f"from bootstrap to complete-r1 Ready: {look.seen_ready(lab.dr, 'desk-complete-r1') - begin:.0f} s; " + look.timeline(lab.dr, begin))
    desk.rows_are_back(lab, lab.dr, desk.ROWS)
    found = pods.shell(lab, lab.dr, "ledger", "ledger-0", "cat /data/rows")
    lab.holds("the hook ran before the copy", "before-the-copy" in found, found)
    claim = lab.dr.cache["claims"].get("ledger", "data-ledger-0")
    lab.holds("its class is the mapped one", claim["spec"]["storageClassName"] == "near", claim["spec"]["storageClassName"])
    restore = lab.dr.cache["restores"].get("velero", "desk-critical-snapshot-ledger-r1")
    lab.holds("both volumes were counted", restore["status"].get("restoreItemOperationsCompleted") == 2, str(restore["status"]))


def unmapped(files):
    """A mapping to a class that there is not."""
    for name in files:
        if name.endswith("storage-classes.yaml"):
            files[name] = files[name].replace("now: near", "now: gone")


MUTATIONS = {"a class mapped to one that is not there": unmapped}
