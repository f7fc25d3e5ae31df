"""An unrelated commit in the middle of a recovery neither runs a Restore again nor holds an application back."""
from lab import look, primary, states

FROM = "primary"


def run(lab, tree):
    states.begin_recovery(lab, tree, prepare=lambda: setattr(lab.dr.standins, "mover_stopped", True))
    lab.until(250, "a volume is on its way", lambda: lab.dr.cache["datadownloads"].all())
    before = restores(lab)
    tree.write("NOTES.md", "in the middle\n")
    revision = tree.publish("an unrelated commit")
    lab.until(90, "the gate has the commit", lambda: attempted(lab, "shop-restore-critical-r1") == revision)
    lab.holds("no application slipped in", look.born(lab.dr, "deployments", "auth") is None)
    lab.dr.standins.mover_stopped = False
    lab.until(250, "complete-r1", lambda: look.ready(lab.dr, "shop-complete-r1"))
    after = restores(lab)
    lab.holds("each Restore ran once", before.items() <= after.items() and len(after) == len(lab.dr.cache["restores"].all()), str(after))
    lab.holds("and none was added for one that ran", len({name.rsplit("-r1", 1)[0] for name in after}) == len(after), str(sorted(after)))
    lab.holds("the volume was downloaded once", len(lab.dr.cache["datadownloads"].all()) == 1)
    lab.until(120, "everything is Ready at the commit", lambda: look.all_ready(lab.dr, revision))
    for (namespace, claim), text in states.ROWS.items():
        lab.holds(f"the data of {namespace}/{claim} is back", primary.data(lab.dr, namespace, claim) == text)


def restores(lab):
    """The Restores there are, with their identity."""
    return {r["metadata"]["name"]: r["metadata"]["uid"] for r in lab.dr.cache["restores"].all()}


def attempted(lab, stage):
    """The commit that Flux last tried to bring a stage to."""
    status = lab.dr.cache["kustomizations"].get("flux-system", stage).get("status", {})
    return status.get("lastAttemptedRevision", "").rpartition(":")[2]


def renamed(files):
    """A Restore whose name follows the commit."""
    renamed.count += 1
    for name in files:
        if "/restore/r1/critical/" in name:
            files[name] = files[name].replace("name: shop-critical-snapshot-payments-r1\n", f"name: shop-critical-snapshot-payments-r1-{renamed.count}\n")
    stages = files.get(states.DR_STAGES, "")
    files[states.DR_STAGES] = stages.replace("name: shop-critical-snapshot-payments-r1\n", f"name: shop-critical-snapshot-payments-r1-{renamed.count}\n")


renamed.count = 0
MUTATIONS = {"a Restore named after its commit": renamed}
