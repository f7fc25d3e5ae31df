"""A Restore that finds no backup keeps applications out and says why; one commit with a new run brings them back."""
import os

from lab import edits, look, states
from lab.moves import failover, judged, second_run

CORE = True
FROM = "primary"


def run(lab, tree):
    bucket, hidden = "shop-velero-west", "shop-prod-us-east-1-critical-snapshot-"
    for key in lab.store.keys(bucket, "velero/backups/" + hidden):
        os.remove(lab.store.file(bucket, key))
    failover(lab, tree, "begin")
    states.begin_recovery(lab, tree)

    status, _, message = judged(lab, "shop-restore-critical-r1", 200)
    lab.holds("the gate is not Ready and names the Restore", status == "False" and "shop-critical-snapshot-payments-r1" in message, message)
    lab.holds("the Restore is FailedValidation", look.phase(lab.dr, "restores", "shop-critical-snapshot-payments-r1") == "FailedValidation")
    for namespace in ("auth", "payments", "fraud-detection", "ledger", "analytics"):
        lab.holds(f"no workload of {namespace} is there",
                  not any(look.born(lab.dr, kind, namespace) for kind in ("deployments", "statefulsets", "pods")))
    lab.holds("no later tier was restored", look.born(lab.dr, "restores", "velero", "shop-standard-file-backup-r1") is None)

    lab.store.replicate("shop-velero", bucket)
    lab.until(130, "the backup is seen", lambda: [
        b for b in lab.dr.cache["backups"].all() if b["metadata"]["name"].startswith(hidden)])
    second_run(lab, tree, 150)
    lab.holds("the failed Restore stays as a record", look.phase(lab.dr, "restores", "shop-critical-snapshot-payments-r1") == "FailedValidation")


MUTATIONS = {
    "the gate without what is a failure": edits.without_fields(states.DR_STAGES, "shop-restore-critical-r1", "healthChecks", "healthCheckExprs"),
    "run r2 under the name of r1": edits.with_text("/r2/critical/critical-snapshot-payments.yaml", "name: shop-critical-snapshot-payments-r2", "name: shop-critical-snapshot-payments-r1"),
}
