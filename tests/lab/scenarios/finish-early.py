"""`finish` pushed while the data of the last tier is still on its way: no Restore is cancelled, its data arrives, schedules begin."""
from lab import edits, look, primary, states
from lab.moves import failover, root_applied

FROM = "primary"
RESTORE = "shop-standard-file-backup-r1"


def run(lab, tree):
    failover(lab, tree, "begin")
    states.begin_recovery(lab, tree, prepare=lambda: setattr(lab.dr.standins, "files_stopped", True))
    lab.until(250, "the standard tier restores", lambda: look.phase(lab.dr, "restores", RESTORE) == "InProgress"
              and lab.dr.cache["podvolumerestores"].all())
    lab.until(120, "the critical tier is checked", lambda: look.ready(lab.dr, "shop-check-critical-r1"))
    uid = lab.dr.cache["restores"].get("velero", RESTORE)["metadata"]["uid"]

    revision, said = failover(lab, tree, "finish")
    lab.holds("it says what to wait for", "shop-complete-r1" in said and "only when everything is back" in said, said)
    root_applied(lab, lab.dr, revision)
    lab.until(120, "the stage of the restore is gone", lambda: lab.dr.cache["kustomizations"].get("flux-system", "shop-restore-standard-r1") is None)
    lab.dr.standins.files_stopped = False
    lab.until(120, "the Restore is Completed all the same", lambda: look.phase(lab.dr, "restores", RESTORE) == "Completed")
    lab.holds("it is the same", lab.dr.cache["restores"].get("velero", RESTORE)["metadata"]["uid"] == uid)
    lab.until(120, "everything is Ready", lambda: look.all_ready(lab.dr, revision))
    for (namespace, claim), text in states.ROWS.items():
        lab.holds(f"the data of {namespace}/{claim} is back", primary.data(lab.dr, namespace, claim) == text,
                  primary.data(lab.dr, namespace, claim))
    lab.holds("its schedules make backups", primary.backed_up(lab, lab.dr))


MUTATIONS = {
    "a stage takes its Restores with it": lambda files: states.DR_STAGES in files and edits.has(files[states.DR_STAGES], "shop-restore-standard-r1")
    and edits.stage(files, states.DR_STAGES, "shop-restore-standard-r1", lambda text: text.replace("deletionPolicy: Orphan", "deletionPolicy: Delete")),
}
