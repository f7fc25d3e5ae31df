"""An application that got in before its restore is found out, although Velero says Completed."""
from lab import edits, look, states
from lab.moves import judged

FROM = "primary"


def run(lab, tree):
    tree.mutations.append(edits.early_application(states.DR, "./apps/payments/base"))
    tree.publish("an application that waits for nothing")
    states.begin_recovery(lab, tree)
    name = "shop-restore-critical-r1"
    lab.until(200, "the Restore is Completed", lambda: look.phase(lab.dr, "restores", "shop-critical-snapshot-payments-r1") == "Completed")
    restore = lab.dr.cache["restores"].get("velero", "shop-critical-snapshot-payments-r1")
    lab.holds("its claim was there before", restore["status"].get("restoreItemOperationsCompleted", 0) == 0, restore["status"])
    status, reason, message = judged(lab, name, 60)
    lab.holds("the gate is not Ready", (status, reason) == ("False", "HealthCheckFailed"), f"{status} {reason} {message}")
    lab.holds("its message names the Restore", "shop-critical-snapshot-payments-r1" in message, message)
    lab.holds("no gated application was let in", not look.ready(lab.dr, "shop-apps-auth") and look.born(lab.dr, "deployments", "auth") is None)


MUTATIONS = {
    "no volume is counted": edits.with_text("critical-snapshot-payments.yaml", "drplan.dev/volumes: '1'", "drplan.dev/volumes: '0'"),
}
