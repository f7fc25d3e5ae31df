"""Hook annotations arrive on the pods of the primary and run; a renamed workload fails the build instead of losing its hook."""
import re

from lab import look, primary

FROM = "primary"
SCHEDULE = "shop-prod-us-east-1-critical-snapshot"
STEPS = '["psql","-U","postgres","-d","postgres","-c","CHECKPOINT"]'


def ran(lab):
    """What was executed in the database's pod."""
    return [line.split(" ", 2)[2] for line in lab.prod.log("fakeexec").splitlines() if " payments/postgres-0/postgres " in line]


def run(lab, tree):
    lab.prod.up()
    look.watch(lab.prod, "kustomizations", "backups")
    lab.until(120, "the primary is Ready", lambda: look.all_ready(lab.prod))
    before = len(ran(lab))
    made = primary.backed_up(lab, lab.prod, [SCHEDULE])
    status = lab.prod.api.get("backups", "velero", made[SCHEDULE])["status"]
    lab.holds("the hook was attempted and did not fail", status.get("hookStatus", {}).get("hooksAttempted") == 1
              and not status["hookStatus"].get("hooksFailed"), str(status.get("hookStatus")))
    lab.holds("the container ran exactly the command", ran(lab)[before:] == [STEPS], str(ran(lab)[before:]))

    text = tree.read("apps/payments/base/postgres.yaml")
    tree.write("apps/payments/base/postgres.yaml", re.sub(r"(kind: StatefulSet\nmetadata:\n  name: )postgres", r"\1database", text))
    revision = tree.publish("the workload has another name, the plan has not")
    lab.until(60, "Flux has seen it", lambda: lab.prod.cache["sources"].get("flux-system", "flux-system")["status"].get(
        "artifact", {}).get("revision", "").endswith(revision))
    lab.until(60, "the build is judged", lambda: look.condition(lab.prod.cache["kustomizations"].get("flux-system", "payments"))[1] == "BuildFailed"
              or look.applied(lab.prod, "payments", revision))
    status, reason, message = look.condition(lab.prod.cache["kustomizations"].get("flux-system", "payments"))
    lab.holds("the build fails", (status, reason) == ("False", "BuildFailed"), reason)
    lab.holds("and says which workload is missing", "postgres" in message and "no matches" in message, message)
    lab.holds("the database runs on, with its hook", lab.prod.api.get("statefulsets", "payments", "postgres"))


def with_target(files):
    """A patch with a target: where it matches nothing it does nothing, silently."""
    name = "dr/shop/prod-us-east-1/hooks/payments/kustomization.yaml"
    files[name] = files[name].rstrip("\n") + "\n  target:\n    kind: StatefulSet\n    name: postgres\n"


MUTATIONS = {"the patch has a target": with_target}
