"""The lost primary that comes back neither writes nor expires a backup: at once with its writing denied, else once Flux has applied the fence."""
import time

from lab import edits, look
from lab.moves import failover

FROM = "recovered"
BUCKET = "shop-velero"
ENDED = ("Completed", "PartiallyFailed", "Failed", "FailedValidation", "Deleting")
CANARY = {"apiVersion": "velero.io/v1", "kind": "Schedule", "metadata": {"name": "canary", "namespace": "velero"},
          "spec": {"schedule": "0 0 1 1 *", "template": {"storageLocation": "shop-main", "includedNamespaces": ["default"], "snapshotVolumes": False,
                                                         "ttl": "1h0m0s"}}}


def overdue(lab):
    """Every Schedule of the primary is due, and one of its backups has expired."""
    long_ago = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 40 * 86400))
    for schedule in lab.prod.api.list("schedules"):
        lab.prod.api.patch("schedules", "velero", schedule["metadata"]["name"], {"status": {"lastBackup": long_ago}})
    backup = sorted(b["metadata"]["name"] for b in lab.prod.api.list("backups"))[0]
    lab.prod.api.patch("backups", "velero", backup, {"status": {"expiration": long_ago}})
    return backup


def fenced(lab):
    """Flux has applied the fence."""
    schedules = [s for s in lab.prod.cache["schedules"].all() if s["metadata"]["name"].startswith("shop-")]
    location = lab.prod.cache["locations"].get("velero", "shop-main")
    return schedules and all(s["spec"].get("paused") for s in schedules) and location["spec"]["accessMode"] == "ReadOnly"


def run(lab, tree):
    failover(lab, tree, "begin")
    before = lab.store.keys(BUCKET)

    # With the denial that `begin` asks for: whatever Velero tries, nothing changes, from the first second on.
    lab.store.denied.add((BUCKET, "prod"))
    lab.prod.held.add("velero")
    lab.prod.up()
    look.watch(lab.prod, "kustomizations", "schedules", "backups", "locations")
    expired = overdue(lab)
    lab.prod.velero()
    lab.prod.held.discard("velero")
    lab.until(180, "Flux of the primary has applied the fence", lambda: fenced(lab))
    lab.holds("nothing was written or removed", lab.store.keys(BUCKET) == before, str(set(before) ^ set(lab.store.keys(BUCKET))))

    # A backup that had begun before the fence goes on to its end, which the denial makes a failure.
    lab.until(180, "what it had begun has ended", lambda: not [b for b in lab.prod.cache["backups"].all() if b.get("status", {}).get("phase") not in ENDED])

    # Without it, after the fence: a Schedule that nobody paused proves that Velero has gone through them all.
    lab.store.denied.clear()
    known = {b["metadata"]["name"] for b in lab.prod.cache["backups"].all()}
    expired = overdue(lab)
    writes = len(lab.store.writes)
    lab.prod.restart("velero")
    lab.prod.api.create("schedules", CANARY)
    lab.prod.api.patch("schedules", "velero", "canary", {"status": {"lastBackup": "2020-01-01T00:00:00Z"}})
    canary = lab.until(150, "an unpaused Schedule is refused by the location", lambda: [
        b for b in lab.prod.cache["backups"].all() if b["metadata"]["name"].startswith("canary-")
        and b.get("status", {}).get("phase") == "FailedValidation"])
    lab.holds("because it is ReadOnly", "read-only" in str(canary[0]["status"].get("validationErrors", "")).lower(), str(canary[0]["status"]))
    new = [b["metadata"]["name"] for b in lab.prod.cache["backups"].all()
           if b["metadata"]["name"] not in known and not b["metadata"]["name"].startswith("canary-")]
    lab.holds("no paused Schedule made a backup", not new, str(new))
    lab.until(120, "the expired backup is kept because the location is ReadOnly", lambda: "BSLReadOnly" in str(
        (lab.prod.cache["backups"].get("velero", expired) or {}).get("metadata", {}).get("labels", {})) or not lab.prod.cache["backups"].get("velero", expired))
    lab.holds("it is still there", lab.prod.cache["backups"].get("velero", expired))
    mine = [w for w in lab.store.writes[writes:] if w[0] == "prod" and w[2] == BUCKET]
    lab.holds("the primary wrote nothing", not mine and lab.store.keys(BUCKET) == before, str(mine[:3]))


MUTATIONS = {
    "schedules are not paused": edits.with_text("prod-us-east-1/backup/schedule-", "  paused: true\n", ""),
    "the location stays ReadWrite": edits.with_text("prod-us-east-1/backup/store-main.yaml", "accessMode: ReadOnly", "accessMode: ReadWrite"),
}
