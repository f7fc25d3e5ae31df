"""A warm standby switched to `recover` by one commit, ten times: nothing of the recovery overlay runs before its restore."""
from lab import edits, look, states
from lab.moves import failover, root_applied
from lab.tree import Tree, bootstrap

CORE = True
FROM = "empty"
ROUNDS = 10
STANDBY = """apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - ../../base
  - mode.yaml
replicas:
  - name: postgres
    count: 0
  - name: api
    count: 0
"""
MODE = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mode\n  namespace: payments\ndata:\n  overlay: {}\n"


def warm(tree):
    """The shop with a warm recovery cluster; the overlays of payments say which of them was applied."""
    tree.edit("shop.drplan", "standby cold # exists only during a disaster or a drill", "standby warm")
    tree.edit("shop.drplan", "recovery apps/payments/overlays/dr; ready 3m", "recovery apps/payments/overlays/dr; standby apps/payments/overlays/standby; ready 3m")
    tree.write("apps/payments/overlays/standby/kustomization.yaml", STANDBY)
    tree.write("apps/payments/overlays/standby/mode.yaml", MODE.format("standby"))
    tree.write("apps/payments/overlays/dr/mode.yaml", MODE.format("recovery"))
    tree.edit("apps/payments/overlays/dr/kustomization.yaml", "  - ingress.yaml\n", "  - ingress.yaml\n  - mode.yaml\n")


def overlay(lab):
    """Which overlay of payments the cluster runs."""
    return (lab.dr.cache["configmaps"].get("payments", "mode") or {"data": {"overlay": "none"}})["data"]["overlay"]


def run(lab, tree):
    tree = Tree(lab, states.SHOP)
    warm(tree)
    if lab.mutation:
        tree.mutations.append(lab.mutation)
    tree.drplan("build")
    tree.publish("a warm standby")
    for bucket in ("shop-velero", "shop-velero-west"):
        lab.store.make(bucket)  # without a backup in it the gate never opens, so whatever runs has slipped past it
    lab.dr.up()
    look.watch(lab.dr, "kustomizations", "restores", "statefulsets", "deployments", "pods", "configmaps")
    bootstrap(lab.dr, tree, states.DR)
    lab.until(200, "the standby is Ready", lambda: len(lab.dr.cache["kustomizations"].all()) > 4 and look.all_ready(lab.dr))
    for number in range(1, ROUNDS + 1):
        lab.until(60, "the standby overlay runs", lambda: overlay(lab) == "standby")
        gate = f"shop-restore-critical-r{number}"
        revision, _ = failover(lab, tree, "begin")
        root_applied(lab, lab.dr, revision)
        lab.until(90, f"round {number}: the gate has judged", lambda gate=gate: look.condition(
            lab.dr.cache["kustomizations"].get("flux-system", gate))[1] == "HealthCheckFailed")
        lab.until(60, f"round {number}: the application has seen the commit", lambda: held_back(lab) or overlay(lab) == "recovery")
        slipped = [change for kind in ("statefulsets", "deployments", "pods", "configmaps") for change in lab.dr.cache[kind].changes()
                   if change.object["metadata"]["namespace"] == "payments" and of_recovery(kind, change.object)]
        lab.holds(f"round {number}: nothing of the recovery overlay runs", not slipped, str(slipped[:3]))
        revision, _ = failover(lab, tree, "abort")
        root_applied(lab, lab.dr, revision)
        lab.until(60, f"round {number}: its stages are gone", lambda number=number: not [
            k for k in lab.dr.cache["kustomizations"].all() if k["metadata"]["name"].endswith(f"-r{number}")])


def of_recovery(kind, obj):
    """Whether an object is as only the recovery overlay has it: a pod, a workload that is scaled up, its mark."""
    if kind == "configmaps":
        return obj.get("data", {}).get("overlay") == "recovery"
    return kind == "pods" or obj["spec"].get("replicas", 1) > 0


def held_back(lab):
    """The application waits for its gate, at the specification that the commit gave it."""
    found = lab.dr.cache["kustomizations"].get("flux-system", "shop-apps-payments")
    status, reason, message = look.condition(found)
    gated = any(edge["name"].startswith("shop-restore-") for edge in found["spec"].get("dependsOn", []))
    return gated and (status, reason) == ("False", "DependencyNotReady") and "shop-" in message


def one_path(files):
    """Standby and recovery overlay at one path: the content changes there, and the stage's path does not."""
    if states.DR_STAGES not in files:
        return
    for name in ("standby", "dr"):
        path = f"path: './apps/payments/overlays/{name}'"
        if path in files[states.DR_STAGES]:
            for file, text in list(files.items()):
                if file.startswith(f"apps/payments/overlays/{name}/"):
                    files[file.replace(f"overlays/{name}/", "overlays/current/")] = text
            files[states.DR_STAGES] = files[states.DR_STAGES].replace(path, "path: './apps/payments/overlays/current'")
    if "shop-restore-critical" not in files[states.DR_STAGES]:
        # A plain edge holds an application back until what it names is at the commit too, which hides the race most times.
        edits.without_fields(states.DR_STAGES, "shop-apps-payments", "dependsOn")(files)


MUTATIONS = {"both overlays at one path, the standby waiting for nothing": one_path}
