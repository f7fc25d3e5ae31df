"""An empty cluster, bootstrapped at its path, recovers with no human step, and no application precedes its data."""
import time

from lab import edits, look, primary, states

CORE = True
FROM, MAKES = "primary", "recovered"

RESTORES = {"auth": "shop-critical-snapshot-r1", "payments": "shop-critical-snapshot-payments-r1", "analytics": "shop-standard-file-backup-r1"}


def run(lab, tree):
    states.begin_recovery(lab, tree)
    begin = time.time()
    lab.until(300, "complete-r1", lambda: look.ready(lab.dr, "shop-complete-r1") or failed(lab))
    lab.holds("complete-r1 is Ready", look.ready(lab.dr, "shop-complete-r1"), look.stages(lab.dr))
    lab.note(f"from bootstrap to complete-r1 Ready: {look.seen_ready(lab.dr, 'shop-complete-r1') - begin:.0f} s; "
             + look.timeline(lab.dr, begin))
    for namespace, restore in RESTORES.items():
        done = look.reached(lab.dr, "restores", restore, ("Completed",))
        lab.holds(f"Restore {restore} is Completed", done)
        for kind in ("statefulsets", "deployments"):
            born = applied_by_flux(lab.dr, kind, namespace)
            lab.holds(f"{kind} of {namespace} are applied after their Restore", (born is None and not workloads(lab.dr, kind, namespace)) or born > done)
    for (namespace, claim), text in states.ROWS.items():
        lab.holds(f"the data of {namespace}/{claim} is back", primary.data(lab.dr, namespace, claim) == text,
                  primary.data(lab.dr, namespace, claim))
    lab.holds("what is in no repository is back", lab.dr.api.get("configmaps", "forgotten", "by-hand"))
    lab.holds("cluster-scoped objects of * are back", priority_class(lab.dr))
    lab.holds("a mover's volume was counted", volumes(lab.dr, "shop-critical-snapshot-payments-r1") == 1, volumes(lab.dr, "shop-critical-snapshot-payments-r1"))


def failed(lab):
    """A Restore that will never be Completed."""
    return [r["metadata"]["name"] for r in lab.dr.cache["restores"].all()
            if r.get("status", {}).get("phase") in ("Failed", "PartiallyFailed", "FailedValidation")]


def volumes(cluster, restore):
    """How many volumes the data mover brought."""
    return cluster.cache["restores"].get("velero", restore)["status"].get("restoreItemOperationsCompleted", 0)


def applied_by_flux(cluster, kind, namespace):
    """When Flux of this cluster first applied a workload; Velero may have brought it before, with the primary's labels."""
    label = "kustomize.toolkit.fluxcd.io/name"
    return look.first(cluster, kind, lambda o: o["metadata"]["namespace"] == namespace
                      and o["metadata"].get("labels", {}).get(label) == f"shop-apps-{namespace}")


def workloads(cluster, kind, namespace):
    """Workloads of a namespace."""
    return [o for o in cluster.cache[kind].all() if o["metadata"]["namespace"] == namespace]


def priority_class(cluster):
    """The PriorityClass that was made by hand on the primary."""
    return any(item["metadata"]["name"] == "by-hand"
               for item in cluster.api.call("GET", "/apis/scheduling.k8s.io/v1/priorityclasses")["items"])


MUTATIONS = {
    "apps-auth without its edge to the restore": edits.without_edge(states.DR_STAGES, "shop-apps-auth", "shop-restore-critical-r1"),
    "the rest without cluster-scoped objects": edits.with_text("standard-rest.yaml", "includeClusterResources: true", "includeClusterResources: false"),
}
