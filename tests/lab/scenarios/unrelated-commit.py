"""An unrelated commit after the recovery neither runs a Restore again nor holds an application back behind a gate that fails later."""
from lab import look, states
from lab.moves import untouched

FROM = "recovered"


def run(lab, tree):
    lab.up(lab.dr)
    look.watch(lab.dr, "kustomizations", "restores")
    started = {r["metadata"]["name"]: r["status"]["startTimestamp"] for r in lab.dr.api.list("restores")}
    before = untouched(lab.dr, "claims", "volumes", "statefulsets", "deployments", "restores")
    tree.write("NOTES.md", "one\n")
    revision = tree.publish("an unrelated commit")
    lab.until(120, "everything is Ready at it", lambda: look.all_ready(lab.dr, revision))
    lab.holds("no Restore ran again", started == {r["metadata"]["name"]: r["status"]["startTimestamp"] for r in lab.dr.api.list("restores")})
    lab.holds("nothing is touched", before <= untouched(lab.dr, "claims", "volumes", "statefulsets", "deployments", "restores"))

    # A gate that has let its tier in and fails later, as when its Restore expires with its backup. Written as Velero writes
    # it: another writer's fields would be taken away by Flux's next apply.
    lab.dr.api.call("PATCH", "/apis/velero.io/v1/namespaces/velero/restores/shop-critical-snapshot-payments-r1?fieldManager=velero-server",
                    {"status": {"phase": "PartiallyFailed"}}, "application/merge-patch+json")
    tree.write("NOTES.md", "two\n")
    revision = tree.publish("another one")
    lab.until(60, "the gate is not Ready", lambda: look.condition(
        lab.dr.cache["kustomizations"].get("flux-system", "shop-restore-critical-r1"))[1] == "HealthCheckFailed")
    lab.until(60, "applications have the commit", lambda: all(
        look.applied(lab.dr, f"shop-apps-{name}", revision) for name in ("auth", "payments", "fraud-detection", "ledger", "analytics")))


def without_latch(files):
    """Edges to a restore are plain."""
    name = states.DR_STAGES
    lines = files[name].split("\n")
    files[name] = "\n".join(line for line in lines if "readyExpr:" not in line)


MUTATIONS = {"edges without a latch": without_latch}
