"""A rehearsal of a cold cluster promotes no standby; after `begin` it is promoted, before its application starts."""
from lab import edits, look, states
from lab.moves import failover

FROM = "recovered"


def run(lab, tree):
    lab.up(lab.dr)
    jobs = [j["metadata"]["name"] for j in lab.dr.api.list("jobs", "ledger")]
    lab.holds("the rehearsal ran no promotion", not any("promote" in name for name in jobs), str(jobs))
    lab.holds("and has no stage for one", not [k for k in lab.dr.api.list("kustomizations") if "-promote-" in k["metadata"]["name"]])
    lab.dr.wipe()

    failover(lab, tree, "begin")
    states.begin_recovery(lab, tree)
    lab.until(300, "complete-r1", lambda: look.ready(lab.dr, "shop-complete-r1"))
    done = look.first(lab.dr, "jobs", lambda j: j["metadata"]["namespace"] == "ledger" and "promote" in j["metadata"]["name"]
                      and look.condition(j, "Complete")[0] == "True")
    lab.holds("the standby was promoted", done)
    born = min(filter(None, (look.born(lab.dr, kind, "ledger") for kind in ("statefulsets", "deployments"))))
    lab.holds("before its application", born > done, f"{born} {done}")


MUTATIONS = {"the application does not wait for the promotion": edits.without_edge(states.DR_STAGES, "shop-apps-ledger", "shop-promote-ledger-r1")}
