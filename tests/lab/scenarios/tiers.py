"""The critical tier is complete while the standard tier is still restoring, and `complete` waits for both."""
from lab import edits, look, states

FROM = "primary"


def run(lab, tree):
    states.begin_recovery(lab, tree, prepare=lambda: setattr(lab.dr.standins, "files_stopped", True))
    lab.until(250, "the standard tier restores", lambda: look.phase(lab.dr, "restores", "shop-standard-file-backup-r1") == "InProgress"
              and lab.dr.cache["podvolumerestores"].all())
    lab.until(120, "the critical tier is checked", lambda: look.ready(lab.dr, "shop-check-critical-r1"))
    lab.holds("the standard tier is still restoring", look.phase(lab.dr, "restores", "shop-standard-file-backup-r1") == "InProgress")
    lab.holds("no application of it is there", look.became_ready(lab.dr, "shop-apps-analytics") is None)
    lab.holds("complete is not Ready", look.became_ready(lab.dr, "shop-complete-r1") is None)
    lab.dr.standins.files_stopped = False
    lab.until(120, "complete-r1", lambda: look.ready(lab.dr, "shop-complete-r1"))
    last = max(look.became_ready(lab.dr, k["metadata"]["name"]) for k in lab.dr.cache["kustomizations"].all()
               if k["metadata"]["name"] not in ("shop-complete-r1", "flux-system"))
    lab.holds("complete came last", look.became_ready(lab.dr, "shop-complete-r1") > last)


MUTATIONS = {
    "checks of the critical tier wait for the standard tier": lambda files: edits.stage(
        files, states.DR_STAGES, "shop-check-critical-r1", lambda text: text.replace("\n  dependsOn:\n", "\n  dependsOn:\n  - name: shop-restore-standard-r1\n", 1)),
}
