"""`finish` drops restores and every edge to them in one commit, touches nothing restored, and starts schedules of its own."""
from lab import edits, look, primary, states
from lab.moves import failover, root_applied, untouched

CORE = True
FROM = "recovered"
KINDS = ("claims", "volumes", "statefulsets", "deployments", "secrets", "restores")


def run(lab, tree):
    lab.up(lab.dr)
    look.watch(lab.dr, "kustomizations", "restores", "schedules", "backups", "locations")
    revision, _ = failover(lab, tree, "begin")
    root_applied(lab, lab.dr, revision)
    lab.until(120, "everything is Ready after begin", lambda: look.all_ready(lab.dr, revision))
    before = untouched(lab.dr, *KINDS)

    revision, _ = failover(lab, tree, "finish")
    root_applied(lab, lab.dr, revision)
    lab.until(90, "everything is Ready after finish", lambda: look.all_ready(lab.dr, revision))
    names = {k["metadata"]["name"] for k in lab.dr.cache["kustomizations"].all()}
    left = sorted(n for n in names if n.startswith(("shop-restore", "shop-check", "shop-complete", "shop-promote", "shop-load")))
    lab.holds("no stage of the run is left", not left, str(left))
    lab.holds("the location takes backups", location(lab)["spec"]["accessMode"] == "ReadWrite")
    own = [s["metadata"]["name"] for s in lab.dr.cache["schedules"].all()]
    lab.holds("schedules are its own", own and all(name.startswith("shop-dr-us-west-2-") for name in own), str(own))
    after = untouched(lab.dr, *KINDS)
    lab.holds("nothing that was restored is touched", before <= after, str(sorted(before - after)))

    primary.put(lab.dr, "payments", "data-postgres-0", "rows-2")
    uid = lab.dr.api.get("restores", "velero", "shop-critical-snapshot-payments-r1")["metadata"]["uid"]
    lab.dr.api.delete("restores", "velero", "shop-critical-snapshot-payments-r1")
    lab.until(60, "the Restore object is gone", lambda: lab.dr.api.get("restores", "velero", "shop-critical-snapshot-payments-r1") is None)
    tree.write("NOTES.md", "after the recovery\n")
    revision = tree.publish("an unrelated commit")
    lab.until(90, "everything is Ready at the next commit", lambda: look.all_ready(lab.dr, revision))
    again = lab.dr.api.get("restores", "velero", "shop-critical-snapshot-payments-r1")
    lab.holds("a deleted Restore does not come back", again is None, f"{uid} again")
    lab.holds("new data stays", primary.data(lab.dr, "payments", "data-postgres-0") == "rows-2")
    lab.holds("its schedules make backups", primary.backed_up(lab, lab.dr))


def location(lab):
    """The storage location of the recovery cluster."""
    return lab.dr.api.get("locations", "velero", "shop-main")


def keep_stage(files):
    """A restore stage that `finish` forgot."""
    text = files.get(states.DR_STAGES, "")
    if edits.has(text, "shop-restore-critical-r1"):
        keep_stage.text = [part for part in text.split("\n---\n") if "\n  name: shop-restore-critical-r1\n" in part][0]
        keep_stage.files = {name: body for name, body in files.items() if "/restore/r1/critical/" in name}
        files["NOTES.mutated.md"] = "seen\n"
    elif hasattr(keep_stage, "text"):
        files[states.DR_STAGES] = text.rstrip("\n") + "\n---\n" + keep_stage.text.rstrip("\n") + "\n"
        files.update(keep_stage.files)


MUTATIONS = {
    "the location stays ReadOnly": edits.with_text("dr-us-west-2/storage/", "accessMode: ReadWrite", "accessMode: ReadOnly"),
    "a restore stage is left": keep_stage,
    "an edge to a restore is left": lambda files: states.DR_STAGES in files and not edits.has(files[states.DR_STAGES], "shop-restore-critical-r1")
    and edits.stage(files, states.DR_STAGES, "shop-apps-auth", lambda text: text.replace("\nspec:\n", "\nspec:\n  dependsOn:\n  - name: shop-restore-critical-r1\n", 1)),
}
