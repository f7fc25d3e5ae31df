"""Fail-back: what was written on the recovery cluster meanwhile is on the first one again, beside what was there before."""
from lab import edits, look, primary, states
from lab.moves import failover
from lab.node import desk, pods

FROM = "recovered desk"


def run(lab, tree):
    revision, _ = failover(lab, tree, "begin")
    lab.until(120, "everything is Ready after begin", lambda: look.all_ready(lab.dr, revision))
    revision, _ = failover(lab, tree, "finish")
    lab.until(120, "the recovery cluster is active", lambda: look.all_ready(lab.dr, revision))
    for (namespace, name), row in desk.ROWS.items():
        pods.shell(lab, lab.dr, namespace, name, f"echo {row}-later >> /data/rows; sync")
    primary.backed_up(lab, lab.dr)

    # The lost primary is rebuilt empty; its applications and its platform are the compiler's now.
    tree.remove(states.PROD + "/apps.yaml")
    failover(lab, tree, "begin", "--cluster", "prod-us-east-1")
    lab.dr.down()
    states.begin_recovery(lab, tree, lab.prod, states.PROD)
    name = lab.until(60, "its last stage", lambda: [k["metadata"]["name"] for k in lab.prod.cache["kustomizations"].all()
                                                    if "-complete-" in k["metadata"]["name"]])[0]
    lab.until(400, name, lambda: look.ready(lab.prod, name))
    desk.rows_are_back(lab, lab.prod, desk.ROWS)
    desk.rows_are_back(lab, lab.prod, {place: row + "-later" for place, row in desk.ROWS.items()})


MUTATIONS = {
    "the first bucket is read instead of the one that was written since": edits.with_text("prod-us-east-1/storage/", "bucket: shop-velero-west", "bucket: shop-velero"),
}
