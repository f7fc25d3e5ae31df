"""Controllers restarted in the middle of a recovery, Velero included: each Restore runs once and the recovery completes."""
from lab import edits, look, primary, states

FROM = "primary"


def run(lab, tree):
    states.begin_recovery(lab, tree, prepare=lambda: setattr(lab.dr.standins, "mover_stopped", True))
    lab.until(250, "a volume is on its way", lambda: look.phase(lab.dr, "restores", "shop-critical-snapshot-payments-r1") == "WaitingForPluginOperations"
              and lab.dr.cache["datadownloads"].all())
    uid = lab.dr.cache["restores"].get("velero", "shop-critical-snapshot-payments-r1")["metadata"]["uid"]
    since = judged(lab)
    lab.dr.restart("velero", "kustomize-controller", "source-controller")
    lab.until(60, "they are up again", lambda: lab.dr.healthy(5, "metrics") and lab.dr.healthy(8, "readyz") and lab.dr.healthy(11, "readyz"))
    lab.until(90, "applications are judged anew", lambda: judged(lab) > since or look.born(lab.dr, "deployments", "auth"))
    lab.holds("no application slipped in", look.born(lab.dr, "deployments", "auth") is None)
    lab.dr.standins.mover_stopped = False
    lab.until(200, "complete-r1", lambda: look.ready(lab.dr, "shop-complete-r1"))
    restore = lab.dr.cache["restores"].get("velero", "shop-critical-snapshot-payments-r1")
    lab.holds("the Restore is the same and counted its volume", restore["metadata"]["uid"] == uid
              and restore["status"].get("restoreItemOperationsCompleted") == 1, str(restore["status"]))
    lab.holds("it was downloaded once", len(lab.dr.cache["datadownloads"].all()) == 1)
    for (namespace, claim), text in states.ROWS.items():
        lab.holds(f"the data of {namespace}/{claim} is back", primary.data(lab.dr, namespace, claim) == text)


def judged(lab):
    """How often Flux has said of an application that it waits: the events of its stage, counted."""
    events = lab.dr.api.call("GET", "/api/v1/namespaces/flux-system/events")["items"]
    return sum(event.get("count") or 1 for event in events
               if event["involvedObject"]["name"] == "shop-apps-auth" and "dependenc" in event.get("message", "").lower())


MUTATIONS = {
    "the critical restore without its gate": edits.without_fields(states.DR_STAGES, "shop-restore-critical-r1", "healthChecks", "healthCheckExprs"),
    "one volume more is counted": edits.with_text("critical-snapshot-payments.yaml", "drplan.dev/volumes: '1'", "drplan.dev/volumes: '2'"),
}
