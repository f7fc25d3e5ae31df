"""Plans with one tier, without checks, without replication, without a platform: `complete` is Ready neither too early nor never."""
import re

from lab import edits, look, states
from lab.standin import helm
from lab.tree import Tree

FROM = "primary"
RELEASE = {"metadata": {"name": "velero", "namespace": "velero"}, "spec": {"chart": {"spec": {"chart": "velero"}}, "values": {
    "fullnameOverride": "velero", "deployNodeAgent": True, "configuration": {"features": "EnableCSI"}, "nodeAgent": {"extraArgs": ["--node-agent-configmap=shop-node-agent"]}}}}


def without(text, *patterns):
    """A plan without some statements; each must be there."""
    for pattern in patterns:
        text, count = re.subn(pattern, "", text, flags=re.S)
        if count != 1:
            raise ValueError(f"{count} of {pattern}")
    return text


ONE_TIER = (r"tier standard \{.*?\}\n", r"namespace \* \{[^\n]*\n", r"namespace analytics \{.*?\n\}\n", r"  workload statefulset/ledger-db \{.*?\n  \}\n")
BARE = (r"drill monthly \{.*?\n\}\n", r"platform base [^\n]*\n", r"platform system [^\n]*\n")


def run(lab, tree):
    plan = tree.read("shop.drplan")
    recover(lab, tree, "one tier and no replication", without(plan, *ONE_TIER))
    states.start_from(lab, "primary")
    again = Tree(lab, None)
    again.mutations = tree.mutations
    recover(lab, again, "no checks and no platform", without(plan, *BARE), by_hand=True)


def recover(lab, tree, what, plan, by_hand=False):
    """A recovery with another plan."""
    tree.write("shop.drplan", plan)
    tree.drplan("build")
    if by_hand:
        # Velero is there before Flux: whoever leaves it out of the plan installs it otherwise. So is the storage class.
        tree.write(states.DR + "/storage-class.yaml", tree.read("infrastructure/controllers/storage-class.yaml"))
    tree.publish(what)

    def velero():
        lab.dr.api.create("namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "velero"}})
        lab.dr.install_crds("snapshot")
        lab.dr.install_crds("monitoring")
        helm.velero(lab.dr, RELEASE)  # node-agent waits for its ConfigMap, which Flux brings
        lab.until(60, "Velero runs", lambda: lab.dr.healthy(5, "metrics"))

    states.begin_recovery(lab, tree, prepare=velero if by_hand else None)
    lab.until(250, f"{what}: complete-r1", lambda: look.ready(lab.dr, "shop-complete-r1"))
    others = [k["metadata"]["name"] for k in lab.dr.cache["kustomizations"].all()
              if k["metadata"]["name"] not in ("shop-complete-r1", "flux-system")]
    lab.holds(f"{what}: there is something to wait for", any(name.startswith("shop-apps-") for name in others), str(others))
    end = look.became_ready(lab.dr, "shop-complete-r1")
    late = [name for name in others if (look.became_ready(lab.dr, name) or end + 1) > end]
    lab.holds(f"{what}: complete is the last", not late, str(late))


MUTATIONS = {"complete does not wait for the applications": lambda files: states.DR_STAGES in files and edits.stage(
    files, states.DR_STAGES, "shop-complete-r1", lambda text: re.sub(r"\n  - name: shop-(apps|check|promote)-[^\n]*", "", text))}
