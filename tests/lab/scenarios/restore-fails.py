"""A Restore that finds no backup keeps applications out and says why; one commit with a new run brings them back."""
import os

from lab import edits, look, states
from lab.moves import failover, judged, second_run

CORE = True
FROM = "primary"
RESTORES = ["shop-critical-snapshot-r1", "shop-critical-snapshot-payments-r1"]


def run(lab, tree):
    bucket, hidden = "shop-velero-west", "shop-prod-us-east-1-critical-snapshot-"
    for key in lab.store.keys(bucket, "velero/backups/" + hidden):
        os.remove(lab.store.file(bucket, key))
    failover(lab, tree, "begin")
    states.begin_recovery(lab, tree)

    status, _, message = judged(lab, "shop-restore-critical-r1", 200)
    # Both Restores read the Schedule that has no backup; the health check ends at the first that it sees fail.
    lab.holds("the gate is not Ready and names a Restore", status == "False" and any(f"/{name} " in message for name in RESTORES), message)
    for name in RESTORES:
        lab.until(30, f"{name} is FailedValidation", lambda: look.phase(lab.dr, "restores", name) == "FailedValidation")
    for namespace in ("auth", "payments", "fraud-detection", "ledger", "analytics"):
        lab.holds(f"no workload of {namespace} is there",
                  not any(look.born(lab.dr, kind, namespace) for kind in ("deployments", "statefulsets", "pods")))
    lab.holds("no later tier was restored", look.born(lab.dr, "restores", "velero", "shop-standard-file-backup-r1") is None)

    lab.store.replicate("shop-velero", bucket)
    lab.until(130, "the backup is seen", lambda: [
        b for b in lab.dr.cache["backups"].all() if b["metadata"]["name"].startswith(hidden)])
    second_run(lab, tree, 150)
    for name in RESTORES:
        lab.holds(f"the failed {name} stays as a record", look.phase(lab.dr, "restores", name) == "FailedValidation")


MUTATIONS = {
    "the gate without what is a failure": edits.without_fields(states.DR_STAGES, "shop-restore-critical-r1", "healthChecks", "healthCheckExprs"),
    "run r2 under the name of r1": edits.with_text("/r2/critical/critical-snapshot-payments.yaml", "name: shop-critical-snapshot-payments-r2", "name: shop-critical-snapshot-payments-r1"),
}
