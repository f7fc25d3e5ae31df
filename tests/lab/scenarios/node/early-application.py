"""An application that got in before its restore is found out though Velero says Completed; a new run after the printed clean-up has the data."""
from lab import edits, look, states
from lab.moves import failover, judged
from lab.node import desk

FROM = "desk"


def run(lab, tree):
    failover(lab, tree, "begin")
    early = edits.early_application(states.DR, "./apps/ledger/base")
    tree.mutations.append(early)
    tree.publish("an application that waits for nothing")
    states.begin_recovery(lab, tree)
    lab.until(300, "the Restore is Completed", lambda: look.phase(lab.dr, "restores", "desk-critical-snapshot-ledger-r1") == "Completed")
    restore = lab.dr.cache["restores"].get("velero", "desk-critical-snapshot-ledger-r1")
    lab.holds("not every volume came", restore["status"].get("restoreItemOperationsCompleted", 0) < 2, str(restore["status"]))
    judged(lab, "desk-restore-critical-r1", 120)
    lab.holds("the gate is not Ready", not look.ready(lab.dr, "desk-restore-critical-r1"))

    tree.mutations.remove(early)
    tree.publish("without it")
    lab.until(90, "its pods are gone", lambda: not [p for p in lab.dr.cache["pods"].all() if p["metadata"]["namespace"] == "ledger"])
    for claim in lab.dr.api.list("claims", "ledger"):
        lab.dr.api.delete("claims", "ledger", claim["metadata"]["name"])  # nothing restored made them, so no selector finds them
    failover(lab, tree, "begin", "--run", "r2", "--tier", "critical", before_push=lab.dr)
    lab.until(300, "complete-r2", lambda: look.ready(lab.dr, "desk-complete-r2"))
    desk.rows_are_back(lab, lab.dr, desk.ROWS)


MUTATIONS = {"no volume is counted": edits.with_text("critical-snapshot-ledger.yaml", "drplan.dev/volumes: '2'", "drplan.dev/volumes: '0'")}
