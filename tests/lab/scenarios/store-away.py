"""The store is away at the start: nothing is restored or applied, the reason is in a Ready condition, and it heals without a commit."""
from lab import edits, look, states

FROM = "primary"


def run(lab, tree):
    lab.store.away.add("shop-velero-west")
    states.begin_recovery(lab, tree)
    lab.until(150, "Velero says the location is not there", lambda: look.phase(lab.dr, "locations", "shop-main") == "Unavailable")

    def told():
        status, reason, message = look.condition(lab.dr.cache["kustomizations"].get("flux-system", "shop-storage"))
        return status in ("False", "Unknown") and ("shop-main" in message or reason == "Progressing") or status == "True"

    lab.until(60, "the storage stage says so", told)
    lab.holds("it is not Ready", not look.ready(lab.dr, "shop-storage"))
    waits = look.condition(lab.dr.cache["kustomizations"].get("flux-system", "shop-restore-critical-r1"))
    lab.holds("the restore waits for it", waits[1] == "DependencyNotReady" and "shop-storage" in waits[2], str(waits))
    lab.holds("no Restore is there", look.first(lab.dr, "restores", lambda _: True) is None)
    lab.store.away.clear()
    lab.until(300, "complete-r1", lambda: look.ready(lab.dr, "shop-complete-r1"))
    lab.holds("no Restore failed", not [r for r in lab.dr.cache["restores"].all() if r["status"]["phase"] != "Completed"])


MUTATIONS = {"a storage stage without its gate": edits.without_fields(states.DR_STAGES, "shop-storage", "healthChecks", "healthCheckExprs")}
