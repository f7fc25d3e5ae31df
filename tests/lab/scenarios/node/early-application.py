"""An application that got in before its restore is found out though Velero says Completed; a new run after the printed clean-up has the data."""
from lab import edits, look, states
from lab.moves import failover
from lab.node import desk

FROM = "desk"
EARLY = """apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: early
  namespace: flux-system
spec:
  interval: 10m
  retryInterval: 5s
  prune: true
  path: ./apps/ledger/base
  sourceRef:
    kind: GitRepository
    name: flux-system
"""


def run(lab, tree):
    failover(lab, tree, "begin")
    early = lambda files: files.update({states.DR + "/early.yaml": EARLY})
    tree.mutations.append(early)
    tree.publish("an application that waits for nothing")
    states.begin_recovery(lab, tree)
    lab.until(300, "the Restore is Completed", lambda: look.phase(lab.dr, "restores", "desk-critical-snapshot-r1") == "Completed")
    restore = lab.dr.cache["restores"].get("velero", "desk-critical-snapshot-r1")
    lab.holds("not every volume came", restore["status"].get("restoreItemOperationsCompleted", 0) < 2, str(restore["status"]))

    def judged():
        return look.condition(lab.dr.cache["kustomizations"].get("flux-system", "desk-restore-critical-r1"))[0:2] in (
            ("False", "HealthCheckFailed"), ("True", "ReconciliationSucceeded"))

    lab.until(120, "the gate judges it", judged)
    lab.holds("the gate is not Ready", not look.ready(lab.dr, "desk-restore-critical-r1"))

    tree.mutations.remove(early)
    tree.publish("without it")
    lab.until(90, "its pods are gone", lambda: not [p for p in lab.dr.cache["pods"].all() if p["metadata"]["namespace"] == "ledger"])
    for claim in lab.dr.api.list("claims", "ledger"):
        lab.dr.api.delete("claims", "ledger", claim["metadata"]["name"])  # nothing restored made them, so no selector finds them
    failover(lab, tree, "begin", "--run", "r2", "--tier", "critical", before_push=lab.dr)
    lab.until(300, "complete-r2", lambda: look.ready(lab.dr, "desk-complete-r2"))
    desk.rows_are_back(lab, lab.dr, desk.ROWS)


MUTATIONS = {"no volume is counted": edits.with_text("critical-snapshot.yaml", "drplan.dev/volumes: '2'", "drplan.dev/volumes: '0'")}
