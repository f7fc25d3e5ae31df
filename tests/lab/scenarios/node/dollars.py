"""What a promotion runs, and the address that it is given, reach the container as the plan says them: the kubelet changes nothing."""
import json

from lab import edits, look, states
from lab.moves import failover
from lab.node import desk

FROM = "till"
ADDRESS = "till$(STANDBY)$$é:1"
# `cat` shows the lines, since the shell leaves what stands in such a document alone; the kubelet would not.
LINES = "$$ $$$$ $(STANDBY) $$(STANDBY) $(HOME ${HOME} $é $1 \"$@\" $"
SCRIPT = "{ cat <<'END'\n%s\nEND\nprintf %%s \"$STANDBY\"; } > /dev/termination-log" % LINES
TILL = """
apiVersion: v1
kind: Namespace
metadata: {name: till}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: till, namespace: till}
spec:
  replicas: 0
  selector: {matchLabels: {app: till}}
  template:
    metadata: {labels: {app: till}}
    spec:
      containers: [{name: till, image: "lab.invalid/busybox:1"}]
"""
APPLIED = """
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: till, namespace: flux-system}
spec:
  interval: 10m
  prune: true
  path: ./apps/till
  sourceRef: {kind: GitRepository, name: flux-system}
"""
NAMESPACE = """
namespace till {
  tier critical
  apps apps/till
  workload deployment/till {
    recover replication kafka-mirrormaker2 { standby us-west-2 %s; lag 5s; promote %s { image "lab.invalid/busybox:1" } }
  }
}
"""


def with_till(tree):
    """The plan of the node storey with a namespace that is promoted; its objects are in a Backup of the primary."""
    tree.write("desk.drplan", tree.read("desk.drplan") + NAMESPACE % (text(ADDRESS), text(SCRIPT)))
    tree.write("apps/till/kustomization.yaml", "resources: [till.yaml]\n")
    tree.write("apps/till/till.yaml", TILL)
    cluster = "clusters/prod-us-east-1/apps.yaml"
    tree.write(cluster, tree.read(cluster).rstrip() + APPLIED)


states.MADE[FROM] = lambda lab: desk.make(lab, change=with_till)


def run(lab, tree):
    failover(lab, tree, "begin")
    states.begin_recovery(lab, tree)
    ended = lab.until(300, "the promotion has ended", lambda: message(lab.dr))
    lab.holds("the container got the text of the plan", ended == LINES + "\n" + ADDRESS, repr(ended))
    lab.until(60, "its Job is Complete", lambda: any(
        look.condition(job, "Complete")[0] == "True" for job in lab.dr.api.list("jobs", "till")))


def text(value):
    """A string as the plan writes it."""
    return json.dumps(value, ensure_ascii=False)


def message(cluster):
    """What the container left behind, as the kubelet reports it."""
    for pod in cluster.api.list("pods", "till"):
        for status in pod["status"].get("containerStatuses", []):
            ended = status["state"].get("terminated")
            if ended is not None:
                return ended.get("message", "")
    return None


MUTATIONS = {"dollars as they are": edits.with_text("/promote/", "$$", "$")}
