"""An application that got in before its restore is found out, although Velero says Completed."""
from lab import edits, look, states

FROM = "primary"

# What an author might leave in the path of the recovery cluster: the application, applied by nobody's gate.
EARLY = """apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: early
  namespace: flux-system
spec:
  interval: 10m
  retryInterval: 5s
  prune: true
  path: ./apps/payments/base
  sourceRef:
    kind: GitRepository
    name: flux-system
"""


def run(lab, tree):
    tree.mutations.append(lambda files: files.update({states.DR + "/early.yaml": EARLY}))
    tree.publish("an application that waits for nothing")
    states.begin_recovery(lab, tree)
    name = "shop-restore-critical-r1"
    lab.until(200, "the Restore is Completed", lambda: look.phase(lab.dr, "restores", "shop-critical-snapshot-r1") == "Completed")
    restore = lab.dr.cache["restores"].get("velero", "shop-critical-snapshot-r1")
    lab.holds("its claim was there before", restore["status"].get("restoreItemOperationsCompleted", 0) == 0, restore["status"])

    def judged():
        return look.condition(lab.dr.cache["kustomizations"].get("flux-system", name))[0:2] in (
            ("False", "HealthCheckFailed"), ("True", "ReconciliationSucceeded"))

    lab.until(60, "the gate judges it", judged)
    status, reason, message = look.condition(lab.dr.cache["kustomizations"].get("flux-system", name))
    lab.holds("the gate is not Ready", (status, reason) == ("False", "HealthCheckFailed"), f"{status} {reason} {message}")
    lab.holds("its message names the Restore", "shop-critical-snapshot-r1" in message, message)
    lab.holds("no gated application was let in", not look.ready(lab.dr, "shop-apps-auth") and look.born(lab.dr, "deployments", "auth") is None)


MUTATIONS = {
    "no volume is counted": edits.with_text("critical-snapshot.yaml", "drplan.dev/volumes: '1'", "drplan.dev/volumes: '0'"),
}
